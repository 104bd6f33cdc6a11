"""Rows of an SQLite file, opened for reading only.

SQLite types values, not columns. The classes of the stored values therefore decide, and the declared type
tells dates and truth values, which SQLite keeps as text and as 0 or 1.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.compute as pc

from core.errors import BadInput

VIEW = "temp.trefoil_asked"
MOMENT = "'%Y-%m-%dT%H:%M:%f'"
CLASSES = ("integer", "real", "text", "blob")


@contextmanager
def sqlite_rows(
    path: Path, select: str, limit: int, batch_rows: int
) -> Iterator[tuple[pa.Schema, Iterator[pa.RecordBatch]]]:
    """Give the rows of a SELECT, at most `limit`.

    The SELECT becomes a temporary view: anything else is refused by SQLite's grammar.
    """
    address = f"file:{quote(str(path.resolve()))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=5, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        _make_view(connection, select)
        columns = [
            (row[1], _typed(connection, row[1], row[2].upper()))
            for row in connection.execute("PRAGMA temp.table_info(trefoil_asked)").fetchall()
        ]
        schema = pa.schema(columns)
        wanted = ", ".join(_expression(name, kind) for name, kind in columns)
        cursor = connection.execute(f"SELECT {wanted} FROM {VIEW} LIMIT {limit}")
        yield schema, _batches(cursor, schema, batch_rows)


def _make_view(connection: sqlite3.Connection, select: str) -> None:
    try:
        connection.execute(f"CREATE VIEW {VIEW} AS {select}")
    except (sqlite3.ProgrammingError, sqlite3.Warning) as error:
        raise BadInput("Only one SELECT can be read from a database.", "Write a single SELECT.") from error


def _typed(connection: sqlite3.Connection, name: str, declared: str) -> pa.DataType:
    """Return the Arrow type that holds every value of a column."""
    column = _quoted(name)
    classes = ", ".join(f"max(typeof({column}) = '{kind}')" for kind in CLASSES)
    others = f"max({column} NOT IN (0, 1)), max({column} IS NOT NULL AND julianday({column}) IS NULL)"
    found = connection.execute(f"SELECT {classes}, {others} FROM {VIEW}").fetchone()
    has_integer, has_real, has_text, has_blob, not_truth, not_moment = map(bool, found)
    if has_blob:
        return pa.binary()
    if has_text:
        is_moment = ("DATE" in declared or "TIME" in declared) and not (not_moment or has_integer or has_real)
        return pa.timestamp("us") if is_moment else pa.string()
    if has_real:
        return pa.float64()
    if has_integer:
        return pa.bool_() if "BOOL" in declared and not not_truth else pa.int64()
    return pa.string()


def _expression(name: str, kind: pa.DataType) -> str:
    column = _quoted(name)
    if pa.types.is_timestamp(kind):
        return f"strftime({MOMENT}, {column})"
    return f"CAST({column} AS TEXT)" if pa.types.is_string(kind) else column


def _batches(cursor: sqlite3.Cursor, schema: pa.Schema, rows: int) -> Iterator[pa.RecordBatch]:
    while batch := cursor.fetchmany(rows):
        cells = [
            _array(list(column), kind)
            for column, kind in zip(zip(*batch, strict=True), schema.types, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(cells, schema=schema)


def _array(values: list[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_timestamp(kind):
        return pc.cast(pa.array(values, pa.string()), kind)
    if pa.types.is_boolean(kind):
        return pa.array([None if value is None else bool(value) for value in values], kind)
    return pa.array(values, kind)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
