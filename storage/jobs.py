"""The job queue and its workers in SQL."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from core.errors import Missing
from core.lifecycle.records import Payload
from core.services.ports import Job
from storage.database import Database
from storage.tables import JobRow, WorkerRow

ACTIVE = ("queued", "running")
KEPT = ("params", "progress", "result", "error")


class SqlJobRepository:
    """Jobs in the `job` table; every change of state is one IMMEDIATE transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, project: str, kind: str, params: Payload) -> Job:
        """Queue a job, or return the active one of the same project and kind."""
        with self._database.write() as session:
            row = session.exec(_of_kind(project, kind).where(col(JobRow.state).in_(ACTIVE))).first()
            if row is None:
                row = JobRow(
                    project=project,
                    kind=kind,
                    params=params,
                    state="queued",
                    progress={},
                    result={},
                    created_at=datetime.now(UTC),
                )
                session.add(row)
                session.flush()
        return _to_job(row)

    def get(self, job_id: int) -> Job:
        """Return one job; raises Missing."""
        with self._database.read() as session:
            return _to_job(_row(session, job_id))

    def latest(self, project: str, kind: str) -> Job | None:
        """Return the newest job of a kind, or None."""
        with self._database.read() as session:
            row = session.exec(_of_kind(project, kind).order_by(col(JobRow.id).desc())).first()
        return _to_job(row) if row else None

    def active(self, project: str) -> list[Job]:
        """Return the queued and running jobs of a project, oldest first."""
        query = select(JobRow).where(JobRow.project == project, col(JobRow.state).in_(ACTIVE))
        with self._database.read() as session:
            return [_to_job(row) for row in session.exec(query.order_by(col(JobRow.id)))]

    def claim(self, worker: str) -> Job | None:
        """Take the oldest queued job for a worker, or return None."""
        query = select(JobRow).where(JobRow.state == "queued").order_by(col(JobRow.id))
        with self._database.read() as session:
            if session.exec(query).first() is None:
                return None
        with self._database.write() as session:
            row = session.exec(query).first()
            if row is None:
                return None
            row.state, row.worker, row.attempts = "running", worker, row.attempts + 1
        return _to_job(row)

    def report(self, job_id: int, progress: Payload) -> None:
        """Replace a job's progress."""
        with self._database.write() as session:
            _row(session, job_id).progress = progress

    def request_cancel(self, job_id: int) -> None:
        """Ask for a job to stop; a queued job is cancelled at once."""
        with self._database.write() as session:
            row = _row(session, job_id)
            row.is_cancel_requested = True
            if row.state == "queued":
                row.state, row.finished_at = "cancelled", datetime.now(UTC)

    def finish(self, job_id: int, state: str, *, result: Payload | None = None, error: str = "") -> None:
        """Write a job's terminal state, once."""
        with self._database.write() as session:
            row = _row(session, job_id)
            if row.state in ACTIVE:
                row.state, row.result, row.error = state, result or {}, error
                row.finished_at = datetime.now(UTC)

    def requeue_lost(self, living_workers: list[str], max_attempts: int) -> list[Job]:
        """Queue again the running jobs whose worker is gone, or end them after `max_attempts`."""
        lost = select(JobRow).where(JobRow.state == "running", col(JobRow.worker).not_in(living_workers))
        with self._database.read() as session:
            if session.exec(lost).first() is None:
                return []
        with self._database.write() as session:
            rows = list(session.exec(lost))
            for row in rows:
                _release(row, max_attempts)
        return [_to_job(row) for row in rows]

    def rewrite(self, project: str, change: Callable[[Any], Any]) -> int:
        """Change what ended jobs keep; see `core.services.ports.JobRepository`."""
        changed = 0
        ended = select(JobRow).where(JobRow.project == project, col(JobRow.state).not_in(ACTIVE))
        with self._database.rewrite("job") as session:
            for row in session.exec(ended):
                kept = {name: getattr(row, name) for name in KEPT}
                new = {name: change(content) for name, content in kept.items()}
                changed += new != kept
                for name in KEPT:
                    setattr(row, name, new[name])
        return changed

    def beat(self, worker: str, pid: int, pid_started: float) -> None:
        """Say that a worker is alive."""
        with self._database.write() as session:
            session.merge(WorkerRow(name=worker, pid=pid, pid_started=pid_started, beat_at=datetime.now(UTC)))

    def workers(self) -> list[tuple[str, int, float]]:
        """Return (worker, pid, process start time in s) of every worker on record."""
        with self._database.read() as session:
            return [(row.name, row.pid, row.pid_started) for row in session.exec(select(WorkerRow))]

    def silent_s(self) -> dict[str, float]:
        """Return the seconds since each worker last beat; see `core.services.ports.JobRepository`."""
        now = datetime.now(UTC)
        with self._database.read() as session:
            return {row.name: (now - row.beat_at).total_seconds() for row in session.exec(select(WorkerRow))}

    def forget_worker(self, worker: str) -> None:
        """Remove a worker that has ended."""
        with self._database.write() as session:
            row = session.get(WorkerRow, worker)
            if row:
                session.delete(row)


def _of_kind(project: str, kind: str):  # type: ignore[no-untyped-def]
    return select(JobRow).where(JobRow.project == project, JobRow.kind == kind)


def _row(session: Session, job_id: int) -> JobRow:
    row = session.get(JobRow, job_id)
    if row is None:
        raise Missing(f"There is no job number {job_id}.")
    return row


def _release(row: JobRow, max_attempts: int) -> None:
    if row.is_cancel_requested:
        row.state, row.finished_at = "cancelled", datetime.now(UTC)
    elif row.attempts >= max_attempts:
        row.state, row.finished_at = "failed", datetime.now(UTC)
        row.error = f"The work stopped {row.attempts} times without finishing. Finished trials are kept."
    else:
        row.state, row.worker = "queued", ""


def _to_job(row: JobRow) -> Job:
    assert row.id is not None
    return Job(
        id=row.id,
        project=row.project,
        kind=row.kind,
        params=row.params,
        state=row.state,
        progress=row.progress,
        result=row.result,
        error=row.error,
        attempts=row.attempts,
        is_cancel_requested=row.is_cancel_requested,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )
