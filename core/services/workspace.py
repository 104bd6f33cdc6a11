"""The workspace that every use case is given: its ports, and reading and writing typed records."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from core.errors import NotReady
from core.lifecycle.records import Record
from core.lifecycle.staleness import History, kind_title
from core.lifecycle.steps import STEP_OF_KIND
from core.services.ports import (
    DatabaseReader,
    DatasetStore,
    FileStore,
    JobRepository,
    ProjectRepository,
    RecordRepository,
    StudyStore,
    Tracker,
)

Model = TypeVar("Model", bound=BaseModel)
MACHINE = "Trefoil"


@dataclass
class Workspace:
    """A folder of projects, seen through its ports.

    Attributes
    ----------
    cluster : str
        Address of the Dask scheduler on whose workers trials are fitted; empty for this machine.
    """

    home: Path
    projects: ProjectRepository
    records: RecordRepository
    jobs: JobRepository
    datasets: DatasetStore
    files: FileStore
    databases: DatabaseReader
    open_studies: Callable[[], StudyStore]
    open_tracker: Callable[[], Tracker]
    cluster: str = ""

    @cached_property
    def studies(self) -> StudyStore:
        """Optuna studies, opened on first use."""
        return self.open_studies()

    @cached_property
    def tracker(self) -> Tracker:
        """Tracking and registry, opened on first use."""
        return self.open_tracker()

    def history(self, project: str) -> History:
        """Return all records of a project."""
        return History(self.records.all(project))

    def save(
        self,
        project: str,
        kind: str,
        payload: BaseModel | dict,
        *,
        made_from: tuple[str, ...] = (),
        author: str = MACHINE,
        reason: str = "",
        expected_version: int | None = None,
    ) -> Record:
        """Append a record made from the newest records of the kinds in `made_from`.

        Raises NotReady when one of them is missing.
        """
        history = self.history(project)
        content = payload.model_dump(mode="json") if isinstance(payload, BaseModel) else payload
        return self.records.add(
            project,
            kind,
            content,
            author=author,
            reason=reason,
            iteration=history.iteration,
            inputs=[need(history, used) for used in made_from],
            expected_version=expected_version,
        )


def need(history: History, kind: str) -> Record:
    """Return the newest record of a kind; raises NotReady naming the step that makes it."""
    record = history.latest(kind)
    if record is None:
        step = STEP_OF_KIND[kind]
        raise NotReady(f"There is no {kind_title(kind)} yet.", f"Do the step {step.title} first.")
    return record


def need_fresh(history: History, kind: str) -> Record:
    """Return the newest record of a kind; raises NotReady when it is missing or stale."""
    record = need(history, kind)
    changed = history.changed_inputs(kind)
    if changed:
        names = ", ".join(sorted(map(kind_title, changed)))
        raise NotReady(
            f"The {kind_title(kind)} is out of date: {names} changed since.",
            f"Do the step {STEP_OF_KIND[kind].title} again.",
        )
    return record


def load(record: Record, model: type[Model]) -> Model:
    """Return a record's payload as its typed model."""
    return model.model_validate(record.payload)
