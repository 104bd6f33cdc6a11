"""What is told about one column: blanks, marks, and numbers that almost were."""

import re
from collections.abc import Callable

import numpy as np
import pyarrow.compute as pc

from core.design.data.reading.column_texts import ColumnTexts, all_match, first_value, flags

NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
MEASURE = (
    r"^[€$£]?\s?[+-]?\d{1,3}([,. ']?\d{3})*([.,]\d+)?\s?"
    r"(%|€|\$|£|EUR|USD|GBP|DM|kg|g|km|m|cm|mm|l|h|min|s)?$"
)
MOSTLY = 0.95


def blank_notes(column: ColumnTexts) -> list[str]:
    """Say how many cells hold only spaces."""
    if not column.is_empty.any():
        return []
    count = column.rows_of(column.is_empty & flags(pc.not_equal(column.raw, "")))
    if not count:
        return []
    return [f"{column.name}: {count:,} blank cell{'s' * (count > 1)} read as missing."]


def mark_notes(column: ColumnTexts, flagged: np.ndarray, outcome: str) -> list[str]:
    """Say how often each mark appears and what became of it."""
    as_text = " as text" if outcome == "kept as a value" else ""
    return [
        f"{column.name}: {mark} appears {times(rows)}{as_text}; {outcome}."
        for mark, rows in column.counted(flagged).items()
    ]


def almost_numbers(column: ColumnTexts, where: Callable[[int], str]) -> list[str]:
    """Say why a column that looks numeric is text."""
    present = column.rows_of(column.is_rest)
    is_number = flags(pc.fill_null(pc.match_substring_regex(column.rest, NUMBER), False))
    odd = column.is_rest & ~is_number
    others = column.rows_of(odd)
    if not others:
        return []
    if others <= (1 - MOSTLY) * present:
        row = column.first_row(odd)
        value = column.all[row].as_py()[:40]
        return [
            f"{column.name}: {others:,} of {present:,} values are not numbers "
            f"(first '{value}' at {where(row)}); kept as text."
        ]
    if re.match(r"^[€$£+\-\d]", first_value(column.rest)) and all_match(column.rest, MEASURE):
        example = column.trimmed[int(np.argmax(odd))].as_py()[:40]
        return [
            f"{column.name}: looks like numbers with units or thousands separators "
            f"(for example '{example}'); kept as text."
        ]
    return []


def times(count: int) -> str:
    """Return a count of appearances in words."""
    return "once" if count == 1 else f"{count:,} times"
