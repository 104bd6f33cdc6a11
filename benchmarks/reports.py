"""How long reports take to write, and how large they become.

    python benchmarks/reports.py [--rows 20000] [--out FILE.json]

Makes tables of mixed columns, one of 40 columns and one of 2,000, and measures for each the profile of the table,
then the data report on it as HTML and as Markdown. Times depend on the machine: the ratio of the report to the
profile, taken in the same run, is what counts.
"""

import argparse
import json
import os
import sys
import tempfile
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
warnings.simplefilter("ignore")

import numpy as np
import pandas as pd

from core.bootstrap import open_workspace
from core.services import projects
from core.services.design import data, leaks
from core.services.reports import report, report_text
from core.services.workspace import Workspace

CELLS_OF_A_WIDE_TABLE = 4_000_000
WIDTHS = (40, 2_000)


def make_table(rows: int, columns: int, seed: int = 0) -> pd.DataFrame:
    """Return mixed columns, three numbers to a category, with gaps and a yes / no target."""
    rng = np.random.default_rng(seed)
    drawn = {}
    for place in range(columns - 1):
        if place % 4 == 3:
            drawn[f"category {place}"] = rng.choice(["north", "south", "east", "west"], rows)
        else:
            numbers = rng.lognormal(size=rows).round(3)
            drawn[f"number {place}"] = np.where(rng.random(rows) < 0.05, np.nan, numbers)
    risk = np.nan_to_num(drawn["number 0"]) + rng.normal(size=rows)
    return pd.DataFrame({**drawn, "left": np.where(risk > 1, "yes", "no")})


def measure(workspace: Workspace, rows: int, columns: int) -> dict:
    """Return seconds and sizes for one table."""
    project = f"{columns} columns"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        make_table(rows, columns).to_csv(path, index=False)
        projects.create_project(workspace, project)
        data.ingest_file(workspace, project, path)
    data.propose_and_save_roles(workspace, project, target="left")
    profile_s = _seconds(lambda: data.data_view(workspace, project))[0]
    leaks_s = _seconds(lambda: leaks.leak_findings(workspace, project))[0]
    report_s, document = _seconds(lambda: report(workspace, project, "data"))
    html_s, page = _seconds(lambda: report_text(document, "html"))
    return {
        "rows": rows,
        "columns": columns,
        "profile_s": round(profile_s, 2),
        "leaks_s": round(leaks_s, 2),
        "report_s": round(report_s + html_s, 2),
        "ratio_to_profile": round((report_s + html_s) / profile_s, 2),
        "html_kb": round(len(page.encode()) / 1e3),
        "markdown_kb": round(len(report_text(document, "md").encode()) / 1e3),
    }


def _seconds(work):  # type: ignore[no-untyped-def]
    started = time.perf_counter()
    found = work()
    return time.perf_counter() - started, found


def main() -> None:
    """Measure both tables and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=20_000, help="rows of the narrow table")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        workspace = open_workspace(Path(home))
        measure(workspace, 200, 8)
        found = [
            measure(workspace, min(arguments.rows, CELLS_OF_A_WIDE_TABLE // columns), columns)
            for columns in WIDTHS
        ]
    for one in found:
        print(json.dumps(one))
    if arguments.out:
        arguments.out.write_text(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
