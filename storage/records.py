"""Projects and their append-only records in SQL."""

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, func, select

from core.errors import BadInput, Missing
from core.lifecycle.records import InputRef, Payload, Record, content_hash, lineage_hash
from core.services.ports import Project
from storage.database import Database
from storage.tables import ProjectRow, RecordInputRow, RecordRow


class SqlProjectRepository:
    """Projects in the `project` table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str) -> Project:
        """Create a project; raises BadInput when the name is taken."""
        with self._database.write() as session:
            if session.get(ProjectRow, name):
                raise BadInput(f"A project named {name} exists already.", "Choose another name.")
            row = ProjectRow(name=name, created_at=datetime.now(UTC))
            session.add(row)
        return Project(row.name, row.created_at)

    def get(self, name: str) -> Project:
        """Return a project; raises Missing."""
        with self._database.read() as session:
            row = session.get(ProjectRow, name)
        if row is None:
            raise Missing(f"There is no project named {name}.", "Check the spelling, or create it.")
        return Project(row.name, row.created_at)

    def all(self) -> list[Project]:
        """Return every project, newest first."""
        with self._database.read() as session:
            rows = session.exec(select(ProjectRow).order_by(col(ProjectRow.created_at).desc())).all()
        return [Project(row.name, row.created_at) for row in rows]


class SqlRecordRepository:
    """Records in the `record` table; nothing is deleted, and nothing updated but to erase values."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
        """Append the next version of a kind; see `core.services.ports.RecordRepository`."""
        used = inputs or []
        content = content_hash(kind, payload)
        with self._database.write() as session:
            newest = _newest_version(session, project, kind)
            if expected_version is not None and expected_version != newest:
                raise BadInput(
                    f"The {kind} was changed elsewhere (version {newest}, you edited {expected_version}).",
                    "Reload the page, review the change and save again.",
                )
            row = RecordRow(
                project=project,
                kind=kind,
                version=newest + 1,
                iteration=iteration,
                payload=payload,
                author=author,
                reason=reason,
                content_hash=content,
                created_at=datetime.now(UTC),
                lineage_hash=lineage_hash(content, [record.lineage_hash for record in used]),
            )
            session.add(row)
            session.flush()
            assert row.id is not None
            session.add_all(RecordInputRow(record_id=row.id, input_id=record.id) for record in used)
        return _to_record(row, tuple(InputRef(r.id, r.kind, r.content_hash) for r in used))

    def all(self, project: str) -> list[Record]:
        """Return a project's records, oldest first."""
        mine = select(RecordRow.id).where(RecordRow.project == project)
        with self._database.read() as session:
            rows = session.exec(
                select(RecordRow).where(RecordRow.project == project).order_by(col(RecordRow.id))
            ).all()
            links = session.exec(select(RecordInputRow).where(col(RecordInputRow.record_id).in_(mine))).all()
        by_id = {row.id: row for row in rows}
        inputs: dict[int, list[InputRef]] = defaultdict(list)
        for link in links:
            used = by_id[link.input_id]
            inputs[link.record_id].append(InputRef(link.input_id, used.kind, used.content_hash))
        return [_to_record(row, tuple(inputs[row.id or 0])) for row in rows]

    def rewrite(self, project: str, change: Callable[[Any], Any], but: tuple[str, ...] = ()) -> int:
        """Change payloads in place; see `core.services.ports.RecordRepository`."""
        changed = 0
        with self._database.rewrite("record") as session:
            for row in session.exec(
                select(RecordRow).where(RecordRow.project == project, col(RecordRow.kind).not_in(but))
            ):
                payload = change(row.payload)
                if payload != row.payload:
                    row.payload = payload
                    changed += 1
        return changed


def _newest_version(session: Session, project: str, kind: str) -> int:
    newest = session.exec(
        select(func.max(RecordRow.version)).where(RecordRow.project == project, RecordRow.kind == kind)
    ).one()
    return newest or 0


def _to_record(row: RecordRow, inputs: tuple[InputRef, ...]) -> Record:
    assert row.id is not None
    return Record(
        id=row.id,
        project=row.project,
        kind=row.kind,
        version=row.version,
        iteration=row.iteration,
        payload=row.payload,
        author=row.author,
        reason=row.reason,
        content_hash=row.content_hash,
        lineage_hash=row.lineage_hash,
        inputs=inputs,
        created_at=row.created_at,
    )
