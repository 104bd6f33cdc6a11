"""The gap of a split by time: rows just before those that judge are learnt from by no model."""

import re
from enum import StrEnum

from core.errors import BadInput


class GapUnit(StrEnum):
    """What a gap is counted in."""

    HOURS = "hours"
    DAYS = "days"
    UNITS = "units"
    ROWS = "rows"


DATE_UNITS = (GapUnit.DAYS, GapUnit.HOURS, GapUnit.ROWS)
NUMBER_UNITS = (GapUnit.UNITS, GapUnit.ROWS)
HOURS_OF = {"minute": 1 / 60, "hour": 1, "day": 24, "week": 7 * 24, "month": 31 * 24, "year": 366 * 24}
"""Months and years count with their longest length: a gap that is too short would leak."""

NUMBER_WORDS = {
    "a": 1, "an": 1, "one": 1, "next": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
LENGTH = re.compile(
    rf"\b(\d+(?:[.,]\d+)?|{'|'.join(NUMBER_WORDS)})[\s-]*({'|'.join(HOURS_OF)})s?\b", re.IGNORECASE
)


def gap_of_horizon(horizon: str) -> tuple[float, GapUnit] | None:
    """Return the gap that a horizon asks for: the longest length of time that it names, or None.

    A row's truth is known one horizon after it. On the day on which the first judged row comes in, only
    rows at least that old could have been learnt from.

    Parameters
    ----------
    horizon : str
        In words, such as "30 days ahead" or "three months after the prediction".

    Returns
    -------
    (length, unit) or None
        In hours below one day, else in days.
    """
    hours = [_number(count) * HOURS_OF[unit.lower()] for count, unit in LENGTH.findall(horizon)]
    longest = max(hours, default=0.0)
    if not longest:
        return None
    return (longest / 24, GapUnit.DAYS) if longest >= 24 else (longest, GapUnit.HOURS)


def gap_words(gap: float, unit: GapUnit, column: str | None) -> str:
    """Return a gap in words, such as "7 days"; empty for none."""
    if not gap:
        return ""
    if unit is GapUnit.UNITS:
        return f"{gap:g} in {column}'s own unit"
    return f"{gap:g} {unit.removesuffix('s') if gap == 1 else unit}"


def units_for(*, is_date: bool) -> tuple[GapUnit, ...]:
    """Return the units that fit a time column of dates, or of numbers; the usual one first."""
    return DATE_UNITS if is_date else NUMBER_UNITS


def check_gap(gap: float, unit: GapUnit, column: str | None, *, is_date: bool) -> None:
    """Raise BadInput for a gap in a unit that its time column does not have."""
    units = units_for(is_date=is_date)
    if gap and unit not in units:
        holds = "dates" if is_date else "numbers"
        raise BadInput(
            f"A gap in {unit} does not fit {column}, which holds {holds}.", f"Choose {' or '.join(units)}."
        )


def _number(text: str) -> float:
    return NUMBER_WORDS.get(text.lower()) or float(text.replace(",", "."))
