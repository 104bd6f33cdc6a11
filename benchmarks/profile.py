"""How long the profile of a table takes, and how much memory, as a multiple of reading its CSV.

    python benchmarks/profile.py [--rows 1000000] [--large 10000000] [--repeats 3] [--peer] [--full]

Every figure is the median of runs in processes of their own: seconds, seconds of processor (of all cores; a busy
machine changes them less), multiple of the line it is compared with, and the largest memory. The mixed table is
that of `tables.py`; the large one has 10 columns, the wide one 2,000 columns of 5,000 rows. `--peer` measures
ydata-profiling instead, on 10,000 rows, in an environment that the script makes for it on first use (pandas 2, from the
configured package index); with `--full` on 916,648 rows, which takes minutes. What is made is kept in the folder
that TREFOIL_BENCHMARKS names, else below the folder for temporary files.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
if __name__ == "__main__":
    # In place of this folder, whose profile.py would hide Python's own.
    sys.path[0] = str(ROOT)

PEER = "ydata-profiling==4.18.0"
PEER_ROWS, PEER_FULL_ROWS = 10_000, 916_648
LARGE_COLUMNS = ("customer_id", "signed_up", "age", "spent", "balance", "latitude", "plan", "city", "is_business",
                 "churned")  # fmt: skip
WIDE_ROWS, WIDE_COLUMNS = 5_000, 2_000
TARGET = "churned"
Measures = dict[str, Any]


def main() -> None:
    """Measure what is asked for and print one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--large", type=int, default=10_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--task", nargs="+", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.task:
        print(json.dumps(TASKS[arguments.task[0]](Path(arguments.task[1]))))
        return
    folder = Path(os.environ.get("TREFOIL_BENCHMARKS", Path(tempfile.gettempdir()) / "trefoil-benchmarks"))
    folder.mkdir(parents=True, exist_ok=True)
    if arguments.peer or arguments.full:
        _peer(folder, PEER_FULL_ROWS if arguments.full else PEER_ROWS)
        return
    _mixed(folder, arguments.rows, arguments.repeats)
    _line("profile of the wide table", _usual("profile", _made(folder, "wide", 0), arguments.repeats))
    _line("profile of the large table", _usual("profile", _made(folder, "large", arguments.large), 1))


def _mixed(folder: Path, rows: int, repeats: int) -> None:
    table = _made(folder, "mixed", rows)
    reading = _usual("read_csv", table, repeats)
    _line("pyarrow.csv.read_csv", reading)
    for title, task in (
        ("profile with the data of all figures", "profile"),
        ("another target", "relations"),
        ("a page's view of the kept profile", "view"),
        ("three drill-downs", "drill_down"),
    ):
        _line(title, _usual(task, table, repeats), reading)


def _peer(folder: Path, rows: int) -> None:
    table = _made(folder, "mixed", rows)
    ours = _usual("profile", table, 3)
    _line(f"our profile of {rows:,} rows", ours)
    python = _peer_environment(folder)
    for mode in ("minimal", "full"):
        _line(f"ydata-profiling, {mode}", _run([python, __file__, "--task", mode, str(table)]), ours)


def _peer_environment(folder: Path) -> Path:
    """Return the interpreter of an environment that holds the peer, made on first use."""
    home = folder / "ydata-profiling"
    python = home / "bin" / "python"
    if not (home / "complete").exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        install = [str(python), "-m", "pip", "install", "-q", PEER, "pandas<3", "setuptools<81", "pyarrow"]
        subprocess.run(install, check=True)
        (home / "complete").touch()
    return python


def _made(folder: Path, kind: str, rows: int) -> Path:
    """Return a made table as Parquet, with its columns described beside it; kept from run to run."""
    path = folder / f"{kind}-{rows}.parquet"
    if not path.with_suffix(".json").exists():
        _run([sys.executable, __file__, "--task", f"make_{kind}", str(path)])
    return path


def _usual(task: str, table: Path, repeats: int) -> Measures:
    runs = [_run([sys.executable, __file__, "--task", task, str(table)]) for _ in range(repeats)]
    middle = {key: statistics.median(run[key] for run in runs) for key in ("seconds", "cpu")}
    return {**middle, "peak_mb": max(run["peak_mb"] for run in runs)}


def _run(command: list[str | Path]) -> Measures:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "TQDM_DISABLE": "1"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _line(title: str, found: Measures, base: Measures | None = None) -> None:
    ratio = f"{found['seconds'] / base['seconds']:8.2f} x" if base else " " * 10
    taken = f"{found['seconds']:9.2f} s{found['cpu']:9.2f} s of processor"
    print(f"{title:<40}{taken}{ratio}{found['peak_mb']:10,.0f} MB", flush=True)


