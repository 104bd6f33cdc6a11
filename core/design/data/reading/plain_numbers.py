"""Whether texts are plainly numbers, seen from their bytes: many times quicker than a pattern a text."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.design.data.reading.text_bytes import text_bytes

DIGITS = 15
"""Most digits before the mark."""
BELOW = 10**DIGITS
MINUS, POINT, COMMA, ZERO = b"-.,0"


def plain_numbers(texts: pa.Array, decimal: str) -> pa.Array | None:
    """Return int64, or float64 where there is a mark or a blank, when every text is plainly a number; else None.

    A plain number is an optional minus, digits without a zero in front, at most 15 of them, and an optional mark
    with digits behind it.

    Parameters
    ----------
    texts : Array of string, shape (n,)
        Without null; blank ones become null.
    decimal : str
        The decimal mark, "." or ",".
    """
    content, limits = text_bytes(texts)
    is_present = limits[1:] > limits[:-1]
    if not is_present.any():
        return None
    starts, ends = _between_present(limits, is_present)
    mark = POINT if decimal == "." else COMMA
    in_front = np.count_nonzero((content[starts] == MINUS) & (ends > starts))
    marks = _count_marks(content[limits[0] : limits[-1]], mark, int(in_front))
    if marks is None or not _has_plain_ends(content, starts, ends, mark):
        return None
    has_blank = not is_present.all()
    present = pc.if_else(pa.array(is_present), texts, pa.scalar(None, pa.string())) if has_blank else texts
    numbers = _cast(present, decimal, is_whole=not marks and not has_blank)
    is_short = (ends - starts).max() <= DIGITS
    return numbers if numbers is not None and (is_short or _is_below(numbers)) else None


def _between_present(limits: np.ndarray, is_present: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where each text starts and ends, from the first that is not blank to the last that is not.

    A blank one between them starts where the next begins and ends where the one before does, so that its first
    and last sign are those of its neighbours.
    """
    first = int(np.argmax(is_present))
    last = len(is_present) - int(np.argmax(is_present[::-1]))
    return limits[first:last], limits[first + 1 : last + 1]


def _count_marks(within: np.ndarray, mark: int, minus_in_front: int) -> int | None:
    """Return the number of marks, or None where there are other signs or a minus stands within a text."""
    digits = int(np.count_nonzero((within - ZERO) < 10))
    minus = int(np.count_nonzero(within == MINUS)) if digits < len(within) else 0
    marks = len(within) - digits - minus
    if minus != minus_in_front or (marks and marks != np.count_nonzero(within == mark)):
        return None
    return marks


def _has_plain_ends(content: np.ndarray, starts: np.ndarray, ends: np.ndarray, mark: int) -> bool:
    """Tell whether each text begins, behind a minus, and ends with a digit, and no zero stands in front of one."""
    if not _are_digits(content[ends - 1]):
        return False
    starts = starts + (content[starts] == MINUS)
    first = content[starts]
    after_zero = starts[(first == ZERO) & (ends - starts > 1)] + 1
    return _are_digits(first) and bool((content[after_zero] == mark).all())


def _are_digits(signs: np.ndarray) -> bool:
    return bool(((signs - ZERO) < 10).all())


def _cast(texts: pa.Array, decimal: str, *, is_whole: bool) -> pa.Array | None:
    try:
        if is_whole:
            return texts.cast(pa.int64())
        return (pc.replace_substring(texts, ",", ".") if decimal == "," else texts).cast(pa.float64())
    except pa.ArrowInvalid:
        return None


def _is_below(numbers: pa.Array) -> bool:
    limits = pc.min_max(numbers).as_py()
    return bool(limits["min"] > -BELOW and limits["max"] < BELOW)
