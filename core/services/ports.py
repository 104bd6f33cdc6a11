"""What the use cases need from the outside world; `storage` implements it.

All ports are safe to use from several processes at once. Methods raise `Missing` for names that do
not exist and `Tampered` for content that differs from its hash.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from core.lifecycle.records import Payload, Record

if TYPE_CHECKING:
    import numpy as np
    import optuna
    import pandas as pd
    import pyarrow as pa


@dataclass(frozen=True)
class Project:
    """One business problem and everything made for it."""

    name: str
    created_at: datetime


class ProjectRepository(Protocol):
    """Names of projects."""

    def add(self, name: str) -> Project:
        """Create a project; raises BadInput when the name is taken."""

    def get(self, name: str) -> Project:
        """Return a project; raises Missing."""

    def all(self) -> list[Project]:
        """Return every project, newest first."""


class RecordRepository(Protocol):
    """Append-only store of records."""

    def add(
        self,
        project: str,
        kind: str,
        payload: Payload,
        *,
        author: str,
        reason: str = "",
        inputs: list[Record] | None = None,
        iteration: int = 1,
        expected_version: int | None = None,
    ) -> Record:
        """Append the next version of a kind.

        Raises BadInput when `expected_version` is given and another version arrived meanwhile.
        """

    def all(self, project: str) -> list[Record]:
        """Return a project's records, oldest first."""

    def rewrite(self, project: str, change: Callable[[Any], Any], but: tuple[str, ...] = ()) -> int:
        """Change payloads in place, for erasing what may no longer be kept; returns how many changed.

        Records of the kinds in `but` are left alone. Hashes stay those of what was recorded, so that
        lineage and approvals hold.
        """


@dataclass(frozen=True)
class Job:
    """One piece of work in the background.

    Attributes
    ----------
    state : str
        queued, running, done, failed or cancelled.
    progress : dict
        What the page shows while it runs; written by the job itself.
    attempts : int
        How often a worker has started it.
    """

    id: int
    project: str
    kind: str
    params: Payload
    state: str
    progress: Payload = field(default_factory=dict)
    result: Payload = field(default_factory=dict)
    error: str = ""
    attempts: int = 0
    is_cancel_requested: bool = False
    created_at: datetime | None = None
    finished_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        """Tell whether the job still waits or runs."""
        return self.state in ("queued", "running")


class JobRepository(Protocol):
    """A queue whose state survives every process."""

    def add(self, project: str, kind: str, params: Payload) -> Job:
        """Queue a job; returns the active job of the same project and kind when there is one."""

    def get(self, job_id: int) -> Job:
        """Return one job; raises Missing."""

    def latest(self, project: str, kind: str) -> Job | None:
        """Return the newest job of a kind, or None."""

    def active(self, project: str) -> list[Job]:
        """Return the queued and running jobs of a project."""

    def claim(self, worker: str) -> Job | None:
        """Take the oldest queued job for a worker, atomically, or return None."""

    def report(self, job_id: int, progress: Payload) -> None:
        """Replace a job's progress."""

    def request_cancel(self, job_id: int) -> None:
        """Ask for a job to stop; a queued job is cancelled at once."""

    def finish(self, job_id: int, state: str, *, result: Payload | None = None, error: str = "") -> None:
        """Write a job's terminal state, once; a job already finished keeps its state."""

    def requeue_lost(self, living_workers: list[str], max_attempts: int) -> list[Job]:
        """Queue again the running jobs whose worker is gone, or fail them after `max_attempts`."""

    def rewrite(self, project: str, change: Callable[[Any], Any]) -> int:
        """Change what ended jobs keep (params, progress, result, error); returns how many changed."""

    def beat(self, worker: str, pid: int, pid_started: float) -> None:
        """Say that a worker is alive."""

    def workers(self) -> list[tuple[str, int, float]]:
        """Return (worker, pid, process start time in s) of every worker that ever beat."""

    def silent_s(self) -> dict[str, float]:
        """Return the seconds since each worker last beat, by the clock of this host."""

    def forget_worker(self, worker: str) -> None:
        """Remove a worker that has ended."""


