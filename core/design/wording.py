"""Numbers and sentences as people read them, in every room."""

from math import isfinite

NOT_KNOWN = "not known"


def figure(value: float | None, *, digits: int = 4, sign: bool = False) -> str:
    """Return a number with some significant digits, or whole from 1,000: "0.8471", "12,480".

    Never with a power of ten; None and NaN are "not known".
    """
    if value is None or not isfinite(value):
        return NOT_KNOWN
    plus = "+" if sign else ""
    if abs(value) >= 10 ** (digits - 1):
        return f"{value:{plus},.0f}"
    return f"{value + 0.0:{plus}.{digits}g}"


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with what is counted: "1 row", "2,400 rows", "0 classes" (with `many`)."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def capital(text: str) -> str:
    """Return a text with its first letter in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]
