"""Every implementation of a port, opened on an empty database: SQLite's file and PostgreSQL's server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.addresses import RECORDS, addresses
from storage.database import Database, open_database
from tests.contracts.postgresql import PostgreSql, running_postgresql


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSql]:
    """A PostgreSQL server; a machine without one fails the tests."""
    with running_postgresql() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest) -> dict[str, str]:
    """What a person sets: nothing, or the address of an empty database."""
    if request.param == "sqlite":
        return {}
    server: PostgreSql = request.getfixturevalue("postgresql")
    return {RECORDS: server.new_database()}


@pytest.fixture
def database(settings: dict[str, str], tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated application database."""
    opened = open_database(addresses(tmp_path, settings).records)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def second_connection(database: Database) -> Iterator[Database]:
    """The same database as another process sees it."""
    opened = open_database(database.url)
    yield opened
    opened.engine.dispose()
