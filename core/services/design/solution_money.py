"""Solution: what the payoff says about acting on the rows, were this or that label the real case."""

from dataclasses import dataclass

from core.design.business.payoff_terms import BinaryPayoff, Payoff
from core.design.data.columns import Dataset
from core.errors import BadInput
from core.services.workspace import Workspace


@dataclass(frozen=True)
class ActingWorth:
    """What acting brings over not acting, in `currency`.

    Attributes
    ----------
    on_all : dict
        Label to the mean gain per row of acting on every row, were that label the real case.
    per_certainty : float
        By how much the expected gain of acting rises as the probability goes from 0 to 1, on a row with the
        median amounts.
    is_by_row : bool
        Whether amounts differ by row.
    """

    currency: str
    on_all: dict[str, float]
    per_certainty: float
    is_by_row: bool

    def contradicts(self, label: str, labels: dict[str, int]) -> bool:
        """Tell whether most rows have the label and acting on all of them would pay.

        Then no model is needed to decide, so the other label may well be the case that is meant.
        """
        return 2 * labels[label] > sum(labels.values()) and self.on_all[label] > 0


def acting_worth(workspace: Workspace, dataset: Dataset, target: str, payoff: Payoff) -> ActingWorth | None:
    """Return what acting brings, on all rows on record; None for other questions, or amounts not in the data."""
    import numpy as np

    from core.design.business.decision import depends_on_row, gains_of_acting
    from core.design.business.payoff_terms import amount_columns
    from core.design.business.row_amounts import payoff_held_at
    from core.design.business.row_facts import row_facts, typical_amounts
    from core.design.data.reading.conform import as_text

    if not isinstance(payoff, BinaryPayoff):
        return None
    named = amount_columns(payoff)
    if not {column.name for column in dataset.columns}.issuperset(named):
        return None
    frame = workspace.datasets.get(dataset.fingerprint, list(dict.fromkeys([target, *named])))
    frame = frame[frame[target].notna()]
    try:
        gains, typical = gains_of_acting(payoff, row_facts(payoff, frame)), typical_amounts(payoff, frame)
    except BadInput:
        return None
    values = as_text(frame[target]).to_numpy()
    real, other = (float(gain) for gain in gains_of_acting(payoff_held_at(payoff, typical, typical)))
    return ActingWorth(
        currency=payoff.currency,
        on_all={str(label): float(np.where(values == label, *gains).mean()) for label in set(values)},
        per_certainty=real - other,
        is_by_row=depends_on_row(payoff),
    )
