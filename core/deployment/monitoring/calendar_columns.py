"""Columns that only say when a row happened: in a later file they differ by nature."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

ROWS_A_PART = 5
"""Rows that a part of the calendar holds on average before it is said to determine a column: with one row a
day every column is determined by its day."""


def calendar_columns(rows: "pd.DataFrame", time: str | None, kinds: dict[str, str]) -> list[str]:
    """Return the columns that follow the calendar, in the order of `kinds`.

    These are the dates, and the columns with one value only in each year, quarter, month, day of the month
    or weekday of the time column. It holds where rows are divided by time; without a time column there are
    none.

    Parameters
    ----------
    rows : DataFrame of shape (n_rows, any)
        Rows that the model was judged on. Where they lack the time column, only dates are found.
    time : str or None
        Column that rows are divided by.
    kinds : dict
        Column to "number", "date", "category" or "boolean".
    """
    if time is None:
        return []
    parts = _parts(rows[time]) if time in rows else []
    return [
        name
        for name, kind in kinds.items()
        if kind == "date" or (name in rows and any(_is_told_by(rows[name], part) for part in parts))
    ]


def _parts(times: "pd.Series") -> "list[pd.Series]":
    import pandas as pd

    if not pd.api.types.is_datetime64_any_dtype(times):
        return []
    when = times.dt
    return [when.year, when.quarter, when.month, when.day, when.day_of_week]


def _is_told_by(column: "pd.Series", part: "pd.Series") -> bool:
    known = column.notna() & part.notna()
    groups = column[known].groupby(part[known])
    if groups.ngroups < 2 or known.sum() < ROWS_A_PART * groups.ngroups or column[known].nunique() < 2:
        return False
    return bool((groups.nunique() == 1).all())
