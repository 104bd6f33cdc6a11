"""Amounts that differ by row, held at figures that a person can follow: the means, or those of one row."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.design.business.payoff_terms import Amount, BinaryPayoff, Worth
from core.design.business.row_facts import RowFacts


@dataclass(frozen=True)
class MeanAmounts:
    """What the amount columns of a payoff hold, column by column.

    Attributes
    ----------
    median : dict
        Over all rows.
    real, other : dict
        Mean over the real cases and over the other rows; over all rows for both while nobody said which
        rows are real cases.
    rows : int
        Rows that were looked at.
    is_by_case : bool
        Whether real cases are known.
    """

    median: Mapping[str, float]
    real: Mapping[str, float]
    other: Mapping[str, float]
    rows: int
    is_by_case: bool


def mean_amounts(facts: RowFacts, is_real: np.ndarray | None) -> MeanAmounts:
    """Return median and means of each amount column.

    Parameters
    ----------
    facts : RowFacts
        Of at least one row.
    is_real : bool ndarray of shape (n_rows,) or None
        Which rows are real cases; None, or all alike, where that tells nothing.
    """
    amounts = facts.amounts
    rows = len(next(iter(amounts.values())))
    known = is_real is not None and bool(is_real.any()) and not bool(is_real.all())
    real = is_real if known and is_real is not None else np.ones(rows, dtype=bool)
    other = ~real if known else real
    return MeanAmounts(
        median={name: float(np.median(values)) for name, values in amounts.items()},
        real={name: float(values[real].mean()) for name, values in amounts.items()},
        other={name: float(values[other].mean()) for name, values in amounts.items()},
        rows=rows,
        is_by_case=known,
    )


def payoff_held_at(
    payoff: BinaryPayoff, real: Mapping[str, float], other: Mapping[str, float]
) -> BinaryPayoff:
    """Return the payoff with every amount fixed: at `real` on a real case, at `other` on another row.

    A worth is a straight line of its column, so its mean is its worth at the column's mean: averages of
    decisions that do not look at the amounts come out exactly.
    """
    at = {"true_positive": real, "false_negative": real, "false_positive": other, "true_negative": other}
    fixed = {cell: _held(getattr(payoff, cell), values) for cell, values in at.items()}
    return payoff.model_copy(update=fixed)


def _held(worth: Worth, values: Mapping[str, float]) -> float:
    return worth.plus + worth.factor * values[worth.column] if isinstance(worth, Amount) else worth
