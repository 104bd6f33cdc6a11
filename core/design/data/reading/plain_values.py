"""Columns written plainly, converted whole: most columns of most files are."""

import pyarrow as pa
import pyarrow.compute as pc

from core.design.data.reading.column_texts import all_match

PLAIN_WHOLE = r"^(-?(0|[1-9]\d{0,14}))?$"
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
    if all_match(texts, PLAIN_NUMBER[decimal]):
        present, has_blank = _without_blanks(texts)
        if present is None:
            return None
        if not has_blank and all_match(texts, PLAIN_WHOLE):
            return present.cast(pa.int64())
        return (pc.replace_substring(present, ",", ".") if decimal == "," else present).cast(pa.float64())
    if all_match(texts, PLAIN_MOMENT):
        present, _ = _without_blanks(texts)
        try:
            return None if present is None else present.cast(pa.timestamp("us"))
        except pa.ArrowInvalid:
            return None
    return None


def _without_blanks(texts: pa.Array) -> tuple[pa.Array | None, bool]:
    """Return texts with null for blank ones, None when there is nothing else, and whether any is blank."""
    is_blank = pc.equal(texts, "")
    blanks = is_blank.true_count
    if blanks == len(texts):
        return None, True
    return (pc.if_else(is_blank, pa.scalar(None, pa.string()), texts) if blanks else texts), blanks > 0
