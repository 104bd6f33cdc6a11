"""Constraints: what the charter's requirements forbid the search, read off their kinds."""

from typing import Literal

from core.design.business.requirements import Direction, Gap, ModelClass, Requirement, RequirementKind
from core.design.frozen import Frozen
from core.design.solution.architecture import Architecture
from core.design.solution.row_limit import row_limit
from core.errors import BadInput

SIGNS: dict[Direction, Literal[-1, 1]] = {"rising": 1, "falling": -1}
QUESTION_GAPS = (Gap.SELECTION_RATE, Gap.TRUE_POSITIVE_RATE)


class Constraints(Frozen):
    """What a model must keep to, whatever its score.

    Attributes
    ----------
    interpretable : ModelClass
        The least readable class of models that may be tried.
    monotone : dict
        Column to 1 (the prediction never falls as it rises) or -1 (never rises).
    latency_ms, size_mb : float or None
        Most milliseconds for one row, most megabytes (10^6 bytes) of the model file.
    only_columns : tuple of str or None
        The columns that alone may be used; None for all.
    without_columns : tuple of str
        Columns that may not be used.
    """

    interpretable: ModelClass = ModelClass.ANY
    monotone: dict[str, Literal[-1, 1]] = {}
    latency_ms: float | None = None
    size_mb: float | None = None
    only_columns: tuple[str, ...] | None = None
    without_columns: tuple[str, ...] = ()

    def allows(self, column: str) -> bool:
        """Tell whether a column may be used."""
        is_listed = self.only_columns is None or column in self.only_columns
        return is_listed and column not in self.without_columns


def constraints_of(
    requirements: tuple[Requirement, ...], architecture: Architecture | None = None
) -> Constraints:
    """Return what a charter's requirements ask of the search; of two limits the tighter one.

    A time for one row that a person wrote into the architecture counts as a requirement's does.

    The sensitive column of a fairness requirement is kept out too: a model that uses it treats its
    groups differently by design.

    Raises
    ------
    BadInput
        Where two requirements contradict each other, naming both.
    """
    kinds = RequirementKind
    classes = [r.model for r in requirements if r.model is not None]
    only = [set(r.columns) for r in requirements if r.kind is kinds.ONLY_COLUMNS]
    kept_out = [c for r in requirements if r.kind is kinds.WITHOUT_COLUMNS for c in r.columns]
    sensitive = [str(r.column) for r in requirements if r.kind is kinds.FAIRNESS_GAP]
    limit = row_limit(requirements, architecture or Architecture())
    return Constraints(
        interpretable=min(classes, key=lambda model: model.rank, default=ModelClass.ANY),
        monotone=_directions([r for r in requirements if r.kind is kinds.MONOTONE]),
        latency_ms=limit.milliseconds if limit.is_asked else None,
        size_mb=_least([r.figure for r in requirements if r.kind is kinds.MODEL_MB]),
        only_columns=tuple(sorted(set.intersection(*only))) if only else None,
        without_columns=tuple(dict.fromkeys([*kept_out, *sensitive])),
    )


def check_requirements(requirements: tuple[Requirement, ...], ml_task: str, target: str) -> None:
    """Raise BadInput for the first requirement that the target's kind of question cannot answer."""
    for requirement in requirements:
        problem = _problem(requirement, ml_task)
        if problem:
            raise BadInput(
                f"Requirement {requirement.number} {problem}, which {target} does not ask.",
                "Change the requirement on Business, or the target on Data.",
            )


def _problem(requirement: Requirement, ml_task: str) -> str:
    if requirement.kind is RequirementKind.MONOTONE and ml_task == "multiclass":
        return f"wants a prediction that follows {requirement.column}: a yes / no question or an amount"
    is_gap = requirement.kind is RequirementKind.FAIRNESS_GAP
    if is_gap and requirement.compared in QUESTION_GAPS and ml_task != "binary":
        return "compares how often a decision acts: a yes / no question"
    return ""


def _directions(requirements: list[Requirement]) -> dict[str, Literal[-1, 1]]:
    found: dict[str, Requirement] = {}
    for requirement in requirements:
        earlier = found.setdefault(str(requirement.column), requirement)
        if earlier.direction != requirement.direction:
            raise BadInput(
                f"Requirements {earlier.number} and {requirement.number} contradict each other: the "
                f"prediction cannot both rise and fall with {requirement.column}.",
                "Take one of them back on Business.",
            )
    return {column: SIGNS[r.direction] for column, r in found.items() if r.direction is not None}


def _least(limits: list[float]) -> float | None:
    return min(limits, default=None)
