"""Connections to the application's database and their transaction rules."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from core.errors import TrefoilError
from storage.postgresql import drop_old_rows, open_engine, prepare, unreachable, wait_for_turn

BUSY_TIMEOUT_S = 30


class StoreBusy(TrefoilError):
    """Another process held the database for too long."""


class Database:
    """One SQLite or PostgreSQL database with separate read and write transactions.

    One transaction writes at a time, and a read sees one moment. In SQLite, writes begin IMMEDIATE: a
    deferred read-then-write fails under concurrency with "database is locked". The rollback journal is
    kept, because WAL is only safe from SQLite 3.51.3 on.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_postgresql = url.startswith("postgresql")
        self.engine = _postgresql(url) if self.is_postgresql else _sqlite(url)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Yield a session that commits on leaving and rolls back on any error."""
        engine = self.engine.execution_options(immediate=True)
        with self._explained(), Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session for queries."""
        engine = self.engine
        if self.is_postgresql:
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with self._explained(), Session(engine) as session:
            yield session

    @contextmanager
    def rewrite(self, table: str) -> Iterator[Session]:
        """Yield a session that writes, after which nothing of what it replaced is left in the table's file."""
        with self.write() as session:
            if not self.is_postgresql:
                session.connection().exec_driver_sql("PRAGMA secure_delete=ON")
            yield session
        if self.is_postgresql:
            with self._explained():
                drop_old_rows(self.engine, (table,))

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            raise _explain(self.url, error) from error


def open_database(url: str) -> Database:
    """Open the application's database, migrated to the newest schema."""
    from storage.migrations.upgrade import upgrade_to_newest

    database = Database(url)
    prepare(url)
    try:
        upgrade_to_newest(database.engine)
    except OperationalError as error:
        raise _explain(url, error) from error
    return database


def _postgresql(url: str) -> Engine:
    engine = open_engine(make_url(url))

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        if connection.get_execution_options().get("immediate", False):
            wait_for_turn(connection, BUSY_TIMEOUT_S)

    return engine


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("foreign_keys=ON", "synchronous=FULL", f"busy_timeout={BUSY_TIMEOUT_S * 1000}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        is_write = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")

    return engine


def _explain(url: str, error: OperationalError) -> TrefoilError:
    text = str(error.orig)
    if "locked" in text or "lock timeout" in text:
        return StoreBusy("The workspace is busy with another write.", "Try again in a moment.")
    if "full" in text or "No space left" in text:
        return StoreBusy("The disk is full; nothing was changed.", "Free some space and try again.")
    if url.startswith("postgresql"):
        return unreachable(url, error)
    return StoreBusy(f"The workspace's database refused: {text}.", "Nothing was changed; try again.")
