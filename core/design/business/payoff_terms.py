"""The payoff as a person states it: what right and wrong decisions are worth, in a currency."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from core.design.frozen import Frozen


class Amount(Frozen):
    """A worth that differs by row: `plus` + `factor` x the row's value of a number column.

    The column must be known when the decision is taken; it need not be a feature. A row without a value
    counts with the training rows' median.
    """

    column: str = Field(min_length=1)
    factor: float = 1.0
    plus: float = 0.0


def _kind_of_worth(value: Any) -> str:
    return "amount" if isinstance(value, (dict, Amount)) else "number"


Worth = Annotated[
    Annotated[float, Tag("number")] | Annotated[Amount, Tag("amount")], Discriminator(_kind_of_worth)
]
"""What one outcome is worth: the same for every row, or taken from an amount column."""


class Capacity(Frozen):
    """At most `rows` acted on among every `of` rows that are scored: 500 calls among a week's 10,000."""

    rows: float = Field(gt=0)
    of: float = Field(gt=0)

    @property
    def share(self) -> float:
        """Share of rows that may be acted on, above 0, at most 1."""
        return min(1.0, self.rows / self.of)

    def allowed(self, rows: int) -> int:
        """Return how many of so many rows may be acted on: the share rounded down, but at least one."""
        return min(rows, max(1, int(self.rows * rows / self.of + 1e-9)))


class BinaryPayoff(Frozen):
    """What each outcome of a yes / no decision is worth for one row, in `currency`.

    Acting means treating a row as the positive case: calling, inspecting, refusing.

    Attributes
    ----------
    true_positive, false_positive, false_negative, true_negative : float or Amount
        Worth of each outcome before the cost of acting.
    cost_of_acting : float
        Paid on every row that is acted on, right or wrong; 0 or more.
    capacity : Capacity or None
        How many rows can be acted on; None for any number.
    """

    kind: Literal["binary"] = "binary"
    currency: str = Field(default="EUR", min_length=1, max_length=12)
    true_positive: Worth = 0.0
    false_positive: Worth = 0.0
    false_negative: Worth = 0.0
    true_negative: Worth = 0.0
    cost_of_acting: float = Field(default=0.0, ge=0)
    capacity: Capacity | None = None


class MulticlassPayoff(Frozen):
    """What a right and a wrong class is worth for one row, in `currency`.

    Attributes
    ----------
    matrix : dict
        True label to decided label to worth, where pairs differ: {"fraud": {"fine": -500}}. A pair that is
        left out takes `correct` or `wrong`.
    """

    kind: Literal["multiclass"] = "multiclass"
    currency: str = Field(default="EUR", min_length=1, max_length=12)
    correct: float = 1.0
    wrong: float = -1.0
    matrix: dict[str, dict[str, float]] = {}


class RegressionPayoff(Frozen):
    """What one unit of error costs, in `currency`; both costs are 0 or more."""

    kind: Literal["regression"] = "regression"
    currency: str = Field(default="EUR", min_length=1, max_length=12)
    over: float = Field(default=1.0, ge=0)
    under: float = Field(default=1.0, ge=0)


Payoff = Annotated[BinaryPayoff | MulticlassPayoff | RegressionPayoff, Field(discriminator="kind")]

CELLS = ("true_positive", "false_positive", "false_negative", "true_negative")


def amount_columns(payoff: Payoff) -> tuple[str, ...]:
    """Return the columns that a payoff takes amounts from, each once; empty when all is constant."""
    if not isinstance(payoff, BinaryPayoff):
        return ()
    cells = [getattr(payoff, name) for name in CELLS]
    return tuple(dict.fromkeys(cell.column for cell in cells if isinstance(cell, Amount)))
