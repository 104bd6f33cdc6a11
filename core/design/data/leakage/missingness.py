"""Missingness: a column that is filled in for some answers only."""

from collections.abc import Iterator

import numpy as np

from core.design.data.columns import Column, ColumnKind
from core.design.data.leakage.copies import determines
from core.design.data.leakage.finding import Check, Hit, Severity
from core.design.data.leakage.table import CheckedTable

FEWEST_MISSING = 10
TELLING = 0.7
"""Distance between the shares filled in (classes) or |2 AUC - 1| (amounts) that calls for a look.

Honest gaps of real tables stay below: a service that some customers do not have moves churn by 0.3.
"""


def _look(table: CheckedTable) -> Iterator[Hit]:
    for column in table.others:
        if column.kind is not ColumnKind.DATE and (hit := missing_hit(table, column, TELLING)):
            yield hit


def missing_hit(table: CheckedTable, column: Column, telling: float) -> Hit | None:
    """Return what the gaps of a column tell, or None where that is less than `telling` (0 to 1)."""
    is_missing = table.frame[column.name].isna().to_numpy()
    count = int(is_missing.sum())
    if not 0 < count < len(table):
        return None
    if not table.is_amount and determines(table.frame[column.name].isna(), table.y):
        evidence = f"it is filled in for some values of {table.name} only."
        return Hit((column.name,), Severity.BLOCK, evidence)
    if min(count, len(table) - count) < FEWEST_MISSING:
        return None
    return (
        _of_amount(table, column, is_missing, telling)
        if table.is_amount
        else _of_class(table, column, is_missing, telling)
    )


def _of_class(table: CheckedTable, column: Column, is_missing: np.ndarray, telling: float) -> Hit | None:
    counts = np.bincount(table.y)
    filled = np.bincount(table.y, weights=~is_missing)
    inside, outside = filled / counts, (filled.sum() - filled) / (counts.sum() - counts)
    distances = np.where(counts >= FEWEST_MISSING, np.abs(inside - outside), 0.0)
    best = int(distances.argmax())
    if distances[best] < telling:
        return None
    evidence = (
        f"it is filled in for {inside[best]:.0%} of the rows where {table.name} is {table.labels[best]}, "
        f"and for {outside[best]:.0%} of the others."
    )
    return Hit((column.name,), Severity.REVIEW, evidence)


def _of_amount(table: CheckedTable, column: Column, is_missing: np.ndarray, telling: float) -> Hit | None:
    from scipy.stats import rankdata

    ranks = rankdata(table.y)
    n, m = int(is_missing.sum()), int((~is_missing).sum())
    auc = (ranks[is_missing].sum() - n * (n + 1) / 2) / (n * m)
    if abs(2 * auc - 1) < telling:
        return None
    where = "higher" if auc < 0.5 else "lower"
    share = max(auc, 1 - auc)
    evidence = (
        f"{table.name} is {where} where it is filled in: in {share:.1%} of all pairs of a row with a value "
        f"and a row without."
    )
    return Hit((column.name,), Severity.BLOCK if share == 1 else Severity.REVIEW, evidence)


MISSINGNESS = Check(
    "missingness",
    "Gaps that tell the answer",
    "Ask when the column is filled in. If that is after the outcome, say that it is not known when predicting.",
    _look,
)
