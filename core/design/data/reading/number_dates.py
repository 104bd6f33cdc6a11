"""Numbers that may be dates: day counts of spreadsheets, seconds of computers, and dates without signs."""

import datetime
import re

import pyarrow as pa
import pyarrow.compute as pc

NAMED_AS_TIME = re.compile(
    r"(^|[_\W\d])(date|datum|day|tag|time|zeit|timestamp|ts|at|on|am|epoch|fecha|data|tarih|jour|dt)($|[_\W\d])"
    r"|date|datum|time|fecha|tarih",
    re.IGNORECASE,
)
COMPACT = (1900_01_01, 2100_12_31)
DAY_COUNTS = (20_000, 80_000)
"""1954-10-03 to 2119-01-11, as spreadsheets count days from 1899-12-30."""
SECONDS = (10**8, 4 * 10**9)
"""1973 to 2096, counted from 1970."""
FIRST_DAY = datetime.date(1899, 12, 30)
MOST_LOOKED_AT = 1_000


def number_date_notes(name: str, numbers: pa.Array) -> list[str]:
    """Return a note where all numbers of a column may be dates; they are read as numbers.

    Parameters
    ----------
    numbers : Array of int64 or float64, shape (n,)
        The different values of the column, or all; null where missing.
    """
    first = numbers.slice(0, MOST_LOOKED_AT).drop_null()
    if len(first) and not _meaning(name, first):
        return []
    meaning = _meaning(name, numbers)
    return [f"{name}: {meaning}; read as numbers. Write dates as 2024-12-31."] if meaning else []


def _meaning(name: str, numbers: pa.Array) -> str:
    limits = pc.min_max(numbers).as_py()
    low, high = limits["min"], limits["max"]
    if low is None:
        return ""
    if COMPACT[0] <= low and high <= COMPACT[1] and _are_compact_dates(numbers):
        return f"numbers such as {low:.0f} may be dates written as year, month and day"
    if NAMED_AS_TIME.search(name) is None:
        return ""
    if DAY_COUNTS[0] <= low and high <= DAY_COUNTS[1]:
        day = FIRST_DAY + datetime.timedelta(days=int(low))
        return f"numbers such as {low:.0f} may be days as a spreadsheet counts them ({day})"
    for unit, factor in (("seconds", 1), ("thousandths of a second", 1000)):
        if SECONDS[0] * factor <= low and high <= SECONDS[1] * factor:
            day = datetime.datetime.fromtimestamp(low / factor, datetime.UTC).date()
            return f"numbers such as {low:.0f} may be {unit} since 1970 ({day})"
    return ""


def _are_compact_dates(numbers: pa.Array) -> bool:
    texts = pc.unique(numbers.slice(0, MOST_LOOKED_AT)).drop_null().to_pylist()
    try:
        for number in texts:
            datetime.datetime.strptime(f"{number:.0f}", "%Y%m%d")
    except ValueError:
        return False
    return all(number == int(number) for number in texts)
