"""How far the distribution of a column moved between two versions of a table."""

from math import log, sqrt

import numpy as np
import pandas as pd

from core.design.data.columns import Column, ColumnKind
from core.design.frozen import Frozen

LEAST_EFFECT = 0.1
"""A shift is told from a tenth of the rows on: by then one row in ten would have to move to undo it."""
ERROR_RATE = 0.05
"""Probability that any of the columns is told although only chance moved it."""
MOST_NAMED = 40


class Shift(Frozen):
    """How far one column moved.

    Attributes
    ----------
    statistic : str
        "largest gap between the shares below a value" (Kolmogorov-Smirnov) for numbers and dates, "share of rows in
        another category" (total variation distance) for categories.
    effect : float
        0 (the same) to 1 (nothing in common).
    noise : float
        What chance alone stays below with 95% for all columns together, at these numbers of rows.
    missing_before, missing_after : float
        Share of rows without a value.
    """

    column: str
    statistic: str
    effect: float
    noise: float
    rows_before: int
    rows_after: int
    before: str
    after: str
    missing_before: float
    missing_after: float
    is_missing_shift: bool = False

    @property
    def is_large(self) -> bool:
        """Tell whether the shift is worth a look: large enough, and more than chance."""
        return self.effect >= max(LEAST_EFFECT, self.noise) or self.is_missing_shift

    def in_words(self) -> str:
        """Return the shift in one or two sentences, with its size and the rows behind it."""
        words = []
        if self.effect >= max(LEAST_EFFECT, self.noise):
            words.append(
                f"{self.column} moved: {self.before} before, {self.after} now; {self.statistic} "
                f"{self.effect:.1%}, chance stays below {self.noise:.1%} "
                f"({self.rows_before:,} and {self.rows_after:,} values)."
            )
        if self.is_missing_shift:
            words.append(
                f"{self.column} lacks a value in {self.missing_after:.1%} of the rows, "
                f"before in {self.missing_before:.1%}."
            )
        return " ".join(words)


def shifts(before: pd.DataFrame, after: pd.DataFrame, columns: list[Column]) -> tuple[Shift, ...]:
    """Return how far each column of numbers, dates, categories or truth values moved, the furthest first.

    Columns of free text are left out: nearly every value differs. Two versions that share rows differ less
    by chance than `Shift.noise` says, which assumes different rows.
    """
    level = ERROR_RATE / max(1, len(columns))
    found = [_shift(column, before[column.name], after[column.name], level) for column in columns]
    return tuple(sorted((one for one in found if one is not None), key=lambda one: -one.effect))


def _shift(column: Column, before: pd.Series, after: pd.Series, level: float) -> Shift | None:
    if column.kind in (ColumnKind.TEXT, ColumnKind.EMPTY):
        return None
    old, new = before.dropna(), after.dropna()
    if old.empty or new.empty:
        return None
    if column.kind in (ColumnKind.NUMBER, ColumnKind.DATE):
        found = _of_numbers(old, new, level)
    else:
        found = _of_categories(old, new, level)
    statistic, effect, noise, told_before, told_after = found
    missing = 1 - len(old) / len(before), 1 - len(new) / len(after)
    return Shift(
        column=column.name,
        statistic=statistic,
        effect=effect,
        noise=noise,
        rows_before=len(old),
        rows_after=len(new),
        before=told_before,
        after=told_after,
        missing_before=missing[0],
        missing_after=missing[1],
        is_missing_shift=abs(missing[0] - missing[1])
        >= max(LEAST_EFFECT, chance_gap(len(before), len(after), level)),
    )


def _of_numbers(old: pd.Series, new: pd.Series, level: float) -> tuple[str, float, float, str, str]:
    left, right = np.sort(_numbers(old)), np.sort(_numbers(new))
    noise = chance_gap(len(left), len(right), level)
    return (
        "largest gap between the shares below a value",
        largest_gap(left, right),
        noise,
        _median(old),
        _median(new),
    )


def largest_gap(left: np.ndarray, right: np.ndarray) -> float:
    """Return the two-sample Kolmogorov-Smirnov statistic of two sorted arrays, 0 to 1."""
    both = np.concatenate([left, right])
    shares = [np.searchsorted(one, both, side="right") / len(one) for one in (left, right)]
    return float(np.abs(shares[0] - shares[1]).max())


def chance_gap(n: int, m: int, level: float) -> float:
    """Return what the gap between two samples of one distribution exceeds with probability `level` at most.

    Asymptotic bound of Smirnov: sqrt(-ln(level / 2) / 2 * (1 / n + 1 / m)).
    """
    return sqrt(-log(level / 2) / 2 * (1 / n + 1 / m))


def _of_categories(old: pd.Series, new: pd.Series, level: float) -> tuple[str, float, float, str, str]:
    shares = pd.concat(
        [one.astype("str").value_counts(normalize=True) for one in (old, new)], axis=1, keys=["old", "new"]
    ).fillna(0.0)
    gaps = shares["new"] - shares["old"]
    widest = str(gaps.abs().idxmax())
    pooled = (shares["old"] * len(old) + shares["new"] * len(new)) / (len(old) + len(new))
    noise = chance_distance(pooled.to_numpy(), len(old), len(new), level)
    name = widest if len(widest) <= MOST_NAMED else f"{widest[:MOST_NAMED]}…"
    old_share, new_share = float(shares["old"][widest]), float(shares["new"][widest])
    effect = float(gaps.abs().sum() / 2)
    return (
        "share of rows in another category",
        effect,
        noise,
        f"{name} {old_share:.1%}",
        f"{name} {new_share:.1%}",
    )


def chance_distance(shares: np.ndarray, n: int, m: int, level: float) -> float:
    """Return what the total variation distance of two samples exceeds with probability `level` at most.

    Its expectation under normal approximation, plus McDiarmid's bound: one row of n changes it by 1 / n.
    """
    spread = 1 / n + 1 / m
    expected = float(np.sqrt(2 / np.pi * shares * (1 - shares) * spread).sum() / 2)
    return expected + sqrt(-log(level) / 2 * spread)


def _numbers(values: pd.Series) -> np.ndarray:
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return values.to_numpy("datetime64[us]").view("int64").astype("float64")
    return values.to_numpy("float64")


def _median(values: pd.Series) -> str:
    middle = values.median()
    return f"median {middle:%Y-%m-%d}" if isinstance(middle, pd.Timestamp) else f"median {middle:,.4g}"
