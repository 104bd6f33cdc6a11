"""The privacy plan as a person fills it in: what is proposed for each column, and the plan of the answers."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pydantic import ValidationError

from core.design.data.columns import Column, ColumnKind, Dataset, Role, Roles
from core.design.data.personal import PersonalData
from core.design.solution.privacy.made_up import preview_action
from core.design.solution.privacy.plan import (
    GENERALISED_KINDS,
    Action,
    LegalBasis,
    PrivacyPlan,
)
from core.errors import BadInput
from core.services.privacy.protection import protection
from core.services.workspace import Workspace, load, need

__all__ = ["LegalBasis", "PrivacyPlan", "preview_action"]
Answers = dict[str, Any]
DEFAULT_KEEP_DAYS = 365
ACTIONS = {
    "keep": "Keep, for a reason",
    "drop": "Drop the column",
    "mask": "Mask: first letters only",
    "pseudonymise": "Pseudonymise: a keyed code in place of each value",
    "year": "Generalise to the year",
    "month": "Generalise to the month",
    "bands": "Generalise to bands of numbers",
    "prefix": "Generalise to the first characters",
}
"""What a person can choose, by code; the last four are kinds of generalising."""


@dataclass(frozen=True)
class PrivacyView:
    """What the page shows of personal data.

    Attributes
    ----------
    columns : dict of str to Column
        The columns of the newest dataset.
    found : dict of str to PersonalData
        Columns that seem to hold personal data.
    proposed : dict of str to str
        Action proposed for each column that was found or identifies a row, by its code in `ACTIONS`.
    plan : PrivacyPlan or None
        The plan in force.
    before : dict of str to Column
        The columns before the plan in force, which a changed plan is about; empty without one.
    next_plan : PrivacyPlan or None
        The changed plan that waits for the file.
    """

    columns: dict[str, Column]
    found: dict[str, PersonalData]
    proposed: dict[str, str]
    target: str | None
    plan: PrivacyPlan | None
    until: date
    before: dict[str, Column] = field(default_factory=dict)
    next_plan: PrivacyPlan | None = None


def privacy_view(workspace: Workspace, project: str, found: tuple[PersonalData, ...]) -> PrivacyView:
    """Return the columns with what is proposed for them, and the plan in force."""
    history = workspace.history(project)
    dataset, roles = load(need(history, "dataset"), Dataset), load(need(history, "roles"), Roles)
    columns = {column.name: column for column in dataset.columns}
    held = {item.column: item for item in found if item.column in columns}
    keys = roles.columns(Role.IDENTIFIER)
    named = [name for name in columns if (name in held or name in keys) and name != roles.target]
    now = protection(history)
    return PrivacyView(
        columns=columns,
        found=held,
        proposed={name: _proposed(columns[name], is_key=name in keys) for name in named},
        target=roles.target,
        plan=now.plan if now else None,
        until=datetime.now(UTC).date() + timedelta(days=DEFAULT_KEEP_DAYS),
        before={column.name: column for column in now.columns} if now else {},
        next_plan=now.next_plan if now else None,
    )


def view_for_change(view: PrivacyView) -> PrivacyView:
    """Return what the page asks where a plan is changed: the columns before it, with what is done to them."""
    done = {action.column: answers_of(action)["action"] for action in view.plan.actions} if view.plan else {}
    until = view.plan.retention_until if view.plan else view.until
    return replace(view, columns=view.before, proposed=done, until=until)


def answers_of(action: Action) -> Answers:
    """Return the answers that make an action: the opposite of `action_of`."""
    said = action.model_dump()
    return {**said, "action": said.get("to", said["action"])}


def possible_actions(column: Column, *, is_target: bool = False) -> list[str]:
    """Return the codes of the actions that fit a column."""
    coarser = [to for to in ACTIONS if column.kind in GENERALISED_KINDS.get(to, ())]
    plain = [code for code in ("keep", "drop", "mask", "pseudonymise") if not (is_target and code == "drop")]
    return [*plain, *coarser]


def action_of(column: str, answers: Answers) -> Action:
    """Return one column's action.

    Parameters
    ----------
    answers : dict
        action (a code of `ACTIONS`), reason, and width or length where the action needs it.

    Raises
    ------
    BadInput
        Where something that the action needs is missing.
    """
    plan = _validated([_action(column, answers)], "preview", LegalBasis.CONSENT, date.max)
    return plan.actions[0]


def plan_from_answers(
    purpose: str, legal_basis: str, until: date, actions: dict[str, Answers]
) -> PrivacyPlan:
    """Return the plan that a person's answers make; raises BadInput naming what is missing."""
    if not purpose.strip():
        raise BadInput("The plan has no purpose.", "Write in one sentence why personal data is used.")
    content = [_action(column, answers) for column, answers in actions.items()]
    return _validated(content, purpose.strip(), legal_basis, until)


def _validated(actions: list[Answers], purpose: str, legal_basis: str, until: date) -> PrivacyPlan:
    for action in actions:
        if action["action"] == "keep" and not action["reason"]:
            raise BadInput(f"{action['column']} is kept without a reason.", "Write why it is needed.")
    try:
        return PrivacyPlan.model_validate(
            {
                "purpose": purpose,
                "legal_basis": legal_basis,
                "retention_until": until,
                "actions": actions,
            }
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(f"The privacy plan: {first['msg']}.", "Correct this answer.") from error


def _action(column: str, answers: Answers) -> Answers:
    code = answers["action"]
    said = {"column": column, "reason": str(answers.get("reason") or "").strip()}
    if code not in GENERALISED_KINDS:
        return {"action": code, **said}
    settings = {name: answers[name] for name in ("width", "length", "groups") if answers.get(name)}
    return {"action": "generalise", "to": code, **settings, **said}


def _proposed(column: Column, *, is_key: bool) -> str:
    if is_key:
        return "pseudonymise"
    return "year" if column.kind is ColumnKind.DATE else "drop"
