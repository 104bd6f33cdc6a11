"""Rows of a PostgreSQL or MySQL server: in a read-only transaction, streamed, typed as the server says."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from core.errors import BadInput

CONNECT_TIMEOUT_S = 5
DRIVERS = {"postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql"}
WIDEST_DECIMAL = 76


@contextmanager
def server_rows(
    url: URL, password: str, select: str, limit: int, batch_rows: int
) -> Iterator[tuple[pa.Schema, Iterator[pa.RecordBatch]]]:
    """Give the rows of a SELECT, at most `limit`, through a cursor on the server.

    The SELECT is put into FROM ( ), where nothing else is allowed, and the transaction is read-only.
    """
    address = url.set(drivername=DRIVERS[url.drivername], password=password or None)
    engine = create_engine(
        address, poolclass=NullPool, connect_args={"connect_timeout": CONNECT_TIMEOUT_S}, hide_parameters=True
    )
    options = {"stream_results": True, "no_parameters": True, "max_row_buffer": batch_rows}
    if url.drivername == "postgresql":
        options["postgresql_readonly"] = True
    with engine.connect().execution_options(**options) as connection:
        if url.drivername == "mysql":
            _read_only(connection)
        result = connection.exec_driver_sql(f"SELECT * FROM ({select}\n) AS asked LIMIT {limit}")
        assert result.cursor is not None
        describe = _postgresql_type if url.drivername == "postgresql" else _mysql_type
        schema = pa.schema([(column[0], describe(column)) for column in result.cursor.description])
        yield schema, (_batch(rows, schema) for rows in result.partitions(batch_rows))


def _read_only(connection: Connection) -> None:
    """Make MySQL refuse changes and tell times in UTC."""
    for setting in ("SESSION TRANSACTION READ ONLY", "time_zone = '+00:00'"):
        connection.execution_options(stream_results=False).exec_driver_sql(f"SET {setting}")
    connection.execution_options(stream_results=True)


def _postgresql_type(column: Any) -> pa.DataType:
    """Return the Arrow type of a column by its type's number in PostgreSQL's pg_type."""
    if column.type_code == 1700:
        return _decimal(column.precision, column.scale)
    return {
        16: pa.bool_(),
        17: pa.binary(),
        20: pa.int64(),
        21: pa.int64(),
        23: pa.int64(),
        26: pa.int64(),
        700: pa.float64(),
        701: pa.float64(),
        1082: pa.date32(),
        1114: pa.timestamp("us"),
        1184: pa.timestamp("us", "UTC"),
    }.get(column.type_code, pa.string())


def _mysql_type(column: Any) -> pa.DataType:
    """Return the Arrow type of a column by its type's number in MySQL's protocol."""
    from pymysql.constants import FIELD_TYPE as kinds

    _, code, _, _, length, scale, _ = column
    if code in (kinds.DECIMAL, kinds.NEWDECIMAL):
        return _decimal(length, scale)
    return {
        kinds.TINY: pa.int64(),
        kinds.SHORT: pa.int64(),
        kinds.INT24: pa.int64(),
        kinds.LONG: pa.int64(),
        kinds.LONGLONG: pa.int64(),
        kinds.YEAR: pa.int64(),
        kinds.FLOAT: pa.float64(),
        kinds.DOUBLE: pa.float64(),
        kinds.DATE: pa.date32(),
        kinds.DATETIME: pa.timestamp("us"),
        kinds.TIMESTAMP: pa.timestamp("us", "UTC"),
    }.get(code, pa.string())


def _decimal(precision: int | None, scale: int | None) -> pa.DataType:
    """Return an exact decimal type where digits are declared, else the nearest float."""
    if not precision or precision > WIDEST_DECIMAL:
        return pa.float64()
    return pa.decimal128(precision, scale or 0) if precision <= 38 else pa.decimal256(precision, scale or 0)


def _batch(rows: Any, schema: pa.Schema) -> pa.RecordBatch:
    columns = zip(zip(*rows, strict=True), schema, strict=True)
    return pa.RecordBatch.from_arrays([_array(values, field) for values, field in columns], schema=schema)


def _array(values: Any, field: pa.Field) -> pa.Array:
    convert = _conversion(field.type)
    try:
        return pa.array([None if value is None else convert(value) for value in values], field.type)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError, ValueError, TypeError) as error:
        raise BadInput(
            f"Column {field.name} holds a value that is no {field.type}: {error}", "Convert it in a query."
        ) from error


def _conversion(kind: pa.DataType) -> Callable[[Any], Any]:
    if pa.types.is_floating(kind):
        return float
    if pa.types.is_decimal(kind):
        return Decimal
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        return _in_utc
    return _text if pa.types.is_string(kind) else _same


def _in_utc(moment: dt.datetime) -> dt.datetime:
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        raise ValueError("binary data; leave it out, with a query")
    if isinstance(value, (dict, list)):
        import json

        return json.dumps(value, ensure_ascii=False, default=str)
    return value if isinstance(value, str) else str(value)


def _same(value: Any) -> Any:
    return value
