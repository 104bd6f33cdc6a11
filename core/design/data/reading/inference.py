"""From the texts of one column to typed values, by rules that are told in notes."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.design.data.reading.dates import parse_dates

MISSING_MARKS = ("NA", "N/A", "n/a", "NULL", "null", "NaN", "nan", "None", "?")
"""Texts that mean "missing" in columns of numbers or dates, and are kept as values in columns of text."""

NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
DECIMAL_COMMA = r"^[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?$"
WHOLE = r"^[+-]?\d+$"
LEADING_ZERO = r"^[+-]?0\d"
LONG_WHOLE = r"^[+-]?\d{16,}$"
DOT_GROUPS = r"^[+-]?\d{1,3}(\.\d{3})+$"
MEASURE = (
    r"^[€$£]?\s?[+-]?\d{1,3}([,. ']?\d{3})*([.,]\d+)?\s?"
    r"(%|€|\$|£|EUR|USD|GBP|DM|kg|g|km|m|cm|mm|l|h|min|s)?$"
)
MOSTLY = 0.95


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
    """

    decimal: str
    where: Callable[[int], str]
    missing: tuple[str, ...] | None = None


class _Texts:
    """The distinct texts of one column, trimmed, with their codes and counts."""

    def __init__(self, name: str, texts: pa.Array, missing: tuple[str, ...] | None) -> None:
        encoded = texts.dictionary_encode()
        self.name = name
        self.raw = encoded.dictionary
        self.codes = encoded.indices.to_numpy(zero_copy_only=False)
        self.trimmed = pc.utf8_trim_whitespace(self.raw)
        self.counts = np.bincount(self.codes, minlength=len(self.raw))
        self.is_empty = _flags(pc.equal(self.trimmed, ""))
        self.is_chosen = self._is_one_of(missing or ())
        self.is_blank = self.is_empty | self.is_chosen
        self.is_mark = self._is_one_of(MISSING_MARKS if missing is None else ())
        self.is_rest = ~self.is_blank & ~self.is_mark
        self.rest = self.trimmed.filter(pa.array(self.is_rest))

    def _is_one_of(self, marks: tuple[str, ...]) -> np.ndarray:
        return _flags(pc.is_in(self.trimmed, value_set=pa.array(marks, type=pa.string())))

    def spread(self, values: np.ndarray, missing: object) -> np.ndarray:
        """Return one value a row from one value for each of `rest`."""
        known = np.full(len(self.raw), missing, dtype=values.dtype)
        known[self.is_rest] = values
        return known[self.codes]

    def rows_of(self, flags: np.ndarray) -> int:
        """Return the number of rows whose text is flagged."""
        return int(self.counts[flags].sum())

    def first_row(self, flags: np.ndarray) -> int:
        """Return the position of the first row whose text is flagged."""
        return int(np.argmax(flags[self.codes]))

    @property
    def has_missing(self) -> bool:
        return bool((~self.is_rest & (self.counts > 0)).any())


def infer_column(
    name: str, texts: pa.Array, context: Context, keep_text: bool = False
) -> tuple[pd.Series, list[str]]:
    """Return the typed values of a column, and notes about what was decided.

    Blank cells are missing everywhere; `MISSING_MARKS` are missing where the rest are numbers or dates.
    Codes with leading zeros and integers above 15 digits (not exact as float64) stay text.

    Parameters
    ----------
    texts : Array of string, shape (n_rows,)
    keep_text : bool
        Leave the column as text, whatever it looks like.

    Returns
    -------
    values : Series of int64, float64, bool, boolean (with missing values), datetime64[us] or str
    notes : list of str
    """
    column = _Texts(name, texts, context.missing)
    notes = _blank_notes(column) + _mark_notes(column, column.is_chosen, "read as missing")
    if column.is_blank.all():
        return pd.Series(np.full(len(texts), np.nan)), [f"Column {name} is empty."]
    rules = () if keep_text else (_as_numbers, _as_dates, _as_booleans)
    for rule in rules:
        values = rule(column, context, notes)
        if values is not None:
            notes += (
                _mark_notes(column, column.is_mark, "read as missing") if rule is not _as_booleans else []
            )
            return values, notes
    if not keep_text:
        notes += _mark_notes(column, column.is_mark, "kept as a value") + _almost_numbers(column, context)
    return _as_text(column, texts), notes


def has_decimal_comma(texts: pa.Array) -> bool:
    """Tell whether a sample of texts holds only numbers, some with a decimal comma."""
    trimmed = pc.utf8_trim_whitespace(texts).unique()
    present = trimmed.filter(pc.invert(pc.is_in(trimmed, value_set=pa.array(["", *MISSING_MARKS]))))
    if len(present) == 0 or not _all_match(present, DECIMAL_COMMA):
        return False
    return bool(pc.any(pc.match_substring(present, ",")).as_py())


