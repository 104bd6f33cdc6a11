"""Spellings: values of a column that differ only in case, spaces, hyphens or a full stop at the end."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.design.data.columns import Column, ColumnKind
from core.design.data.relation import MAX_LEVELS
from core.design.frozen import Frozen

if TYPE_CHECKING:
    import pandas as pd

    from core.design.data.profile.source import Table

MOST_DIFFERENT = 0.5
"""Share of different values above which a column names rows, where spellings do not matter."""
HYPHEN = re.compile(r"(?<=[^\W\d_])[-_\u2010-\u2014](?=\w)")


class SameValue(Frozen):
    """One value in several spellings.

    Attributes
    ----------
    kept : str
        The most frequent spelling.
    others : tuple of str
        The other spellings, the most frequent first.
    rows : int
        Rows that are written in one of the others.
    """

    kept: str
    others: tuple[str, ...]
    rows: int


class Spellings(Frozen):
    """The values of a column that stand in several spellings, those of the most rows first."""

    column: str
    values: tuple[SameValue, ...]

    @property
    def rows(self) -> int:
        """Rows that merging would change."""
        return sum(value.rows for value in self.values)

    def in_words(self, most: int = 3) -> str:
        """Return the first values with their spellings, as `New York: also "new york"`."""
        told = [
            f"{one.kept}: also {', '.join(f'“{other}”' for other in one.others[:most])}"
            for one in self.values[:most]
        ]
        left = len(self.values) - most
        return "; ".join(told) + (f"; and {left} more" if left > 0 else "")


def find_spellings(table: "Table", columns: Sequence[Column]) -> tuple[Spellings, ...]:
    """Return the columns of text in which one value stands in several spellings; typing errors are not found.

    Looked at are columns of at most 1,000 different values, half as many as rows with a value.

    Parameters
    ----------
    table : Path, str, pyarrow.Table or DataFrame
        A Parquet file is read a few columns at a time.
    """
    from core.design.data.profile.source import Source, codes_of

    source = Source(table)
    chosen = [column.name for column in columns if _may_vary(column, source.rows)]
    found = []
    for name, values in source.columns(chosen):
        codes, different = codes_of(values)
        counts = np.bincount(codes[codes >= 0], minlength=len(different))
        same = tuple(_same(different.to_pylist(), counts.tolist()))
        if same:
            found.append(Spellings(column=name, values=tuple(sorted(same, key=lambda one: -one.rows))))
    return tuple(found)


def merge_spellings(values: "pd.Series", found: Spellings) -> "pd.Series":
    """Return a column in which every value stands in its most frequent spelling."""
    return values.replace({other: one.kept for one in found.values for other in one.others})


def spelling_key(text: str) -> str:
    """Return what all spellings of a value share: "New-York " and "new york" give the same."""
    plain = HYPHEN.sub(" ", unicodedata.normalize("NFC", text).casefold())
    return " ".join(plain.split()).removesuffix(".")


def _may_vary(column: Column, rows: int) -> bool:
    is_text = column.kind in (ColumnKind.CATEGORY, ColumnKind.TEXT)
    return is_text and 1 < column.distinct <= min(MAX_LEVELS, MOST_DIFFERENT * (rows - column.missing))


def _same(texts: list[str], counts: list[int]) -> Iterator[SameValue]:
    by_key: dict[str, list[tuple[str, int]]] = {}
    for text, count in zip(texts, counts, strict=True):
        if count and spelling_key(text):
            by_key.setdefault(spelling_key(text), []).append((text, count))
    for written in by_key.values():
        if len(written) > 1:
            (kept, _), *others = sorted(written, key=lambda one: -one[1])
            yield SameValue(
                kept=kept, others=tuple(text for text, _ in others), rows=sum(count for _, count in others)
            )
