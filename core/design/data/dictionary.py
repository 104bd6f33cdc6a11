"""The data dictionary: what each column means, in which unit, and who answers for it."""

from pydantic import Field

from core.design.data.columns import Column, ColumnKind
from core.design.data.names import name_words
from core.design.frozen import Frozen

LONGEST = 500
UNITS = {
    "eur": "EUR", "usd": "USD", "gbp": "GBP", "chf": "CHF", "euro": "EUR", "euros": "EUR", "dollars": "USD",
    "pct": "%", "percent": "%", "percentage": "%",
    "mg": "mg", "g": "g", "kg": "kg", "t": "t", "lbs": "lb",
    "mm": "mm", "cm": "cm", "m": "m", "km": "km", "miles": "mi", "sqm": "m²", "m2": "m²", "sqft": "sq ft",
    "ml": "ml", "l": "l", "litres": "l", "liters": "l",
    "ms": "ms", "s": "s", "sec": "s", "seconds": "s", "min": "min", "minutes": "min", "h": "h", "hours": "h",
    "days": "days", "weeks": "weeks", "months": "months", "years": "years", "yrs": "years",
    "kw": "kW", "kwh": "kWh", "mwh": "MWh", "celsius": "°C", "kmh": "km/h", "mph": "mph", "bpm": "1/min",
}  # fmt: skip
"""The last word of a column's name, and the unit that it stands for."""
FEWEST_WORDS = 2
WHOLE_WORD = 3


class Entry(Frozen):
    """What is written down about one column; nothing here changes a model."""

    column: str
    meaning: str = Field(default="", max_length=LONGEST)
    unit: str = Field(default="", max_length=LONGEST)
    owner: str = Field(default="", max_length=LONGEST)


class Cleared(Frozen):
    """A leak finding that a person looked at and found honest.

    Attributes
    ----------
    check, columns : str, tuple of str
        As in `core.design.data.leakage.finding.Finding`.
    """

    check: str
    columns: tuple[str, ...]
    reason: str = Field(min_length=1, max_length=LONGEST)
    author: str


class Dictionary(Frozen):
    """Payload of a `dictionary` record: an entry a column, and the findings that a person cleared.

    It is a record of its own, as correcting a word must not make models out of date.
    """

    entries: tuple[Entry, ...] = ()
    cleared: tuple[Cleared, ...] = ()

    def of(self, column: str) -> Entry:
        """Return the entry of a column; an empty one where there is none."""
        return next((entry for entry in self.entries if entry.column == column), Entry(column=column))


def draft_dictionary(columns: tuple[Column, ...], kept: Dictionary | None = None) -> Dictionary:
    """Return an entry for each column: the one kept, else one with the unit that the name suggests."""
    written = {entry.column: entry for entry in kept.entries} if kept else {}
    entries = tuple(written.get(c.name, Entry(column=c.name, unit=unit_of(c))) for c in columns)
    return Dictionary(entries=entries, cleared=kept.cleared if kept else ())


def unit_of(column: Column) -> str:
    """Return the unit that the last word of a number's name stands for, or an empty text.

    A word of one or two letters counts only behind another word: `height_m`, but not `m`.
    """
    words = name_words(column.name)
    if column.kind is not ColumnKind.NUMBER or not words:
        return ""
    is_sure = len(words) >= FEWEST_WORDS or len(words[-1]) >= WHOLE_WORD
    return UNITS.get(words[-1], "") if is_sure else ""
