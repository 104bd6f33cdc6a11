"""What is told about one column: blanks, marks, and numbers that almost were."""

import re
from collections.abc import Callable

import numpy as np
import pyarrow.compute as pc

from core.design.data.reading.column_texts import ColumnTexts, all_match, first_value, flags
from core.design.data.reading.literal import literal
from core.design.data.reading.marks import is_placeholder
from core.design.data.reading.notes import changed

NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
DIGITS = b"0123456789"
NUMBER_STARTS = b"+-.," + DIGITS
MEASURE = (
    r"^[€$£]?\s?[+-]?\d{1,3}([,. ']?\d{3})*([.,]\d+)?\s?"
    r"(%|€|\$|£|EUR|USD|GBP|DM|kg|g|km|m|cm|mm|l|h|min|s|[kKMB]|Tsd\.?|Mio\.?|Mrd\.?|mn|bn)?$"
)
MOSTLY = 0.95
FEWEST_NUMBERS = 5
MOST_SPELLINGS = 50
MOST_WORDS = 3
LONGEST_WORD = 20
ZERO_DATE = r"^(00?[./-]00?[./-]0{2,4}|0{4}[./-]00?[./-]00?|1900-01-00)( 0?0:00(:00)?)?$"
LOOKS = (
    (
        r"^\d{4}[-/.](0[1-9]|1[0-2])$|^(0[1-9]|1[0-2])[-/.]\d{4}$|^\d{4}-?W\d{2}$|"
        r"^\d{4}[- ]?Q[1-4]$|^Q[1-4][- /]?\d{4}$",
        "looks like months, quarters or weeks",
    ),
    (r"^\d{1,3}:\d{2}(:\d{2}([.,]\d+)?)?$", "looks like times of day or durations"),
    (
        r"^[+-]?[\x{0660}-\x{0669}\x{06F0}-\x{06F9}\x{0966}-\x{096F}\x{FF10}-\x{FF19}]+"
        r"([.,\x{066B}\x{066C}]?[\x{0660}-\x{0669}\x{06F0}-\x{06F9}\x{0966}-\x{096F}\x{FF10}-\x{FF19}])*$",
        "holds numbers in the digits of another script",
    ),
    (r"^\d+[\x{066B}\x{00B7}]\d+$", "looks like numbers with an unusual decimal mark"),
)
"""Patterns of texts that mean more than a model sees in them, and what is said of them."""
DATE_LIKE = (
    r"(?i)^\d{1,2}[./-]\d{1,2}[./-]\d{2}(\d{2})?\b|^\d{4}[./-]\d{1,2}[./-]\d{1,2}\b|"
    r"^\d{1,2}[. -]*(jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)"
)


def blank_notes(column: ColumnTexts) -> list[str]:
    """Say how many cells hold only spaces."""
    if not column.is_empty.any():
        return []
    count = column.rows_of(column.is_empty & flags(pc.not_equal(column.raw, "")))
    if not count:
        return []
    return [changed(f"{column.name}: {count:,} blank cell{'s' * (count > 1)} read as missing.")]


def mark_notes(column: ColumnTexts, flagged: np.ndarray, outcome: str) -> list[str]:
    """Say how often each mark appears and what became of it."""
    as_text = " as text" if outcome == "kept as a value" else ""
    return [
        changed(f"{column.name}: {mark} appears {times(rows)}{as_text}; {outcome}.")
        for mark, rows in column.counted(flagged).items()
    ]


def texts_among_numbers(column: ColumnTexts, decimal: str) -> dict[str, int]:
    """Return the texts, up to three, that stand among numbers, each with its rows.

    They are signs of "no value", or stand there more than once, fewer together than the numbers.
    """
    number = NUMBER if decimal == "." else NUMBER.replace(r"\.", "[.,]")
    is_number = column.matching(number, NUMBER_STARTS)
    odd = column.is_rest & ~is_number
    numbers = column.rows_of(is_number)
    if numbers < FEWEST_NUMBERS or not 0 < np.count_nonzero(odd) <= MOST_SPELLINGS:
        return {}
    found = column.counted(odd)
    if len(found) > MOST_WORDS or any(len(t) > LONGEST_WORD or not t.isprintable() for t in found):
        return {}
    if all(map(is_placeholder, found)):
        return found
    is_repeated = all(is_placeholder(text) or rows > 1 for text, rows in found.items())
    return found if is_repeated and sum(found.values()) < numbers else {}


def texts_among_dates(column: ColumnTexts) -> dict[str, int]:
    """Return the signs of "no date", up to three, that stand among dates, each with its rows."""
    is_zero = column.matching(ZERO_DATE, DIGITS)
    odd = column.is_rest & (is_zero | ~column.matching(DATE_LIKE, DIGITS))
    dates = column.rows_of(column.is_rest & ~odd)
    if dates < FEWEST_NUMBERS or not 0 < np.count_nonzero(odd) <= MOST_SPELLINGS:
        return {}
    found = column.counted(odd)
    is_sign = all(is_placeholder(text) or re.match(ZERO_DATE, text) for text in found)
    return found if len(found) <= MOST_WORDS and is_sign else {}


def almost_numbers(column: ColumnTexts, where: Callable[[int], str]) -> list[str]:
    """Say why a column that looks numeric is text."""
    present = column.rows_of(column.is_rest)
    is_number = column.matching(NUMBER, NUMBER_STARTS)
    odd = column.is_rest & ~is_number
    others = column.rows_of(odd)
    if not others:
        return []
    if others <= (1 - MOSTLY) * present:
        row = column.first_row(odd)
        value = literal(column.all[row].as_py(), 40)
        return [
            changed(
                f"{column.name}: {others:,} of {present:,} values are not numbers "
                f"(first '{value}' at {where(row)}); kept as text."
            )
        ]
    if re.match(r"^[€$£+\-\d]", first_value(column.rest)) and all_match(column.rest, MEASURE):
        example = column.trimmed[int(np.argmax(odd))].as_py()[:40]
        return [
            changed(
                f"{column.name}: looks like numbers with units or thousands separators "
                f"(for example '{example}'); kept as text."
            )
        ]
    for pattern, what in LOOKS:
        if all_match(column.rest, pattern):
            example = literal(first_value(column.rest), 40)
            return [changed(f"{column.name}: {what} (for example '{example}'); kept as text.")]
    is_date = column.matching(DATE_LIKE, DIGITS)
    if 2 * column.rows_of(is_date) > present:
        return [
            changed(
                f"{column.name}: looks like dates, but not all are written in one way that is read "
                f"(for example '{literal(first_value(column.rest), 40)}'); kept as text, write dates as 2024-12-31."
            )
        ]
    if 2 * others < present:
        row = column.first_row(odd)
        return [
            changed(
                f"{column.name}: {others:,} of {present:,} values are not numbers "
                f"(first '{literal(column.all[row].as_py(), 40)}' at {where(row)}); kept as text."
            )
        ]
    return []


def times(count: int) -> str:
    """Return a count of appearances in words."""
    return "once" if count == 1 else f"{count:,} times"
