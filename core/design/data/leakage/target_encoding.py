"""Target encoding: averages of the target, computed on rows that are then judged by them."""

from collections.abc import Iterator

import numpy as np

from core.design.data.columns import Column, ColumnKind
from core.design.data.leakage.finding import Check, Hit, Severity
from core.design.data.leakage.table import CheckedTable

FEWEST_VALUES = 5
TOO_GOOD = 0.05
"""Root mean square of the z-scores of calibration, 1 for an honest forecast.

For five values an honest forecast falls below 0.05 in fewer than one of a million tables (chi square with
five degrees of freedom below 0.0125).
"""
MOST_SMOOTHING = 1_000
MOST_CLASSES = 30


def _look(table: CheckedTable) -> Iterator[Hit]:
    for column in table.of_kind(ColumnKind.NUMBER):
        if not FEWEST_VALUES <= column.distinct <= len(table) // 2:
            continue
        found = next((t for t in _targets(table) if _is_average(table, column, t[1])), None)
        if found is not None:
            evidence = (
                f"each of its {column.distinct:,} values is the average of {found[0]} over the rows that "
                f"have it, far closer than chance allows."
            )
            yield Hit((column.name,), Severity.BLOCK, evidence)


def _targets(table: CheckedTable) -> Iterator[tuple[str, np.ndarray]]:
    """Yield what an encoding may average: the amount, a label as 0 / 1, or numeric labels as they are."""
    if table.is_amount or (table.target.kind is ColumnKind.NUMBER and len(table.labels) > 2):
        yield table.name, table.frame[table.name].to_numpy(dtype=float)
    if table.is_amount or len(table.labels) > MOST_CLASSES:
        return
    for code, label in enumerate(table.labels):
        yield f"“{table.name} is {label}”", (table.y == code).astype(float)
    yield f"the number of {table.name}", table.y.astype(float)


def _is_average(table: CheckedTable, column: Column, y: np.ndarray) -> bool:
    """Tell whether rows of one value average to that value, plain or drawn towards the overall mean.

    A smoothed average is (n m + a M) / (n + a) for n rows of mean m and an overall mean M (Micci-Barreca,
    SIGKDD Explorations 3:1, 2001); then m - v = a (v - M) / n with one a for all values v.
    """
    values = table.numbers(column)
    known = np.isfinite(values)
    v, inverse, n = np.unique(values[known], return_inverse=True, return_counts=True)
    overall, variance = float(y[known].mean()), float(y[known].var())
    if variance == 0 or v[0] > y.max() or v[-1] < y.min():
        return False
    means = np.bincount(inverse, weights=y[known]) / n
    error = np.sqrt(variance / n)
    telling = n >= 2
    if telling.sum() < FEWEST_VALUES or _spread(means[telling], n[telling]) < variance * 1e-6:
        return False
    x = (v - overall) / n
    weight = np.where(telling, 1 / error**2, 0.0)
    a = float((weight * x * (means - v)).sum() / max(1e-300, (weight * x * x).sum()))
    return any(
        float(np.sqrt((((means - v - s * x) / error)[telling] ** 2).mean())) < TOO_GOOD
        for s in (0.0, float(np.clip(a, 0, MOST_SMOOTHING)))
    )


def _spread(means: np.ndarray, n: np.ndarray) -> float:
    centre = (n * means).sum() / n.sum()
    return float((n * (means - centre) ** 2).sum() / n.sum())


TARGET_ENCODING = Check(
    "target_encoding",
    "Averages of the target",
    "Leave the column out and keep the category it was made from: categories are encoded inside each fold.",
    _look,
)