def _measured(work: Callable[[], object]) -> Measures:
    started, computed = time.perf_counter(), time.process_time()
    work()
    seconds, cpu = time.perf_counter() - started, time.process_time() - computed
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": seconds, "cpu": cpu, "peak_mb": peak / (2**20 if sys.platform == "darwin" else 2**10)}


def _columns(table: Path) -> tuple:
    from core.design.data.columns import Column

    return tuple(Column(**column) for column in json.loads(table.with_suffix(".json").read_text()))


def _read_csv(table: Path) -> Measures:
    import pyarrow.csv

    return _measured(lambda: pyarrow.csv.read_csv(table.with_suffix(".csv")))


def _target(columns: tuple) -> str:
    return TARGET if any(column.name == TARGET for column in columns) else columns[0].name


def _profile(table: Path) -> Measures:
    from core.design.data.profile import profile_table

    columns = _columns(table)

    def work() -> None:
        found = profile_table(table, columns, _target(columns))
        table.with_suffix(".profile").write_text(json.dumps(found, allow_nan=False))

    return _measured(work)


def _relations(table: Path) -> Measures:
    from core.design.data.profile import profile_relations

    columns = _columns(table)
    return _measured(lambda: profile_relations(table, columns, "plan"))


def _view(table: Path) -> Measures:
    from core.charts.distributions import distribution_data, distribution_figure
    from core.charts.relations import association_data, association_figure

    def work() -> None:
        profile = json.loads(table.with_suffix(".profile").read_text())
        for column in profile["columns"]:
            distribution_figure(distribution_data(column), column["name"]).to_dict()
        pairs = association_data(profile["associations"])
        association_figure(pairs, profile["associations"]["columns"]).to_dict()

    return _measured(work)


def _drill_down(table: Path) -> Measures:
    from core.design.data.profile.groups import by_group
    from core.design.data.profile.over_time import over_time
    from core.design.data.profile.pairs import pair

    columns = _columns(table)

    def work() -> None:
        pair(table, columns, "spent", "balance")
        over_time(table, columns, "last_payment", TARGET, value="yes")
        by_group(table, columns, "spent", "city", target=TARGET, positive="yes")

    return _measured(work)


def _make_mixed(path: Path) -> Measures:
    from benchmarks.tables import mixed_table, write_csv

    table = mixed_table(int(path.stem.split("-")[1]))
    write_csv(table, path.with_suffix(".csv"))
    return _kept(path, table)


def _make_large(path: Path) -> Measures:
    import pyarrow as pa

    from benchmarks.tables import mixed_table

    rows, part = int(path.stem.split("-")[1]), 1_000_000
    parts = [
        mixed_table(min(part, rows - start), start).select(LARGE_COLUMNS) for start in range(0, rows, part)
    ]
    return _kept(path, pa.concat_tables(parts))


def _make_wide(path: Path) -> Measures:
    import numpy as np
    import pyarrow as pa

    rng = np.random.default_rng(0)
    numbers = (pa.array(rng.normal(size=WIDE_ROWS)) for _ in range(WIDE_COLUMNS))
    texts = pa.array(["a", "b", "c", "d"])
    columns = [
        c if n % 4 else texts.take(pa.array(rng.integers(0, 4, WIDE_ROWS))) for n, c in enumerate(numbers)
    ]
    return _kept(path, pa.table(columns, names=[f"c{n}" for n in range(WIDE_COLUMNS)]))


def _kept(path: Path, table: Any) -> Measures:
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    pq.write_table(table, path, compression="zstd")
    described = [
        {
            "name": name,
            "kind": _kind(values.type, distinct := pc.count_distinct(values).as_py()),
            "missing": values.null_count,
            "distinct": distinct,
        }
        for name, values in zip(table.column_names, table.columns, strict=True)
    ]
    path.with_suffix(".json").write_text(json.dumps(described))
    return {"rows": table.num_rows}


def _kind(kind: Any, distinct: int) -> str:
    import pyarrow as pa

    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_temporal(kind):
        return "date"
    if pa.types.is_string(kind):
        return "category" if distinct <= 1_000 else "text"
    return "number"


def _ydata(table: Path, *, minimal: bool) -> Measures:
    import pandas as pd

    frame = pd.read_parquet(table)
    from ydata_profiling import ProfileReport

    def work() -> None:
        report = ProfileReport(frame, minimal=minimal, progress_bar=False)
        table.with_suffix(".html").write_text(report.to_html())

    return _measured(work)


TASKS: dict[str, Callable[[Path], Measures]] = {
    "read_csv": _read_csv,
    "profile": _profile,
    "relations": _relations,
    "view": _view,
    "drill_down": _drill_down,
    "make_mixed": _make_mixed,
    "make_large": _make_large,
    "make_wide": _make_wide,
    "minimal": lambda table: _ydata(table, minimal=True),
    "full": lambda table: _ydata(table, minimal=False),
}


if __name__ == "__main__":
    main()
