"""How quickly Trefoil answers: start, reruns of every page, and the first usable model.

    python benchmarks/responsiveness.py [--rows 50000] [--out FILE.json]

Makes a table of mixed columns, walks it through every step once, and measures on that project:

- seconds from starting the app to its first page in a real browser;
- server-side seconds of a rerun of each page (AppTest, median and 95th percentile of `--reruns`);
- seconds from submitting a training job to its first finished trial, with the worker cold and warm, and
  from asking it to stop until it stands still.

Times depend on the machine; compare runs on one machine only.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
import warnings
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
warnings.simplefilter("ignore")

import numpy as np
import pandas as pd

from core.bootstrap import open_workspace
from core.lifecycle.steps import STEPS
from core.services import autopilot, work
from core.services.deployment import monitor, predict
from core.services.work import Progress
from core.services.workspace import Workspace

PROJECT = "Responsiveness"
PORT = 8977
PATIENCE_S = 120


def make_table(rows: int, seed: int = 0) -> pd.DataFrame:
    """Return `rows` x 21 mixed columns: 12 numbers, 7 categories, a date, and a yes / no target."""
    rng = np.random.default_rng(seed)
    numbers = pd.DataFrame(rng.normal(size=(rows, 12)), columns=[f"number {i}" for i in range(12)])
    levels = [2, 3, 4, 6, 10, 30, 200]
    categories = {f"category {n}": rng.integers(0, n, rows).astype(str) for n in levels}
    table = numbers.assign(**{name: "level " + pd.Series(values) for name, values in categories.items()})
    table["seen"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 500, rows), unit="D")
    signal = table["number 0"] + 0.5 * table["number 1"] * (table["category 3"] == "level 1")
    table["bought"] = np.where(signal + rng.normal(size=rows) > 0.8, "yes", "no")
    return table


def walk(workspace: Workspace, table: pd.DataFrame, folder: Path) -> None:
    """Bring a project through every step, prediction and monitoring included."""
    table.to_csv(folder / "table.csv", index=False)
    autopilot.start_from_file(workspace, folder / "table.csv", target="bought", project=PROJECT)
    autopilot.run(workspace, PROJECT, {"budget_s": 15}, Progress())
    table.tail(5000).to_csv(folder / "batch.csv", index=False)
    batch = {"path": str(folder / "batch.csv"), "name": "batch.csv"}
    predict.run(workspace, PROJECT, batch, Progress())
    monitor.run(workspace, PROJECT, batch, Progress())


def measure_reruns(reruns: int) -> dict[str, dict[str, float]]:
    """Return median and 95th percentile seconds of a rerun, for each page."""
    from streamlit.testing.v1 import AppTest

    pages = {"home": "pages/home.py", "documents": "pages/documents.py", **{s.code: s.page for s in STEPS}}
    found = {}
    for name, path in pages.items():
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE_S)
        app.query_params["project"] = PROJECT
        app.run()
        app.switch_page(path).run()
        assert not app.exception, (name, app.exception)
        seconds = [_timed(app.run) for _ in range(reruns)]
        found[name] = {"median_s": float(np.median(seconds)), "p95_s": float(np.quantile(seconds, 0.95))}
    return found


def measure_training(workspace: Workspace) -> dict[str, float]:
    """Return seconds from submitting a training job to its first trial, and from a stop to its end."""
    started = time.monotonic()
    job = work.submit(workspace, PROJECT, "train", {"budget_s": 20, "seed": int(started)})
    while not workspace.jobs.get(job.id).progress.get("trials"):
        if time.monotonic() - started > PATIENCE_S:
            raise TimeoutError("No trial finished.")
        time.sleep(0.02)
    first_model = time.monotonic() - started
    asked = time.monotonic()
    work.cancel(workspace, job.id)
    while workspace.jobs.get(job.id).is_active:
        time.sleep(0.05)
    return {"first_model_s": first_model, "stop_s": time.monotonic() - asked}


def measure_start(home: Path) -> dict[str, float]:
    """Return seconds from starting the app to healthy, and to the first page in a browser."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or os.environ.get("TREFOIL_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        started = time.monotonic()
        app = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(PORT)],
            env={**os.environ, "TREFOIL_HOME": str(home)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _wait_for_health()
            healthy = time.monotonic() - started
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{PORT}/?project={PROJECT}")
            page.get_by_role("heading", level=1).wait_for(timeout=PATIENCE_S * 1000)
            return {"healthy_s": healthy, "first_page_s": time.monotonic() - started}
        finally:
            app.kill()
            app.wait()
            browser.close()


def _wait_for_health() -> None:
    for _ in range(PATIENCE_S * 20):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/_stcore/health", timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("The app did not start.")


def _timed(action) -> float:  # type: ignore[no-untyped-def]
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def main() -> None:
    """Measure everything and print it as a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--reruns", type=int, default=20)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["TREFOIL_HOME"] = str(folder / "home")
        workspace = open_workspace(folder / "home")
        walk(workspace, make_table(arguments.rows), folder)
        figures = {
            "rows": arguments.rows,
            "start": measure_start(folder / "home"),
            "reruns": measure_reruns(arguments.reruns),
            "training_after_start": measure_training(workspace),
            "training_after_a_job": measure_training(workspace),
        }
        for _, pid, _ in workspace.jobs.workers():
            os.kill(pid, 9)
        time.sleep(1)
    print(json.dumps(figures, indent=2))
    if arguments.out:
        arguments.out.write_text(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
