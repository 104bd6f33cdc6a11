"""A fitted encoder of texts as tables: one row for each known text, the last for all others."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..inputs import Inputs, Texts

UNSEEN = "\0unseen"


class NotCompilable(ValueError):
    """A pipeline has a part that lookups cannot stand for; the text names it."""


@dataclass(frozen=True)
class TextTable:
    """What an encoder makes of one column.

    Attributes
    ----------
    positions : dict
        Known text to its row in `table`.
    table : float64 ndarray of shape (n_known + 1, n_outputs)
    outputs : int ndarray of shape (n_outputs,)
        Columns of the encoder's output that depend on this column.
    """

    name: str
    positions: dict[str, int]
    table: np.ndarray
    outputs: np.ndarray

    def rows(self, texts: Texts) -> np.ndarray:
        """Return the outputs of each row, float64 of shape (n_rows, n_outputs)."""
        unknown = len(self.positions)
        found = np.array([self.positions.get(text, unknown) for text in texts.distinct], dtype=np.intp)
        return np.asarray(self.table[found[texts.codes]])


@dataclass(frozen=True)
class EncodedTexts:
    """What an encoder makes of its columns: outputs that never change, and a table a column."""

    constant: np.ndarray
    tables: tuple[TextTable, ...]

    def __call__(self, inputs: Inputs) -> np.ndarray:
        encoded = np.tile(self.constant, (len(inputs), 1))
        for table in self.tables:
            column = inputs.columns[table.name]
            assert isinstance(column, Texts)
            encoded[:, table.outputs] = table.rows(column)
        return encoded


def compile_encoder(encoder: Any, names: list[str]) -> EncodedTexts:
    """Return the tables of a fitted encoder, read off by encoding each known text once.

    Works for every encoder that treats each column on its own and has `categories_`: one-hot with
    rare texts together, ordinal, and target encoding.

    Raises
    ------
    NotCompilable
        It has no categories, or refuses texts that it has not seen.
    """
    title = type(encoder).__name__
    if not hasattr(encoder, "categories_"):
        raise NotCompilable(f"{title} has no list of known texts")
    first = [next(iter(known), UNSEEN) for known in encoder.categories_]
    try:
        constant = _encoded(encoder, names, np.array([first], dtype=object))[0]
        tables = tuple(_table(encoder, names, column, first, constant) for column in range(len(names)))
    except ValueError as error:
        raise NotCompilable(f"{title} refuses texts that it has not seen") from error
    return EncodedTexts(constant, tables)


def _table(encoder: Any, names: list[str], column: int, first: list[Any], constant: np.ndarray) -> TextTable:
    known = list(encoder.categories_[column])
    rows = np.tile(np.array(first, dtype=object), (len(known) + 1, 1))
    rows[:, column] = [*known, UNSEEN]
    encoded = _encoded(encoder, names, rows)
    is_same = (encoded == constant) | (np.isnan(encoded) & np.isnan(constant))
    outputs = np.flatnonzero(~is_same.all(axis=0))
    positions = {text: position for position, text in enumerate(known)}
    return TextTable(names[column], positions, np.ascontiguousarray(encoded[:, outputs]), outputs)


def _encoded(encoder: Any, names: list[str], rows: np.ndarray) -> np.ndarray:
    is_named = hasattr(encoder, "feature_names_in_")
    encoded = encoder.transform(pd.DataFrame(rows, columns=names, dtype=object) if is_named else rows)
    return np.asarray(encoded.toarray() if hasattr(encoded, "toarray") else encoded, dtype=np.float64)
