"""A model's inputs column by column: numbers as floats, texts as distinct values and a code a row."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Texts:
    """The texts of one column.

    Attributes
    ----------
    codes : int ndarray of shape (n_rows,)
        Position of each row's text in `distinct`; -1 is the last.
    distinct : object ndarray of str
        May hold texts that no row has, or one text twice.
    """

    codes: np.ndarray
    distinct: np.ndarray

    def by_row(self) -> np.ndarray:
        """Return the text of each row, as objects."""
        return np.asarray(self.distinct[self.codes], dtype=object)


Column = np.ndarray | Texts


@dataclass(frozen=True)
class Inputs:
    """A table of inputs that estimators pass on to each other, as they do with a frame.

    Attributes
    ----------
    columns : dict
        Name to float64 ndarray of shape (n_rows,), NaN where missing, or to `Texts`.
    """

    columns: dict[str, Column]
    n_rows: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.n_rows, len(self.columns)

    def __len__(self) -> int:
        return self.n_rows

    def part(self, start: int, stop: int) -> "Inputs":
        """Return the rows from `start` up to `stop`."""
        taken = {name: _part(column, slice(start, stop)) for name, column in self.columns.items()}
        return Inputs(taken, min(stop, self.n_rows) - start)


def _part(column: Column, rows: slice) -> Column:
    return Texts(column.codes[rows], column.distinct) if isinstance(column, Texts) else column[rows]
