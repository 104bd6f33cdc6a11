"""Group ids: values shared by several rows that all have the same answer."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from core.design.data.columns import Column, ColumnKind
from core.design.data.leakage.finding import Check, Hit, Severity
from core.design.data.leakage.table import CheckedTable

FEWEST_GROUPS = 10
FEWEST_SHARED = 0.5
ALL_THE_SAME = 0.97
BEYOND_CHANCE = 6.0
UNORDERED = 0.5
"""Changes of the answer along the sorted values, as a share of those expected by chance."""


def _look(table: CheckedTable) -> Iterator[Hit]:
    for column in table.others:
        if column.distinct >= FEWEST_GROUPS and _may_name_groups(table, column):
            hit = _amount_groups(table, column) if table.is_amount else _class_groups(table, column)
            if hit is not None:
                yield hit


def _may_name_groups(table: CheckedTable, column: Column) -> bool:
    if column.kind in (ColumnKind.CATEGORY, ColumnKind.TEXT):
        return True
    if column.kind is not ColumnKind.NUMBER:
        return False
    values = table.numbers(column)
    values = values[np.isfinite(values)]
    return bool((values == np.round(values)).all())


def _shared(table: CheckedTable, column: Column) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return codes of the rows that share a value, their target, and the rows of each value."""
    codes, n_values = table.codes(column.name)
    counts = np.bincount(codes[codes >= 0], minlength=n_values)
    rows = np.flatnonzero((codes >= 0) & (counts[codes] >= 2))
    again = pd.factorize(codes[rows])[0]
    return again, table.y[rows], np.bincount(again) if len(again) else np.array([], dtype=int)


def _class_groups(table: CheckedTable, column: Column) -> Hit | None:
    codes, y, sizes = _shared(table, column)
    if len(sizes) < FEWEST_GROUPS or sizes.sum() < FEWEST_SHARED * len(table):
        return None
    n_classes = len(table.labels)
    counts = np.bincount(codes * n_classes + y, minlength=len(sizes) * n_classes).reshape(-1, n_classes)
    is_pure = counts.max(axis=1) == sizes
    chances = ((np.bincount(y, minlength=n_classes) / len(y)) ** sizes[:, None]).sum(axis=1)
    z = (is_pure.sum() - chances.sum()) / np.sqrt((chances * (1 - chances)).sum() + 1e-9)
    share = float(sizes[is_pure].sum() / sizes.sum())
    if share < ALL_THE_SAME or z < BEYOND_CHANCE or _is_ordered(table, column):
        return None
    evidence = (
        f"in {is_pure.mean():.0%} of its {len(sizes):,} repeated values all rows have the same {table.name}; "
        f"by chance it would be {chances.mean():.0%}."
    )
    return Hit((column.name,), Severity.REVIEW, evidence)


def _is_ordered(table: CheckedTable, column: Column) -> bool:
    """Tell whether the answer follows the size of a number, as it does for an honest measure."""
    if column.kind is not ColumnKind.NUMBER:
        return False
    values = table.numbers(column)
    known = np.isfinite(values)
    first = pd.Series(table.y[known]).groupby(values[known]).first().to_numpy()
    expected = 1 - ((np.bincount(first) / len(first)) ** 2).sum()
    return bool((np.diff(first) != 0).mean() < UNORDERED * expected)


def _amount_groups(table: CheckedTable, column: Column) -> Hit | None:
    codes, y, sizes = _shared(table, column)
    if len(sizes) < FEWEST_GROUPS or sizes.sum() < FEWEST_SHARED * len(table):
        return None
    means = np.bincount(codes, weights=y) / sizes
    within = float(((y - means[codes]) ** 2).sum()) / (len(y) - len(sizes))
    share = 1 - within / max(1e-300, float(y.var()))
    if share < ALL_THE_SAME or _follows(table, column):
        return None
    evidence = (
        f"rows that share one of its {len(sizes):,} repeated values have almost the same {table.name}: "
        f"{share:.1%} of the variance lies between them."
    )
    return Hit((column.name,), Severity.REVIEW, evidence)


def _follows(table: CheckedTable, column: Column) -> bool:
    """Tell whether neighbouring values have neighbouring amounts, as for an honest measure."""
    if column.kind is not ColumnKind.NUMBER:
        return False
    values = table.numbers(column)
    known = np.isfinite(values)
    means = pd.Series(table.y[known]).groupby(values[known]).mean().to_numpy()
    return bool((np.diff(means) ** 2).mean() < UNORDERED * 2 * means.var())


GROUP_ID = Check(
    "group_id",
    "Group that decides the answer",
    "Give the column the role group: its rows then stay on one side of the split and it enters no model.",
    _look,
)
