"""A table that needs more memory than a job may take is refused in figures; nothing is killed."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIMIT = 420 * 2**20
IN_A_CHILD = """
import sys
from pathlib import Path
import pandas, pyarrow.compute, pyarrow.csv, pyarrow.parquet
import core.worker
from core.bootstrap import open_workspace
from core.errors import TrefoilError
from core.services import memory
from core.services.design import intake
from core.services.work import Progress

path, home, limit = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
memory.allowed_bytes = core.worker.allowed_bytes = lambda: limit
workspace = open_workspace(home)
workspace.projects.add("Sales")
core.worker._limit_memory()
try:
    print(intake.run(workspace, "Sales", intake.from_path(workspace, str(path)), Progress()))
except TrefoilError as error:
    print(type(error).__name__, error)
"""


def read_in_child(path: Path, home: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", IN_A_CHILD, str(path), str(home), str(LIMIT)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_a_table_beyond_the_limit_is_refused_with_what_it_needs(tmp_path: Path) -> None:
    large, small = tmp_path / "large.csv", tmp_path / "small.csv"
    line = ",".join(f"text {column} of a row" for column in range(10)) + ",%d\n"
    header = ",".join("abcdefghijk") + "\n"
    with large.open("w") as file:
        file.write(header)
        file.writelines(line % row for row in range(350_000))
    small.write_text(header + "".join(line % row for row in range(100)))
    told = read_in_child(large, tmp_path / "home")
    assert told.startswith("NotEnoughMemory large.csv: about ")
    assert "0.4 GB allowed. Use fewer rows or columns." in told
    assert read_in_child(small, tmp_path / "other") == "{'version': 1}\n"
