"""Rows of the application's database; they do not leave `storage`."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def _json() -> Any:
    """Return a column of JSON as it was written: PostgreSQL's JSONB would sort keys and write numbers anew."""
    return Column(JSON, nullable=False)


class ProjectRow(SQLModel, table=True):
    """A project."""

    __tablename__ = "project"
    name: str = Field(primary_key=True)
    created_at: datetime


class RecordRow(SQLModel, table=True):
    """A record; never updated."""

    __tablename__ = "record"
    __table_args__ = (UniqueConstraint("project", "kind", "version"),)
    id: int | None = Field(default=None, primary_key=True)
    project: str = Field(foreign_key="project.name", index=True)
    kind: str
    version: int
    iteration: int
    payload: dict[str, Any] = Field(sa_column=_json())
    author: str
    reason: str
    content_hash: str
    lineage_hash: str
    created_at: datetime


class RecordInputRow(SQLModel, table=True):
    """What a record was made from."""

    __tablename__ = "record_input"
    record_id: int = Field(foreign_key="record.id", primary_key=True)
    input_id: int = Field(foreign_key="record.id", primary_key=True)


class JobRow(SQLModel, table=True):
    """A piece of background work."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_project_kind", "project", "kind"),)
    id: int | None = Field(default=None, primary_key=True)
    project: str = Field(foreign_key="project.name")
    kind: str
    params: dict[str, Any] = Field(sa_column=_json())
    state: str = Field(index=True)
    progress: dict[str, Any] = Field(sa_column=_json())
    result: dict[str, Any] = Field(sa_column=_json())
    error: str = ""
    attempts: int = 0
    is_cancel_requested: bool = False
    worker: str = ""
    created_at: datetime
    finished_at: datetime | None = None


class WorkerRow(SQLModel, table=True):
    """A worker process that has said it is alive."""

    __tablename__ = "worker"
    name: str = Field(primary_key=True)
    pid: int
    pid_started: float
    beat_at: datetime
