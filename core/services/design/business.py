"""Business: write the charter and put it on record, from answers or from a file."""

from dataclasses import dataclass
from typing import Any, BinaryIO

from pydantic import ValidationError

from core.design.business.charter import Charter
from core.design.business.drafts import DRAFTS, FIRST_OF_KIND, Draft
from core.design.business.payoff_terms import (
    CELLS,
    BinaryPayoff,
    MulticlassPayoff,
    Payoff,
    RegressionPayoff,
)
from core.design.business.requirements import ALLOWS, Requirement, RequirementKind, needed_fields
from core.design.business.row_amounts import MeanAmounts
from core.design.business.surroundings import Surroundings
from core.design.data.columns import ColumnKind, Dataset, Role, Roles
from core.design.solution.design import TASK_WORDS, MlTask, SolutionDesign
from core.errors import BadInput
from core.lifecycle.records import Record
from core.lifecycle.staleness import History
from core.services.design.requirements import TracedRequirement as Traced
from core.services.design.requirements import requirement_trace
from core.services.privacy.protection import protection
from core.services.workspace import MACHINE, Workspace, load

__all__ = ["CELLS", "DRAFTS", "BinaryPayoff", "Draft", "MeanAmounts", "Traced"]

PROPOSED_WHYS = frozenset(
    requirement.note for draft in DRAFTS.values() for requirement in draft.charter.requirements
)
"""Reasons that typical cases give for their requirements; each is about its own kind."""

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
PAIRS = {
    "capacity": ("rows", "of", "The limit on rows acted on is half stated."),
    "today": ("acted", "right", "What is done today is half stated."),
}


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
    columns, numbers : list of str
        Columns of the data but its target, and those of them that hold numbers; empty before the first file.
    traced : list of TracedRequirement
        Where each requirement on record acts, and what was last said about it.
    """

    charter: Charter | None
    version: int
    saved_by: str
    drafts: dict[str, Draft]
    asked: str | None
    file: str
    columns: list[str]
    numbers: list[str]
    traced: list[Traced]


def business_view(workspace: Workspace, project: str) -> BusinessView:
    """Return the newest charter and what a person may start from."""
    history = workspace.history(project)
    record, solution = history.latest("charter"), history.latest("solution")
    kinds = _column_kinds(history)
    return BusinessView(
        charter=load(record, Charter) if record else None,
        version=record.version if record else 0,
        saved_by=record.author if record else "",
        drafts=DRAFTS,
        asked=solution.payload["ml_task"] if solution else None,
        file=charter_file(history),
        columns=list(kinds),
        numbers=[name for name, kind in kinds.items() if kind is ColumnKind.NUMBER],
        traced=requirement_trace(workspace, project) if record else [],
    )


def _column_kinds(history: History) -> dict[str, ColumnKind]:
    record, roles = history.latest("dataset"), history.latest("roles")
    target = load(roles, Roles).target if roles else None
    columns = load(record, Dataset).columns if record else ()
    return {column.name: column.kind for column in columns if column.name != target}


def target_labels(workspace: Workspace, project: str, most: int = 20) -> list[str]:
    """Return the labels of the target on record, most frequent first; empty where there are none, or too many."""
    from core.design.solution.task import label_counts

    history = workspace.history(project)
    record, roles = history.latest("dataset"), history.latest("roles")
    target = load(roles, Roles).target if roles else None
    if record is None or target is None:
        return []
    fingerprint = load(record, Dataset).fingerprint
    labels = list(label_counts(workspace.datasets.get(fingerprint, [target])[target]))
    return labels if len(labels) <= most else []


def fields_of(kind: str) -> tuple[str, ...]:
    """Return the fields that a kind of requirement needs or may have."""
    known = RequirementKind(kind)
    return (*needed_fields(known), *(field for field in ALLOWS.get(known, ()) if field != "limit"))


def charter_file(history: History) -> str:
    """Return the charter and, once there is one, the solution design on record as YAML; else ""."""
    from core.design.business.charter_file import charter_yaml
    from core.services.design.engagement import around_on_record

    charter, solution, roles = (history.latest(kind) for kind in ("charter", "solution", "roles"))
    if charter is None:
        return ""
    around = around_on_record(history)
    if solution is None or roles is None:
        return charter_yaml(load(charter, Charter), None, around=around)
    design = load(solution, SolutionDesign)
    usable = load(roles, Roles).columns(Role.FEATURE)
    leave_out = tuple(name for name in usable if name not in (*design.features, design.target))
    protected = protection(history)
    privacy = protected.plan if protected else None
    return charter_yaml(load(charter, Charter), design, leave_out, privacy, around)


def answers_from_file(stream: BinaryIO, name: str) -> tuple[dict[str, Any], list[str], Surroundings]:
    """Return the answers that an uploaded charter file holds.

    Returns
    -------
    answers : dict
        As for `charter_from_answers`.
    chosen : list of str
        Fields of the solution design that the file names beside them.
    around : Surroundings
        Background, people and risks, as far as the file states them.

    Raises
    ------
    BadInput
        Naming the file and the field that cannot be used.
    """
    from core.services.design.charter_choices import read_charter_stream

    file = read_charter_stream(stream, name)
    chosen = file.design_overrides.model_dump(exclude_defaults=True)
    return file.charter.model_dump(mode="json"), list(chosen), file.around


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
    _check_pairs(answers)
    numbered = [{**demand, "number": f"R{n}"} for n, demand in enumerate(answers["requirements"], start=1)]
    try:
        return Charter.model_validate({**answers, "requirements": numbered})
    except ValidationError as error:
        from core.design.business.charter_file import refusal

        raise refusal(error) from error


def _check_pairs(answers: dict[str, Any]) -> None:
    blocks = {"capacity": answers["payoff"].get("capacity"), "today": answers.get("today")}
    for name, (one, other, message) in PAIRS.items():
        found = blocks[name] or {}
        if not found.get("column") and (found.get(one) is None) != (found.get(other) is None):
            raise BadInput(message, "Fill in both figures, or neither.")
    today = answers.get("today")
    if today is not None and not any(value is not None and value != "" for value in today.values()):
        raise BadInput("What is done today is not stated.", "Fill it in, or choose Not stated.")


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
