"""Reading a file into a typed table: what cannot be read is refused, what was decided is told."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from core.design import reading_checks as checks
from core.design.columns import Column
from core.design.conform import conform, describe_columns
from core.design.reading_csv import csv_texts
from core.design.reading_options import ReadAs, ReadingOptions
from core.design.reading_text import TypedTable, typed

__all__ = ["Reading", "ReadingOptions", "conform", "describe_columns", "read_csv_table"]

INFERRED = ReadingOptions()
MAX_NOTES = 200


@dataclass(frozen=True)
class Reading:
    """A table as read from a file.

    Attributes
    ----------
    frame : DataFrame of shape (n_rows, n_columns)
        Typed: int64, float64, bool, boolean (with missing values), datetime64[us] or str.
    notes : tuple of str
        What reading changed, decided or noticed, in sentences.
    source_sha256 : str
        SHA-256 (hex) of the file's bytes.
    options : dict
        How the file was read, by option: the value, the evidence, and whether a person chose it.
    """

    frame: pd.DataFrame
    columns: tuple[Column, ...]
    notes: tuple[str, ...]
    source_sha256: str
    options: dict[str, ReadAs]


def read_csv_table(
    path: Path, name: str, options: ReadingOptions = INFERRED, known: tuple[Column, ...] = ()
) -> Reading:
    """Read a CSV file into a typed table.

    Parameters
    ----------
    name : str
        What messages call the file; never used as a path.
    options : ReadingOptions
        What a person chose; the rest is inferred.
    known : tuple of Column
        Columns of a dataset that this file must match: its categories and texts are kept as they are
        written, the rest is cast to the known kinds where each value fits, and one row is enough.

    Raises
    ------
    BadInput
        With the place and the next step, when the file is no table, is damaged or exceeds a limit.
    """
    checks.refuse_unreadable(path, name)
    raw = path.read_bytes()
    table = typed(csv_texts(raw, name, options), name, options, known)
    return _reading(table, hashlib.sha256(raw).hexdigest(), known)


def _reading(table: TypedTable, sha256: str, known: tuple[Column, ...]) -> Reading:
    frame = conform(table.frame, known) if known else table.frame
    return Reading(frame, describe_columns(frame), _capped(table.notes), sha256, table.options)


def _capped(notes: tuple[str, ...]) -> tuple[str, ...]:
    if len(notes) <= MAX_NOTES:
        return notes
    return (*notes[:MAX_NOTES], f"{len(notes) - MAX_NOTES:,} more notes are not shown.")
