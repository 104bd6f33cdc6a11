"""A real app on a free port, a real Chromium, and words for what a person does."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, expect

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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


@dataclass
class Server:
    """A running app on an own workspace."""

    url: str
    home: Path
    process: subprocess.Popen

    def restart(self) -> None:
        """Stop the app, leave its workers alone, and start it again on the same workspace."""
        self.process.terminate()
        self.process.wait(20)
        again = start_app(self.home)
        self.url, self.process = again.url, again.process


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_app(home: Path) -> Server:
    port = free_port()
    home.mkdir(parents=True, exist_ok=True)
    log = (home / "app.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
        cwd=ROOT,
        env={**os.environ, "TREFOIL_HOME": str(home), "OMP_NUM_THREADS": "1"},
        stdout=log,
        stderr=log,
    )
    log.close()
    url = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:
                if answer.status == 200:
                    return Server(url, home, process)
        except OSError:
            time.sleep(0.25)
    raise AssertionError("The app did not start within a minute.")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """The app on an empty workspace; its processes are ended afterwards."""
    running = start_app(tmp_path / "home")
    yield running
    for process in psutil.process_iter():
        try:
            if process.pid == running.process.pid or str(running.home) in process.cmdline():
                process.kill()
        except psutil.Error:
            continue
    running.process.wait(20)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    """Debian's Chromium, as it is installed; a machine without one fails here."""
    found = os.environ.get("TREFOIL_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "No Chromium found: install it (apt install chromium) or set TREFOIL_CHROMIUM."
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    return {"executable_path": found, "args": ["--no-sandbox", "--disable-gpu", *quiet]}


@pytest.fixture
def page(page: Page) -> Page:
    """A page that waits patiently on a busy machine."""
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    return page


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
