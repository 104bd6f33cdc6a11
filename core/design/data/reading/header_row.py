"""Where a table begins: the row that names its columns, below any title rows."""

import re
from collections import Counter
from itertools import pairwise

from core.design.data.reading.literal import literal
from core.design.data.reading.options import NO_HEADER
from core.design.data.reading.questions import Choice, Question

MAX_TITLE_ROWS = 10
MOST_ABOVE = 4
FEWEST_COLUMNS = 3
MOSTLY = 0.8
YEAR = re.compile(r"(19|20)\d\d")
LIKE_A_NUMBER = re.compile(r"[€$£]?\s?[-+]?[\d.,:/\-T ]*\d[\d.,:/\-T ]*\s?%?")


def count_title_rows(rows: list[list[str]]) -> int:
    """Return how many rows stand above the row that names the columns; 0 when that is not clear.

    A title fills at most half of the columns. The header below it fills all of them with different texts,
    and either names a column of numbers or dates, or has three or more texts and no number.

    Parameters
    ----------
    rows : list of list of str
        The first rows of the file, blank ones left out.
    """
    if not rows:
        return 0
    width = _usual_width(rows)
    for position, row in enumerate(rows[: MAX_TITLE_ROWS + 1]):
        if width < 2 or 2 * _filled(row) > width:
            return position if position and _is_header(row, width, rows[position + 1 :]) else 0
    return 0


def header_question(rows: list[tuple[int, list[str]]], header: int, place: str) -> Question:
    """Return the question which row names the columns.

    Parameters
    ----------
    rows : list of (number, texts)
        The first rows of the file that are not blank, each with its number in the file.
    header : int
        Position among `rows` of the row that is proposed.
    place : str
        What a number counts: "line" or "row".
    """
    number = rows[header][0]
    doubt = "what stands above it is left out" if header else "but cells of it are merged"
    offered = [(n, row) for n, row in rows[: header + 2] if _filled(row)][-MOST_ABOVE - 2 :]
    return Question(
        code="header_row",
        text=f"{place.capitalize()} {number} seems to name the columns; {doubt}. Which {place} names them?",
        choices=(
            *(Choice(value=str(n), title=f"{place.capitalize()} {n}") for n, _ in offered),
            Choice(value=NO_HEADER, title=f"No {place}: all of them are data"),
        ),
        proposed=str(number),
        examples=tuple(f"{place} {n}: {literal(_joined(row))}" for n, row in offered),
    )


def holds_values(rows: list[list[str]]) -> bool:
    """Tell whether the first row looks like the rows below it: numbers or dates above numbers or dates.

    Years, and numbers that count on (1, 2, 3), may well be names.
    """
    if len(rows) < FEWEST_COLUMNS:
        return False
    names = [text.strip() for text in rows[0]]
    like = [i for i, text in enumerate(names) if is_like_a_number(text) and not YEAR.fullmatch(text)]
    if not like or _count_on([names[i] for i in like]):
        return False
    below = [[row[i] for row in rows[1:] if i < len(row) and row[i].strip()] for i in like]
    return all(values and sum(map(is_like_a_number, values)) >= MOSTLY * len(values) for values in below)


def values_question(rows: list[list[str]], line: int) -> Question:
    """Return the question whether a first row that looks like data names the columns."""
    like = sum(map(is_like_a_number, rows[0]))
    return Question(
        code="header_row",
        text=f"Line {line} seems to hold values, not names. Which line names the columns?",
        choices=(
            Choice(value=str(line), title=f"Line {line}"),
            Choice(value=NO_HEADER, title="No line: all of them are data"),
        ),
        proposed=NO_HEADER if 2 * like >= len(rows[0]) else str(line),
        examples=tuple(f"line {line + i}: {literal(_joined(row))}" for i, row in enumerate(rows[:2])),
    )


def _count_on(texts: list[str]) -> bool:
    if not all(text.isdecimal() for text in texts):
        return False
    numbers = [int(text) for text in texts]
    return len(numbers) > 1 and all(b - a == numbers[1] - numbers[0] != 0 for a, b in pairwise(numbers))


def is_like_a_number(text: str) -> bool:
    """Tell whether a text looks like a number, a share, an amount, a date or a time."""
    return LIKE_A_NUMBER.fullmatch(text.strip()) is not None


def _joined(row: list[str]) -> str:
    return " | ".join(text.strip() for text in row if text.strip())


def _usual_width(rows: list[list[str]]) -> int:
    widths = Counter(len(row) for row in rows)
    return max(widths, key=lambda width: (widths[width], width))


def _filled(row: list[str]) -> int:
    return sum(bool(text.strip()) for text in row)


def _is_header(row: list[str], width: int, below: list[list[str]]) -> bool:
    names = [text.strip() for text in row]
    if len(names) != width or not all(names) or len(set(names)) != width or not below:
        return False
    if any(_names_numbers(names[i], [r[i] for r in below if i < len(r)]) for i in range(width)):
        return True
    return width >= FEWEST_COLUMNS and not any(map(is_like_a_number, names))


def _names_numbers(name: str, values: list[str]) -> bool:
    present = [value for value in values if value.strip()]
    if is_like_a_number(name) or not present:
        return False
    return sum(map(is_like_a_number, present)) >= MOSTLY * len(present)
