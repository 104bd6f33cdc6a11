"""Connections to the application's database and their transaction rules."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from core.errors import TrefoilError

BUSY_TIMEOUT_S = 30


class StoreBusy(TrefoilError):
    """Another process held the database for too long."""


class Database:
    """One SQLite (or PostgreSQL) database with separate read and write transactions.

    Writes begin IMMEDIATE: a deferred read-then-write fails under concurrency with "database is
    locked". The rollback journal is kept, because WAL is only safe from SQLite 3.51.3 on.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Yield a session that commits on leaving and rolls back on any error."""
        engine = self.engine.execution_options(immediate=True)
        try:
            with Session(engine, expire_on_commit=False) as session, session.begin():
                yield session
        except OperationalError as error:
            raise _explain(error) from error

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session for queries."""
        with Session(self.engine) as session:
            yield session


def open_database(folder: Path) -> Database:
    """Open the application's database below a workspace folder, migrated to the newest schema."""
    from storage.migrations.upgrade import upgrade_to_newest

    database = Database(f"sqlite:///{folder / 'trefoil.db'}")
    upgrade_to_newest(database.engine)
    return database


def overwrite_freed_space(session: Session) -> None:
    """Let SQLite write zeros over what this session's transaction replaces, so that it cannot be read back."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("PRAGMA secure_delete=ON")


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url)
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


def _explain(error: OperationalError) -> TrefoilError:
    text = str(error.orig)
    if "locked" in text:
        return StoreBusy("The workspace is busy with another write.", "Try again in a moment.")
    if "full" in text:
        return StoreBusy("The disk is full; nothing was changed.", "Free some space and try again.")
    return StoreBusy(f"The workspace's database refused: {text}.", "Nothing was changed; try again.")
