"""Rows that are no data: blank ones, and headers, units, totals and footnotes between and below the rows."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.design.data.reading.column_texts import flags
from core.design.data.reading.header_row import is_like_a_number
from core.design.data.reading.literal import literal
from core.design.data.reading.marks import is_placeholder
from core.design.data.reading.notes import set_aside
from core.design.data.reading.questions import Asking, Choice, Question
from core.design.data.reading.report_rows import report_rows, survey_headers

FEWEST_ROWS = 10
SAMPLE_ROWS = 100
ENDING_ROWS = 20
MOST_SHOWN = 5
MOSTLY = 0.95
SET_ASIDE = Choice(value="set_aside", title="Set them aside; the rest is read")
KEEP = Choice(value="keep", title="Keep them: they are data")
TOTAL = re.compile(
    r"(grand |sub)?totals?|sums?|averages?|mean|gesamt(summe|ergebnis)?|(zwischen)?summe|durchschnitt|"
    r"ergebnis|total général|somme|moyenne|suma|razem|totale|totaal|общий итог|итого|всего",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Sifted:
    """The rows that are data.

    Attributes
    ----------
    where : callable
        Row position (from 0) to a place in words.
    """

    body: pa.Table
    where: Callable[[int], str]
    notes: tuple[str, ...] = ()


def sift(body: pa.Table, where: Callable[[int], str], asking: Asking) -> Sifted:
    """Leave out rows without any value, and those that are no data where that is the answer.

    Asked about are rows that repeat the header, rows that a report adds anywhere (subtotals, pages, when it
    was made), and rows right below the header or among the last 20 that are totals or have no number in any
    of the columns of numbers.

    Parameters
    ----------
    body : Table of string columns, shape (n_rows, n_columns)
    """
    notes: list[str] = []
    blank = _blank(body)
    if 0 < len(blank) < body.num_rows:
        body, where = _without(body, where, blank, notes, "without any value set aside")
    strays = _strays(body) if body.num_rows >= FEWEST_ROWS else []
    if strays and asking.ask(_question(body, where, strays)) == SET_ASIDE.value:
        body, where = _without(body, where, strays, notes, "set aside as no data")
    return Sifted(body, where, tuple(notes))


def _blank(body: pa.Table) -> list[int]:
    is_blank: np.ndarray | None = None
    for column in body.columns:
        found = flags(pc.equal(pc.utf8_trim_whitespace(column), ""))
        is_blank = found if is_blank is None else is_blank & found
        if not is_blank.any():
            return []
    return [] if is_blank is None else np.flatnonzero(is_blank).tolist()


def _strays(body: pa.Table) -> list[int]:
    ending = range(max(1, body.num_rows - ENDING_ROWS), body.num_rows)
    numbers = _number_columns(body)
    found = set(_repeated_headers(body))
    edges = {row: _row(body, row) for row in (0, *ending)}
    found |= {row for row, texts in edges.items() if _is_beside_numbers(texts, numbers)}
    found |= {row for row in ending if numbers and _is_total(body, row, edges[row])}
    found |= report_rows(body, numbers) | survey_headers(body)
    return sorted(found) if len(found) <= body.num_rows // 2 else []


def _repeated_headers(body: pa.Table) -> list[int]:
    is_header: np.ndarray | None = None
    for name, column in zip(body.column_names, body.columns, strict=True):
        spellings = pa.array([name, f"\ufeff{name}"])
        found = flags(pc.is_in(column, value_set=spellings))
        is_header = found if is_header is None else is_header & found
        if not is_header.any():
            return []
    return [] if is_header is None else np.flatnonzero(is_header).tolist()


def _number_columns(body: pa.Table) -> list[int]:
    """Return the columns of which nearly all values in a sample below the first row look like numbers."""
    sample = body.slice(1, SAMPLE_ROWS)
    found = []
    for position, column in enumerate(sample.columns):
        present = [text for text in map(str.strip, column.to_pylist()) if text and not is_placeholder(text)]
        if present and sum(map(is_like_a_number, present)) >= MOSTLY * len(present):
            found.append(position)
    return found


def _is_beside_numbers(texts: list[str], numbers: list[int]) -> bool:
    """Tell whether a row has words and no number in the columns of numbers; one cell alone proves little."""
    written = [texts[i] for i in numbers if texts[i]]
    if not written or any(is_like_a_number(text) or is_placeholder(text) for text in written):
        return False
    return len(written) > 1 or sum(map(bool, texts)) == 1


def _is_total(body: pa.Table, row: int, texts: list[str]) -> bool:
    """Tell whether a row is called a total where the column calls no other row so."""
    for position, text in enumerate(texts[:3]):
        if TOTAL.fullmatch(text.rstrip(" :")) is not None:
            return bool(pc.sum(pc.equal(pc.utf8_trim_whitespace(body.column(position)), text)).as_py() == 1)
    return False


def _row(body: pa.Table, row: int) -> list[str]:
    return [column[row].as_py().strip(" \t\ufeff") for column in body.columns]


def _question(body: pa.Table, where: Callable[[int], str], strays: list[int]) -> Question:
    one = f"{where(strays[0]).capitalize()} seems to be a header, a unit, a total or a footnote, not data"
    many = f"{len(strays):,} rows, first {where(strays[0])}, seem to be headers, units, totals or footnotes, not data"
    return Question(
        code="stray_rows",
        text=f"{one if len(strays) == 1 else many}: set aside?",
        choices=(SET_ASIDE, KEEP),
        proposed=SET_ASIDE.value,
        examples=tuple(
            f"{where(row)}: {literal(' | '.join(filter(None, _row(body, row))))}"
            for row in strays[:MOST_SHOWN]
        ),
    )


def _without(
    body: pa.Table, where: Callable[[int], str], rows: list[int], notes: list[str], what: str
) -> tuple[pa.Table, Callable[[int], str]]:
    told = ", ".join(where(row) for row in rows[:MOST_SHOWN])
    more = f" and {len(rows) - MOST_SHOWN:,} more" if len(rows) > MOST_SHOWN else ""
    count = "1 row" if len(rows) == 1 else f"{len(rows):,} rows"
    notes.append(set_aside(f"{count} {what}: {told}{more}."))
    is_kept = np.ones(body.num_rows, dtype=bool)
    is_kept[rows] = False
    kept = np.flatnonzero(is_kept)
    return body.filter(pa.array(is_kept)), lambda row: where(int(kept[row]))
