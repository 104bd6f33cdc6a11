"""How quickly the Data page answers a click on small and on large tables, tab by tab.

    python benchmarks/data_page.py [--rows 50000 1000000] [--repeats 5]

The app runs in this process (Streamlit's AppTest: the whole script, without the browser's drawing) on tables of
21 columns made here. Shown are the first time a tab is opened and the median of clicks after it, in seconds and as
a multiple of the same page without data, which is the cost of the frame alone.
"""

import argparse
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
if __name__ == "__main__":
    # In place of this folder, whose profile.py would hide Python's own.
    sys.path[0] = str(ROOT)

import numpy as np
import pandas as pd
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

import core.services.workers
from core.bootstrap import open_workspace
from core.services import projects
from core.services.design import data, leaks
from core.services.workspace import Workspace

TABS = ("Columns", "Relations", "Roles and meaning", "Rows", "Origin")
NUMBERS, CATEGORIES = 12, 7
EMPTY = "empty"


def main() -> None:
    """Measure and print one line a tab."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[50_000, 1_000_000])
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        workspace = _served(Path(folder))
        projects.create_project(workspace, EMPTY)
        frame = _usual(_page(EMPTY), arguments.repeats)
        print(f"the page without data: {frame:.2f} s")
        for rows in arguments.rows:
            _measure(workspace, rows, frame, arguments.repeats)


def _served(home: Path) -> Workspace:
    """Return a workspace that the app in this process uses, with no worker behind it."""
    os.environ["TREFOIL_HOME"] = str(home)
    core.services.workers.ensure_worker = lambda _: None
    start = PagesManager.__init__

    def with_router(self: PagesManager, *args: object, **options: object) -> None:
        start(self, *args, **options)
        PagesManager.uses_pages_directory = False

    PagesManager.__init__ = with_router
    return open_workspace(home)


def _measure(workspace: Workspace, rows: int, frame: float, repeats: int) -> None:
    project = f"{rows} rows"
    projects.create_project(workspace, project)
    path = workspace.home / f"{rows}.parquet"
    _table(rows).to_parquet(path)
    data.ingest_file(workspace, project, path)
    data.data_view(workspace, project)
    data.propose_and_save_roles(workspace, project, "left")
    print(
        f"{project}: looking for leaks, once: {_seconds(lambda: leaks.known_findings(workspace, project)):.2f} s"
    )
    page = _page(project)
    for tab in TABS:
        page.session_state["data.tabs.1"] = tab
        first, usual = _seconds(page.run), _usual(page, repeats)
        print(f"{project}: {tab}: first {first:.2f} s, then {usual:.2f} s, {usual / frame:.1f} times")


def _table(rows: int) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    table = pd.DataFrame({f"number_{n}": rng.normal(size=rows).round(3) for n in range(NUMBERS)})
    for n in range(CATEGORIES):
        table[f"category_{n}"] = rng.choice(list("abcdefgh"), rows)
    table["day"] = pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 900, rows), "D")
    table["left"] = np.where(table["number_0"] + rng.normal(size=rows) > 1, "yes", "no")
    return table


def _page(project: str) -> AppTest:
    app = AppTest.from_file(ROOT / "app.py", default_timeout=120)
    app.query_params["project"] = project
    return app.switch_page("pages/design/data.py").run()


def _usual(page: AppTest, repeats: int) -> float:
    return statistics.median(_seconds(page.run) for _ in range(repeats))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
