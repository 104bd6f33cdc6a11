"""Rows that a report adds between its data, by their label: subtotals, balances, pages and when it was made."""

import re
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.design.data.reading.column_texts import SAMPLE_ROWS, flags
from core.design.data.reading.text_bytes import first_bytes
from core.design.data.reading.threads import in_parallel

LABEL_COLUMNS = 3
USUALLY = 0.95
LOOKED_AT = 5_000
MOST_SUBTOTALS = 0.25
"""Share of rows up to which "Subtotal" may be a row of a report where only numbers stand beside it."""

MOST_TOTALS = 0.05
"""The same for words such as "Balance", which may well be values."""

SUBTOTAL = (
    r"(?:sub-?totale?s?|grand totals?|zwischensumme|zwischenergebnis|gesamt(?:summe|ergebnis)|sous-total|"
    r"subtotaal|tussentotaal|промежуточный итог)"
)
TOTAL_WORD = (
    r"(?:totals?|sums?|averages?|mean|gesamt|summe|durchschnitt|ergebnis|total général|somme|moyenne|suma|razem|"
    r"totale|totaal|общий итог|итого|всего|saldo|balance|solde|übertrag|(?:brought|carried) forward)"
)
REPORT_LINE = (
    r"(?:(?:generated|created|printed|exported|produced)\b.*|(?:run|report) (?:date|on|at)\b.*|"
    r"(?:erstellt|gedruckt|exportiert) (?:am|von)\b.*|généré le\b.*|imprimé le\b.*|stand:? \d.*|"
    r"(?:page|seite|strona|pagina|página|blatt) \d+\b.*)"
)
NAMED = {
    "subtotal": rf"{SUBTOTAL}(?:[ :(-].*)?|.+ {SUBTOTAL}",
    "total": TOTAL_WORD,
    "of_something": r"total(?:e|s)? .+|.+ (?:totals?|gesamt|ergebnis)|(?:summe|gesamt|saldo|balance|итого) .+",
    "report": REPORT_LINE,
}
ANY = "|".join(NAMED.values())
SURVEY_TOOL = '{"ImportId":'
NO_LETTERS = np.array([*b"0123456789+-.,;:/#$%()<>=", 0], dtype=np.uint8)


def report_rows(body: pa.Table, numbers: list[int]) -> set[int]:
    """Return the positions of rows that are called a total, a page or the like, and look so.

    Such a row leaves cells blank that others fill; where only numbers stand beside the label, it is rare.
    Where most rows that are called so are as full as all others, the words are values.

    Parameters
    ----------
    body : Table of string columns, shape (n_rows, n_columns)
    numbers : list of int
        Positions of the columns of numbers or dates.
    """

    def found(position: int) -> list[int]:
        labels = body.column(position).combine_chunks()
        rows = _labelled(labels)
        if not len(rows):
            return []
        return _not_as_full(body, position, rows, labels.take(pa.array(rows)).to_pylist(), numbers)

    return set(chain.from_iterable(in_parallel(found, range(min(LABEL_COLUMNS, body.num_columns)))))


def survey_headers(body: pa.Table) -> set[int]:
    """Return the rows down to the one in which survey tools write an ImportId below each name."""
    for row in range(min(2, body.num_rows)):
        texts = [column[row].as_py() for column in body.columns]
        if all(text.startswith(SURVEY_TOOL) for text in texts if text) and any(texts):
            return set(range(row + 1))
    return set()


def _labelled(labels: pa.Array) -> np.ndarray:
    """Return the positions of the rows whose label is that of a report, each distinct one looked at once."""
    if not _may_match(labels).any():
        return np.zeros(0, dtype=np.int64)
    sample = labels.slice(0, SAMPLE_ROWS).dictionary_encode()
    if 2 * len(sample.dictionary) > len(sample):
        return _matching(labels, ANY)
    encoded = sample if len(sample) == len(labels) else labels.dictionary_encode()
    codes = _matching(encoded.dictionary, ANY)
    if not len(codes):
        return codes
    return np.flatnonzero(flags(pc.is_in(encoded.indices, value_set=pa.array(codes, encoded.indices.type))))


def _matching(texts: pa.Array, pattern: str) -> np.ndarray:
    may = np.flatnonzero(_may_match(texts))
    looked_at = texts if len(may) == len(texts) else texts.take(pa.array(may))
    return may[flags(pc.match_substring_regex(looked_at, rf"(?i)^\s*(?:{pattern})[\s:]*$"))]


def _may_match(texts: pa.Array) -> np.ndarray:
    return ~np.isin(first_bytes(texts), NO_LETTERS)


def _not_as_full(
    body: pa.Table, position: int, rows: np.ndarray, labels: list[str], numbers: list[int]
) -> list[int]:
    """Return those of the labelled rows that leave usual cells blank, or are rare among numbers."""
    gaps, usual = np.zeros(len(rows), dtype=np.int64), []
    unlabelled = np.setdiff1d(np.arange(min(body.num_rows, LOOKED_AT)), rows)
    for other, column in enumerate(body.columns):
        if other != position and len(unlabelled) and _blank(column, unlabelled).mean() <= 1 - USUALLY:
            gaps += _blank(column, rows)
            usual.append(other)
    share = len(rows) / body.num_rows if set(usual) <= set(numbers) else 1.0
    if not usual or (share > MOST_SUBTOTALS and not gaps.any()):
        return []
    kinds = [_kind(label) for label in labels]
    added = [
        int(row)
        for row, kind, gap in zip(rows, kinds, gaps.tolist(), strict=True)
        if _is_added(kind, gap, len(usual), share)
    ]
    return added if 2 * len(added) >= len(rows) else []


def _blank(column: pa.ChunkedArray, rows: np.ndarray) -> np.ndarray:
    return flags(pc.equal(pc.utf8_trim_whitespace(column.take(pa.array(rows))), ""))


def _kind(label: str) -> str:
    text = label.strip().rstrip(" :")
    return next((kind for kind, sign in NAMED.items() if re.fullmatch(sign, text, re.IGNORECASE)), "total")


def _is_added(kind: str, gaps: int, usual: int, share: float) -> bool:
    """Tell whether a report added a row, by the cells it leaves blank and how rare such rows are."""
    if kind == "report":
        return gaps == usual
    if kind == "of_something":
        return 2 * gaps >= usual
    return gaps > 0 or share <= (MOST_SUBTOTALS if kind == "subtotal" else MOST_TOTALS)
