"""A real app on a free port and a real Chromium that waits for it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.gestures import PATIENCE_MS

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


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
