"""Bad files in a real browser: what is wrong is said with its place, the next file is welcome, nothing is fetched."""

from pathlib import Path

from playwright.sync_api import Page, expect

from core.bootstrap import open_workspace
from core.services import projects
from tests.e2e.conftest import Server
from tests.e2e.gestures import assert_no_crash, go_to, settle, upload
from tests.faults.bad_files import ASKED, REFUSED
from tests.faults.polluted_files import TURNED_AWAY

PROJECT = "Bad files"
REFUSALS = [case for case in REFUSED if case.id in ("C11", "C16", "C19", "C46")] + TURNED_AWAY[:1]
IMAGE = "http://127.0.0.1:9/beacon.png"


def make(case, folder: Path) -> Path:
    path = folder / f"{case.id}{Path(case.file_name).suffix}"
    case.write(path)
    return path


def test_bad_files_are_refused_one_after_the_other_and_a_good_one_is_read(
    page: Page, server: Server, tmp_path: Path
) -> None:
    outside: list[str] = []
    page.on("request", lambda r: outside.append(r.url) if not r.url.startswith(server.url) else None)
    workspace = open_workspace(server.home)
    projects.create_project(workspace, PROJECT)
    page.goto(f"{server.url}/?project={PROJECT}")
    settle(page)
    go_to(page, "Data")
    for case in REFUSALS:
        upload(page, make(case, tmp_path))
        expect(page.get_by_text(case.words).first).to_be_visible()
        settle(page)
        assert_no_crash(page)
    assert workspace.history(PROJECT).latest("dataset") is None
    (dates,) = [case for case in ASKED if case.id == "C42"]
    upload(page, make(dates, tmp_path))
    expect(page.get_by_text("can be read in more than one way")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Do not read it").click()
    settle(page)
    path = tmp_path / "![x](beacon).csv"
    lines = "".join(f"![x]({IMAGE}),{n}\n" for n in range(60))
    path.write_text(f"![y]({IMAGE}),n\n{lines}")
    upload(page, path)
    expect(page.get_by_text("60 rows").first).to_be_visible()
    settle(page)
    assert_no_crash(page)
    assert [url for url in outside if not url.startswith(("data:", "blob:"))] == []
