"""Usable column names from a header; what is doubtful about them is asked, what was changed is told."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable

from core.design.data.reading.literal import has_invisible, literal
from core.design.data.reading.notes import changed, noticed
from core.design.data.reading.questions import STOP, Asking, Choice, Question
from core.errors import BadInput

MOST_SHOWN = 12
RENAME = Choice(value="rename", title="Use the proposed names")
KEEP = Choice(value="keep", title="Keep them as different columns")


def column_names(header: list[str], name: str, asking: Asking) -> tuple[list[str], list[str]]:
    """Return usable, different column names for a header, and notes on what was changed.

    Names that are missing or repeated are proposed as a question; names that differ only in case, or only
    in characters that look alike, are asked about too.

    Parameters
    ----------
    name : str
        What messages call the file.

    Raises
    ------
    BadInput
        When an answer is to stop.
    """
    wanted = [text.strip() for text in header]
    names = _different_names(wanted)
    _ask(_empty_question(wanted, names), name, asking)
    _ask(_repeated_question(wanted, names), name, asking)
    _ask(_case_question(names), name, asking)
    _ask(_lookalike_question(names), name, asking)
    return names, [*_changes(wanted, names), *_lookalike_notes(names), *_header_notes(names)]


def numbered_names(count: int) -> list[str]:
    """Return the names of columns that no line names."""
    return [f"column_{position}" for position in range(1, count + 1)]


def _different_names(wanted: list[str]) -> list[str]:
    names: list[str] = []
    taken, used = set(wanted), set[str]()
    for position, text in enumerate(wanted, start=1):
        name = text or f"column_{position}"
        if name in used or (not text and name in taken):
            name = _free_name(name, taken | used)
        names.append(name)
        used.add(name)
    return names


def _free_name(name: str, taken: set[str]) -> str:
    return next(free for n in range(2, len(taken) + 3) if (free := f"{name}_{n}") not in taken)


def _ask(question: Question | None, name: str, asking: Asking) -> None:
    if question is not None and asking.ask(question) == STOP.value:
        raise BadInput(f"{name}: {question.text}", "Correct the header, then read the file again.")


def _empty_question(wanted: list[str], names: list[str]) -> Question | None:
    empty = [position for position, text in enumerate(wanted) if not text]
    if not empty:
        return None
    what = "1 column has" if len(empty) == 1 else f"{len(empty):,} columns have"
    return Question(
        code="empty_names",
        text=f"{what} no name in the header. Use {_listed([names[i] for i in empty])}?",
        choices=(RENAME, STOP),
        proposed=RENAME.value,
        examples=tuple(f"column {i + 1}: {literal(names[i])}" for i in empty[:MOST_SHOWN]),
    )


def _repeated_question(wanted: list[str], names: list[str]) -> Question | None:
    positions: dict[str, list[int]] = defaultdict(list)
    for position, text in enumerate(wanted):
        positions[text].append(position)
    repeated = {text: found for text, found in positions.items() if text and len(found) > 1}
    if not repeated:
        return None
    text, found = next(iter(repeated.items()))
    more = f" (and {len(repeated) - 1:,} more names are repeated)" if len(repeated) > 1 else ""
    renamed = _listed([names[i] for i in found])
    return Question(
        code="duplicate_names",
        text=f"{len(found)} columns are named {literal(text)}{more}. Rename them {renamed}?",
        choices=(RENAME, STOP),
        proposed=RENAME.value,
        examples=tuple(
            f"{literal(text)}: columns {_listed([str(i + 1) for i in found])}"
            for text, found in list(repeated.items())[:MOST_SHOWN]
        ),
    )


def _case_question(names: list[str]) -> Question | None:
    pairs = _pairs(names, str.casefold)
    return _pair_question("similar_names", "differ only in upper and lower case", pairs)


def _lookalike_question(names: list[str]) -> Question | None:
    alike = [pair for pair in _pairs(names, _plain) if pair[0].casefold() != pair[1].casefold()]
    return _pair_question("lookalike_names", "look alike but are written with different characters", alike)


def _pair_question(code: str, how: str, pairs: list[tuple[str, str]]) -> Question | None:
    if not pairs:
        return None
    (one, other), more = pairs[0], f" (and {len(pairs) - 1:,} more pairs)" if len(pairs) > 1 else ""
    return Question(
        code=code,
        text=f"Columns {one!a} and {other!a}{more} {how}. Are they different columns?",
        choices=(KEEP, STOP),
        proposed=KEEP.value,
        examples=tuple(f"{one!a} and {other!a}" for one, other in pairs[:MOST_SHOWN]),
    )


def _pairs(names: list[str], key: Callable[[str], str]) -> list[tuple[str, str]]:
    """Return pairs of different names that a key makes equal, each with the first of its kind."""
    first: dict[str, str] = {}
    firsts = ((first.setdefault(key(name), name), name) for name in names)
    return [(one, other) for one, other in firsts if one != other]


def _plain(name: str) -> str:
    """Return a name without what cannot be seen: Unicode form, width, case and invisible characters."""
    composed = unicodedata.normalize("NFKC", name)
    return "".join(c for c in composed if unicodedata.category(c) != "Cf").strip().casefold()


def _changes(wanted: list[str], names: list[str]) -> list[str]:
    notes: list[str] = []
    for position, (text, name) in enumerate(zip(wanted, names, strict=True), start=1):
        if name != text:
            what = f"had the name {literal(text)} again" if text else "had no name"
            notes.append(changed(f"Column {position} {what}; it is called {literal(name)}."))
    return notes


def _lookalike_notes(names: list[str]) -> list[str]:
    """Name columns that look equal: other case, other Unicode form, or an invisible character."""
    return [
        noticed(f"Columns {one!a} and {other!a} look alike but are different.")
        for one, other in _pairs(names, _plain)
    ]


def _header_notes(names: list[str]) -> list[str]:
    notes: list[str] = [
        noticed(f"The name of column {position} has invisible characters: {name!a}.")
        for position, name in enumerate(names, start=1)
        if has_invisible(name)
    ]
    if all(name.replace(".", "", 1).lstrip("-").isdigit() for name in names):
        notes.append(noticed("The first line holds only numbers; it was used as column names."))
    return notes


def _listed(names: list[str]) -> str:
    """Return up to five names with commas."""
    shown = [literal(name, 40) for name in names]
    return ", ".join(shown) if len(shown) <= 5 else f"{', '.join(shown[:4])}, … {shown[-1]}"
