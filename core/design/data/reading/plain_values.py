"""Columns written plainly, converted whole: most columns of most files are."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.design.data.reading.column_texts import all_match
from core.design.data.reading.plain_numbers import plain_numbers
from core.design.data.reading.text_bytes import text_bytes

FIRST_TEXTS = 1_000
PLAIN_NUMBER = {
    ".": r"^(-?(0|[1-9]\d{0,14})(\.\d+)?)?$",
    ",": r"^(-?(0|[1-9]\d{0,14})(,\d+)?)?$",
}
FIRST_YEAR, LAST_YEAR = 1000, 2999
MOMENT_BYTES = 19
PLAIN_MOMENT = r"^([12]\d{3}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2})?$"


def plain_values(texts: pa.Array, decimal: str) -> pa.Array | None:
    """Return numbers or times where every text is blank or plainly one, else None.

    Plain is what reads the same under every rule: no space, sign, exponent, leading zero or 16th digit,
    and times to the second without a zone. Whole numbers become int64, or float64 beside blanks.

    Parameters
    ----------
    texts : Array of string, shape (n,)
    decimal : str
        The decimal mark, "." or ",".

    Returns
    -------
    values : Array of int64, float64 or timestamp[us], shape (n,), or None
    """
    if all_match(texts.slice(0, FIRST_TEXTS), PLAIN_NUMBER[decimal]):
        numbers = plain_numbers(texts, decimal)
        if numbers is not None:
            return numbers
    if all_match(texts.slice(0, FIRST_TEXTS), PLAIN_MOMENT):
        return _plain_moments(texts)
    return None


def _plain_moments(texts: pa.Array) -> pa.Array | None:
    """Return times where every text is blank or one to the second, else None.

    Of what Arrow reads as a time without a zone, only one to the second has 19 signs; years are 1000 to 2999.
    """
    lengths = np.diff(text_bytes(texts)[1])
    if not ((lengths == MOMENT_BYTES) | (lengths == 0)).all():
        return None
    present = _without_blanks(texts)
    try:
        moments = None if present is None else present.cast(pa.timestamp("us"))
    except pa.ArrowInvalid:
        return None
    return moments if moments is not None and _is_of_this_calendar(moments) else None


def _is_of_this_calendar(moments: pa.Array) -> bool:
    limits = pc.min_max(moments)
    return pc.year(limits["min"]).as_py() >= FIRST_YEAR and pc.year(limits["max"]).as_py() <= LAST_YEAR


def _without_blanks(texts: pa.Array) -> pa.Array | None:
    """Return texts with null for blank ones, or None when there is nothing else."""
    is_blank = pc.equal(texts, "")
    blanks = is_blank.true_count
    if blanks == len(texts):
        return None
    return pc.if_else(is_blank, pa.scalar(None, pa.string()), texts) if blanks else texts
