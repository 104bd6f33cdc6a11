"""What a person does on a page: wait, click, fill in, choose, go to a step, upload a file."""

import re
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

PATIENCE_MS = 90_000
CLICKS = 6
SETTLED = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  return app && app.dataset.testConnectionState === 'CONNECTED'
    && app.dataset.testScriptState === 'notRunning';
}"""
QUIET_MS = 200
STAYS_SETTLED = f"""(least) => {{
  const now = performance.now();
  if (!({SETTLED})()) window.settledSince = undefined;
  else window.settledSince ??= now;
  return now - window.settledSince >= least;
}}"""


def settle(page: Page) -> None:
    """Wait until the app says no more for a moment: an answer that was just given has been heard."""
    page.evaluate("window.settledSince = undefined")
    page.wait_for_function(STAYS_SETTLED, arg=QUIET_MS)


def assert_no_crash(page: Page) -> None:
    """No traceback and no crash message on the page."""
    assert page.get_by_test_id("stException").count() == 0
    assert "Traceback" not in page.inner_text("body")


def go_to(page: Page, title: str) -> None:
    """Open a step by its name in the navigation; a click that falls into a rerun of the page is repeated."""
    heading = page.get_by_role("heading", level=1)
    for _ in range(CLICKS):
        settle(page)
        page.get_by_test_id("stSidebar").get_by_role("link", name=title).first.click()
        with suppress(AssertionError):
            expect(heading).to_contain_text(title, timeout=PATIENCE_MS // CLICKS)
            break
    expect(heading).to_contain_text(title)
    settle(page)
    assert_no_crash(page)


def upload(page: Page, path: Path) -> None:
    """Choose a file in the page's uploader."""
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(path)


def fill(page: Page, label: str | re.Pattern[str], text: str, *, exact: bool = False) -> None:
    """Write into the first field with this label, or one that holds it, and leave it."""
    field = page.get_by_label(label, exact=exact).first
    field.fill(text)
    field.press("Tab")
    settle(page)


def press(page: Page, name: str) -> None:
    """Press a button once the page is quiet."""
    settle(page)
    page.get_by_role("button", name=name, exact=True).first.click()
    settle(page)


def choose(page: Page, label: str, text: str | re.Pattern[str]) -> None:
    """Choose an option of a drop-down list."""
    settle(page)
    box = page.get_by_role("combobox", name=re.compile(re.escape(label))).first
    option = page.get_by_role("option", name=text).first
    for _ in range(5):
        box.click()
        try:
            option.click(timeout=3_000)
            break
        except PlaywrightTimeout:  # a page that was drawn again meanwhile has closed the list
            page.keyboard.press("Escape")
    else:
        raise AssertionError(f"{label} does not offer {text}.")
    settle(page)


def open_part(page: Page, title: str) -> None:
    """Open a part of the Business page by its name."""
    settle(page)
    page.get_by_role("radio", name=re.compile(rf"^\d {title}")).click()
    settle(page)
    assert_no_crash(page)
