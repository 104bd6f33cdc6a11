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
FEWEST_SMOOTHED = 10
LEAST_SMOOTHING, MOST_SMOOTHING = 0.5, 1_000
MOST_SHARED = 3
MOST_TRIED = 30
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
    """Tell whether rows of one value average to that value, plain or drawn towards the overall mean."""
    values = table.numbers(column)
    known = np.isfinite(values)
    v, inverse, n = np.unique(values[known], return_inverse=True, return_counts=True)
    overall, variance = float(y[known].mean()), float(y[known].var())
    if variance == 0 or v[0] > y.max() or v[-1] < y.min():
        return False
    means = np.bincount(inverse, weights=y[known]) / n
    telling = n >= 2
    v, n, means = v[telling], n[telling], means[telling]
    if len(v) < FEWEST_VALUES or _spread(means, n) < variance * 1e-6:
        return False
    is_plain = _root_mean_square((means - v) / np.sqrt(variance / n)) < TOO_GOOD
    return is_plain or _is_smoothed(v, n, means, overall)


def _is_smoothed(v: np.ndarray, n: np.ndarray, means: np.ndarray, overall: float) -> bool:
    """Tell whether the values are averages drawn towards the overall mean.

    A smoothed average is v = (n m + a M) / (n + a) for n rows of mean m and an overall mean M (Micci-Barreca,
    SIGKDD Explorations 3:1, 2001), so m - v = a (v - M) / n with one a for all. Where k categories share a
    value, n counts k times too many, so k steps are allowed, and they must be met far closer than the half
    step that chance leaves.
    """
    if len(v) < FEWEST_SMOOTHED:
        return False
    step = (v - overall) / n
    away = np.abs(step) > 1e-6 * np.abs(step).max(initial=0.0)
    ratios = ((means - v)[away] / step[away])[:MOST_TRIED]
    for a in (ratio / k for ratio in ratios for k in range(1, MOST_SHARED + 1)):
        if not LEAST_SMOOTHING <= a <= MOST_SMOOTHING:
            continue
        shared = np.clip(np.round((means - v)[away] / (a * step[away])), 1, MOST_SHARED)
        rest = (means - v)[away] - shared * a * step[away]
        if _root_mean_square(rest) < TOO_GOOD * _root_mean_square(a * step[away]):
            return True
    return False


def _root_mean_square(values: np.ndarray) -> float:
    return float(np.sqrt((values**2).mean()))


def _spread(means: np.ndarray, n: np.ndarray) -> float:
    centre = (n * means).sum() / n.sum()
    return float((n * (means - centre) ** 2).sum() / n.sum())


TARGET_ENCODING = Check(
    "target_encoding",
    "Averages of the target",
    "Leave the column out and keep the category it was made from: categories are encoded inside each fold.",
    _look,
)
