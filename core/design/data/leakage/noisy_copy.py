"""Noisy copies: the target with some labels flipped, some amounts replaced, or noise added."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from core.design.data.columns import Column, ColumnKind
from core.design.data.leakage.finding import Check, Hit, Severity
from core.design.data.leakage.screening import SCREENED_ROWS, Screen
from core.design.data.leakage.table import FEWEST_ROWS, CheckedTable

AGREEMENT = 0.7
"""Share of rows right, averaged over classes; 20% of labels flipped leave 0.8."""
EVEN = 0.001
INDEPENDENT = 0.001
MOSTLY_KNOWN = 0.8
MOVES_WITH = 0.95
MUCH_CLOSER = 0.5
SAME_AMOUNTS = 0.5
FEWEST_AMOUNTS = 20


def _look(table: CheckedTable) -> Iterator[Hit]:
    sample = table.sample(SCREENED_ROWS)
    screen = Screen(sample)
    return _amounts(table, screen) if table.is_amount else _classes(screen)


def _classes(screen: Screen) -> Iterator[Hit]:
    table = screen.table
    n_classes = len(table.labels)
    for column in table.others:
        codes, n_values = table.codes(column.name)
        known = codes >= 0
        if n_values != n_classes or known.mean() < MOSTLY_KNOWN:
            continue
        right = _matched(codes[known], table.y[known], n_classes) == table.y[known]
        if not _is_even_noise(right, table.y[known], n_classes):
            continue
        values = np.zeros(len(table))
        values[known] = codes[known] if n_classes == 2 else right
        chance = screen.independence(values, column.name)
        if chance is None or chance >= INDEPENDENT:
            yield Hit((column.name,), Severity.REVIEW, _flips(table, right, chance))


def _flips(table: CheckedTable, right: np.ndarray, chance: float | None) -> str:
    tested = "" if chance is None else f" (p = {chance:.2f})"
    return (
        f"it agrees with {table.name} in {right.mean():.1%} of the rows, about equally in every class, and no "
        f"other column says where it differs{tested}: a copy with errors looks like this."
    )


def _matched(codes: np.ndarray, y: np.ndarray, n_classes: int) -> np.ndarray:
    """Return the column in the target's codes, matched so that most rows agree."""
    from scipy.optimize import linear_sum_assignment

    counts = np.bincount(codes * n_classes + y, minlength=n_classes**2).reshape(n_classes, n_classes)
    shares = counts / np.maximum(1, counts.sum(axis=0))
    values, classes = linear_sum_assignment(-shares)
    return classes[np.argsort(values)][codes]


def _is_even_noise(right: np.ndarray, y: np.ndarray, n_classes: int) -> bool:
    """Tell whether most rows are right and errors are as common in every class (chi square)."""
    from scipy.stats import chi2_contingency

    if right.all():
        return False
    counts = np.bincount(y, minlength=n_classes)
    hits = np.bincount(y, weights=right, minlength=n_classes)
    if (counts == 0).any() or (hits / counts).mean() < AGREEMENT:
        return False
    return bool(chi2_contingency(np.array([hits, counts - hits])).pvalue >= EVEN)


def _amounts(table: CheckedTable, screen: Screen) -> Iterator[Hit]:
    numbers = list(screen.table.of_kind(ColumnKind.NUMBER))
    closeness = {column.name: _spearman(screen.table, column) for column in numbers}
    for column in numbers:
        same = _same_share(table, column)
        if SAME_AMOUNTS <= same < 1:
            evidence = (
                f"it equals {table.name} in {same:.1%} of the rows: a copy with errors looks like this."
            )
            yield Hit((column.name,), Severity.REVIEW, evidence)
        elif hit := _added_noise(screen, column, closeness):
            yield hit


def _same_share(table: CheckedTable, column: Column) -> float:
    values = table.numbers(column)
    same = values == table.y
    if len(np.unique(table.y[same])) < FEWEST_AMOUNTS:
        return 0.0
    return float(same.sum() / max(1, np.isfinite(values).sum()))


def _added_noise(screen: Screen, column: Column, closeness: dict[str, float]) -> Hit | None:
    near = closeness[column.name]
    others = [value for name, value in closeness.items() if name != column.name]
    next_best = max(others, default=0.0)
    if near < MOVES_WITH or 1 - near**2 > MUCH_CLOSER * (1 - next_best**2):
        return None
    values = screen.table.numbers(column)
    chance = screen.independence(np.where(np.isfinite(values), values, np.nanmedian(values)), column.name)
    if chance is not None and chance < INDEPENDENT:
        return None
    tested = "" if chance is None else f" (p = {chance:.2f})"
    evidence = (
        f"it moves with {screen.table.name} (rank correlation {near:.3f}; the next best column has "
        f"{next_best:.3f}), and no other column explains the rest{tested}: the answer plus noise looks like this."
    )
    return Hit((column.name,), Severity.REVIEW, evidence)


def _spearman(table: CheckedTable, column: Column) -> float:
    pairs = pd.DataFrame({"value": table.numbers(column), "amount": table.y}).dropna().rank().to_numpy()
    if len(pairs) < FEWEST_ROWS or np.ptp(pairs[:, 0]) == 0:
        return 0.0
    return float(abs(np.corrcoef(pairs.T)[0, 1]))


NOISY_COPY = Check(
    "noisy_copy",
    "Copy of the target with errors",
    "Ask how the column is made. If it is written down with or after the outcome, leave it out.",
    _look,
)
