"""The solution design: ML task, metric, split plan and personal data, fixed before modelling."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from core.design.business.charter import Charter
from core.design.business.payoff_terms import amount_columns
from core.design.data.personal import PersonalData
from core.design.frozen import Frozen
from core.design.solution.architecture import Architecture, WhenUnsure
from core.design.solution.constraints import Constraints, check_requirements, constraints_of
from core.design.solution.gap import GapUnit, gap_words
from core.errors import BadInput

MlTask = Literal["binary", "multiclass", "regression"]
Words = Annotated[str, Field(max_length=500)]
LONGEST_GAP = 10_000_000
MONEY = "money"
"""The metric whose unit is the payoff's: what the decisions are worth a row."""


class SplitStrategy(StrEnum):
    """How rows are divided into training rows, folds and hold-out."""

    RANDOM = "random"
    STRATIFIED = "stratified"
    GROUPED = "grouped"
    TIME = "time"


class SplitPlan(Frozen):
    """How the hold-out and the folds are drawn.

    Attributes
    ----------
    column : str or None
        Time column for TIME, group column for GROUPED.
    holdout : float
        Share of rows locked away, 0.1 to 0.4. For TIME these are the latest rows.
    folds : int
        Number of cross-validation folds inside the rest, 2 to 10.
    gap : float
        For TIME, how much lies at least between the last row that is learnt from and the first that
        judges, in `gap_unit`; 0 for nothing. It holds before the hold-out and in each fold.
    """

    strategy: SplitStrategy
    column: str | None = None
    holdout: float = Field(default=0.2, ge=0.1, le=0.4)
    folds: int = Field(default=4, ge=2, le=10)
    seed: int = 0
    gap: float = Field(default=0, ge=0, le=LONGEST_GAP)
    gap_unit: GapUnit = GapUnit.DAYS
    reason: str = ""

    @model_validator(mode="after")
    def _gap_needs_time(self) -> Self:
        if self.gap and self.strategy is not SplitStrategy.TIME:
            raise ValueError("only a split by time has a gap")
        return self

    @property
    def gap_in_words(self) -> str:
        """The gap, such as "7 days"; empty for none."""
        return gap_words(self.gap, self.gap_unit, self.column)

    @property
    def in_words(self) -> str:
        """How the rows are divided, in a sentence."""
        how = {
            SplitStrategy.TIME: f"the latest {self.holdout:.0%} of the rows by {self.column} are kept back",
            SplitStrategy.GROUPED: f"whole groups of {self.column}, about {self.holdout:.0%} of the rows, are "
            f"kept back (seed {self.seed})",
            SplitStrategy.STRATIFIED: f"{self.holdout:.0%} of the rows, with the same share of every class, are "
            f"kept back by chance (seed {self.seed})",
            SplitStrategy.RANDOM: f"{self.holdout:.0%} of the rows are kept back by chance (seed {self.seed})",
        }[self.strategy]
        gap = (
            f", and those of the gap of {self.gap_in_words} before them are used by nobody"
            if self.gap
            else ""
        )
        return f"{how}{gap}."


class SolutionDesign(Frozen):
    """Payload of a `solution` record.

    Attributes
    ----------
    positive : str or None
        Label that counts as positive, for binary tasks; written as text.
    features : tuple of str
        Columns that may enter a model.
    unit : str
        What one row stands for, in words; empty where nobody said it.
    horizon : str
        When, after the prediction, the truth is known, in words.
    target_definition : str
        What counts as which value of the target, in words.
    architecture : Architecture
        How predictions come about and reach people.
    constraints : Constraints
        What the charter's requirements forbid the search; nothing in designs from before they did.
    """

    ml_task: MlTask
    task_reason: str
    target: str
    positive: str | None = None
    features: tuple[str, ...]
    metric: str
    metric_reason: str = ""
    split: SplitPlan
    personal_data: tuple[PersonalData, ...] = ()
    unit: Words = ""
    horizon: Words = ""
    target_definition: Words = ""
    architecture: Architecture = Architecture()
    constraints: Constraints = Constraints()

    @model_validator(mode="after")
    def _doubt_needs_a_threshold(self) -> Self:
        if self.architecture.when_unsure is WhenUnsure.ASK and self.ml_task != "binary":
            raise ValueError("only a yes / no question has a threshold to be unsure about")
        return self

    @property
    def unsure_within(self) -> float | None:
        """Distance of a probability from the threshold within which a person is asked, or None."""
        asks = self.architecture.when_unsure is WhenUnsure.ASK
        return self.architecture.unsure_within if asks else None


TASK_WORDS: dict[str, str] = {
    "binary": "a yes / no question",
    "multiclass": "one of several classes",
    "regression": "an amount",
}


def check_against_charter(design: SolutionDesign, charter: Charter) -> None:
    """Raise BadInput when the payoff or a requirement is for another kind of question than the target's.

    So does money as the score of a payoff whose amounts differ by row.
    """
    if charter.payoff.kind != design.ml_task:
        raise BadInput(
            f"The charter's payoff is for {TASK_WORDS[charter.payoff.kind]}, but the target "
            f"{design.target} asks for {TASK_WORDS[design.ml_task]}.",
            "Change the payoff on Business, or the target on Data.",
        )
    if design.metric == MONEY and amount_columns(charter.payoff):
        raise BadInput(
            "Money cannot be the score while the payoff takes amounts from columns.",
            "Choose another score on Solution; decisions are taken by the amounts all the same.",
        )
    check_requirements(charter.requirements, design.ml_task, design.target)


def constrained(design: SolutionDesign, charter: Charter) -> SolutionDesign:
    """Return a design that obeys the charter's requirements, and its own longest time for one row.

    Raises
    ------
    BadInput
        Where two requirements contradict each other, or none of the features may be used.
    """
    constraints = constraints_of(charter.requirements, design.architecture)
    if not any(constraints.allows(column) for column in design.features):
        raise BadInput(
            "The charter's requirements leave no column to learn from.",
            "Change the requirements on columns on Business.",
        )
    return design.model_copy(update={"constraints": constraints})
