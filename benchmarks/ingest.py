"""How quickly a file becomes a dataset version, against Arrow's CSV reader alone on the same file.

    python benchmarks/ingest.py [--rows 1000000] [--repeats 3]

Makes three files: a CSV of `--rows` x 26 mixed columns, a CSV of 5,000 rows x 2,000 columns, and JSON Lines
of a fifth of the rows x 20. Each is brought from its bytes to a fingerprinted Parquet version with the kind,
gaps and distinct values of every column, in a process of its own; the CSVs are also read by
`pyarrow.csv.read_csv` alone, in turn. The fastest of `--repeats` runs counts, as other work on the machine
only ever adds; `_cpu` is the time of all processors together, which other work changes least; memory is the
peak of the process. Compare runs on one machine only.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

import core.design.data.reading.table  # noqa: F401  loaded before the clock starts, as Arrow is
from core.bootstrap import open_workspace
from core.design.data.reading.options import ReadingOptions
from core.services.design.intake import read_dataset
from core.services.workers import quiet_environment
from core.services.workspace import Workspace

WORDS = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"]
WIDE_ROWS, WIDE_COLUMNS = 5_000, 2_000


def make_table(rows: int, seed: int = 0) -> pa.Table:
    """Return `rows` x 26: whole and decimal numbers with gaps, categories, codes, dates, texts and ids."""
    rng = np.random.default_rng(seed)

    def drawn(texts: list[str]) -> pa.Array:
        return pa.array(texts).take(pa.array(rng.integers(0, len(texts), rows)))

    def moments(low: int, high: int) -> pa.Array:
        return pa.array(rng.integers(low, high, rows)).cast(pa.timestamp("s"))

    days = [
        f"{day:02}/{month:02}/{year}"
        for year in range(2000, 2024)
        for month in range(1, 13)
        for day in (1, 28)
    ]
    columns = {f"whole {i}": pa.array(rng.integers(0, 10 ** (i + 1), rows)) for i in range(5)}
    for i in range(6):
        values = np.round(rng.normal(size=rows) * 100, 2 + i)
        columns[f"amount {i}"] = pa.array(values, mask=rng.random(rows) < 0.05 * i)
    for levels in (2, 5, 20, 200, 3_000):
        columns[f"category {levels}"] = drawn([f"level {i}" for i in range(levels)])
    sentences = np.array(WORDS)[rng.integers(0, len(WORDS), (rows, 6))]
    return pa.table(
        columns
        | {
            "article": drawn([f"Z{i:05}" for i in range(100_000)]),
            "postcode": drawn([f"{i:05}" for i in range(20_000)]),
            "day": moments(1_300_000_000, 1_700_000_000).cast(pa.date32(), safe=False),
            "day first": drawn(days),
            "moment": moments(1_500_000_000, 1_700_000_000),
            "truth": pa.array(rng.random(rows) < 0.5),
            "truth with gaps": pa.array(rng.random(rows) < 0.5, mask=rng.random(rows) < 0.1),
            "text": pa.array([" ".join(sentence) for sentence in sentences]),
            "id": pa.array([f"customer-{i}" for i in rng.permutation(rows)]),
            "number": pa.array(rng.permutation(rows) + 10**9),
        }
    )


def write_files(folder: Path, rows: int) -> dict[str, Path]:
    """Write the three files and return them by name."""
    table = make_table(rows)
    files = {name: folder / name for name in ("long.csv", "wide.csv", "lines.jsonl")}
    pyarrow.csv.write_csv(table, files["long.csv"])
    rng = np.random.default_rng(1)
    wide = {f"c{i}": pa.array(rng.integers(0, 10 ** (i % 6 + 1), WIDE_ROWS)) for i in range(WIDE_COLUMNS)}
    pyarrow.csv.write_csv(pa.table(wide), files["wide.csv"])
    frame = table.slice(0, rows // 5).select(range(20)).to_pandas()
    frame.to_json(files["lines.jsonl"], orient="records", lines=True, date_format="iso")
    return files


def read_alone(workspace: Workspace, path: Path) -> None:
    """Read a CSV as Arrow does; the workspace is not used."""
    pyarrow.csv.read_csv(path)


def ingest(workspace: Workspace, path: Path) -> None:
    """Bring a file from its bytes to a dataset version."""
    read_dataset(workspace, path, path.name, ReadingOptions(accept=True))


def child(work: str, path: Path) -> None:
    """Do one piece of work in a new workspace and print its seconds, processor seconds and peak memory."""
    with tempfile.TemporaryDirectory() as home:
        workspace = open_workspace(Path(home))
        start, busy = time.perf_counter(), time.process_time()
        {"read_alone": read_alone, "ingest": ingest}[work](workspace, path)
        seconds, cpu = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak_gb": peak}))


def measured(work: str, path: Path) -> dict[str, float]:
    """Return seconds, processor seconds and peak memory of one piece of work in a process of its own.

    Ours runs in the environment of a job, Arrow's reader in this one.
    """
    environment = quiet_environment() if work == "ingest" else None
    command = [sys.executable, __file__, "--child", work, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment)
    return json.loads(done.stdout)


def compare(path: Path, repeats: int) -> dict[str, float]:
    """Return the fastest seconds of both ways, taken in turn, and the peak memory of ours."""
    works = ["ingest"] if path.suffix == ".jsonl" else ["read_alone", "ingest"]
    runs = [{work: measured(work, path) for work in works} for _ in range(repeats)]
    found = {work: min(run[work]["seconds"] for run in runs) for work in works}
    if "read_alone" in found:
        found["ratio"] = found["ingest"] / found["read_alone"]
    found |= {f"{work}_cpu": min(run[work]["cpu"] for run in runs) for work in works}
    return found | {"peak_gb": max(run["ingest"]["peak_gb"] for run in runs)}


def main() -> None:
    """Make the files, measure, and print a line for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--child", nargs=2, metavar=("WORK", "FILE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments.child[0], Path(arguments.child[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        for name, path in write_files(Path(folder), arguments.rows).items():
            size = path.stat().st_size / 2**20
            found = compare(path, arguments.repeats)
            figures = ", ".join(f"{key} {value:.2f}" for key, value in found.items())
            print(f"{name} ({size:.0f} MB): {figures}", flush=True)


if __name__ == "__main__":
    main()
