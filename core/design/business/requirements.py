"""Numbered demands on the model; each becomes a gate."""

from enum import StrEnum

from pydantic import Field

from core.design.frozen import Frozen


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
