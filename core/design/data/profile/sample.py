"""The same rows of every column, for figures that need several columns at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from core.design.data.columns import Column, ColumnKind
from core.design.data.profile.source import Source, all_numbers, codes_of
from core.design.data.relation import MAX_LEVELS

SAMPLE_ROWS = 100_000
"""The standard error of a correlation near 0 is 1 / sqrt(rows): 0.003 here."""
SEED = 0
ORDERED = (ColumnKind.NUMBER, ColumnKind.DATE)


@dataclass(frozen=True)
class Sample:
    """Some rows of some columns, as floats (NaN where missing) or codes (-1 where missing).

    Attributes
    ----------
    rows : int
        Rows drawn.
    is_estimated : bool
        Whether they are fewer than the table's.
    gaps : dict of str to ndarray
        Of each column with both values and gaps: 1 where a row has a value, 0 where it has none.
    """

    rows: int
    is_estimated: bool
    kinds: dict[str, ColumnKind]
    values: dict[str, np.ndarray]
    gaps: dict[str, np.ndarray] = field(default_factory=dict)

    def is_number(self, name: str) -> bool:
        """Return whether a column holds floats."""
        return self.kinds[name] in ORDERED


def draw_sample(source: Source, columns: Sequence[Column], rows: int = SAMPLE_ROWS) -> Sample:
    """Return the same rows of the columns: all of a table up to `rows`, else one of each equal stretch of it.

    Columns whose values cannot be related to others are left out, but for their gaps: empty or constant ones,
    texts of over 1,000 values.
    """
    chosen = [column for column in columns if _is_usable(column) or _has_gaps(column)]
    places = None if source.rows <= rows else pa.array(spread_rows(source.rows, rows))
    kinds = {column.name: column.kind for column in chosen if _is_usable(column)}
    with_gaps = {column.name for column in chosen if _has_gaps(column)}
    values, gaps = {}, {}
    for name, array in source.columns([column.name for column in chosen]):
        part = array if places is None else array.take(places)
        if name in with_gaps:
            gaps[name] = part.is_valid().to_numpy().astype(np.int64)
        if name in kinds:
            values[name] = all_numbers(part, kinds[name]) if kinds[name] in ORDERED else codes_of(part)[0]
    return Sample(min(source.rows, rows), places is not None, kinds, values, gaps)


def spread_rows(rows: int, wanted: int) -> np.ndarray:
    """Return `wanted` row numbers, ascending: a random one of each of so many equal stretches."""
    starts = np.linspace(0, rows, wanted + 1).astype(np.int64)
    room = np.diff(starts)
    return starts[:-1] + (np.random.default_rng(SEED).random(wanted) * room).astype(np.int64)


def _is_usable(column: Column) -> bool:
    if column.kind in ORDERED:
        return column.distinct > 1
    return column.kind is not ColumnKind.EMPTY and 1 < column.distinct <= MAX_LEVELS


def _has_gaps(column: Column) -> bool:
    return column.kind is not ColumnKind.EMPTY and column.missing > 0
