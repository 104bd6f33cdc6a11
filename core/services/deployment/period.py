"""A period in use: raw rows, what the live model decides on them, and what is known of the truth."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.design.business.charter import Charter
from core.design.business.payoff_terms import RegressionPayoff
from core.design.business.row_facts import RowFacts, row_facts, typical_amounts

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


@dataclass(frozen=True)
class Period:
    """The rows of a period with the truth as far as it has arrived.

    Attributes
    ----------
    frame : DataFrame of shape (n_rows, any)
        Raw rows.
    known : bool ndarray of shape (n_rows,)
        Rows whose truth is known.
    y : ndarray of shape (known.sum(),)
        Their label codes or amounts.
    decided : int ndarray of shape (n_rows,) or None
        Code of what the model decides on each row, as on Predict; None for amounts.
    facts : RowFacts
        What the payoff needs of all rows.
    """

    charter: Charter
    model: Any
    frame: "pd.DataFrame"
    known: "np.ndarray"
    y: "np.ndarray"
    decided: "np.ndarray | None"
    facts: RowFacts

    @property
    def known_frame(self) -> "pd.DataFrame":
        """The rows whose truth is known."""
        return self.frame[self.known]

    @property
    def known_facts(self) -> RowFacts:
        """What the payoff needs of the rows whose truth is known."""
        return self.facts.take(self.known)

    def model_values(self) -> "np.ndarray":
        """Return what the model's decision is worth on each row whose truth is known."""
        from core.design.business.payoff import value_of_decisions, value_per_row

        payoff = self.charter.payoff
        if self.decided is None or isinstance(payoff, RegressionPayoff):
            return value_per_row(payoff, self.y, self.model.scores(self.known_frame), None, self.known_facts)
        return value_of_decisions(payoff, self.y, self.decided[self.known], self.known_facts)

    def values_of(
        self, predict: "Callable[[pd.DataFrame], np.ndarray]", threshold: float | None
    ) -> "np.ndarray":
        """Return what the decisions of another model are worth, which looks at all rows of the period.

        Parameters
        ----------
        predict : callable
            From raw rows to predictions in the common shape, labels in the order of the live model's.
        """
        from core.design.business.decision import decided_labels
        from core.design.business.payoff import value_of_decisions, value_per_row

        payoff = self.charter.payoff
        if isinstance(payoff, RegressionPayoff):
            return value_per_row(payoff, self.y, predict(self.known_frame), None, self.known_facts)
        decided = decided_labels(payoff, predict(self.frame), threshold, self.facts)
        return value_of_decisions(payoff, self.y, decided[self.known], self.known_facts)

    def todays_values(self) -> "np.ndarray":
        """Return what today's process is worth on each row whose truth is known.

        Raises
        ------
        BadInput
            Where the charter names a column that the rows lack, or that holds no decisions.
        """
        from core.design.business.today import today_values

        assert self.charter.today is not None
        return today_values(
            self.charter.today,
            self.charter.payoff,
            self.y,
            self.known_frame,
            self.facts.labels,
            self.known_facts,
        )


def open_period(
    charter: Charter, model: Any, reference: "pd.DataFrame", batch: "pd.DataFrame"
) -> Period | None:
    """Return a batch as a period; None where no row has a true answer.

    Parameters
    ----------
    reference : DataFrame
        Rows that the model was judged on; missing amounts count as is typical there, or in the model.
    """
    from core.development.truth import encode_truth

    target = model.manifest["target"]
    if target not in batch.columns or batch[target].isna().all():
        return None
    y, known = encode_truth(batch[target], model.manifest["ml_task"], model.manifest["labels"])
    typical = typical_amounts(charter.payoff, reference)
    typical |= (model.manifest.get("decision") or {}).get("typical", {})
    facts = row_facts(charter.payoff, batch, tuple(model.manifest["labels"] or ()), typical)
    return Period(charter, model, batch, known, y, _decided(model, batch), facts)


def _decided(model: Any, batch: "pd.DataFrame") -> "np.ndarray | None":
    import pandas as pd

    if model.manifest["ml_task"] == "regression":
        return None
    labels = pd.Index(model.manifest["labels"], dtype=object)
    decided = model.predict(batch, is_period=True)["prediction"]
    return labels.get_indexer(pd.Index(decided, dtype=object))
