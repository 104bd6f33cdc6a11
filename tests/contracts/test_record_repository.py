"""What every record repository must do."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput, Missing
from core.lifecycle.records import content_hash
from storage.database import Database
from storage.records import SqlProjectRepository, SqlRecordRepository


@pytest.fixture
def records(database: Database) -> SqlRecordRepository:
    SqlProjectRepository(database).add("p")
    return SqlRecordRepository(database)


def test_versions_count_up_within_a_kind(records: SqlRecordRepository) -> None:
    versions = [records.add("p", kind, {}, author="Ada").version for kind in ("charter", "roles", "charter")]
    assert versions == [1, 1, 2]


def test_what_was_written_comes_back(records: SqlRecordRepository, second_connection: Database) -> None:
    dataset = records.add("p", "dataset", {"rows": 3, "name": "a.csv", "ü": [1, None]}, author="Ada")
    roles = records.add("p", "roles", {"x": 1}, author="Bo", reason="why", inputs=[dataset], iteration=2)
    assert SqlRecordRepository(second_connection).all("p") == [dataset, roles]
    assert roles.inputs[0].content_hash == dataset.content_hash


def test_a_payload_keeps_its_order_its_numbers_and_any_character(records: SqlRecordRepository) -> None:
    payload = {"z": 1.0, "a": 1e22, "tiny": 5e-324, "whole": 2**70, "text": "\x00 ü"}
    records.add("p", "charter", payload, author="Ada")
    kept = records.all("p")[0].payload
    assert kept == payload
    assert list(kept) == list(payload)
    assert [type(value) for value in kept.values()] == [type(value) for value in payload.values()]


def test_lineage_changes_when_an_input_does(records: SqlRecordRepository) -> None:
    first = records.add("p", "dataset", {"rows": 1}, author="Ada")
    second = records.add("p", "dataset", {"rows": 2}, author="Ada")
    on_first = records.add("p", "roles", {}, author="Ada", inputs=[first])
    on_second = records.add("p", "roles", {}, author="Ada", inputs=[second])
    assert on_first.content_hash == on_second.content_hash
    assert on_first.lineage_hash != on_second.lineage_hash


def test_two_editors_cannot_both_win(records: SqlRecordRepository) -> None:
    records.add("p", "charter", {"goal": "a"}, author="Ada", expected_version=0)
    with pytest.raises(BadInput, match="changed elsewhere"):
        records.add("p", "charter", {"goal": "b"}, author="Bo", expected_version=0)
    assert [record.payload["goal"] for record in records.all("p")] == ["a"]


def test_parallel_writers_lose_nothing(records: SqlRecordRepository) -> None:
    def write(number: int) -> int:
        return records.add("p", "note", {"n": number}, author="Ada").version

    with ThreadPoolExecutor(4) as pool:
        versions = list(pool.map(write, range(40)))
    assert sorted(versions) == list(range(1, 41))


def test_projects_are_separate_and_unique(database: Database, records: SqlRecordRepository) -> None:
    projects = SqlProjectRepository(database)
    projects.add("q")
    records.add("q", "charter", {}, author="Ada")
    assert records.all("p") == []
    with pytest.raises(BadInput, match="exists already"):
        projects.add("q")
    with pytest.raises(Missing, match="no project named r"):
        projects.get("r")


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5) | st.none(), max_size=4))
def test_the_hash_does_not_depend_on_key_order(payload: dict) -> None:
    backwards = dict(reversed(payload.items()))
    assert content_hash("kind", payload) == content_hash("kind", backwards)
    assert content_hash("kind", payload) != content_hash("other", payload)
