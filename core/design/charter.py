"""The charter: goal, decision, payoff and numbered requirements."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    """Base of all typed payloads: immutable, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class BinaryPayoff(Frozen):
    """What each outcome of a yes / no decision is worth for one row, in `currency`.

    Acting means treating a row as the positive case: calling, inspecting, refusing.
    """

    kind: Literal["binary"] = "binary"
    currency: str = Field(default="EUR", min_length=1, max_length=12)
    true_positive: float = 0.0
    false_positive: float = 0.0
    false_negative: float = 0.0
    true_negative: float = 0.0


class MulticlassPayoff(Frozen):
    """What a right and a wrong class is worth for one row, in `currency`."""

    kind: Literal["multiclass"] = "multiclass"
    currency: str = Field(default="EUR", min_length=1, max_length=12)
    correct: float = 1.0
    wrong: float = -1.0


class RegressionPayoff(Frozen):
    """What one unit of error costs, in `currency`; both costs are 0 or more."""

    kind: Literal["regression"] = "regression"
    currency: str = Field(default="EUR", min_length=1, max_length=12)
    over: float = Field(default=1.0, ge=0)
    under: float = Field(default=1.0, ge=0)


Payoff = Annotated[BinaryPayoff | MulticlassPayoff | RegressionPayoff, Field(discriminator="kind")]


class RequirementKind(StrEnum):
    """What a requirement demands; each becomes a gate."""

    METRIC = "metric"
    VALUE_PER_ROW = "value_per_row"
    VALUE_OVER_BASELINE = "value_over_baseline"
    LATENCY_MS = "latency_ms"
    MODEL_MB = "model_mb"


class Requirement(Frozen):
    """One numbered, quantified demand on the model.

    Attributes
    ----------
    number : str
        "R1", "R2"...
    limit : float
        At least this for metric (at most, for errors such as RMSE) and values (in the payoff's
        currency per row); at most this for latency (milliseconds a row) and size (megabytes).
    """

    number: str = Field(pattern=r"^R[1-9][0-9]*$")
    kind: RequirementKind
    limit: float
    asked_by: str = ""
    note: str = ""


class Charter(Frozen):
    """Payload of a `charter` record.

    Attributes
    ----------
    assumed : bool
        True where nobody stated a payoff and the app assumed one; said wherever money is shown.
    """

    goal: str = Field(min_length=1)
    decision: str = Field(min_length=1)
    stakeholder: str = ""
    payoff: Payoff
    requirements: tuple[Requirement, ...] = Field(min_length=1)
    assumed: bool = False
