"""Copies: columns that are the target, a recoding of it, or parts that add up to it."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from core.design.data.columns import ColumnKind
from core.design.data.leakage.finding import Check, Hit, Severity
from core.design.data.leakage.table import CLASS_LIKE, FEWEST_ROWS, CheckedTable
from core.design.data.relation import scaled

ALMOST_ONE = 0.999
FEWEST_OF_A_VALUE = 3
FEWEST_REPEATS = 20
MAX_PAIR_COLUMNS = 40
PAIR_SAMPLE = 1_000
TOLERANCE = 1e-9


def _look(table: CheckedTable) -> Iterator[Hit]:
    return _amount_copies(table) if table.is_amount else _class_copies(table)


def _class_copies(table: CheckedTable) -> Iterator[Hit]:
    for column in table.others:
        is_repeated = column.distinct * CLASS_LIKE <= len(table)
        is_recoding = column.distinct == len(table.labels) <= len(table) / FEWEST_OF_A_VALUE
        if (is_repeated or is_recoding) and determines(table.frame[column.name], table.y):
            yield _certain(column.name, f"each value stands for one value of {table.name}.")


def determines(values: pd.Series, target_codes: np.ndarray) -> bool:
    """Tell whether each value (missing counts as one) goes with a single target value."""
    codes, uniques = pd.factorize(values, use_na_sentinel=False)
    if len(uniques) < 2:
        return False
    return _pairs(codes, target_codes) == len(uniques)


def _pairs(codes: np.ndarray, target_codes: np.ndarray) -> int:
    return len(np.unique(codes.astype(np.int64) * (int(target_codes.max()) + 1) + target_codes))


def _amount_copies(table: CheckedTable) -> Iterator[Hit]:
    numbers = {c.name: table.numbers(c) for c in table.of_kind(ColumnKind.NUMBER) if c.distinct > 1}
    found = set()
    for name, values in numbers.items():
        correlation = _correlation(values, table.y)
        if correlation > ALMOST_ONE:
            found.add(name)
            yield _certain(name, f"it moves exactly with {table.name} (correlation {correlation:.4f}).")
    rest = {name: values for name, values in numbers.items() if name not in found}
    parts: dict[str, Hit] = {}
    for first, second, sign in _adding_pairs(rest, table.y):
        hit = _certain(first, f"{first} {sign} {second} is {table.name}.")
        parts[first], parts[second] = hit, _certain(second, hit.evidence)
    yield from parts.values()
    yield from _shuffled_amounts(table, found | set(parts))


def _shuffled_amounts(table: CheckedTable, found: set[str]) -> Iterator[Hit]:
    """Yield columns whose values and the amounts name each other, in any order."""
    amounts, n_amounts = pd.factorize(table.y)[0], table.target.distinct
    if len(table) - n_amounts < FEWEST_REPEATS:
        return
    for column in table.others:
        is_open = column.name not in found and column.distinct == n_amounts
        if is_open and _pairs(table.codes(column.name)[0] + 1, amounts) == n_amounts:
            yield _certain(column.name, f"each value stands for one value of {table.name}.")


def _certain(name: str, evidence: str) -> Hit:
    return Hit((name,), Severity.BLOCK, evidence)


def _correlation(values: np.ndarray, amounts: np.ndarray) -> float:
    """Return the larger of |Pearson| and |Spearman| over rows where both are known."""
    known = np.isfinite(values) & np.isfinite(amounts)
    if known.sum() < FEWEST_ROWS or np.ptp(values[known]) == 0 or np.ptp(amounts[known]) == 0:
        return 0.0
    pearson = np.corrcoef(scaled(values[known]), scaled(amounts[known]))[0, 1]
    if abs(pearson) < 0.5:
        return float(abs(pearson))
    ranks = pd.DataFrame({"value": values[known], "amount": amounts[known]}).rank().to_numpy()
    return float(max(abs(pearson), abs(np.corrcoef(ranks.T)[0, 1])))


def _adding_pairs(numbers: dict[str, np.ndarray], amounts: np.ndarray) -> list[tuple[str, str, str]]:
    names = list(numbers)[:MAX_PAIR_COLUMNS]
    numbers = {name: numbers[name] / 8 for name in names}  # sums of extreme numbers stay finite
    amounts = amounts / 8
    step = max(1, len(amounts) // PAIR_SAMPLE)
    sample = np.array([numbers[name][::step] for name in names])
    pairs = []
    for i, first in enumerate(names):
        for sign in (1, -1):
            hits = _add_up(sample[i], sign * sample, amounts[::step])
            for j in np.flatnonzero(hits):
                is_new = j > i or (sign == -1 and j != i)
                if is_new and _add_up(numbers[first], sign * numbers[names[j]], amounts):
                    pairs.append((first, names[j], "+" if sign == 1 else "-"))
    return pairs


def _add_up(first: np.ndarray, second: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    """Tell, for each row of `second`, whether the sums are the amounts but for rounding."""
    magnitudes = np.abs(first) + np.abs(second) + np.abs(amounts)
    return (np.abs(first + second - amounts) <= TOLERANCE * magnitudes).all(axis=-1)


COPIES = Check(
    "copy",
    "Copy of the target",
    "Leave the column out: it is the answer in other words.",
    _look,
)