class DatasetStore(Protocol):
    """Immutable tables as Parquet, named by their content."""

    def put(self, table: "pd.DataFrame | pa.Table") -> str:
        """Store a table, in pandas or Arrow, and return its fingerprint; equal tables share it."""

    def get(self, fingerprint: str, columns: list[str] | None = None) -> "pd.DataFrame":
        """Return a table; raises Missing or Tampered."""

    def checked_path(self, fingerprint: str) -> Path:
        """Return the Parquet file of a table to read from; raises Missing or Tampered."""

    def path(self, fingerprint: str) -> Path:
        """Return the Parquet file of a table."""


class FileStore(Protocol):
    """Folders for models, packages, uploads and trial predictions below the workspace."""

    def folder(self, *parts: str) -> Path:
        """Return a folder below the workspace, made when it is missing."""

    def keep_upload(self, name: str, content: bytes) -> Path:
        """Store uploaded bytes under an opaque name and return the file."""

    def put_array(self, group: str, name: str, **arrays: "np.ndarray") -> None:
        """Store named arrays."""

    def get_array(self, group: str, name: str) -> "dict[str, np.ndarray]":
        """Return named arrays; raises Missing."""


@dataclass(frozen=True)
class DatabaseRead:
    """What to read from a database: a table, or the rows of a SELECT.

    Attributes
    ----------
    url : str
        sqlite:///FILE, duckdb:///FILE, postgresql://USER@HOST/DATABASE or mysql://USER@HOST/DATABASE.
    password : str
        Used for the connection alone: never stored, logged or shown.
    """

    url: str
    table: str = ""
    query: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Extract:
    """Rows of a database as a Parquet file.

    Attributes
    ----------
    url : str
        The database, without a password.
    texts : tuple of str
        Columns that are text in the database.
    """

    rows: int
    url: str
    texts: tuple[str, ...]
    notes: tuple[str, ...] = ()


class DatabaseReader(Protocol):
    """Databases that people have elsewhere, opened for reading only."""

    def extract(self, wanted: DatabaseRead, into: Path) -> Extract:
        """Write rows as Parquet, typed as in the database, a batch at a time.

        Raises BadInput, in one line without the password, when the database cannot be reached or
        refuses, when it is asked for anything but rows, and above the limit of rows.
        """


class StudyStore(Protocol):
    """Optuna studies on disk."""

    def open(
        self,
        name: str,
        direction: Literal["minimize", "maximize"],
        sampler: "optuna.samplers.BaseSampler",
    ) -> "optuna.Study":
        """Open a study, created when it is missing."""


@dataclass(frozen=True)
class ModelVersion:
    """A version in the model registry."""

    name: str
    version: int
    run_id: str
    tags: dict[str, str]


class Tracker(Protocol):
    """Experiment tracking and the model registry."""

    def log_trial(
        self,
        project: str,
        study: str,
        *,
        params: Payload,
        metrics: dict[str, float],
        tags: dict[str, str],
        seconds: float = 0.0,
        state: str = "complete",
    ) -> str:
        """Record one trial, which has just ended after so many seconds, as a run and return the run's id.

        `state`: complete, pruned or failed. Raises TrefoilError where the tracker cannot keep it.
        """

    def runs_of(self, project: str, study: str) -> dict[str, str]:
        """Return the id of the run of each trial of a study that is kept whole, by the trial's number.

        Runs that a kill left unfinished are taken away. Raises TrefoilError where the tracker does not answer.
        """

    def register(
        self, project: str, model_folder: Path, *, run_id: str, tags: dict[str, str]
    ) -> ModelVersion:
        """Register a model folder as the next version of the project's model."""

    def promote(self, project: str, version: int) -> None:
        """Point the alias `champion` at a version."""

    def champion(self, project: str) -> ModelVersion | None:
        """Return the version behind the alias `champion`, or None."""


def json_safe(value: Any) -> Any:
    """Return `value` with NumPy numbers and non-finite floats turned into plain JSON values."""
    if isinstance(value, dict):
        return {str(key): json_safe(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_safe(item) for item in value]
    if hasattr(value, "tolist"):
        return json_safe(value.tolist())
    if isinstance(value, float) and not isfinite(value):
        return None
    return value
