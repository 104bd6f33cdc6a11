"""Long tables cut to what a reader can take in, with how many lines are left out."""

from collections.abc import Sequence

from core.documents.document import Part, Source, Table, Text

MOST_LINES = 50
MOST_NAMES = 20


def cut_table(
    columns: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    source: Source,
    *,
    numeric: tuple[str, ...] = (),
    most: int = MOST_LINES,
) -> tuple[Part, ...]:
    """Return a table of at most `most` lines and how many more there are; nothing where there are none."""
    if not rows:
        return ()
    table = Table(columns, tuple(rows[:most]), source, numeric)
    left = len(rows) - most
    return (table,) if left <= 0 else (table, Text(f"… and {left:,} more.", source))


def cut_names(names: Sequence[str], most: int = MOST_NAMES) -> str:
    """Return names with commas between them, at most so many: "a, b and 3 more"."""
    told = ", ".join(names[:most])
    left = len(names) - most
    return told if left <= 0 else f"{told} and {left:,} more"
