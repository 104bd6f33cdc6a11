"""The training rows whose truth is known: labels, amounts, and what decisions on them are worth."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from core.design.business.payoff_terms import BinaryPayoff, Payoff, amount_columns
from core.design.business.row_facts import RowFacts
from core.errors import Missing
from core.services.development.learning import open_learning
from core.services.workspace import Workspace, need

if TYPE_CHECKING:
    import numpy as np

    from core.development.table import LearningTable

    Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class KnownRows:
    """Training rows of the newest experiment.

    Attributes
    ----------
    y : ndarray of shape (n_rows,)
        Label codes or amounts.
    labels : tuple of str or None
        None for amounts.
    facts : RowFacts
        What the payoff needs of the rows.
    """

    y: "np.ndarray"
    labels: tuple[str, ...] | None
    facts: RowFacts

    def take(self, rows: "np.ndarray") -> "KnownRows":
        """Return the rows at these positions."""
        return KnownRows(self.y[rows], self.labels, self.facts.take(rows))


def known_rows(workspace: Workspace, project: str, payoff: Payoff) -> KnownRows:
    """Return the training rows with what a payoff needs of them, kept once an experiment.

    Raises
    ------
    BadInput
        Where the payoff takes amounts from a column that holds none.
    """
    import numpy as np

    from core.design.business.row_facts import row_facts

    study = need(workspace.history(project), "experiment").payload["study"]

    def truth(train: "LearningTable") -> "Arrays":
        return {"y": train.y, "labels": np.array(train.labels or (), dtype=str)}

    def amounts(train: "LearningTable") -> "Arrays":
        found = row_facts(payoff, train.frame).amounts
        return {f"amount_{n}": found[name] for n, name in enumerate(columns)}

    columns = amount_columns(payoff)
    known = _kept(workspace, project, study, "target", truth)
    digest = sha256("\n".join(columns).encode()).hexdigest()[:16]
    kept = _kept(workspace, project, study, f"amounts-{digest}", amounts) if columns else {}
    labels = tuple(map(str, known["labels"])) or None
    by_name = {name: kept[f"amount_{n}"] for n, name in enumerate(columns)}
    return KnownRows(known["y"], labels, RowFacts(by_name, labels or ()))


def threshold_worth_most(payoff: Payoff, rows: KnownRows, prediction: "np.ndarray") -> float | None:
    """Return the threshold (or, where amounts differ by row, the expected gain) that earns most; binary only."""
    from core.design.business.payoff import best_threshold

    if not isinstance(payoff, BinaryPayoff):
        return None
    return best_threshold(payoff, rows.y, prediction, rows.facts)


def _kept(
    workspace: Workspace, project: str, study: str, name: str, make: "Callable[[LearningTable], Arrays]"
) -> "Arrays":
    try:
        return workspace.files.get_array(study, name)
    except Missing:
        arrays = make(open_learning(workspace, project).train)
        workspace.files.put_array(study, name, **arrays)
        return arrays
