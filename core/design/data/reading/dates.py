"""Dates in text: ISO 8601, and day and month where their order is certain."""

import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

CLOCK = r"([T ]\d{1,2}:\d{2}(:\d{2}([.]\d{1,6})?)?)?"
ISO = rf"^\d{{4}}-\d{{2}}-\d{{2}}{CLOCK}(Z|[+-]\d{{2}}:?\d{{2}})?$"
YEAR_FIRST = rf"^\d{{4}}[/.]\d{{1,2}}[/.]\d{{1,2}}{CLOCK}$"
YEAR_LAST = rf"^(\d{{1,2}})([/.-])(\d{{1,2}})[/.-]\d{{4}}{CLOCK}$"
ZONE = re.compile(r"(Z|[+-]\d{2}:?\d{2})$")
AMBIGUOUS = "day and month cannot be told apart (for example {}); kept as text, write dates as 2024-12-31"
UNREADABLE = "looks like dates but some do not exist or differ in format; kept as text"
MIXED_ZONES = "times have different time zones; kept as text, write them all in UTC"


def parse_dates(texts: pa.Array) -> tuple[np.ndarray | None, str]:
    """Return dates, or None where the texts are not certainly dates, with a note.

    Parameters
    ----------
    texts : Array of string, shape (n,), n > 0
        Trimmed, without missing values.

    Returns
    -------
    dates : ndarray of datetime64[us], shape (n,), or None
        Local times where all carry the same offset.
    note : str
        Half a sentence, or empty.
    """
    first = texts[0].as_py()
    if re.match(ISO, first) and _all_match(texts, ISO):
        return _parse_iso(texts)
    if re.match(YEAR_FIRST, first) and _all_match(texts, YEAR_FIRST):
        return _parsed(pc.replace_substring_regex(texts, r"[/.](\d+)[/.]", r"-\1-"), dayfirst=False)
    if re.match(YEAR_LAST, first) and _all_match(texts, YEAR_LAST):
        return _parse_year_last(texts)
    return None, ""


def _parse_iso(texts: pa.Array) -> tuple[np.ndarray | None, str]:
    first = texts[0].as_py()
    if not _all_match(texts, r"(Z|:\d{2}[+-]\d{2}:?\d{2})$", any_match=True):
        return _parsed(texts, dayfirst=False)
    zone = ZONE.search(first)
    suffix = zone.group(1) if zone else ""
    if not suffix or not pc.all(pc.ends_with(texts, suffix)).as_py():
        return None, MIXED_ZONES
    dates, note = _parsed(pc.utf8_slice_codeunits(texts, 0, -len(suffix)), dayfirst=False)
    shown = "UTC" if suffix in ("Z", "+00:00", "+0000") else f"UTC{suffix}"
    return dates, note or f"times are {shown}; the zone was taken off"


def _parse_year_last(texts: pa.Array) -> tuple[np.ndarray | None, str]:
    parts = texts.to_pandas().str.extract(YEAR_LAST)
    first, separators, second = parts[0].astype(int), parts[1], parts[2].astype(int)
    is_day_first = bool((first > 12).any()) or bool((separators == ".").all())
    is_month_first = bool((second > 12).any())
    if is_day_first and is_month_first:
        return None, UNREADABLE
    if not is_day_first and not is_month_first:
        return None, AMBIGUOUS.format(texts[0].as_py())
    dates, note = _parsed(pc.replace_substring_regex(texts, r"[.-](\d+)[.-]", r"/\1/"), is_day_first)
    return dates, note or f"dates were read as {'day/month' if is_day_first else 'month/day'}/year"


def _parsed(texts: pa.Array, dayfirst: bool) -> tuple[np.ndarray | None, str]:
    """Parse texts of one order; mixed precision (with and without a clock) is fine."""
    values = texts.to_pandas().astype("str")
    slashes = "/" in values.iloc[0]
    dates = pd.to_datetime(
        values, errors="coerce", format="mixed" if slashes else "ISO8601", dayfirst=dayfirst and slashes
    )
    if dates.isna().any():
        return None, UNREADABLE
    return dates.to_numpy(dtype="datetime64[us]"), ""


def _all_match(texts: pa.Array, pattern: str, any_match: bool = False) -> bool:
    found = pc.match_substring_regex(texts, pattern)
    return bool((pc.any(found) if any_match else pc.all(found)).as_py())
