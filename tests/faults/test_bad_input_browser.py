"""The list of bad files through the pages: each is refused, asked about or read, and no page fails.

The pages run as Streamlit runs them, without a browser; tests/e2e uploads some in a real one.
"""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.bootstrap import default_home, open_workspace
from core.design.data.columns import Dataset
from core.errors import BadInput
from core.services import projects
from core.services.deployment import predict
from core.services.design import intake
from core.services.workspace import Workspace, load
from core.worker import run_child
from pages.ui.escape import plain
from pages.ui.upload import TABLES
from tests.app.conftest import as_served, empty
from tests.app.walk import PROJECT, open_page, texts
from tests.faults.bad_files import ACCEPTED, ASKED, REFUSED
from tests.faults.cases import Accepted, Asked, Refused, SparseFile, rows
from tests.faults.polluted_files import QUESTIONED, TURNED_AWAY
from tests.faults.test_bad_input import named

__all__ = ["as_served", "empty"]

TOO_LARGE_TO_UPLOAD = [case for case in REFUSED if isinstance(case.content, SparseFile)]
UPLOADED = [case for case in REFUSED if case not in TOO_LARGE_TO_UPLOAD]
QUICK = [case for case in ASKED if case.id != "C27"]
"""10,000 columns take seconds to write and to read."""
FIT_FOR_A_BATCH = {"C04", "C29"}
"""One row is enough for a batch, and a column that the model does not know is nothing to it."""


@pytest.fixture
def blank(empty: Workspace) -> Workspace:
    """A workspace with a project that has nothing yet."""
    projects.create_project(empty, PROJECT)
    return empty


def content_of(case: Refused | Accepted | Asked, folder: Path) -> bytes:
    case.write(folder / "made")
    return (folder / "made").read_bytes()


def upload(content: bytes, name: str) -> AppTest:
    """Upload a file on Data, do what a worker would do, and show the page again."""
    app = open_page("data")
    is_offered = name.rpartition(".")[2] in TABLES
    app.file_uploader[0].upload(name if is_offered else f"{name}.csv", content).run()
    return worked_off(app)


def worked_off(app: AppTest) -> AppTest:
    assert not app.exception
    workspace = open_workspace(default_home())
    while job := workspace.jobs.claim("test"):
        run_child(workspace, job.id)
    app.run()
    assert not app.exception
    return app


def assert_refused(blank: Workspace, case: Refused, folder: Path) -> None:
    app = upload(content_of(case, folder), case.file_name)
    assert case.words in texts(app)
    assert "Traceback" not in texts(app)
    assert blank.history(PROJECT).latest("dataset") is None


@named(UPLOADED)
def test_what_is_refused_is_said_on_the_page(case: Refused, blank: Workspace, tmp_path: Path) -> None:
    assert_refused(blank, case, tmp_path)


@named(ACCEPTED)
def test_what_is_accepted_is_read_with_its_note(case: Accepted, blank: Workspace, tmp_path: Path) -> None:
    upload(content_of(case, tmp_path), case.file_name)
    record = blank.history(PROJECT).latest("dataset")
    assert record is not None
    assert any(case.words in note for note in load(record, Dataset).notes) or not case.words


@named(QUICK)
def test_what_is_asked_stands_on_the_page_and_its_proposals_are_taken(
    case: Asked, blank: Workspace, tmp_path: Path
) -> None:
    app = upload(content_of(case, tmp_path), case.file_name)
    radios = {one.key.partition(".")[2]: one for one in app.radio}
    (asked,) = [radio for key, radio in radios.items() if key.endswith(case.code)]
    assert plain(case.words) in asked.label
    assert blank.history(PROJECT).latest("dataset") is None
    (button,) = [one for one in app.button if one.label == "Read it so"]
    worked_off(button.click().run())
    record = blank.history(PROJECT).latest("dataset")
    assert record is not None
    assert case.code in [one.question.code for one in load(record, Dataset).answered]


@named([*TURNED_AWAY[:1], TURNED_AWAY[7]])
def test_polluted_files_are_refused_on_the_page(case: Refused, blank: Workspace, tmp_path: Path) -> None:
    assert_refused(blank, case, tmp_path)


@named([case for case in QUESTIONED if case.id in ("dash", "total", "escaped", "no names")])
def test_polluted_files_are_asked_about_on_the_page(case: Asked, blank: Workspace, tmp_path: Path) -> None:
    app = upload(content_of(case, tmp_path), case.file_name)
    assert any(plain(case.words) in radio.label for radio in app.radio)


@named(TOO_LARGE_TO_UPLOAD)
def test_a_path_to_too_much_is_refused_before_it_is_read(
    case: Refused, blank: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.services.memory.allowed_bytes", lambda: 2**30)
    case.write(tmp_path / "large.csv")
    with pytest.raises(BadInput, match=case.words.replace(".", r"\.")):
        intake.from_path(blank, str(tmp_path / "large.csv"))
    assert blank.jobs.latest(PROJECT, intake.KIND) is None


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with data that new rows are held against."""
    folder = tmp_path_factory.mktemp("known")
    workspace = open_workspace(folder / "home")
    projects.create_project(workspace, PROJECT)
    (folder / "data.csv").write_text("a,b\n" + rows("{i},2"))
    intake.ingest_file(workspace, PROJECT, folder / "data.csv")
    return workspace


@named([case for case in REFUSED if case.id not in FIT_FOR_A_BATCH])
def test_new_rows_for_predict_and_monitor_are_refused_alike(
    case: Refused, known: Workspace, tmp_path: Path
) -> None:
    case.write(tmp_path / "made")
    with pytest.raises(BadInput) as caught:
        predict.read_batch(known, PROJECT, tmp_path / "made", case.file_name)
    assert caught.value.message.startswith(f"{case.file_name}: ")
    assert case.words in caught.value.message


@named(QUICK)
def test_new_rows_raise_no_question_and_lose_no_row(case: Asked, known: Workspace, tmp_path: Path) -> None:
    case.write(tmp_path / "made")
    if case.code == "long_rows":
        with pytest.raises(BadInput, match="line 900"):
            predict.read_batch(known, PROJECT, tmp_path / "made", case.file_name)
        return
    assert len(predict.read_batch(known, PROJECT, tmp_path / "made", case.file_name)) > 0
