"""Figures as people read them: money, scores, intervals, times."""

from datetime import UTC, datetime
from math import isfinite

from core.design.wording import NOT_KNOWN, figure
from core.services.words import score_words

__all__ = [
    "NARROW",
    "amount",
    "figure",
    "money",
    "number_format",
    "score_words",
    "seconds_since",
    "short_hash",
    "size_words",
    "span",
    "when",
]

NARROW = 190
"""Least width of a figure's box, in pixels: a sum of money fits in it."""
UNITS = ("B", "kB", "MB", "GB", "TB")


def size_words(size: float) -> str:
    """Return a size in bytes as people read it: "85 kB", "2.4 MB"."""
    power = 0
    while size >= 1000 and power < len(UNITS) - 1:
        size, power = size / 1000, power + 1
    return f"{size:.{0 if power < 2 else 1}f} {UNITS[power]}"


def money(value: float | None, currency: str, *, sign: bool = False) -> str:
    """Return an amount with its currency: "EUR 41.20", "0.35 points"; codes and symbols go in front."""
    if value is None or not isfinite(value):
        return NOT_KNOWN
    told = amount(value, sign=sign)
    is_code = len(currency) == 3 and currency.isalpha() and currency.isupper()
    return f"{currency} {told}" if is_code or len(currency) == 1 else f"{told} {currency}"


def amount(value: float, *, sign: bool = False) -> str:
    """Return an amount of money without its currency: "41.20", "0.0717", "41,300"."""
    plus = "+" if sign else ""
    digits = 0 if abs(value) >= 1_000 else 2 if abs(value) >= 0.1 or value == 0 else 4
    return f"{value:{plus},.{digits}f}"


def span(low: float | None, high: float | None, currency: str | None = None) -> str:
    """Return an interval in words: "0.81 to 0.86"."""
    if currency is None:
        return f"{figure(low)} to {figure(high)}"
    return f"{money(low, currency)} to {money(high, currency)}"


def when(moment: datetime | None) -> str:
    """Return a moment in the reader's words: "23 Nov 2026, 14:05" in local time."""
    if moment is None:
        return NOT_KNOWN
    local = _aware(moment).astimezone()
    return f"{local.day} {local:%b %Y, %H:%M}"


def seconds_since(moment: datetime | None) -> float:
    """Return the seconds that have passed since a moment, 0 or more."""
    if moment is None:
        return 0.0
    return max(0.0, (datetime.now(UTC) - _aware(moment)).total_seconds())


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def number_format(largest: float) -> str:
    """Return the format of a table's column of numbers whose largest is `largest`."""
    return "%.0f" if largest >= 1_000 else "%.4g"


def short_hash(content_hash: str) -> str:
    """Return the first eight characters of a content hash, enough to compare by eye."""
    return content_hash[:8]
