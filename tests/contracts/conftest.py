"""Every implementation of a port, opened on an empty folder."""

from pathlib import Path

import pytest

from storage.database import Database, open_database


@pytest.fixture
def database(tmp_path: Path):
    """An empty, migrated application database."""
    opened = open_database(tmp_path)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def second_connection(database: Database, tmp_path: Path):
    """The same database as another process sees it."""
    opened = open_database(tmp_path)
    yield opened
    opened.engine.dispose()
