"""Marks such as NA and None in a column of text: what speaks for missing, what for a value."""

import re

import numpy as np

from core.design.data.reading.column_texts import ColumnTexts

CODE = re.compile(r"[A-Z]{1,3}")
WORD = re.compile(r"[A-Z][a-z]+( \w+)*")
LIKE_THE_REST = {"NA": CODE, "None": WORD}
PLACEHOLDER = re.compile(
    r"[-–—.?*_/\\]+|#[A-Z0-9/!?]+|-?1\.#(QNAN|IND|INF)|[-+]?inf(inity)?|n\.? ?/?a\.?|n\.? ?d\.?|k\. ?a\.?|keine angabe|"
    r"b\. ?d\.|null|none|nil|nan|unknown|unbekannt|missing|not available|no data|brak|inconnu|<na>|\(blank\)|\(null\)",
    re.IGNORECASE,
)
MOSTLY = 0.9
MOST_VALUES = 50


def is_placeholder(text: str) -> bool:
    """Tell whether a text says that there is no value: a sign, an error of a spreadsheet, or "not available"."""
    return PLACEHOLDER.fullmatch(text) is not None


def with_letters(marks: dict[str, int]) -> dict[str, int]:
    """Return the marks that could be read as a word or a code; "?" is none."""
    return {mark: rows for mark, rows in marks.items() if mark != "?"}


def are_values(marks: dict[str, int], column: ColumnTexts) -> bool:
    """Tell whether the commonest mark is written as the other texts are.

    NA is a value among short codes (Namibia among countries), None among at most 50 capitalised words
    (None, Low, High); all else is what programs write for "missing".
    """
    commonest = max(marks, key=lambda mark: marks[mark])
    others = _others(column)
    if commonest not in LIKE_THE_REST or not others or len(others) > MOST_VALUES:
        return commonest == "NA" and _share(CODE, others) >= MOSTLY
    return _share(LIKE_THE_REST[commonest], others) >= MOSTLY


def _others(column: ColumnTexts) -> set[str]:
    positions = np.flatnonzero(column.is_rest)[:1_000]
    return {column.trimmed[int(position)].as_py() for position in positions}


def _share(pattern: re.Pattern[str], texts: set[str]) -> float:
    return sum(pattern.fullmatch(text) is not None for text in texts) / max(len(texts), 1)
