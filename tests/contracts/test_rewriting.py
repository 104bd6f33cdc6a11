"""Erasing values from what is on record: payloads change, hashes stay, and nothing is left in the file."""

from pathlib import Path

import pytest

from storage.database import Database
from storage.jobs import SqlJobRepository
from storage.records import SqlProjectRepository, SqlRecordRepository

SECRET = "Zebulon Quartermain"


def blanked(content):
    """Return content without the secret."""
    if isinstance(content, dict):
        return {key: blanked(value) for key, value in content.items()}
    return content.replace(SECRET, "(erased)") if isinstance(content, str) else content


@pytest.fixture
def records(database: Database) -> SqlRecordRepository:
    """Records of two projects that hold the secret."""
    projects, kept = SqlProjectRepository(database), SqlRecordRepository(database)
    for name in ("p", "q"):
        projects.add(name)
        kept.add(name, "quality", {"value": SECRET, "often": SECRET * 2_000}, author="a")
    kept.add("p", "charter", {"goal": SECRET}, author="a")
    return kept


def test_payloads_of_one_project_change_and_their_hashes_stay(records: SqlRecordRepository) -> None:
    before = records.all("p")
    assert records.rewrite("p", blanked, but=("charter",)) == 1
    after = records.all("p")
    assert [r.payload.get("value", r.payload.get("goal")) for r in after] == ["(erased)", SECRET]
    assert [r.content_hash for r in after] == [r.content_hash for r in before]
    assert [r.lineage_hash for r in after] == [r.lineage_hash for r in before]
    assert records.all("q")[0].payload["value"] == SECRET


def test_nothing_to_change_changes_nothing(records: SqlRecordRepository) -> None:
    assert records.rewrite("p", lambda payload: payload) == 0


def test_what_was_replaced_cannot_be_read_from_the_file(
    records: SqlRecordRepository, database: Database, request: pytest.FixtureRequest
) -> None:
    name = str(database.engine.url.database)

    def is_held() -> bool:
        if database.is_postgresql:
            return bool(request.getfixturevalue("postgresql").holds(name, SECRET.encode()))
        return SECRET.encode() in Path(name).read_bytes()

    assert is_held()
    records.rewrite("p", blanked)
    records.rewrite("q", blanked)
    assert not is_held()


def test_ended_jobs_change_and_waiting_ones_do_not(database: Database) -> None:
    SqlProjectRepository(database).add("p")
    jobs = SqlJobRepository(database)
    ended = jobs.add("p", "predict", {"name": SECRET})
    jobs.finish(ended.id, "failed", result={"row": SECRET}, error=f"Row 1: {SECRET}.")
    waiting = jobs.add("p", "train", {"name": SECRET})
    assert jobs.rewrite("p", blanked) == 1
    found = jobs.get(ended.id)
    assert (found.params, found.result, found.error) == (
        {"name": "(erased)"},
        {"row": "(erased)"},
        "Row 1: (erased).",
    )
    assert jobs.get(waiting.id).params == {"name": SECRET}
