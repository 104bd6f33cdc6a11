"""Worker processes, here and on other hosts: start one when none is alive, and tell which are."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import psutil

from core.services.workspace import Workspace

ROOT = Path(__file__).parents[2]
BEAT_EVERY_S = 10
LONGEST_SILENCE_S = 120
"""A worker on another host that has not beaten for so long is gone; clocks may differ by a minute."""

_started: list[subprocess.Popen] = []
"""Workers that this process started, so that ended ones are reaped."""


def ensure_worker(workspace: Workspace) -> None:
    """Start a worker process unless one is alive."""
    if living_workers(workspace):
        return
    log = (workspace.home / "worker.log").open("ab")
    with log:
        child = subprocess.Popen(
            [sys.executable, "-m", "core.worker", "--home", str(workspace.home)],
            cwd=ROOT,
            start_new_session=True,
            env=quiet_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    _started.append(child)
    register_worker(workspace, child.pid)


def living_workers(workspace: Workspace) -> list[str]:
    """Return the names of workers that are alive; forget the others.

    The processes of this host are looked at; those of other hosts are believed as long as they beat.
    """
    _started[:] = [child for child in _started if child.poll() is None]
    silent_s = workspace.jobs.silent_s()
    alive = []
    for name, pid, started in workspace.jobs.workers():
        beats = silent_s.get(name, 0.0) < LONGEST_SILENCE_S
        if beats if _is_elsewhere(name) else _is_alive(pid, started):
            alive.append(name)
        else:
            workspace.jobs.forget_worker(name)
    return alive


def register_worker(workspace: Workspace, pid: int) -> str:
    """Put a process on record as a worker and return its name."""
    process = psutil.Process(pid)
    name = f"{pid}-{process.create_time():.2f}@{platform.node()}"
    workspace.jobs.beat(name, pid, process.create_time())
    return name


def quiet_environment() -> dict[str, str]:
    """Return the environment of engine processes: one thread each, no usage statistics, memory kept for reuse.

    Arrow's allocator otherwise hands memory back between two columns, and takes it again page by page: a third
    of the time in which the columns of a large file are read.
    """
    single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    silent = {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true"}
    return {**os.environ, **single, **silent, "MIMALLOC_PURGE_DELAY": "-1"}


def _is_elsewhere(name: str) -> bool:
    return name.partition("@")[2] not in ("", platform.node())


def _is_alive(pid: int, started: float) -> bool:
    try:
        process = psutil.Process(pid)
        is_same = abs(process.create_time() - started) < 1
        return is_same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
