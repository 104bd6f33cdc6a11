"""One column over time: rows, average and missing share of each day, week, month, quarter or year."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from core.design.data.columns import Column, ColumnKind
from core.design.data.profile.measuring import averages, measure
from core.design.data.profile.source import Source, Table, all_numbers, named
from core.errors import BadInput

MOST_PERIODS = 2_000
READABLE = 400
MONDAY = 3
"""1 January 1970 was a Thursday, three days after a Monday."""


def _month(days: np.ndarray) -> np.ndarray:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _first_of_month(months: np.ndarray) -> np.ndarray:
    return months.astype("datetime64[M]").astype("datetime64[s]")


PERIODS: dict[str, tuple[Callable, Callable]] = {
    "day": (lambda days: days, lambda n: n.astype("datetime64[D]").astype("datetime64[s]")),
    "week": (
        lambda days: (days + MONDAY) // 7,
        lambda n: (n * 7 - MONDAY).astype("datetime64[D]").astype("datetime64[s]"),
    ),
    "month": (_month, _first_of_month),
    "quarter": (lambda days: _month(days) // 3, lambda n: _first_of_month(n * 3)),
    "year": (lambda days: _month(days) // 12, lambda n: _first_of_month(n * 12)),
}


@dataclass(frozen=True)
class OverTime:
    """A column over time, over all rows that have a time.

    Attributes
    ----------
    of : str
        What `value` is: a mean, or the share of a value.
    every : str
        day, week (from Monday), month, quarter or year.
    data : DataFrame
        period (its first day), rows, missing_share, value, low, high (95% interval); periods without a row
        are in it, with NaN.
    left_out : int
        Rows without a time.
    """

    of: str
    every: str
    data: pd.DataFrame
    left_out: int


def over_time(
    table: Table,
    columns: Sequence[Column],
    time: str,
    column: str,
    *,
    every: str | None = None,
    value: str | None = None,
) -> OverTime:
    """Return a column for each period of a time column.

    Parameters
    ----------
    every : str or None
        A key of `PERIODS`; None takes the shortest that gives at most 400 periods with rows. Raises BadInput
        when one gives over 2,000, or when `time` holds no dates.
    value : str or None
        The value whose share is followed, as in `core.design.data.profile.measuring.measure`.
    """
    source = Source(table)
    if named(columns, time).kind is not ColumnKind.DATE:
        raise BadInput(f"{time} holds no dates.", "Choose a column of dates.")
    moments = all_numbers(source.column(time), ColumnKind.DATE)
    is_dated = np.isfinite(moments)
    chosen, periods = _periods(np.floor_divide(moments[is_dated], 86_400).astype(np.int64), every)
    numbers, codes = _numbered(periods)
    measured = measure(source.column(column), named(columns, column), value)
    found = averages(replace(measured, numbers=measured.numbers[is_dated]), codes, len(numbers))
    rows = np.bincount(codes, minlength=len(numbers))
    with np.errstate(invalid="ignore"):
        missing_share = 1 - found["known"].to_numpy() / np.where(rows, rows, np.nan)
    data = pd.DataFrame(
        {"period": PERIODS[chosen][1](numbers), "rows": rows, "missing_share": missing_share}
    ).assign(**found[["value", "low", "high"]])
    return OverTime(measured.of, chosen, data, int((~is_dated).sum()))


def _periods(days: np.ndarray, every: str | None) -> tuple[str, np.ndarray]:
    """Return the kind of period, and the period of each day as a whole number."""
    if every is not None and every not in PERIODS:
        raise BadInput(f"There is no period {every!r}.", f"Choose one of {', '.join(PERIODS)}.")
    limit = READABLE if every is None else MOST_PERIODS
    for name in PERIODS if every is None else (every,):
        periods = PERIODS[name][0](days)
        if len(np.unique(periods)) <= limit:
            return name, periods
    raise BadInput(f"There are over {limit:,} periods.", "Choose a longer period.")


def _numbered(periods: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return all periods from the first to the last, unless too many lie between, and each row's place."""
    used, codes = np.unique(periods, return_inverse=True)
    if not len(used) or used[-1] - used[0] >= MOST_PERIODS:
        return used, codes
    return np.arange(used[0], used[-1] + 1), periods - used[0]
