"""Rows of a DuckDB file, opened for reading only and shut off from every other file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from core.errors import BadInput

SEALED: dict[str, str | bool | int | float | list[str]] = {"enable_external_access": "false", "threads": "1"}


@contextmanager
def duckdb_rows(
    path: Path, select: str, limit: int, batch_rows: int
) -> Iterator[tuple[pa.Schema, Iterator[pa.RecordBatch]]]:
    """Give the rows of a SELECT, at most `limit`, with DuckDB's own types."""
    import duckdb

    statements = duckdb.extract_statements(select)
    if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
        raise BadInput("Only one SELECT can be read from a database.", "Write a single SELECT.")
    connection = duckdb.connect(str(path), read_only=True, config=SEALED)
    try:
        found = connection.sql(f"SELECT * FROM ({select}\n) AS asked LIMIT {limit}")
        reader: Any = found.to_arrow_reader(batch_rows)
        schema = pa.schema([pa.field(field.name, _stored_as(field.type)) for field in reader.schema])
        yield schema, (pa.RecordBatch.from_arrays(_cast(batch, schema), schema=schema) for batch in reader)
    finally:
        connection.close()


def _stored_as(kind: pa.DataType) -> pa.DataType:
    """Return the type that a column is kept in: texts in one form, dictionaries as their values."""
    if pa.types.is_dictionary(kind):
        return _stored_as(kind.value_type)
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    if isinstance(kind, pa.BaseExtensionType):
        return pa.string()
    return kind


def _cast(batch: pa.RecordBatch, schema: pa.Schema) -> list[pa.Array]:
    return [
        column if column.type == kind else column.cast(kind)
        for column, kind in zip(batch.columns, schema.types, strict=True)
    ]
