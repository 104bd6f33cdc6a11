"""Business: write the charter."""

from dataclasses import dataclass
from typing import Any, BinaryIO

from pydantic import ValidationError

from core.design.business.charter import Charter
from core.design.business.drafts import DRAFTS, FIRST_OF_KIND, Draft
from core.design.business.payoff_terms import BinaryPayoff, MulticlassPayoff, Payoff, RegressionPayoff
from core.design.business.requirements import Requirement, RequirementKind
from core.design.data.columns import Role, Roles
from core.design.solution.design import TASK_WORDS, MlTask, SolutionDesign
from core.errors import BadInput
from core.lifecycle.records import Record
from core.lifecycle.staleness import History
from core.services.privacy import protection
from core.services.workspace import MACHINE, Workspace, load

NEUTRAL: dict[str, Payoff] = {
    "binary": BinaryPayoff(currency="points", true_positive=1, false_positive=-1),
    "multiclass": MulticlassPayoff(currency="points", correct=1, wrong=-1),
    "regression": RegressionPayoff(currency="points", over=1, under=1),
}

QUESTIONS: dict[str, str] = TASK_WORDS
PAYOFFS: dict[str, type[Payoff]] = {
    "binary": BinaryPayoff,
    "multiclass": MulticlassPayoff,
    "regression": RegressionPayoff,
}
NEEDED = {"goal": "The goal is empty.", "decision": "The decision is empty."}


@dataclass(frozen=True)
class BusinessView:
    """What the Business page shows.

    Attributes
    ----------
    version : int
        Version of the newest charter; 0 before the first.
    asked : str or None
        ML task that the target asks for, once a solution is designed.
    file : str
        Charter and design on record as YAML; empty before the first charter.
    """

    charter: Charter | None
    version: int
    saved_by: str
    drafts: dict[str, Draft]
    asked: str | None
    file: str


def business_view(workspace: Workspace, project: str) -> BusinessView:
    """Return the newest charter and what a person may start from."""
    history = workspace.history(project)
    record, solution = history.latest("charter"), history.latest("solution")
    return BusinessView(
        charter=load(record, Charter) if record else None,
        version=record.version if record else 0,
        saved_by=record.author if record else "",
        drafts=DRAFTS,
        asked=solution.payload["ml_task"] if solution else None,
        file=charter_file(history),
    )


def charter_file(history: History) -> str:
    """Return the charter and, once there is one, the solution design on record as YAML; else ""."""
    from core.design.business.charter_file import charter_yaml

    charter, solution, roles = (history.latest(kind) for kind in ("charter", "solution", "roles"))
    if charter is None:
        return ""
    if solution is None or roles is None:
        return charter_yaml(load(charter, Charter), None)
    design = load(solution, SolutionDesign)
    usable = load(roles, Roles).columns(Role.FEATURE)
    leave_out = tuple(name for name in usable if name not in (*design.features, design.target))
    protected = protection(history)
    return charter_yaml(load(charter, Charter), design, leave_out, protected.plan if protected else None)


def answers_from_file(stream: BinaryIO, name: str) -> tuple[dict[str, Any], list[str]]:
    """Return the answers that an uploaded charter file holds.

    Returns
    -------
    answers : dict
        As for `charter_from_answers`.
    chosen : list of str
        Fields of the solution design that the file names beside them.

    Raises
    ------
    BadInput
        Naming the file and the field that cannot be used.
    """
    from core.services.charter_choices import read_charter_stream

    file = read_charter_stream(stream, name)
    chosen = file.design_overrides.model_dump(exclude_defaults=True)
    return file.charter.model_dump(mode="json"), list(chosen)


def first_draft(question: str) -> Draft:
    """Return the typical case whose examples explain the payoff of a kind of question."""
    return FIRST_OF_KIND[question]


def charter_from_answers(answers: dict[str, Any]) -> Charter:
    """Return the charter that a person's answers make; requirements are numbered in their order.

    Parameters
    ----------
    answers : dict
        goal, decision, stakeholder; payoff (dict with kind, currency and amounts, each a number or a
        dict with column, factor and plus); requirements (list of dict with kind, limit, asked_by, note);
        where stated today, rows_per_year, cost_once, cost_per_year.

    Raises
    ------
    BadInput
        Naming the first answer that is missing or out of range.
    """
    for field, message in NEEDED.items():
        if not str(answers.get(field) or "").strip():
            raise BadInput(message, "Write one sentence.")
    if not answers.get("requirements"):
        raise BadInput("There is no requirement.", "Add at least one: a release is judged by it.")
    numbered = [{**demand, "number": f"R{n}"} for n, demand in enumerate(answers["requirements"], start=1)]
    try:
        return Charter.model_validate({**answers, "requirements": numbered})
    except ValidationError as error:
        first = error.errors()[0]
        place = " ".join(str(part) for part in first["loc"] if not isinstance(part, int))
        raise BadInput(f"{place}: {first['msg']}.", "Correct this answer and save again.") from error


def break_even(payoff: Payoff) -> float | None:
    """Return the probability from which acting pays; None where theory gives none, or one for each row."""
    from core.design.business.decision import depends_on_row
    from core.design.business.payoff import NEVER_ACT, theoretical_threshold

    if not isinstance(payoff, BinaryPayoff) or depends_on_row(payoff):
        return None
    threshold = theoretical_threshold(payoff)
    return None if threshold is None or threshold >= NEVER_ACT else threshold


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
