"""Running a printed training script in a process of its own, and holding its predictions against the model's."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from core.deployment.package.plain_data import write_cells
from core.deployment.package.plain_script import SCRIPT, PlainReading
from core.design.frozen import Frozen
from core.scoring.compiled.scorer import difference
from core.scoring.scoring_model import ScoringModel

PREDICTIONS = "predictions.csv"
TOLERANCE = 1e-9
LOOK_EVERY_S = 0.05
KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LD_LIBRARY_PATH")
"""What the script's process inherits: nothing that could lead it to this app's own code."""

TOO_LONG = "It was ended, as it took longer than it may."

Verdict = Literal["same", "differs", "failed", "too long", "not printable"]


class Reproduction(Frozen):
    """What a run of the printed script showed.

    Attributes
    ----------
    difference : float or None
        Largest difference between its predictions and the model's, relative where above 1.
    rows, training_rows : int
        Rows that were predicted, and rows of the data that the model was fitted on.
    seconds, allowed_s : float
        How long the script ran, reading and training included, and how long it might.
    is_own_file : bool
        Whether it read the analyst's own file; else a copy of the data as the app keeps it.
    reason : str
        Why there is no difference to tell, as a sentence; empty where there is one.
    script_sha256 : str
        Of the script; empty where none could be printed.
    """

    verdict: Verdict
    difference: float | None = None
    rows: int = 0
    training_rows: int = 0
    seconds: float = 0.0
    allowed_s: float = 0.0
    is_own_file: bool = False
    reason: str = ""
    script_sha256: str = ""


@dataclass(frozen=True)
class ScriptInput:
    """What a script is run on.

    Attributes
    ----------
    data : Path or DataFrame
        The analyst's own file, or the data to write as CSV.
    rows : DataFrame
        Raw rows to predict.
    """

    script: bytes
    reading: PlainReading
    data: Path | pd.DataFrame
    rows: pd.DataFrame


def run_script(
    given: ScriptInput, model: ScoringModel, allowed_s: float, check: Callable[[], None] = lambda: None
) -> Reproduction:
    """Run a script alone in an empty folder and compare what it predicts with what a model does.

    Parameters
    ----------
    allowed_s : float
        Seconds after which the script is ended.
    check : callable
        Called while it runs; what it raises ends the script too.
    """
    with tempfile.TemporaryDirectory(prefix="trefoil-") as name:
        folder = Path(name)
        started = time.monotonic()
        reason = _run(_laid_out(given, folder), folder, allowed_s, check)
        run = Reproduction(
            verdict="too long" if reason == TOO_LONG else "failed",
            reason=reason,
            allowed_s=allowed_s,
            seconds=round(time.monotonic() - started, 2),
            is_own_file=isinstance(given.data, Path),
            script_sha256=sha256(given.script).hexdigest(),
        )
        return run if reason else _compared(run, folder / PREDICTIONS, model.scores(given.rows))


def _compared(run: Reproduction, predictions: Path, expected: np.ndarray) -> Reproduction:
    """Hold the numbers that a script wrote against those of the model, each read exactly."""
    found = pd.read_csv(predictions, dtype=str).to_numpy(dtype=float, na_value=np.nan)
    is_alike = found.size == expected.size and np.isfinite(found).all()
    apart = difference(found.reshape(expected.shape), expected) if is_alike else None
    changes = {
        "verdict": "same" if apart is not None and apart <= TOLERANCE else "differs",
        "difference": apart,
        "rows": len(expected),
        "reason": "" if is_alike else "Its predictions are not as many as the rows, or are no numbers.",
    }
    return run.model_copy(update=changes)


def _laid_out(given: ScriptInput, folder: Path) -> list[str]:
    """Write the script and its files to a folder and return the command."""
    (folder / SCRIPT).write_bytes(given.script)
    data = folder / "data.csv"
    if isinstance(given.data, Path):
        data = given.data.resolve()
    else:
        write_cells(given.data, data, given.reading)
    write_cells(given.rows, folder / "rows.csv", given.reading)
    return [sys.executable, "-I", "-W", "ignore", SCRIPT, str(data), "rows.csv", PREDICTIONS]


def _run(command: list[str], folder: Path, allowed_s: float, check: Callable[[], None]) -> str:
    """Run a command to its end; return why it gave no result, or nothing.

    What the script says of its failure may quote a cell, so only the kind of the error is kept.
    """
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    with (folder / "said.txt").open("wb") as said:
        process = subprocess.Popen(
            command, cwd=folder, env=kept, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        try:
            if not _waited(process, time.monotonic() + allowed_s, check):
                return TOO_LONG
        finally:
            process.kill()
            process.wait()
    if process.returncode == 0:
        return ""
    lines = (folder / "said.txt").read_text(encoding="utf-8", errors="replace").split("\n")
    last = next((line for line in reversed(lines) if line.strip()), "")
    kind = last.split(":")[0].strip()
    return f"It ended with {kind if kind.isidentifier() else f'code {process.returncode}'}."


def _waited(process: subprocess.Popen, until: float, check: Callable[[], None]) -> bool:
    while process.poll() is None:
        check()
        if time.monotonic() > until:
            return False
        _wait_a_moment(process)
    return True


def _wait_a_moment(process: subprocess.Popen) -> None:
    try:
        process.wait(LOOK_EVERY_S)
    except subprocess.TimeoutExpired:
        return
