"""Taking a table in: as a job with questions, from a path, from a database, and compared with before."""

import io
import sqlite3
from pathlib import Path

import pandas as pd
import pytest

from core.bootstrap import open_workspace
from core.design.data.columns import Column, ColumnKind, ColumnRole, Dataset, Role, Roles
from core.design.data.reading import table as reading_table
from core.design.data.reading.options import ReadingOptions
from core.errors import BadInput, Tampered
from core.services import memory, projects, workers
from core.services.design import data, intake
from core.services.design.version_comparison import newest_comparison
from core.services.ports import DatabaseRead
from core.services.workspace import Workspace, load, need
from core.worker import run_child

PROJECT = "Sales"
CSV = b"id,price\n" + b"".join(b"%d,%d.5\n" % (n, n % 7) for n in range(60))
ASKS = b"code;price\n" + b"007;1,5\n008;2,25\n" * 30


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr(workers, "ensure_worker", lambda _: None)
    opened = open_workspace(tmp_path / "home")
    projects.create_project(opened, PROJECT)
    return opened


def newest(workspace: Workspace) -> Dataset:
    return load(need(workspace.history(PROJECT), "dataset"), Dataset)


def order(workspace: Workspace, content: bytes = CSV, **options: object) -> dict:
    return intake.from_stream(workspace, io.BytesIO(content), "sales.csv", options=ReadingOptions(**options))


def work_off(workspace: Workspace, order: dict, **options: object):
    job = intake.begin(workspace, PROJECT, order, **options)
    workspace.jobs.claim("test")
    run_child(workspace, job.id)
    return workspace.jobs.get(job.id)


def test_a_job_makes_the_next_version_with_its_author(workspace: Workspace) -> None:
    job = work_off(workspace, order(workspace, missing=("-1",)), author="Ada")
    assert (job.state, job.result) == ("done", {"version": 1})
    assert newest(workspace).reading["missing"].values == ("-1",)
    assert workspace.history(PROJECT).latest("dataset").author == "Ada"
    assert newest(workspace).origin.kind == "upload"


def test_a_refusal_ends_the_job_with_its_reason(workspace: Workspace) -> None:
    job = work_off(workspace, order(workspace, b"\x89PNG1234"))
    assert job.state == "failed"
    assert "PNG" in job.error
    assert workspace.history(PROJECT).latest("dataset") is None


def test_questions_come_back_and_answers_go_on_record(workspace: Workspace) -> None:
    job = work_off(workspace, order(workspace, ASKS))
    asked = intake.open_questions(job)
    assert asked
    assert all(question.proposed in [choice.value for choice in question.choices] for question in asked)
    assert workspace.history(PROJECT).latest("dataset") is None
    answers = {question.code: question.choices[-1].value for question in asked}
    job = work_off(workspace, intake.with_answers(job.params, answers))
    assert intake.open_questions(job) == ()
    assert {one.question.code: one.value for one in newest(workspace).answered} == answers


def test_a_second_table_waits_for_the_first(workspace: Workspace) -> None:
    first = order(workspace)
    assert intake.begin(workspace, PROJECT, first) == intake.begin(workspace, PROJECT, first)
    with pytest.raises(BadInput, match="Another table is being read"):
        intake.begin(workspace, PROJECT, order(workspace, CSV + b"99,1.0\n"))


def test_a_version_that_arrived_meanwhile_is_not_overwritten(workspace: Workspace) -> None:
    work_off(workspace, order(workspace))
    job = work_off(workspace, order(workspace), expected_version=0)
    assert job.state == "failed"
    assert workspace.history(PROJECT).latest("dataset").version == 1


