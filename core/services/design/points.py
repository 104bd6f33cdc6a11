"""A point of the first look: what was seen, its evidence, and what one click does about it."""

from enum import StrEnum

from core.design.data.leakage.finding import Finding
from core.design.frozen import Frozen

MOST_NAMED = 4


class Remedy(StrEnum):
    """What one click does about a point."""

    FOLLOW = "follow"
    LEAVE_OUT = "leave out"
    READ_AS_MISSING = "read as missing"
    KEEP_ONE = "keep one of each"
    MERGE = "merge spellings"
    OPEN = "open"


class Place(StrEnum):
    """Where a point is settled that no single click can settle."""

    NEW_VERSION = "new version"
    ROLES = "roles"
    ORIGIN = "origin"
    CHANGES = "changes"
    BUSINESS = "business"
    SOLUTION = "solution"


class Point(Frozen):
    """One thing to look at.

    Attributes
    ----------
    columns : tuple of str
        Columns that it is about; empty for rows or the whole table.
    is_certain : bool
        Whether it puts the result in doubt as it stands, rather than asking for a look.
    remedy, button : Remedy, str
        What one click does, and the words on it.
    place : Place or None
        Where the button leads when the remedy is to open something.
    leak : Finding or None
        The leak finding behind it, which a person can clear.
    value : str
        Value that may stand for missing.
    """

    code: str
    title: str
    columns: tuple[str, ...] = ()
    evidence: str
    advice: str
    is_certain: bool = False
    remedy: Remedy
    button: str
    place: Place | None = None
    leak: Finding | None = None
    value: str = ""


RANKS = (
    "leak", "target_missing", "few_of_a_class", "changed", "weak_leak", "personal", "repeated", "disguised",
    "spellings", "set_aside", "few_rows", "few_rows_a_column", "imbalance", "names_rows", "same_for_all",
    "mostly_missing", "personal_stored",
)  # fmt: skip
"""What can spoil every figure comes first, what costs a little comes last."""


def listed(told: list[tuple[str, str]]) -> str:
    """Return what is told of each column in one sentence; of a single one, and of no column, without a name."""
    if len(told) == 1:
        text = told[0][1].rstrip(".")
        return f"{text[:1].upper()}{text[1:]}."
    more = f"; and {len(told) - MOST_NAMED} more" if len(told) > MOST_NAMED else ""
    named = (f"{name}: {text}" if name else text for name, text in told[:MOST_NAMED])
    return "; ".join(text.rstrip(".") for text in named) + f"{more}."
