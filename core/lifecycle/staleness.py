"""Step states and staleness, computed from records and never stored."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from core.lifecycle.records import Record
from core.lifecycle.steps import STEPS, Step


class State(StrEnum):
    """Where a step stands; records know every state but RUNNING, which jobs know."""

    NOT_STARTED = "not started"
    RUNNING = "running"
    IN_PROGRESS = "in progress"
    DONE = "done"
    STALE = "stale"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class StepState:
    """A step's state and the sentence that explains it."""

    step: Step
    state: State
    because: str


class History:
    """All records of one project, oldest first, with the questions that steps ask of them."""

    def __init__(self, records: list[Record]) -> None:
        self.records = sorted(records, key=lambda record: record.id)
        self._latest = {record.kind: record for record in self.records if not is_event(record.kind)}
        self._changed: dict[str, frozenset[str]] = {}

    def latest(self, kind: str) -> Record | None:
        """Return the newest record of a kind, or None."""
        return self._latest.get(kind)

    def changed_inputs(self, kind: str) -> frozenset[str]:
        """Return the kinds underneath the newest record of `kind` that have changed since.

        An input has changed when its newest version holds other content than the one used, or is
        itself stale. Confirming the same content again makes what depends on it fresh again.
        """
        if kind not in self._changed:
            record = self.latest(kind)
            self._changed[kind] = self.changed_under(record) if record else frozenset()
        return self._changed[kind]

    def changed_under(self, record: Record) -> frozenset[str]:
        """Return the kinds underneath one record that have changed since it was made."""
        changed: set[str] = set()
        for used in record.inputs:
            current = self.latest(used.kind)
            if current is not None and current.content_hash != used.content_hash:
                changed.add(used.kind)
            elif current is not None:
                changed |= self.changed_inputs(used.kind)
        return frozenset(changed)

    def is_stale(self, kind: str) -> bool:
        """Tell whether the newest record of `kind` no longer matches what it was made from."""
        return bool(self.changed_inputs(kind))

    def approval_of(self, kind: str) -> Record | None:
        """Return the newest valid approval of the newest record of `kind`.

        An approval signs a lineage hash: it is void once the record is superseded or stale.
        """
        record = self.latest(kind)
        if record is None or self.is_stale(kind):
            return None
        signed = [
            approval
            for approval in self.records
            if approval.kind == "approval" and approval.payload["lineage_hash"] == record.lineage_hash
        ]
        return signed[-1] if signed else None

    def state_of(self, step: Step) -> StepState:
        """Return the state of one step, with its reason."""
        present = [kind for kind in step.produces if self.latest(kind)]
        if not present:
            return StepState(step, State.NOT_STARTED, "Nothing recorded yet.")
        changed = sorted(set().union(*(self.changed_inputs(kind) for kind in present)))
        if changed:
            return StepState(step, State.STALE, f"Changed since: {', '.join(map(kind_title, changed))}.")
        if len(present) < len(step.produces):
            missing = [kind_title(kind) for kind in step.produces if kind not in present]
            return StepState(step, State.IN_PROGRESS, f"Still to do: {', '.join(missing)}.")
        blocked = [record for kind in present if (record := self.latest(kind)) and is_blocking(record)]
        if blocked:
            return StepState(step, State.BLOCKED, str(blocked[0].payload.get("summary", "A gate says no.")))
        return StepState(step, State.DONE, "Up to date.")

    def states(self) -> list[StepState]:
        """Return every step's state, in lifecycle order."""
        return [self.state_of(step) for step in STEPS]

    def shown_states(self, running: Collection[str]) -> list[StepState]:
        """Return every step's state as people see it: a step whose code is in `running` is being done."""
        return [
            StepState(state.step, State.RUNNING, "Being worked on now.")
            if state.step.code in running
            else state
            for state in self.states()
        ]

    @property
    def iteration(self) -> int:
        """Number of the current trip round the lifecycle, from 1."""
        return 1 + sum(bool(r.payload["new_iteration"]) for r in self.records if r.kind == "hand_back")


EVENTS = ("approval", "hand_back", "promotion", "note", "review_request", "review", "erasure")
KIND_TITLES = {
    "charter": "charter",
    "background": "background",
    "people": "people",
    "risks": "risk register",
    "dataset": "data",
    "roles": "column roles",
    "dictionary": "dictionary",
    "solution": "solution design",
    "contract": "data contract",
    "recipe": "preparation recipe",
    "quality": "quality check",
    "baselines": "quick tries",
    "go_decision": "go / no-go",
    "experiment": "experiment",
    "candidate": "chosen model",
    "test_report": "test report",
    "release": "release",
    "prediction": "predictions",
    "monitoring": "monitoring",
    "privacy": "privacy plan",
}


def is_event(kind: str) -> bool:
    """Tell whether a kind only happens and is never superseded."""
    return kind in EVENTS


def is_blocking(record: Record) -> bool:
    """Tell whether a record says that the project must not go on from here."""
    return record.payload.get("verdict") in ("fail", "no-go")


def kind_title(kind: str) -> str:
    """Return the words for a record kind."""
    return KIND_TITLES.get(kind, kind)
