"""Usable column names from a header, with notes on what was changed and what looks alike."""

import unicodedata

from core.design.data.reading.questions import Asking

INVISIBLE = ("Cf", "Cc", "Co", "Cn")


def column_names(header: list[str], name: str, asking: Asking) -> tuple[list[str], list[str]]:
    """Return usable, different column names for a header, and notes on what was changed."""
    names: list[str] = []
    notes: list[str] = []
    wanted = [text.strip() for text in header]
    taken = set(wanted)
    used: set[str] = set()
    for position, text in enumerate(wanted, start=1):
        name = text or f"column_{position}"
        if name in used or (not text and name in taken):
            name = _free_name(name, taken | used)
        if name != text:
            what = f"had the name {text} again" if text else "had no name"
            notes.append(f"Column {position} {what}; it is called {name}.")
        names.append(name)
        used.add(name)
    return names, notes + _lookalike_notes(names) + _header_notes(names)


def numbered_names(count: int) -> list[str]:
    """Return the names of columns that no line names."""
    return [f"column_{position}" for position in range(1, count + 1)]


def _free_name(name: str, taken: set[str]) -> str:
    return next(free for n in range(2, len(taken) + 3) if (free := f"{name}_{n}") not in taken)


def _lookalike_notes(names: list[str]) -> list[str]:
    """Name columns that look equal: other case, other Unicode form, or an invisible character."""
    seen: dict[str, str] = {}
    notes = []
    for name in names:
        plain = "".join(c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
        twin = seen.setdefault(plain.strip().casefold(), name)
        if twin != name:
            notes.append(f"Columns {twin!a} and {name!a} look alike but are different.")
    return notes


def _header_notes(names: list[str]) -> list[str]:
    notes = [
        f"The name of column {position} has invisible characters: {name!a}."
        for position, name in enumerate(names, start=1)
        if any(unicodedata.category(c) in INVISIBLE for c in name)
    ]
    if all(name.replace(".", "", 1).lstrip("-").isdigit() for name in names):
        notes.append("The first line holds only numbers; it was used as column names.")
    return notes
