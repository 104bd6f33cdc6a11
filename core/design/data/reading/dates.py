"""Dates in text: ISO 8601, and day and month where their order is certain or was chosen."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.design.data.reading.column_texts import all_match, any_match, first_value
from core.design.data.reading.month_names import with_month_numbers

CLOCK = r"([T ]\d{1,2}:\d{2}(:\d{2}([.]\d{1,6}0*)?)?)?"
ZONE = r"(Z|:\d{2}(\.\d+)?[+-]\d{2}:?\d{2})$"
ISO = rf"^\d{{4}}-\d{{2}}-\d{{2}}{CLOCK}(Z|[+-]\d{{2}}:?\d{{2}})?$"
YEAR_FIRST = rf"^\d{{4}}[/.]\d{{1,2}}[/.]\d{{1,2}}{CLOCK}$"
YEAR_LAST = rf"^\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}}{CLOCK}$"
DAY_ABOVE_12 = r"^(1[3-9]|[2-9]\d)[/.-]"
MONTH_ABOVE_12 = r"^\d{1,2}[/.-](1[3-9]|[2-9]\d)[/.-]"
LOOSE_ZONE = r"(:\d{2}(?:\.\d+)?)(?: ?(?:UTC|GMT|[+-]\d{2})| (?:Z|[+-]\d{2}:?\d{2}))$"
ZONE_ENDING = r"(?P<zone>Z|[+-]\d{2}:?\d{2})$"
FIRST_TEXTS = 1_000
AMBIGUOUS = "day and month cannot be told apart (for example {}); kept as text, write dates as 2024-12-31"
UNREADABLE = "looks like dates but some do not exist or differ in format; kept as text"
MIXED_ZONES = "times have different time zones; kept as text, write them all in UTC"


@dataclass(frozen=True)
class Dates:
    """What texts say when they are dates.

    Attributes
    ----------
    values : Array of timestamp[us], shape (n,), or None
        Null where the text is; None where the texts are not certainly dates.
    note : str
        Half a sentence, or empty.
    doubt : str
        What a choice would settle: "order", "zones" or nothing.
    order : str
        Which came first where the year stands last.
    """

    values: pa.Array | None
    note: str = ""
    doubt: Literal["", "order", "zones"] = ""
    order: Literal["", "day_first", "month_first"] = ""


NO_DATES = Dates(None)


def parse_dates(texts: pa.Array, choice: str | None = None) -> Dates:
    """Return dates where the texts are certainly dates.

    Parameters
    ----------
    texts : Array of string, shape (n,)
        Trimmed; null where missing, not everywhere.
    choice : {"day_first", "month_first", "utc", "local"}, optional
        Which comes first where no text tells day and month apart (by default the day where points stand
        between them); what becomes of times in different
        zones: the same moment in UTC, or the time as it is written. Any other choice changes nothing.
    """
    texts = _with_plain_zones(texts)
    if all_match(texts, ISO):
        return _parse_iso(texts, choice)
    if all_match(texts, YEAR_FIRST):
        return _parsed(pc.replace_substring_regex(texts, r"[/.](\d+)[/.]", r"-\1-"))
    if all_match(texts, YEAR_LAST):
        return _parse_year_last(texts, choice)
    numbered = with_month_numbers(texts)
    if numbered is not None:
        return _noted(_parsed(_padded(numbered)), "dates were read by the name of their month")
    return NO_DATES


def _with_plain_zones(texts: pa.Array) -> pa.Array:
    """Return times whose zone stands as +01:00 right behind them, where it was " +01:00", "+01" or "UTC"."""
    if not all_match(texts.slice(0, FIRST_TEXTS), r"^\d") or not any_match(texts, LOOSE_ZONE):
        return texts
    texts = pc.replace_substring_regex(texts, r"(:\d{2}(?:\.\d+)?) ?(?:UTC|GMT|Z)$", r"\1Z")
    texts = pc.replace_substring_regex(texts, r"(:\d{2}(?:\.\d+)?) ?([+-]\d{2})$", r"\1\2:00")
    return pc.replace_substring_regex(texts, r"(:\d{2}(?:\.\d+)?) ([+-]\d{2}:?\d{2})$", r"\1\2")


def is_partly_zoned(texts: pa.Array) -> bool:
    """Tell whether some ISO times carry a zone and others do not."""
    return not all_match(_with_plain_zones(texts), ZONE)


def _parse_iso(texts: pa.Array, choice: str | None) -> Dates:
    if not any_match(texts, ZONE):
        return _parsed(texts)
    zoned = pc.extract_regex(texts, ZONE_ENDING)
    suffixes = pc.unique(pc.struct_field(zoned, "zone").drop_null())
    suffix = suffixes[0].as_py()
    if len(suffixes) == 1 and all_match(texts, ZONE):
        shown = "UTC" if suffix in ("Z", "+00:00", "+0000") else f"UTC{suffix}"
        return _noted(_parsed(_without_zone(texts)), f"times are {shown}; the zone was taken off")
    if choice == "local":
        return _noted(_parsed(_without_zone(texts)), "times are as written; their time zones were taken off")
    if choice == "utc" and not is_partly_zoned(texts):
        return _noted(_parsed_in_utc(texts), "times of different zones were turned into UTC")
    return Dates(None, MIXED_ZONES, "zones")


def _without_zone(texts: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(texts, r"(:\d{2}(\.\d+)?)(Z|[+-]\d{2}:?\d{2})$", r"\1")


def _parse_year_last(texts: pa.Array, choice: str | None) -> Dates:
    is_day_first = any_match(texts, DAY_ABOVE_12)
    is_month_first = any_match(texts, MONTH_ABOVE_12)
    if is_day_first and is_month_first:
        return Dates(None, UNREADABLE)
    if not is_day_first and not is_month_first:
        is_chosen = choice in ("day_first", "month_first")
        if not is_chosen and not all_match(texts, r"^\d+[.]"):
            return Dates(None, AMBIGUOUS.format(first_value(texts)), "order")
        is_day_first = choice != "month_first"
    pattern = r"^(\d+)[/.-](\d+)[/.-](\d+)"
    parsed = _parsed(
        _padded(pc.replace_substring_regex(texts, pattern, r"\3-\2-\1" if is_day_first else r"\3-\1-\2"))
    )
    if parsed.values is None:
        return parsed
    if is_day_first:
        return Dates(parsed.values, "dates were read as day/month/year", order="day_first")
    return Dates(parsed.values, "dates were read as month/day/year", order="month_first")


def _padded(texts: pa.Array) -> pa.Array:
    """Return dates such as 2024-1-31 with two digits for month and day."""
    months = pc.replace_substring_regex(texts, r"^(\d{4})-(\d)-", r"\1-0\2-")
    return pc.replace_substring_regex(months, r"^(\d{4}-\d{2})-(\d)([T ]|$)", r"\1-0\2\3")


def _parsed(texts: pa.Array) -> Dates:
    """Parse texts with the year first; mixed precision (with and without a clock) is fine."""
    return _checked(pd.to_datetime(_series(texts), errors="coerce", format="ISO8601"), texts)


def _parsed_in_utc(texts: pa.Array) -> Dates:
    moments = pd.to_datetime(_series(texts), errors="coerce", format="ISO8601", utc=True)
    return _checked(moments.dt.tz_localize(None), texts)


def _series(texts: pa.Array) -> pd.Series:
    return pd.Series(texts.to_pandas(), dtype="str")


def _checked(dates: pd.Series, texts: pa.Array) -> Dates:
    if int(dates.isna().sum()) > texts.null_count or dates.dt.year.min() < 1:
        return Dates(None, UNREADABLE)
    return Dates(pa.array(dates, type=pa.timestamp("us")))


def has_far_end(dates: pa.Array) -> bool:
    """Tell whether a date is of the year 9999, by which programs mean "no end"."""
    return pc.max(pc.year(dates)).as_py() == 9999


def _noted(dates: Dates, note: str) -> Dates:
    return dates if dates.values is None else Dates(dates.values, note)
