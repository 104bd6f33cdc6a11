"""Columns that give the target away: copies, recodings, and parts that add up to it."""

import numpy as np
import pandas as pd

from core.design.data.columns import Column, ColumnKind
from core.design.data.relation import scaled

ALMOST_ONE = 0.999
FEWEST_ROWS = 30
CLASS_LIKE = 20
MAX_PAIR_COLUMNS = 40
PAIR_SAMPLE = 1_000
TOLERANCE = 1e-9


def leak_reasons(frame: pd.DataFrame, columns: tuple[Column, ...], target: str) -> dict[str, str]:
    """Return the columns that give the target away, each with its evidence.

    Only certain evidence counts, as strong honest columns are common: each value of the column stands
    for one target value (at least 20 rows a value), missing exactly with one target value, a
    correlation above 0.999, or two columns that add up to the target.

    Parameters
    ----------
    frame : DataFrame of shape (n_rows, n_columns)
    """
    by_name = {column.name: column for column in columns}
    if target not in by_name or by_name[target].distinct < 2:
        return {}
    rows = frame[frame[target].notna()]
    others = [c for c in columns if c.name != target and c.kind is not ColumnKind.EMPTY and c.distinct > 0]
    if len(rows) < FEWEST_ROWS:
        return {}
    is_amount = by_name[target].kind is ColumnKind.NUMBER and by_name[target].distinct > CLASS_LIKE
    found = _amount_leaks(rows, others, target) if is_amount else _class_leaks(rows, others, target)
    return {name: f"Gives the target away: {evidence}" for name, evidence in found.items()}


def _class_leaks(rows: pd.DataFrame, others: list[Column], target: str) -> dict[str, str]:
    codes = pd.factorize(rows[target])[0]
    found = {}
    for column in others:
        is_repeated = column.distinct * CLASS_LIKE <= len(rows)
        if is_repeated and _determines(rows[column.name], codes):
            found[column.name] = f"each value stands for one value of {target}."
        elif column.missing > 0 and _determines(rows[column.name].isna(), codes):
            found[column.name] = f"it is filled in for some values of {target} only."
    return found


def _determines(values: pd.Series, target_codes: np.ndarray) -> bool:
    """Tell whether each value (missing counts as one) goes with a single target value."""
    codes, uniques = pd.factorize(values, use_na_sentinel=False)
    if len(uniques) < 2:
        return False
    pairs = codes.astype(np.int64) * (int(target_codes.max()) + 1) + target_codes
    return len(np.unique(pairs)) == len(uniques)


def _amount_leaks(rows: pd.DataFrame, others: list[Column], target: str) -> dict[str, str]:
    amounts = rows[target].to_numpy(dtype=float)
    numbers = {
        c.name: rows[c.name].to_numpy(dtype=float, na_value=np.nan)
        for c in others
        if c.kind is ColumnKind.NUMBER and c.distinct > 1
    }
    found = {}
    for name, values in numbers.items():
        correlation = _correlation(values, amounts)
        if correlation > ALMOST_ONE:
            found[name] = f"it moves exactly with {target} (correlation {correlation:.4f})."
    rest = {name: values for name, values in numbers.items() if name not in found}
    for first, second, sign in _adding_pairs(rest, amounts):
        found[first] = found[second] = f"{first} {sign} {second} is {target}."
    return found


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
