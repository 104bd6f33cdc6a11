"""The table as leak checks look at it: rows with a target, each column coded once."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from core.design.data.columns import Column, ColumnKind

FEWEST_ROWS = 30
CLASS_LIKE = 20
"""A number with more different values than this is an amount."""


@dataclass(frozen=True)
class CheckedTable:
    """Rows that have a target, and the columns that might give it away.

    Attributes
    ----------
    frame : DataFrame of shape (n_rows, n_columns)
        Rows with a target only.
    others : tuple of Column
        Columns with values, but for the target.
    time : str or None
        The column that says when each row happened.
    """

    frame: pd.DataFrame
    others: tuple[Column, ...]
    target: Column
    time: str | None = None

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def name(self) -> str:
        """Name of the target."""
        return self.target.name

    @property
    def is_amount(self) -> bool:
        """Whether the target is an amount rather than a class."""
        return self.target.kind is ColumnKind.NUMBER and self.target.distinct > CLASS_LIKE

    @cached_property
    def y(self) -> np.ndarray:
        """Amounts as floats, or class codes from 0."""
        if self.is_amount:
            return self.frame[self.name].to_numpy(dtype=float)
        return pd.factorize(self.frame[self.name], sort=True)[0]

    @cached_property
    def labels(self) -> list[str]:
        """The classes as text, in the order of their codes."""
        return [str(label) for label in pd.factorize(self.frame[self.name], sort=True)[1]]

    @cached_property
    def _coded(self) -> dict[str, tuple[np.ndarray, int]]:
        return {}

    def codes(self, name: str) -> tuple[np.ndarray, int]:
        """Return codes from 0 (-1 where missing) and the number of different values."""
        if name not in self._coded:
            codes, uniques = pd.factorize(self.frame[name])
            self._coded[name] = codes, len(uniques)
        return self._coded[name]

    def numbers(self, column: Column) -> np.ndarray:
        """Return numbers, or dates as days since 1970, with NaN where missing; others as codes."""
        values = self.frame[column.name]
        if column.kind is ColumnKind.NUMBER:
            return values.to_numpy(dtype=float, na_value=np.nan)
        if column.kind is ColumnKind.DATE:
            return days(values)
        codes = self.codes(column.name)[0].astype(float)
        return np.where(codes < 0, np.nan, codes)

    def of_kind(self, *kinds: ColumnKind) -> Iterator[Column]:
        """Yield the columns of the kinds."""
        return (column for column in self.others if column.kind in kinds)

    def sample(self, rows: int, seed: int = 0) -> "CheckedTable":
        """Return the table of at most `rows` rows, drawn by chance, in their order."""
        if len(self) <= rows:
            return self
        drawn = np.sort(np.random.default_rng(seed).choice(len(self), rows, replace=False))
        return CheckedTable(self.frame.iloc[drawn], self.others, self.target, self.time)


def days(values: pd.Series) -> np.ndarray:
    """Return dates as days since 1970, NaN where missing."""
    moments = pd.to_datetime(values, errors="coerce", utc=True).dt.tz_localize(None)
    return ((moments - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)).to_numpy(dtype=float)


def checked_table(
    frame: pd.DataFrame, columns: tuple[Column, ...], target: str, time: str | None = None
) -> CheckedTable | None:
    """Return the table to check, or None where a leak could not be told from chance (under 30 rows)."""
    by_name = {column.name: column for column in columns}
    if target not in by_name or by_name[target].distinct < 2:
        return None
    rows = frame[frame[target].notna()]
    if len(rows) < FEWEST_ROWS:
        return None
    others = tuple(
        c for c in columns if c.name != target and c.kind is not ColumnKind.EMPTY and c.distinct > 0
    )
    return CheckedTable(rows, others, by_name[target], time)
