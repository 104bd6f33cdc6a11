"""New data under a privacy plan: protected at once by every way in, and nothing raw is left."""

import io
import json
from datetime import date
from pathlib import Path

import pytest

from core.__main__ import main
from core.bootstrap import open_workspace
from core.design.data.columns import Dataset
from core.design.data.reading.options import ReadingOptions
from core.design.solution.privacy.plan import Drop, LegalBasis, PrivacyPlan, Pseudonymise
from core.errors import BadInput
from core.services import projects, workers
from core.services.design import intake
from core.services.design.version_comparison import newest_comparison
from core.services.privacy import protection as privacy
from core.services.privacy.traces import files_below, files_holding
from core.services.workspace import Workspace, load, need
from core.worker import run_child

PROJECT = "People"
MARK = "zqperson"
PLAN = PrivacyPlan(
    purpose="p",
    legal_basis=LegalBasis.CONSENT,
    retention_until=date(2999, 1, 1),
    actions=(Drop(column="name"), Pseudonymise(column="mail")),
)


def people(start: int, rows: int = 60, header: str = "name,mail,age,left") -> bytes:
    lines = [
        f"{MARK}{n} 1,{MARK}{n}@example.org,{20 + n % 40},{'yes' if n % 3 else 'no'}"
        for n in range(start, start + rows)
    ]
    return "\n".join([header, *lines, ""]).encode()


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr(workers, "ensure_worker", lambda _: None)
    opened = open_workspace(tmp_path / "home")
    projects.create_project(opened, PROJECT)
    intake.ingest_stream(opened, PROJECT, "first.csv", io.BytesIO(people(0)))
    privacy.protect_dataset(opened, PROJECT, PLAN, "Ada")
    return opened


def newest(workspace: Workspace) -> Dataset:
    return load(need(workspace.history(PROJECT), "dataset"), Dataset)


def assert_protected(workspace: Workspace, rows: int = 60) -> None:
    dataset = newest(workspace)
    table = workspace.datasets.get(dataset.fingerprint)
    assert (len(table), list(table)) == (rows, ["mail", "age", "left"])
    assert files_holding(files_below(workspace.home), [MARK]) == {}


def test_an_upload_read_as_a_job_leaves_nothing_raw(workspace: Workspace) -> None:
    order = intake.from_stream(workspace, io.BytesIO(people(100, 70)), "second.csv")
    job = intake.begin(workspace, PROJECT, order, author="Ada")
    workspace.jobs.claim("test")
    run_child(workspace, job.id)
    job = workspace.jobs.get(job.id)
    assert (job.state, job.result["version"]) == ("done", need(workspace.history(PROJECT), "dataset").version)
    assert_protected(workspace, 70)
    assert newest_comparison(workspace, PROJECT) is None


def test_an_upload_read_at_once_leaves_nothing_raw(workspace: Workspace) -> None:
    intake.ingest_stream(workspace, PROJECT, "second.csv", io.BytesIO(people(100)))
    assert_protected(workspace)


def test_a_file_with_questions_leaves_nothing_raw_once_it_is_answered(workspace: Workspace) -> None:
    content = people(100) + f"{MARK} 9\n".encode()
    options = ReadingOptions(accept=True)
    intake.ingest_stream(workspace, PROJECT, "second.csv", io.BytesIO(content), options=options)
    assert_protected(workspace, 61)


@pytest.mark.parametrize("command", ["ingest", "autopilot"])
def test_the_command_line_leaves_nothing_raw(
    workspace: Workspace, tmp_path: Path, command: str, capsys
) -> None:
    path = tmp_path / "second.csv"
    path.write_bytes(people(100))
    home = ["--home", str(workspace.home), "--json"]
    if command == "ingest":
        assert main(["ingest", PROJECT, str(path), *home]) == 0
        answer = json.loads(capsys.readouterr().out)
        assert [column["name"] for column in answer["schema"]] == ["mail", "age", "left"]
    else:
        path.write_bytes(people(100) + f"{MARK}1 1,{MARK}1@example.org,30,\n".encode())
        options = ReadingOptions(accept=True)
        from core.services import autopilot

        autopilot.start_from_file(workspace, path, target="left", project=PROJECT, options=options)
    assert_protected(workspace)


def test_no_note_or_question_quotes_a_protected_value(workspace: Workspace) -> None:
    lines = people(100).decode().splitlines()
    again = [line.replace(MARK, MARK.capitalize()) for line in lines[1:30]]
    codes = [f"00{n},x{n},30,yes" for n in range(60)]
    for body in ([*lines, *again], [lines[0], *codes]):
        options = ReadingOptions(accept=True)
        content = "\n".join([*body, ""]).encode()
        intake.ingest_stream(workspace, PROJECT, "second.csv", io.BytesIO(content), options=options)
        stored = files_holding(
            [workspace.home / "trefoil.db"], [MARK, MARK.capitalize(), "example 000", "mail: "]
        )
        assert stored == {}


def test_data_that_the_plan_does_not_fit_is_refused_and_not_kept(workspace: Workspace) -> None:
    before = workspace.history(PROJECT).records
    content = people(100, header="name,email,age,left")
    order = intake.from_stream(workspace, io.BytesIO(content), "second.csv")
    job = intake.begin(workspace, PROJECT, order)
    workspace.jobs.claim("test")
    run_child(workspace, job.id)
    assert "not in the data: mail" in workspace.jobs.get(job.id).error
    with pytest.raises(BadInput, match="not in the data: mail"):
        intake.ingest_stream(workspace, PROJECT, "second.csv", io.BytesIO(content))
    assert workspace.history(PROJECT).records == before
    assert_protected(workspace)


def test_without_a_plan_the_file_stays_to_be_read_again(workspace: Workspace) -> None:
    projects.create_project(workspace, "Open")
    record = intake.ingest_stream(workspace, "Open", "x.csv", io.BytesIO(people(500)))
    assert intake.kept_upload(workspace, load(record, Dataset)) is not None
