"""The background worker: claims jobs, runs each in a child process, and can be killed at any moment.

    python -m core.worker --home FOLDER

The worker holds no state: the queue does. A job whose worker died is queued again by the next worker
and resumes from what is on record. A spare child process is kept warm, so that the next job starts at once.
"""

import argparse
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path

import psutil

from core.errors import Cancelled, TrefoilError
from core.services.memory import allowed_bytes
from core.services.processors import give_way
from core.services.work import Progress, conclude_job, run_job
from core.services.workers import BEAT_EVERY_S, ROOT, living_workers, quiet_environment, register_worker
from core.services.workspace import Workspace

POLL_S = 0.2
IDLE_EXIT_S = 900
CANCEL_GRACE_S = 1.2
MAX_ATTEMPTS = 3
WARM = "warm"
LIGHT = ("ingest",)
"""Work that needs no learner: a child that is not warm yet begins it at once, and it does not give way to the app."""
ENGINE = (
    "core.design.data.reading.table",
    "core.design.data.profile",
    "sklearn.compose",
    "sklearn.linear_model",
    "sklearn.ensemble",
    "lightgbm",
    "optuna",
)


def serve(workspace: Workspace) -> None:
    """Claim and run jobs until there has been nothing to do for 15 minutes."""
    name, has_ended = register_worker(workspace, os.getpid()), threading.Event()
    heart = threading.Thread(target=_beat, args=(workspace, has_ended), daemon=True)
    heart.start()
    spare = Child(workspace.home)
    idle_since = time.monotonic()
    while time.monotonic() - idle_since < IDLE_EXIT_S:
        workspace.jobs.requeue_lost(living_workers(workspace), MAX_ATTEMPTS)
        job = workspace.jobs.claim(name)
        if job is None:
            time.sleep(POLL_S)
            continue
        spare = spare.run(workspace, job.id)
        idle_since = time.monotonic()
    spare.end()
    has_ended.set()
    heart.join()
    workspace.jobs.forget_worker(name)


def _beat(workspace: Workspace, has_ended: threading.Event) -> None:
    """Tell other hosts, which cannot see this process, that it is alive."""
    while not has_ended.wait(BEAT_EVERY_S):
        with suppress(TrefoilError):
            register_worker(workspace, os.getpid())


class Child:
    """A process that has loaded the engine and waits for the number of one job on its input."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._process = subprocess.Popen(
            [sys.executable, "-m", "core.worker", "--home", str(home), "--child"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=quiet_environment(),
            text=True,
        )
        self._is_warm = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def run(self, workspace: Workspace, job_id: int) -> "Child":
        """Run a job to its end, and end it within 2 s of a request to stop.

        Returns the spare for the next job. It is started once this child is warm, so that no two of
        them create the tracking database of a new workspace.
        """
        spare = None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{job_id}\n")
        self._process.stdin.flush()
        asked_at = None
        while self._process.poll() is None:
            time.sleep(POLL_S)
            if spare is None and self._is_warm.is_set():
                spare = Child(self._home)
            if asked_at is None and workspace.jobs.get(job_id).is_cancel_requested:
                asked_at = time.monotonic()
            if asked_at is not None and time.monotonic() - asked_at > CANCEL_GRACE_S:
                self.end()
        self._process.stdin.close()
        _write_end(workspace, job_id, self._process.returncode, was_cancelled=asked_at is not None)
        return spare or Child(self._home)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as said:
            for line in said:
                if line.strip() == WARM:
                    self._is_warm.set()

    def end(self) -> None:
        """Kill the process and whatever it started."""
        for process in _family(self._process.pid):
            process.kill()
        self._process.wait()


def run_child(workspace: Workspace, job_id: int) -> None:
    """Run one job in this process and write its end."""
    jobs = workspace.jobs
    job = jobs.get(job_id)
    progress = Progress(
        write=lambda state: jobs.report(job_id, state),
        is_stopping=_remembered(lambda: jobs.get(job_id).is_cancel_requested),
        job_id=job_id,
        attempt=job.attempts,
        state=dict(job.progress),
    )
    try:
        result = run_job(workspace, job, progress)
        jobs.finish(job_id, "cancelled" if result.get("cancelled") else "done", result=result)
    except Cancelled as stop:
        jobs.finish(job_id, "cancelled", error=str(stop))
    except TrefoilError as error:
        jobs.finish(job_id, "failed", error=str(error))
    except MemoryError:
        jobs.finish(
            job_id, "failed", error="This needs more memory than is allowed. Use fewer rows or columns."
        )


def _write_end(workspace: Workspace, job_id: int, code: int, *, was_cancelled: bool) -> None:
    if was_cancelled and workspace.jobs.get(job_id).is_active:
        conclude_job(workspace, job_id)
        workspace.jobs.finish(job_id, "cancelled", error="Stopped. What was finished is kept.")
    elif code != 0:
        workspace.jobs.finish(
            job_id,
            "failed",
            error=f"The work ended unexpectedly (code {code}). Details are in worker.log; try again.",
        )


def _family(pid: int) -> list[psutil.Process]:
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.Error:
        return []


def _remembered(question, for_s: float = 0.2):  # type: ignore[no-untyped-def]
    answer = [False, -1e9]

    def ask() -> bool:
        if not answer[0] and time.monotonic() - answer[1] > for_s:
            answer[0], answer[1] = question(), time.monotonic()
        return bool(answer[0])

    return ask


def _limit_memory() -> None:
    """Let allocations beyond the limit fail, in Python and in every library: MemoryError, not the end of the app.

    RLIMIT_DATA counts what is written to; RLIMIT_AS would also count what Arrow and DuckDB merely reserve.
    """
    if sys.platform == "linux":
        import resource

        limit = allowed_bytes()
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _die_with_parent() -> None:
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(POLL_S)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _handed_over() -> str:
    """Return the number of a job that waits on the input already, or an empty text."""
    if sys.platform == "win32" or not select.select([sys.stdin], [], [], 0)[0]:
        return ""
    return sys.stdin.readline().strip()


def _warm_up(workspace: Workspace) -> str:
    """Load what work needs, and return the number of a job that came meanwhile; a light one ends the loading."""
    number = ""
    steps: list[Callable[[], object]] = [partial(import_module, name) for name in ENGINE]
    steps.append(partial(_open_tracker, workspace))
    for load in steps:
        number = number or _handed_over()
        if number and workspace.jobs.get(int(number)).kind in LIGHT:
            return number
        load()
    return number


def _open_tracker(workspace: Workspace) -> None:
    """Open the tracker before it is needed; work that needs it says itself what is wrong with it."""
    with suppress(TrefoilError):
        workspace.tracker  # noqa: B018  (opened on first use)


def main() -> None:
    """Entry point of `python -m core.worker`."""
    from core.bootstrap import open_workspace

    parser = argparse.ArgumentParser(prog="python -m core.worker")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    workspace = open_workspace(arguments.home)
    if not arguments.child:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        serve(workspace)
        return
    _die_with_parent()
    _limit_memory()
    number = _warm_up(workspace)
    print(WARM, flush=True)
    number = number or sys.stdin.readline().strip()
    if not number:
        return
    if workspace.jobs.get(int(number)).kind not in LIGHT:
        give_way()
    run_child(workspace, int(number))
    sys.stdout.flush()
    os._exit(0)  # the end is on record: a tracker that hangs in its thread must not hold the next job


if __name__ == "__main__":
    main()
