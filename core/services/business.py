"""Business: write the charter."""

from core.design.charter import (
    BinaryPayoff,
    Charter,
    MulticlassPayoff,
    Payoff,
    RegressionPayoff,
    Requirement,
    RequirementKind,
)
from core.design.solution import MlTask
from core.lifecycle.records import Record
from core.services.workspace import MACHINE, Workspace, load

NEUTRAL: dict[str, Payoff] = {
    "binary": BinaryPayoff(currency="points", true_positive=1, false_positive=-1),
    "multiclass": MulticlassPayoff(currency="points", correct=1, wrong=-1),
    "regression": RegressionPayoff(currency="points", over=1, under=1),
}


def current_charter(workspace: Workspace, project: str) -> Charter | None:
    """Return the newest charter, or None."""
    record = workspace.history(project).latest("charter")
    return load(record, Charter) if record else None


def save_charter(
    workspace: Workspace,
    project: str,
    charter: Charter,
    *,
    author: str = MACHINE,
    reason: str = "",
    expected_version: int | None = None,
) -> Record:
    """Record a charter; requirements must be numbered without gaps or repeats."""
    return workspace.save(
        project, "charter", charter, author=author, reason=reason, expected_version=expected_version
    )


def assumed_charter(ml_task: MlTask, target: str) -> Charter:
    """Return the charter that unattended work assumes: right and wrong weigh the same, in points."""
    floor = Requirement(number="R1", kind=RequirementKind.VALUE_OVER_BASELINE, limit=0.0, asked_by=MACHINE)
    return Charter(
        goal=f"Predict {target}.",
        decision=f"What to do with each row, given its predicted {target}.",
        payoff=NEUTRAL[ml_task],
        requirements=(floor,),
        assumed=True,
    )
