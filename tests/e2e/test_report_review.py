"""The review of a report goes round through the pages, and no name in a report makes the browser ask for anything."""

from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from core.bootstrap import open_workspace
from core.services import projects
from core.services.design import business, data
from tests.e2e.conftest import Server
from tests.e2e.gestures import assert_no_crash, settle, upload
from tests.unit.services.test_reports import HOSTILE, PROJECT, charter


@pytest.fixture
def asked(page: Page, context: BrowserContext) -> list[str]:
    """Addresses that the browser asked for."""
    found: list[str] = []
    context.on("request", lambda request: found.append(request.url))
    return found


def open_tab(page: Page, server: Server, title: str) -> None:
    page.goto(f"{server.url}/documents?project={PROJECT}")
    page.get_by_role("tab", name=title, exact=True).click()
    expect(page.get_by_text("An answer came back?")).to_be_visible()
    settle(page)
    assert_no_crash(page)


def fill_in(page: Page, file: Path) -> bytes:
    """Open the review page as the reviewer does, and return the answer file."""
    page.goto(file.as_uri())
    page.get_by_label("I approve it as it is").check()
    page.get_by_label("On “Scope”").fill("Shops too?")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save my answer as a file").click()
    return saved.value.path().read_bytes()


def test_a_report_goes_out_and_comes_back_signed(
    page: Page, context: BrowserContext, server: Server, asked: list[str], tmp_path: Path
) -> None:
    workspace = open_workspace(server.home)
    projects.create_project(workspace, PROJECT)
    business.save_charter(workspace, PROJECT, charter(goal=HOSTILE), author="Ana")
    open_tab(page, server, "Charter")
    shown = page.frame_locator("iframe[src^='data:']")
    expect(shown.get_by_role("heading", level=1)).to_have_text(f"Charter: {PROJECT}")
    expect(shown.get_by_text(HOSTILE)).to_be_visible()

    page.get_by_label("Who reviews it?").fill("Ben")
    page.get_by_role("button", name="Make the review page").click()
    with page.expect_download() as sent:
        page.get_by_role("button", name="Download the review page").click()
    sent.value.save_as(tmp_path / "review.html")
    (tmp_path / "answer.json").write_bytes(fill_in(context.new_page(), tmp_path / "review.html"))

    upload(page, tmp_path / "answer.json")
    expect(page.get_by_text("Ben approved the charter, version 1: signed.")).to_be_visible()
    expect(page.get_by_text("Shops too?")).to_be_visible()
    signed = workspace.history(PROJECT).approval_of("charter")
    assert signed is not None
    assert signed.author == "Ben"
    assert_inside(asked, server)


def test_names_from_a_file_stay_text_in_the_data_report(
    page: Page, server: Server, asked: list[str], tmp_path: Path
) -> None:
    table = pd.DataFrame(
        {HOSTILE: [HOSTILE, "b"] * 30, "size": [n % 7 for n in range(60)], "left": ["yes", "no"] * 30}
    )
    table.to_csv(tmp_path / "table.csv", index=False)
    workspace = open_workspace(server.home)
    projects.create_project(workspace, PROJECT)
    data.ingest_file(workspace, PROJECT, tmp_path / "table.csv")
    data.propose_and_save_roles(workspace, PROJECT, target="left")
    open_tab(page, server, "Data report")
    shown = page.frame_locator("iframe[src^='data:']")
    expect(shown.get_by_role("heading", name="Individual variables")).to_be_visible()
    expect(shown.get_by_role("heading", name=HOSTILE)).to_be_visible()
    assert shown.locator("img, script, image").count() == 0
    assert_inside(asked, server)


def assert_inside(asked: list[str], server: Server) -> None:
    inside = (server.url, server.url.replace("http", "ws"), "file:", "blob:", "data:")
    assert [url for url in asked if not url.startswith(inside)] == []
