"""Columns written plainly, converted whole: most columns of most files are."""

import pyarrow as pa
import pyarrow.compute as pc

from core.design.data.reading.column_texts import all_match
from core.design.data.reading.plain_numbers import plain_numbers

FIRST_TEXTS = 1_000
PLAIN_NUMBER = {
    ".": r"^(-?(0|[1-9]\d{0,14})(\.\d+)?)?$",
    ",": r"^(-?(0|[1-9]\d{0,14})(,\d+)?)?$",
}
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
    if all_match(texts, PLAIN_MOMENT):
        present = _without_blanks(texts)
        try:
            return None if present is None else present.cast(pa.timestamp("us"))
        except pa.ArrowInvalid:
            return None
    return None


def _without_blanks(texts: pa.Array) -> pa.Array | None:
    """Return texts with null for blank ones, or None when there is nothing else."""
    is_blank = pc.equal(texts, "")
    blanks = is_blank.true_count
    if blanks == len(texts):
        return None
    return pc.if_else(is_blank, pa.scalar(None, pa.string()), texts) if blanks else texts
