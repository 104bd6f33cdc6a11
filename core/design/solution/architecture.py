"""The architecture: how predictions come about and reach people, as answers to a few questions."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from core.design.frozen import Frozen

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class Mode(StrEnum):
    """How rows reach the model."""

    BATCH = "batch"
    LIVE = "live"


class Place(StrEnum):
    """Where the released package runs."""

    LAPTOP = "this computer"
    SERVER = "an own server"
    CLOUD = "a cloud"


class WhenUnsure(StrEnum):
    """What happens with a row on which the model is unsure."""

    DECIDE = "decide anyway"
    ASK = "ask a person"


class Architecture(Frozen):
    """How the model will be used.

    Attributes
    ----------
    how_often : str
        In words: "every Monday", "at each call".
    rows_each : int
        Rows in one batch, or live requests in an hour at the busiest.
    latency_ms : float
        Longest time that one row may take, in milliseconds.
    source, consumer : str
        Where rows come from, and who or what takes the predictions.
    when_unsure : WhenUnsure
        Whether rows near the threshold go to a person instead.
    unsure_within : float
        Distance of a probability from the threshold, 0 to 0.5, within which the model is unsure.
    when_down : str
        What people do while the model does not answer.
    """

    mode: Mode = Mode.BATCH
    how_often: Words = "once a week"
    rows_each: int = Field(default=1_000, ge=1, le=10**9)
    latency_ms: float = Field(default=100.0, gt=0, le=60_000)
    place: Place = Place.LAPTOP
    source: Words = "a CSV file"
    consumer: Words = "the people who decide"
    when_unsure: WhenUnsure = WhenUnsure.DECIDE
    unsure_within: float = Field(default=0.05, ge=0, le=0.5)
    when_down: Words = "They decide as they did before the model."

    @model_validator(mode="after")
    def _unsure_needs_a_band(self) -> Self:
        if self.when_unsure is WhenUnsure.ASK and self.unsure_within == 0:
            raise ValueError("have a band of doubt (unsure_within) above 0 where a person is asked")
        return self


@dataclass(frozen=True)
class Box:
    """One station of the data flow: its name, what it is, and its place in a grid."""

    code: str
    title: str
    detail: str
    column: int
    row: int = 0


@dataclass(frozen=True)
class Arrow:
    """What flows from one box to another."""

    start: str
    end: str
    label: str


@dataclass(frozen=True)
class DataFlow:
    """The data flow from source to people and back."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    def in_words(self) -> str:
        """Return the flow as one sentence a line, for whoever cannot see the drawing."""
        titles = {box.code: box.title for box in self.boxes}
        return "\n".join(f"{titles[a.start]} to {titles[a.end]}: {a.label}." for a in self.arrows)


def data_flow(architecture: Architecture, *, is_protected: bool) -> DataFlow:
    """Return the stations and flows that follow from the answers.

    Parameters
    ----------
    is_protected : bool
        Whether personal data is dropped, masked or replaced before rows reach the model.
    """
    is_live = architecture.mode is Mode.LIVE
    rows = "one row" if is_live else f"{architecture.rows_each:,} rows"
    boxes = [
        Box("source", "Source", f"{architecture.source}, {architecture.how_often}", 0),
        Box("check", "Contract check", _check_words(is_protected=is_protected), 1),
        Box("model", "Model", _model_words(architecture), 2),
        Box("people", "Decision", architecture.consumer, 3),
        Box("log", "Prediction log", "for monitoring", 2, 1),
        Box("outcome", "Outcome", "what really happened, known later", 3, 1),
        Box("monitor", "Monitoring", "drift, quality, value", 1, 1),
    ]
    arrows = [
        Arrow("source", "check", rows),
        Arrow("check", "model", "valid rows"),
        Arrow("model", "people", "advice"),
        Arrow("model", "log", "predictions"),
        Arrow("people", "outcome", "acts"),
        Arrow("outcome", "log", "outcome"),
        Arrow("log", "monitor", "windows"),
    ]
    if architecture.when_unsure is WhenUnsure.ASK:
        boxes.append(
            Box(
                "person", "A person", f"decides within {architecture.unsure_within:g} of the threshold", 3, -1
            )
        )
        arrows.append(Arrow("model", "person", "in doubt"))
    return DataFlow(tuple(boxes), tuple(arrows))


def in_use(architecture: Architecture) -> dict[str, str]:
    """Return how predictions are made, taken and done without, as item and words."""
    live = f"one row at a time, at most {architecture.rows_each:,} an hour"
    batch = f"batches of about {architecture.rows_each:,} rows"
    return {
        "Runs as": live if architecture.mode is Mode.LIVE else batch,
        "How often": architecture.how_often,
        "Runs on": architecture.place.value,
        "Rows come from": architecture.source,
        "Predictions go to": architecture.consumer,
        "One row is answered within": f"{architecture.latency_ms:g} ms",
        "When the model is unsure": _unsure_words(architecture),
        "While the model does not answer": architecture.when_down,
    }


def _unsure_words(architecture: Architecture) -> str:
    if architecture.when_unsure is WhenUnsure.DECIDE:
        return "it decides anyway"
    return (
        f"a person is asked where the probability is within {architecture.unsure_within:g} of the threshold; "
        "decided_by says so beside each prediction"
    )


def shipped_parts(architecture: Architecture) -> tuple[str, ...]:
    """Return the programs of the released package that this architecture uses."""
    if architecture.mode is Mode.LIVE:
        return ("serve.py", "Dockerfile") if architecture.place is not Place.LAPTOP else ("serve.py",)
    return ("predict.py",)


def _check_words(*, is_protected: bool) -> str:
    return "personal data removed first" if is_protected else "types, ranges, categories"


def _model_words(architecture: Architecture) -> str:
    how = "service" if architecture.mode is Mode.LIVE else "batch run"
    return f"{how} on {architecture.place}"
