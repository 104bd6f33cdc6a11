"""From a table of texts, whatever file it came from, to typed columns."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.design import reading_checks as checks
from core.design.columns import Column, ColumnKind
from core.design.inference import MISSING_MARKS, Context, has_decimal_comma, infer_column
from core.design.reading_options import ReadAs, ReadingOptions, chosen, missing_as
from core.errors import BadInput

MINIMUM_ROWS_TO_TRAIN = 50
DECIMAL_SAMPLE = 2_000


@dataclass(frozen=True)
class TextTable:
    """A table whose cells are still texts.

    Attributes
    ----------
    body : Table of string columns, shape (n_rows, n_columns)
        Named by usable, different names.
    where : callable
        Row position (from 0) to a place in words, such as "line 17".
    options : dict
        How the file was read, so far.
    decimals : bool
        Whether numbers may have a decimal comma.
    """

    body: pa.Table
    where: Callable[[int], str]
    options: dict[str, ReadAs] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    decimals: bool = False


@dataclass(frozen=True)
class TypedTable:
    """A table with typed columns, how it was read and what was noticed."""

    frame: pd.DataFrame
    options: dict[str, ReadAs]
    notes: tuple[str, ...]


def typed(table: TextTable, name: str, options: ReadingOptions, known: tuple[Column, ...]) -> TypedTable:
    """Return the typed columns of a table of texts.

    Raises BadInput when it has too few rows, a huge cell, or lacks a column that is to be kept as text.
    """
    body = checked_body(table.body, name, is_batch=bool(known))
    decimal = _decimal(body, table.decimals, options)
    context = Context(decimal.value, table.where, options.missing)
    as_text = kept_as_text(body.column_names, name, options, known)
    values: dict[str, pd.Series] = {}
    notes = list(table.notes)
    if decimal.value == "," and not decimal.is_chosen:
        notes.append("Numbers have a decimal comma: 1,5 was read as 1.5.")
    notes += [] if known else size_notes(body.num_rows)
    for column, cells in zip(body.column_names, body.columns, strict=True):
        texts = cells.combine_chunks()
        values[column], found = infer_column(column, texts, context, keep_text=column in as_text)
        notes += found
    read_as = {**table.options, "decimal": decimal, "missing": missing_as(options, MISSING_MARKS)}
    if options.as_text:
        read_as["as_text"] = chosen(", ".join(options.as_text))
    return TypedTable(pd.DataFrame(values), read_as, tuple(notes))


def checked_body(body: pa.Table, name: str, *, is_batch: bool) -> pa.Table:
    """Return the rows of a table; raises BadInput without enough rows, or with a cell above 1 MB."""
    if body.num_rows == 0:
        columns = "1 column" if body.num_columns == 1 else f"{body.num_columns:,} columns"
        raise BadInput(f"{name}: header with {columns} but no rows.", "Export the table with its rows.")
    if body.num_rows < 2 and not is_batch:
        raise BadInput(
            f"{name}: 1 row; at least {MINIMUM_ROWS_TO_TRAIN} are needed to train.", "Export more rows."
        )
    for column_name, column in zip(body.column_names, body.columns, strict=True):
        longest = pc.max(pc.binary_length(column)).as_py() or 0
        if longest > checks.MAX_CELL_BYTES:
            raise BadInput(
                f"{name}: column {column_name} has a cell of {longest / 2**20:.1f} MB; the limit is 1 MB.",
                "Shorten it or leave the column out.",
            )
    return body


def kept_as_text(
    columns: list[str], name: str, options: ReadingOptions, known: tuple[Column, ...]
) -> frozenset[str]:
    """Return the columns to keep as text; raises BadInput when one that was chosen is not there."""
    absent = [column for column in options.as_text if column not in columns]
    if absent:
        raise BadInput(f"{name}: there is no column {absent[0]}.", "Choose among the columns of the file.")
    texts = {c.name for c in known if c.kind in (ColumnKind.CATEGORY, ColumnKind.TEXT)}
    return frozenset(texts.union(options.as_text))


def size_notes(rows: int) -> list[str]:
    """Say that a table is too small to train on."""
    if rows >= MINIMUM_ROWS_TO_TRAIN:
        return []
    return [f"{rows} rows; at least {MINIMUM_ROWS_TO_TRAIN} rows are needed to train."]


def _decimal(body: pa.Table, decimals: bool, options: ReadingOptions) -> ReadAs:
    if options.decimal is not None:
        return chosen(options.decimal)
    if not decimals:
        return ReadAs(value=".", evidence="a comma separates the columns")
    sample = body.slice(0, DECIMAL_SAMPLE)
    for name, column in zip(sample.column_names, sample.columns, strict=True):
        if has_decimal_comma(column.combine_chunks()):
            return ReadAs(value=",", evidence=f"{name} holds only numbers, some with a decimal comma")
    return ReadAs(value=".", evidence=f"no decimal comma in the first {sample.num_rows:,} rows")
