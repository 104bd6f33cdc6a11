"""What a charter file says about the solution design: target, split, use and personal data."""

from typing import Annotated

from pydantic import Field, StringConstraints

from core.design.frozen import Frozen
from core.design.solution.architecture import Architecture, Mode, Place, WhenUnsure
from core.design.solution.design import LONGEST_GAP, SolutionDesign, SplitStrategy
from core.design.solution.gap import GapUnit
from core.design.solution.privacy.plan import (
    GENERALISED_KINDS,
    Drop,
    Generalise,
    Keep,
    LegalBasis,
    Mask,
    PrivacyPlan,
    Pseudonymise,
)

MAX_SEED = 2**32 - 1
"""Largest seed that NumPy and scikit-learn take."""

Said = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class SplitOverrides(Frozen):
    """What a file says about the split; None where it leaves the choice to the data."""

    strategy: SplitStrategy | None = None
    column: str | None = None
    holdout: float | None = Field(default=None, ge=0.1, le=0.4)
    folds: int | None = Field(default=None, ge=2, le=10)
    seed: int | None = Field(default=None, ge=0, le=MAX_SEED)
    gap: float | None = Field(default=None, ge=0, le=LONGEST_GAP)
    gap_unit: GapUnit | None = None


class DesignOverrides(Frozen):
    """What a file says about the solution design; None or empty where the data decides.

    Attributes
    ----------
    leave_out : tuple of str
        Columns that never enter a model.
    unit, horizon, target_definition : str or None
        As in the solution design.
    privacy : PrivacyPlan or None
        What is done to personal data before a model sees it.
    """

    target: str | None = None
    positive: str | None = None
    metric: str | None = None
    unit: Said | None = None
    horizon: Said | None = None
    target_definition: Said | None = None
    leave_out: tuple[str, ...] = ()
    split: SplitOverrides = SplitOverrides()
    architecture: Architecture | None = None
    privacy: PrivacyPlan | None = None

    @property
    def is_more_than_target(self) -> bool:
        """Tell whether anything but the target is chosen."""
        return self.model_copy(update={"target": None}) != DesignOverrides()


ACTIONS: dict[str, type[Frozen]] = {
    "keep": Keep,
    "drop": Drop,
    "mask": Mask,
    "pseudonymise": Pseudonymise,
    "generalise": Generalise,
}
DESIGN_FIELDS: dict[tuple[str, ...], list[str]] = {
    ("design",): list(DesignOverrides.model_fields),
    ("design", "split"): list(SplitOverrides.model_fields),
    ("design", "architecture"): list(Architecture.model_fields),
    ("design", "privacy"): list(PrivacyPlan.model_fields),
    **{("design", "privacy", "actions", kind): list(cls.model_fields) for kind, cls in ACTIONS.items()},
}
"""Names that each block of the design may hold."""

DESIGN_CHOICES = {
    "strategy": f"one of {', '.join(SplitStrategy)}",
    "gap_unit": f"one of {', '.join(GapUnit)}",
    "mode": f"one of {', '.join(Mode)}",
    "place": f"one of {', '.join(Place)}",
    "when_unsure": f"one of {', '.join(WhenUnsure)}",
    "legal_basis": f"one of {', '.join(LegalBasis)}",
    "to": f"one of {', '.join(GENERALISED_KINDS)}",
}
ACTION_KINDS = f"one of {', '.join(ACTIONS)}"


def overrides_of(
    design: SolutionDesign, leave_out: tuple[str, ...] = (), privacy: PrivacyPlan | None = None
) -> DesignOverrides:
    """Return a solution design, and the privacy plan beside it, as the choices that a file would name."""
    split = design.split
    is_by_time = split.strategy is SplitStrategy.TIME
    return DesignOverrides(
        target=design.target,
        positive=design.positive,
        metric=design.metric,
        unit=design.unit or None,
        horizon=design.horizon or None,
        target_definition=design.target_definition or None,
        leave_out=leave_out,
        split=SplitOverrides(
            strategy=split.strategy,
            column=split.column,
            holdout=split.holdout,
            folds=split.folds,
            seed=split.seed,
            gap=split.gap if is_by_time else None,
            gap_unit=split.gap_unit if is_by_time else None,
        ),
        architecture=design.architecture,
        privacy=privacy,
    )