def _as_numbers(column: _Texts, context: Context, notes: list[str]) -> pd.Series | None:
    rest = column.rest
    if len(rest) == 0:
        return None
    if context.decimal == "," and _all_match(rest, DECIMAL_COMMA):
        rest = pc.replace_substring(rest, ",", ".")
    elif context.decimal == "," and _all_match(rest, DOT_GROUPS):
        notes.append(f"{column.name}: looks like numbers with thousands separators; kept as text.")
        return None
    if not _all_match(rest, NUMBER):
        return None
    reason = _code_reason(rest)
    if reason:
        notes.append(f"{column.name}: {reason}; kept as text.")
        return None
    numbers = pc.cast(pc.utf8_ltrim(rest, characters="+"), pa.float64()).to_numpy(zero_copy_only=False)
    if not column.has_missing and _all_match(rest, WHOLE):
        return pd.Series(column.spread(numbers.astype(np.int64), 0))
    return pd.Series(column.spread(_without_overflow(column, numbers, context, notes), np.nan))


def _code_reason(rest: pa.Array) -> str:
    for pattern, reason in (
        (LEADING_ZERO, "codes start with 0 (for example {})"),
        (LONG_WHOLE, "whole numbers above 15 digits are not exact (for example {})"),
    ):
        found = rest.filter(pc.match_substring_regex(rest, pattern))
        if len(found):
            return reason.format(found[0].as_py()[:40])
    return ""


def _without_overflow(column: _Texts, numbers: np.ndarray, context: Context, notes: list[str]) -> np.ndarray:
    too_large = np.isinf(numbers)
    if not too_large.any():
        return numbers
    flags = np.zeros(len(column.raw), dtype=bool)
    flags[column.is_rest] = too_large
    count = column.rows_of(flags)
    place = context.where(column.first_row(flags))
    what = "1 value is" if count == 1 else f"{count:,} values are"
    notes.append(f"{column.name}: {what} too large to store, first at {place}; read as missing.")
    return np.where(too_large, np.nan, numbers)


def _as_dates(column: _Texts, context: Context, notes: list[str]) -> pd.Series | None:
    if len(column.rest) == 0:
        return None
    dates, note = parse_dates(column.rest)
    if note:
        notes.append(f"{column.name}: {note}.")
    if dates is None:
        return None
    return pd.Series(column.spread(dates, np.datetime64("NaT")))


def _as_booleans(column: _Texts, context: Context, notes: list[str]) -> pd.Series | None:
    lower = pc.utf8_lower(column.trimmed)
    is_true = _flags(pc.equal(lower, "true"))
    is_false = _flags(pc.equal(lower, "false"))
    if not (is_true | is_false | column.is_blank).all():
        return None
    truths = is_true[column.codes]
    blank = column.is_blank[column.codes]
    if not blank.any():
        return pd.Series(truths)
    return pd.Series(pd.arrays.BooleanArray(truths, blank))


def _as_text(column: _Texts, texts: pa.Array) -> pd.Series:
    if not column.is_blank.any():
        return pd.Series(texts.to_pandas(), dtype="str")
    blank = pa.array(column.is_blank[column.codes])
    return pd.Series(pc.if_else(blank, pa.scalar(None, pa.string()), texts).to_pandas(), dtype="str")


def _blank_notes(column: _Texts) -> list[str]:
    spaces = column.is_empty & _flags(pc.not_equal(column.raw, ""))
    count = column.rows_of(spaces)
    if not count:
        return []
    return [f"{column.name}: {_count(count, 'blank cell')} read as missing."]


def _mark_notes(column: _Texts, flags: np.ndarray, outcome: str) -> list[str]:
    marks = [
        f"{column.trimmed[int(i)].as_py()} appears {_times(int(column.counts[i]))}"
        for i in np.flatnonzero(flags)
    ]
    as_text = " as text" if outcome == "kept as a value" else ""
    return [f"{column.name}: {mark}{as_text}; {outcome}." for mark in marks]


def _almost_numbers(column: _Texts, context: Context) -> list[str]:
    """Say why a column that looks numeric is text."""
    is_number = _flags(pc.match_substring_regex(column.trimmed, NUMBER))
    odd = column.is_rest & ~is_number
    present, others = column.rows_of(column.is_rest), column.rows_of(odd)
    if not others:
        return []
    if others <= (1 - MOSTLY) * present:
        row = column.first_row(odd)
        value = column.raw[int(column.codes[row])].as_py()[:40]
        return [
            f"{column.name}: {others:,} of {present:,} values are not numbers "
            f"(first '{value}' at {context.where(row)}); kept as text."
        ]
    if re.match(r"^[€$£+\-\d]", column.rest[0].as_py()) and _all_match(column.rest, MEASURE):
        example = column.trimmed[int(np.argmax(odd))].as_py()[:40]
        return [
            f"{column.name}: looks like numbers with units or thousands separators "
            f"(for example '{example}'); kept as text."
        ]
    return []


def _all_match(texts: pa.Array, pattern: str) -> bool:
    if not re.match(pattern, texts[0].as_py()):
        return False
    return bool(pc.all(pc.match_substring_regex(texts, pattern)).as_py())


def _flags(array: pa.Array) -> np.ndarray:
    return array.to_numpy(zero_copy_only=False).astype(bool)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number:,} times"
