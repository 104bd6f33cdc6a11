"""Rows of a person's database as a Parquet file: opened for reading only, typed as the database says."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from core.errors import BadInput
from core.services.ports import DatabaseRead, Extract

MAX_ROWS = 5_000_000
BATCH_ROWS = 20_000
FORMS = "sqlite:///FILE, duckdb:///FILE, postgresql://USER@HOST/DATABASE or mysql://USER@HOST/DATABASE"
FILE_URL = re.compile(r"(sqlite|duckdb):///(.+)", re.DOTALL)
SERVERS = {
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "mysql": "mysql",
    "mariadb": "mysql",
}


@dataclass
class Rows:
    """Rows on their way: their columns and types, and the batches, each read when it is asked for."""

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]


class SqlDatabaseReader:
    """SQLite and DuckDB files, PostgreSQL and MySQL (or MariaDB) servers."""

    def __init__(self, max_rows: int = MAX_ROWS) -> None:
        self._max_rows = max_rows

    def extract(self, wanted: DatabaseRead, into: Path) -> Extract:
        """Write rows as Parquet, typed as in the database; at most a batch is held in memory."""
        url, password = _opened(wanted)
        shown = _shown(url)
        try:
            with _rows(url, password, wanted, self._max_rows + 1) as rows:
                count = self._write(rows, into)
                texts = tuple(f.name for f in rows.schema if pa.types.is_string(f.type))
        except BadInput:
            raise
        except Exception as error:  # noqa: BLE001  (each driver has its own family of errors)
            raise BadInput(
                f"{shown}: {_one_line(error, password)}", "Check the address, the password and the query."
            ) from None
        return Extract(rows=count, url=shown, texts=texts)

    def _write(self, rows: Rows, into: Path) -> int:
        _refuse_columns(rows.schema)
        count = 0
        with pq.ParquetWriter(into, rows.schema, compression="zstd") as writer:
            for batch in rows.batches:
                count += batch.num_rows
                if count > self._max_rows:
                    raise BadInput(
                        f"The database gives more than {self._max_rows:,} rows, which is the limit.",
                        "Ask for fewer with a query: a period, or a sample.",
                    )
                writer.write_batch(batch)
        return count


def _opened(wanted: DatabaseRead) -> tuple[URL, str]:
    """Return the URL without its password, and the password; raises BadInput for what cannot be read."""
    if bool(wanted.table.strip()) == bool(wanted.query.strip()):
        raise BadInput("One thing is read: a table, or a query.", "Fill in one of the two.")
    in_file = FILE_URL.fullmatch(wanted.url.strip())
    if in_file is not None:
        return URL.create(in_file[1], database=in_file[2]), ""
    try:
        url = make_url(wanted.url.strip())
    except (ArgumentError, ValueError):
        raise BadInput("This is not the address of a database.", f"Write {FORMS}.") from None
    dialect = SERVERS.get(url.drivername.split("+")[0])
    if dialect is None:
        raise BadInput(f"{url.drivername} is not a kind of database that can be read.", f"Write {FORMS}.")
    if any("pass" in key.lower() for key in url.query):
        raise BadInput("The address holds a password among its options.", "Put it into the password.")
    password = wanted.password or url.password or ""
    plain = URL.create(dialect, url.username, None, url.host, url.port, url.database, url.query)
    return plain, password


def _shown(url: URL) -> str:
    """Return an address that has no password, as a person would write it."""
    is_file = url.host is None and url.drivername in ("sqlite", "duckdb")
    return f"{url.drivername}:///{url.database}" if is_file else url.render_as_string(hide_password=False)


@contextmanager
def _rows(url: URL, password: str, wanted: DatabaseRead, limit: int) -> Iterator[Rows]:
    if url.drivername == "sqlite":
        from storage.sqlite_rows import sqlite_rows

        with sqlite_rows(_existing(url), _selection(wanted, '"'), limit, BATCH_ROWS) as rows:
            yield Rows(*rows)
    elif url.drivername == "duckdb":
        from storage.duckdb_rows import duckdb_rows

        with duckdb_rows(_existing(url), _selection(wanted, '"'), limit, BATCH_ROWS) as rows:
            yield Rows(*rows)
    else:
        from storage.server_rows import server_rows

        quote = "`" if url.drivername == "mysql" else '"'
        with server_rows(url, password, _selection(wanted, quote), limit, BATCH_ROWS) as rows:
            yield Rows(*rows)


def _selection(wanted: DatabaseRead, quote: str) -> str:
    """Return the SELECT that was asked for; a table's name is quoted, `schema.table` part by part."""
    if wanted.query.strip():
        return wanted.query.strip().rstrip(";")
    if "\0" in wanted.table:
        raise BadInput("The name of the table holds a NUL byte.", "Check it.")
    parts = wanted.table.strip().split(".")
    return "SELECT * FROM " + ".".join(f"{quote}{part.replace(quote, quote * 2)}{quote}" for part in parts)


def _existing(url: URL) -> Path:
    path = Path(url.database or "").expanduser()
    if not path.is_file():
        raise BadInput(f"There is no file {path}.", f"Check the address: {url.drivername}:///FILE.")
    return path


def _refuse_columns(schema: pa.Schema) -> None:
    seen: set[str] = set()
    for field in schema:
        if field.name in seen or not field.name.strip():
            what = f"Two columns are named {field.name}." if field.name.strip() else "A column has no name."
            raise BadInput(what, "Name them in a query, with AS.")
        if pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type):
            raise BadInput(f"Column {field.name} holds binary data.", "Leave it out, with a query.")
        seen.add(field.name)


def _one_line(error: Exception, password: str) -> str:
    """Return the first line of a driver's own words, without the password."""
    cause: Any = getattr(error, "orig", None) or error
    words = cause.args[1] if len(cause.args) == 2 and isinstance(cause.args[0], int) else str(cause)
    first = next((line.strip() for line in str(words).splitlines() if line.strip()), type(cause).__name__)
    if password:
        first = first.replace(password, "***")
    return first if first.endswith((".", "?", "!")) else f"{first}."
