"""Numbered demands on the model; each becomes a gate, and where it can a constraint and a monitor."""

from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from core.design.frozen import Frozen


class RequirementKind(StrEnum):
    """What a requirement demands."""

    METRIC = "metric"
    VALUE_PER_ROW = "value_per_row"
    VALUE_OVER_BASELINE = "value_over_baseline"
    VALUE_OVER_TODAY = "value_over_today"
    LATENCY_MS = "latency_ms"
    MODEL_MB = "model_mb"
    FAIRNESS_GAP = "fairness_gap"
    INTERPRETABLE = "interpretable"
    MONOTONE = "monotone"
    MAX_AGE_DAYS = "max_age_days"
    ONLY_COLUMNS = "only_columns"
    WITHOUT_COLUMNS = "without_columns"


class ModelClass(StrEnum):
    """How far a model can be read by a person, most readable first.

    A formula is one weighted sum of the columns. Small trees add up trees of at most two questions, so
    at most two columns act together and every effect can be drawn (Lou, Caruana, Gehrke and Hooker
    (2013), Accurate Intelligible Models with Pairwise Interactions, KDD).
    """

    FORMULA = "formula"
    SMALL_TREES = "small trees"
    ANY = "any"

    @property
    def rank(self) -> int:
        """0 for the most readable class, rising."""
        return list(ModelClass).index(self)


class Gap(StrEnum):
    """What a fairness requirement compares between the groups of a sensitive column."""

    SELECTION_RATE = "selection_rate"
    TRUE_POSITIVE_RATE = "true_positive_rate"
    METRIC = "metric"


Direction = Literal["rising", "falling"]

NEEDS: dict[RequirementKind, tuple[str, ...]] = {
    RequirementKind.FAIRNESS_GAP: ("limit", "column"),
    RequirementKind.INTERPRETABLE: ("model",),
    RequirementKind.MONOTONE: ("column", "direction"),
    RequirementKind.ONLY_COLUMNS: ("columns",),
    RequirementKind.WITHOUT_COLUMNS: ("columns",),
}
"""Fields that a kind cannot do without; every other kind needs a limit."""

ALLOWS: dict[RequirementKind, tuple[str, ...]] = {
    RequirementKind.METRIC: ("metric",),
    RequirementKind.FAIRNESS_GAP: ("gap", "metric"),
}
"""Fields that a kind may have beside those that it needs."""

TERMS = ("metric", "column", "columns", "gap", "direction", "model")


def needed_fields(kind: RequirementKind) -> tuple[str, ...]:
    """Return the fields that a requirement of a kind cannot do without."""
    return NEEDS.get(kind, ("limit",))


class Requirement(Frozen):
    """One numbered demand on the model.

    Attributes
    ----------
    number : str
        "R1", "R2"...
    limit : float or None
        At least this for scores (at most, for errors such as RMSE) and values (in the payoff's currency
        per row); at most this for latency (milliseconds a row), size (megabytes), age (days) and the
        gap between groups. None for kinds that demand no figure.
    metric : str or None
        Code of the metric that is meant; None for that of the solution design.
    column : str or None
        The sensitive column of a gap, or the column that a prediction follows.
    columns : tuple of str
        Columns that alone may be needed, or that must not be needed.
    direction : "rising" or "falling" or None
        As `column` rises, the prediction never falls ("rising") or never rises ("falling").
    model : ModelClass or None
        The least readable class of models that is accepted.
    """

    number: str = Field(pattern=r"^R[1-9][0-9]*$")
    kind: RequirementKind
    limit: float | None = None
    metric: str | None = None
    column: str | None = None
    columns: tuple[str, ...] = ()
    gap: Gap | None = None
    direction: Direction | None = None
    model: ModelClass | None = None
    asked_by: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _has_the_fields_of_its_kind(self) -> Self:
        needed = needed_fields(self.kind)
        lacking = [field for field in needed if getattr(self, field) in (None, "", ())]
        if lacking:
            raise _wrong(lacking[0], f"is missing. {self.kind} needs {' and '.join(needed)}")
        known = {*needed, *ALLOWS.get(self.kind, ())}
        foreign = [field for field in TERMS if field not in known and getattr(self, field) not in (None, ())]
        if foreign:
            raise _wrong(foreign[0], f"does not belong to {self.kind}")
        return self

    @property
    def figure(self) -> float:
        """The limit of a kind that has one; 0 for the others."""
        return 0.0 if self.limit is None else self.limit

    @property
    def compared(self) -> Gap:
        """What a fairness requirement compares: the share that is acted on, unless it says otherwise."""
        return self.gap or Gap.SELECTION_RATE


def _wrong(field: str, said: str) -> PydanticCustomError:
    return PydanticCustomError("requirement", "{field} {said}", {"field": field, "said": said})
