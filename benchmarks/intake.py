"""Taking tables in: time from order to dataset, memory by the size of the file, and comparing two versions.

    python benchmarks/intake.py [--rows 1000000]

Makes its own tables. Memory is the peak of a process that does nothing else; times are those of this machine.
"""

import argparse
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd

from core.bootstrap import open_workspace
from core.design.data.comparison import compare_versions
from core.design.data.reading.conform import describe_columns
from core.services import projects, work, workers
from core.services.design import intake
from core.services.workspace import Workspace


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="trefoil-intake-") as folder:
        print(f"load of the machine: {os.getloadavg()[0]:.1f}")
        memory(Path(folder), rows)
        latency(Path(folder))
    comparing(rows)


def table(rows: int, seed: int = 0) -> pd.DataFrame:
    """Return a table of 17 mixed columns with an identifier."""
    rng = np.random.default_rng(seed)
    numbers = {f"x{n}": rng.normal(size=rows).round(4) for n in range(8)}
    texts = {
        f"c{n}": pd.Series(rng.choice(["north", "south", "east", "west"], rows), dtype="str")
        for n in range(6)
    }
    notes = pd.Series([f"note {n}" for n in range(rows)], dtype="str")
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 300, rows), unit="D")
    frame = pd.DataFrame({"id": np.arange(rows), **numbers, **texts, "note": notes, "day": days})
    return frame.astype({"day": "datetime64[us]"})


def memory(folder: Path, rows: int) -> None:
    """Print the peak memory of `ingest` for files of several sizes."""
    for share in (0.05, 0.5, 1.0):
        path = folder / "table.csv"
        table(int(rows * share)).to_csv(path, index=False)
        command = [sys.executable, "-m", "core", "ingest", "T", str(path), "--accept", "--json", "--home"]
        done = subprocess.run(
            [*command, str(folder / f"home{share}")], capture_output=True, text=True, cwd=ROOT, check=True
        )
        answer, size = json.loads(done.stdout), path.stat().st_size / 2**20
        per_byte = (answer["peak_rss_mb"] - 300) / size
        print(
            f"{size:.0f} MB of CSV: peak {answer['peak_rss_mb']:.0f} MB, {answer['elapsed_s']:.1f} s; "
            f"{per_byte:.1f} bytes a byte above 300 MB"
        )


def latency(folder: Path) -> None:
    """Print the time from an order to its dataset, with a worker that is ready."""
    workspace = open_workspace(folder / "home")
    content = table(2_000).to_csv(index=False).encode()
    projects.create_project(workspace, "Sales")
    workers.ensure_worker(workspace)
    time.sleep(5)
    for title, pause in (("rested 10 s", 10.0), ("at once after another", 0.0)):
        times = [order(workspace, content, pause) for _ in range(3)]
        print(f"order to dataset, 2,000 rows, {title}: median {statistics.median(times):.2f} s")
    for _, pid, _ in workspace.jobs.workers():
        os.kill(pid, 15)


def order(workspace: Workspace, content: bytes, pause: float) -> float:
    """Return the seconds from an upload to its dataset."""
    time.sleep(pause)
    started = time.perf_counter()
    job = intake.begin(workspace, "Sales", intake.from_stream(workspace, io.BytesIO(content), "small.csv"))
    ended = work.settle(workspace, job, 60)
    assert ended.result.get("version"), ended
    return time.perf_counter() - started


def comparing(rows: int) -> None:
    """Print the time to compare two versions, beside an outer merge of both in pandas."""
    before = table(rows)
    after = pd.concat([before.iloc[rows // 100 :], table(rows // 100, 1).assign(id=lambda f: f["id"] + rows)])
    after = after.reset_index(drop=True)
    described = describe_columns(before), describe_columns(after)
    started = time.perf_counter()
    pd.merge(before, after, how="outer", indicator=True)["_merge"].value_counts()
    peer = time.perf_counter() - started
    for key in ("id", None):
        started = time.perf_counter()
        found = compare_versions(before, after, *described, key)
        took = time.perf_counter() - started
        assert found.rows is not None and found.rows.removed == rows // 100
        print(
            f"compare {rows:,} rows by {key or 'whole rows'}: {took:.1f} s; ratio to pandas.merge {took / peer:.2f}"
        )


if __name__ == "__main__":
    main()
