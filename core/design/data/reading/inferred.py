"""What inference is told, what it returns, and whether texts show a decimal comma."""

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from core.design.data.reading.column_texts import MISSING_MARKS, all_match, any_match
from core.design.data.reading.doubts import Doubt
from core.design.data.reading.text_bytes import has_byte

DECIMAL_COMMA = r"^[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?$"
COMMA_BELOW_GROUPS = r"^[+-]?\d{1,3}(\.\d{3})+,\d+$"
COMMA_OR_GROUPS = r"^[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$"


@dataclass(frozen=True)
class Context:
    """What the rules know beside the texts.

    Attributes
    ----------
    decimal : str
        "." or ",".
    where : callable
        Row position (from 0) to a place in words, such as "line 17".
    missing : tuple of str, optional
        The only texts that mean "missing", in columns of every kind; None for `MISSING_MARKS`.
    is_decimal_certain : bool
        Whether numbers with the other mark are no numbers.
    dates : {"day_first", "month_first", "text"}, optional
        How the dates of every column were chosen to be read.
    """

    decimal: str
    where: Callable[[int], str]
    missing: tuple[str, ...] | None = None
    is_decimal_certain: bool = False
    dates: str | None = None


@dataclass(frozen=True)
class Inferred:
    """The typed values of a column.

    Attributes
    ----------
    values : Array of int64, float64, bool, timestamp[us] or string, shape (n_rows,)
        Null where missing; int64 has no missing values.
    doubt : Doubt, optional
        What the texts leave open; the values are those of the given answer, or of nobody being asked.
    settled : tuple of (code, value)
        How the values were understood, as an answer: given, or shown by the texts.
    distinct : int, optional
        How many different values there are, where the different texts told it.
    """

    values: pa.Array
    notes: tuple[str, ...] = ()
    doubt: Doubt | None = None
    settled: tuple[tuple[str, str], ...] = ()
    distinct: int | None = None


def has_decimal_comma(texts: pa.Array, is_surely: bool = False) -> bool:
    """Tell whether a sample of texts holds only numbers, some with a decimal comma.

    Parameters
    ----------
    is_surely : bool
        Count only commas below marks between thousands, as in 1.234,56.
    """
    if not has_byte(texts, b","):
        return False
    trimmed = pc.utf8_trim_whitespace(texts).unique()
    present = trimmed.filter(pc.invert(pc.is_in(trimmed, value_set=pa.array(["", *MISSING_MARKS]))))
    if len(present) == 0:
        return False
    if all_match(present, COMMA_OR_GROUPS) and any_match(present, COMMA_BELOW_GROUPS):
        return True
    return not is_surely and all_match(present, DECIMAL_COMMA) and any_match(present, ",")
