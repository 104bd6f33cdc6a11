"""Background work: what can run as a job, how it is started, watched and cancelled."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from core.errors import Cancelled
from core.lifecycle.records import Payload
from core.services import workers
from core.services.ports import Job, json_safe
from core.services.workspace import Workspace

KINDS: dict[str, str] = {
    "ingest": "core.services.design.intake:run",
    "leaks": "core.services.design.leaks:run",
    "quality": "core.services.development.quality:run",
    "proof": "core.services.development.proof:run",
    "train": "core.services.development.training:run",
    "compare": "core.services.development.compare:run",
    "test": "core.services.deployment.testing:run",
    "release": "core.services.deployment.release:run",
    "predict": "core.services.deployment.predict:run",
    "monitor": "core.services.deployment.monitor:run",
    "autopilot": "core.services.autopilot:run",
}
REPORT_EVERY_S = 0.4
LOOK_EVERY_S = 0.05


@dataclass
class Progress:
    """How running work talks to whoever watches it.

    Attributes
    ----------
    write : callable
        Takes the whole progress as a dict; called at most every 0.4 s unless forced.
    is_stopping : callable
        Tells whether a person has asked to stop.
    """

    write: Callable[[Payload], None] = lambda _: None
    is_stopping: Callable[[], bool] = lambda: False
    job_id: int | None = None
    attempt: int = 1
    state: Payload = field(default_factory=dict)
    _written: float = -1e9

    def report(self, *, force: bool = False, **changes: Any) -> None:
        """Change some fields of the progress; `share` is 0 to 1, `doing` one short sentence."""
        self.state.update(json_safe(changes))
        if force or time.monotonic() - self._written >= REPORT_EVERY_S:
            self.write(self.state)
            self._written = time.monotonic()

    def check(self) -> None:
        """Raise Cancelled when a person has asked to stop."""
        if self.is_stopping():
            raise Cancelled("Stopped. What was finished is kept.")


def submit(workspace: Workspace, project: str, kind: str, params: Payload | None = None) -> Job:
    """Queue a job and make sure that a worker is alive to run it."""
    workspace.projects.get(project)
    job = workspace.jobs.add(project, kind, params or {})
    workers.ensure_worker(workspace)
    return job


def get_ready(workspace: Workspace) -> None:
    """Start a worker before there is work, so that the first job begins at once."""
    workers.ensure_worker(workspace)


def watch(workspace: Workspace, project: str, kind: str) -> Job | None:
    """Return the newest job of a kind; a job whose worker died is picked up again."""
    job = workspace.jobs.latest(project, kind)
    if job and job.is_active:
        workers.ensure_worker(workspace)
    return job


def settle(workspace: Workspace, job: Job, within_s: float) -> Job:
    """Wait until a job has ended, as long as a worker is alive and no longer than `within_s` seconds."""
    until = time.monotonic() + within_s
    while job.is_active and time.monotonic() < until and workers.living_workers(workspace):
        time.sleep(LOOK_EVERY_S)
        job = workspace.jobs.get(job.id)
    return job


def cancel(workspace: Workspace, job_id: int) -> None:
    """Ask a job to stop; it does within 2 s and keeps what it finished."""
    workspace.jobs.request_cancel(job_id)


def run_job(workspace: Workspace, job: Job, progress: Progress) -> Payload:
    """Run a job here and now and return its result."""
    module, function = KINDS[job.kind].split(":")
    result: Payload = getattr(import_module(module), function)(workspace, job.project, job.params, progress)
    return result


def conclude_job(workspace: Workspace, job_id: int) -> None:
    """Record what a killed job had finished, where its kind knows how."""
    job = workspace.jobs.get(job_id)
    conclude = getattr(import_module(KINDS[job.kind].split(":")[0]), "conclude", None)
    if conclude is not None:
        conclude(workspace, job.project, job.progress)
