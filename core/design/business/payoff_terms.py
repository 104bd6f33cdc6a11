"""The payoff as a person states it: what right and wrong decisions are worth, in a currency."""

from typing import Annotated, Literal

from pydantic import Field

from core.design.frozen import Frozen


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