def test_too_little_memory_is_said_in_figures(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def run_out(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(reading_table, "read_table", run_out)
    monkeypatch.setattr(memory, "allowed_bytes", lambda: 2**30)
    job = work_off(workspace, order(workspace))
    assert "about 1.0 GB of memory needed, 1.0 GB allowed. Use fewer rows" in job.error


def test_a_small_file_on_disk_is_copied(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "my sales.csv"
    path.write_bytes(CSV)
    work_off(workspace, intake.from_path(workspace, f' "{path}" '))
    path.unlink()
    assert newest(workspace).name == "my sales.csv"
    assert newest(workspace).origin.path == ""
    assert intake.kept_upload(workspace, newest(workspace)).read_bytes() == CSV


def test_a_large_file_on_disk_stays_there_and_must_not_change(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "COPIED_BYTES", 10)
    path = tmp_path / "large.csv"
    path.write_bytes(CSV)
    work_off(workspace, intake.from_path(workspace, str(path)))
    assert newest(workspace).origin.path == str(path)
    assert list(workspace.files.folder("uploads").iterdir()) == []
    intake.read_again(workspace, PROJECT, ReadingOptions(as_text=("id",)))
    assert newest(workspace).columns[0].kind is not ColumnKind.NUMBER
    path.write_bytes(CSV + b"60,1.0\n")
    with pytest.raises(Tampered, match=r"large\.csv was changed"):
        intake.read_again(workspace, PROJECT, ReadingOptions())
    path.unlink()
    assert intake.kept_upload(workspace, newest(workspace)) is None


def test_a_path_may_lead_to_more_than_an_upload_holds_but_not_to_more_than_memory(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "allowed_bytes", lambda: 9 * 2**30)
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(2 * 2**30)
    assert intake.from_path(workspace, str(path))["path"] == str(path)
    with pytest.raises(BadInput, match=r"2\.0 GB; the limit is 500 MB"):
        intake.read_dataset(workspace, path, "large.csv")
    monkeypatch.setattr(memory, "allowed_bytes", lambda: 7 * 2**30)
    with pytest.raises(BadInput, match=r"large\.csv: 2\.0 GB; the limit is 1\.7 GB"):
        intake.from_path(workspace, str(path))
    monkeypatch.setattr(memory, "allowed_bytes", lambda: 2**30)
    with pytest.raises(BadInput, match=r"2\.0 GB; the limit is 500 MB"):
        intake.from_path(workspace, str(path))


@pytest.mark.parametrize("written", ["", "sales.csv", "/nowhere/sales.csv", "/", "/etc\0/passwd"])
def test_a_path_without_a_file_is_refused(workspace: Workspace, written: str) -> None:
    with pytest.raises(BadInput, match="There is no file"):
        intake.from_path(workspace, written)


@pytest.fixture
def shop(tmp_path: Path) -> str:
    connection = sqlite3.connect(tmp_path / "shop.db")
    connection.execute("CREATE TABLE orders (id INTEGER, code TEXT, paid REAL, day DATE)")
    rows = [(n, f"{n % 9:03d}", n / 2 if n % 5 else None, "2024-01-02") for n in range(80)]
    connection.executemany("INSERT INTO orders VALUES (?, ?, ?, ?)", rows)
    connection.commit()
    connection.close()
    return f"sqlite:///{tmp_path / 'shop.db'}"


def test_a_table_of_a_database_becomes_a_dataset_with_its_own_types(workspace: Workspace, shop: str) -> None:
    work_off(workspace, intake.from_database(workspace, DatabaseRead(shop, table="orders")))
    dataset = newest(workspace)
    assert (dataset.rows, dataset.name) == (80, "orders")
    assert [column.kind.value for column in dataset.columns] == ["number", "category", "number", "date"]
    frame = workspace.datasets.get(dataset.fingerprint)
    assert frame["code"].head(2).tolist() == ["000", "001"]
    assert frame["paid"].isna().sum() == 16
    assert (dataset.origin.kind, dataset.origin.url, dataset.origin.table) == ("database", shop, "orders")
    assert dataset.origin.in_words() == f"table orders of {shop}"


def test_a_password_reaches_no_file_of_the_workspace(workspace: Workspace, shop: str) -> None:
    wanted = DatabaseRead(shop, query="SELECT id, code FROM orders", password="s3cret-word")
    work_off(workspace, intake.from_database(workspace, wanted))
    for path in workspace.home.rglob("*"):
        assert not path.is_file() or b"s3cret-word" not in path.read_bytes(), path
    assert newest(workspace).origin.query == "SELECT id, code FROM orders"


def test_a_refused_database_leaves_nothing_behind(workspace: Workspace, shop: str) -> None:
    with pytest.raises(BadInput, match="no such table"):
        intake.from_database(workspace, DatabaseRead(shop, table="nothing"))
    assert list(workspace.files.folder("uploads").iterdir()) == []


def test_a_new_version_is_compared_by_the_identifier(workspace: Workspace) -> None:
    assert newest_comparison(workspace, PROJECT) is None
    work_off(workspace, order(workspace))
    assert newest_comparison(workspace, PROJECT) is None
    roles = (ColumnRole(column="id", role=Role.IDENTIFIER), ColumnRole(column="price", role=Role.TARGET))
    workspace.save(PROJECT, "roles", Roles(roles=roles), made_from=("dataset",))
    work_off(workspace, order(workspace, CSV.replace(b"\n3,3.5", b"\n3,9.5") + b"60,1.0\n"))
    version, found = newest_comparison(workspace, PROJECT)
    assert version == 1
    assert (found.rows.identifier, found.rows.added, found.rows.changed) == ("id", 1, 1)
    (kept,) = workspace.files.folder("comparisons").iterdir()
    kept.write_text('{"rows": 1}')
    assert newest_comparison(workspace, PROJECT) == (version, found)


def test_old_records_without_an_origin_are_uploads() -> None:
    column = Column(name="a", kind=ColumnKind.NUMBER, missing=0, distinct=2)
    payload = Dataset(
        name="a", fingerprint="f", rows=2, columns=(column,), source="a", source_sha256="s"
    ).model_dump()
    del payload["origin"]
    assert Dataset.model_validate(payload).origin.in_words() == "an uploaded file"


def test_orders_keep_their_options_through_storage(workspace: Workspace) -> None:
    first = order(workspace, missing=("-1", "x"), as_text=("id",), answers=(("a", "b"),))
    work_off(workspace, intake.with_answers(first, {"c": "d"}))
    frame = workspace.datasets.get(newest(workspace).fingerprint)
    assert isinstance(frame["id"].dtype, pd.StringDtype)
    assert data.kept_upload(workspace, newest(workspace)) is not None
