"""PostgreSQL in the place of SQLite: one writer at a time, reads of one moment, a schema for each owner."""

import re

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import OperationalError

from core.errors import TrefoilError

CONNECT_TIMEOUT_S = 10
SEARCH_PATH = re.compile(r"search_path=(\w+)")
WRITE_LOCK = 0x7265666F696C
"""Key of the advisory lock that a writing transaction holds; any number of 64 bits does."""


class Unreachable(TrefoilError):
    """A server that the settings name does not answer, or refuses."""


def open_engine(url: URL) -> Engine:
    """Return an engine whose connections are looked at before use, so that a restarted server is found again."""
    return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_TIMEOUT_S})


def wait_for_turn(connection: Connection, patience_s: int) -> None:
    """Let one transaction write at a time, as SQLite does; the server gives up after `patience_s` seconds.

    What is read before it is written (the newest version, the oldest queued job) then cannot change in between,
    on any host.
    """
    connection.exec_driver_sql(
        f"SELECT set_config('lock_timeout', '{patience_s}s', true), pg_advisory_xact_lock({WRITE_LOCK})"
    )


def in_schema(url: URL, schema: str) -> URL:
    """Return an address whose tables are in a schema of their own; one that names a search path keeps it.

    Trefoil, Optuna and MLflow each keep the state of their migrations in a table of the same name.
    """
    return url if "options" in url.query else url.update_query_dict({"options": f"-csearch_path={schema}"})


def prepare(address: str) -> None:
    """Reach a PostgreSQL server once, and create the schema that its address names where it is missing."""
    url = make_url(address)
    if url.get_backend_name() != "postgresql":
        return
    named = SEARCH_PATH.search(str(url.query.get("options", "")))
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            if named and not _has_schema(connection, named[1]):
                wait_for_turn(connection, CONNECT_TIMEOUT_S)
                connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {named[1]}")
                connection.commit()
    except OperationalError as error:
        raise unreachable(url, error) from None
    finally:
        engine.dispose()


def drop_old_rows(engine: Engine, tables: tuple[str, ...]) -> None:
    """Write tables anew without the rows that were replaced, which PostgreSQL otherwise keeps for a while."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"VACUUM (FULL) {', '.join(tables)}")


def unreachable(address: URL | str, error: OperationalError) -> TrefoilError:
    """Return an error of one line, without the password, from a driver's."""
    url = make_url(address)
    words = " ".join(str(error.orig).split())
    if url.password:
        words = words.replace(str(url.password), "***")
    shown = url.set(drivername=url.get_backend_name(), query={}, password=None).render_as_string()
    return Unreachable(
        f"The database {shown} cannot be used: {words.rstrip('.?')}.",
        "Check that its server runs, and the address and the password in the settings.",
    )


def _has_schema(connection: Connection, name: str) -> bool:
    return connection.execute(text("SELECT to_regnamespace(:name)"), {"name": name}).scalar() is not None
