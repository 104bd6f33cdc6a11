"""What taking a table in did: read, asked, set aside, changed and noticed, in sentences with counts."""

import re
from dataclasses import dataclass

from core.design.data.columns import Dataset
from core.design.data.reading.notes import kind_of

WORDS_OF_SET_ASIDE = re.compile(r"\bset aside\b|\bleft out\b|\bnot read\b")
WORDS_OF_CHANGE = re.compile(
    r"\bread as\b|\bkept as\b|\bremoved\b|\brenamed\b|\bcalled\b|\btaken off\b|\bfilled\b|\btoo large\b|\bunpacked\b|"
    r"\bkept with\b",
    re.IGNORECASE,
)
WHOLE = "the whole table"


@dataclass(frozen=True)
class Finding:
    """One thing that reading did or noticed, and the column that it concerns."""

    column: str
    text: str


@dataclass(frozen=True)
class IntakeReport:
    """What happened on the way from the source to the dataset.

    Attributes
    ----------
    asked : tuple of (question, answer)
        In the words of the question and of the choice.
    set_aside, changed, noticed : tuple of Finding
        Rows or columns that are not in the dataset; values that are not as they were written; the rest.
    """

    source: str
    rows: int
    columns: int
    asked: tuple[tuple[str, str], ...]
    set_aside: tuple[Finding, ...]
    changed: tuple[Finding, ...]
    noticed: tuple[Finding, ...]


def intake_report(dataset: Dataset) -> IntakeReport:
    """Return the report of a dataset, from what its record says."""
    names = sorted((column.name for column in dataset.columns), key=len, reverse=True)
    groups: dict[str, list[Finding]] = {"set_aside": [], "changed": [], "noticed": []}
    for note in dataset.notes:
        groups[_kind(note)].append(_finding(note, names))
    asked = [
        (one.question.text, next(c.title for c in one.question.choices if c.value == one.value))
        for one in dataset.answered
    ]
    return IntakeReport(
        source=dataset.origin.in_words(),
        rows=dataset.rows,
        columns=len(dataset.columns),
        asked=tuple(asked),
        set_aside=tuple(groups["set_aside"]),
        changed=tuple(groups["changed"]),
        noticed=tuple(groups["noticed"]),
    )


def _kind(note: str) -> str:
    """Return the kind of a note; of one recorded before kinds were kept, the kind that its words suggest."""
    if kind_of(note):
        return kind_of(note)
    if WORDS_OF_SET_ASIDE.search(note):
        return "set_aside"
    return "changed" if WORDS_OF_CHANGE.search(note) else "noticed"


def _finding(note: str, names: list[str]) -> Finding:
    """Return a note with its column apart: notes on one column begin with its name."""
    for name in names:
        if note.startswith(f"{name}: "):
            text = note[len(name) + 2 :]
            return Finding(name, text[:1].upper() + text[1:])
        if note.startswith(f"Column {name} "):
            return Finding(name, note)
    return Finding(WHOLE, note)
