"""The privacy plan: why personal data is used, until when, and what is done to each column of it."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from core.design.data.columns import Column, ColumnKind
from core.design.frozen import Frozen
from core.errors import BadInput

Sentence = Annotated[str, Field(min_length=1, max_length=2_000)]


class LegalBasis(StrEnum):
    """On what ground personal data may be used: the six of the GDPR, article 6 (1)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal obligation"
    VITAL_INTERESTS = "vital interests"
    PUBLIC_TASK = "public task"
    LEGITIMATE_INTERESTS = "legitimate interests"


class Keep(Frozen):
    """Leave the column as it is, for a reason."""

    action: Literal["keep"] = "keep"
    column: str
    reason: Sentence


class Drop(Frozen):
    """Take the column out."""

    action: Literal["drop"] = "drop"
    column: str
    reason: str = ""


class Mask(Frozen):
    """Show the first character of each part only: anna@example.org becomes a***@e***.o***."""

    action: Literal["mask"] = "mask"
    column: str
    reason: str = ""


class Pseudonymise(Frozen):
    """Put a keyed hash (HMAC-SHA256) in place of each value: the same person stays one, unnamed."""

    action: Literal["pseudonymise"] = "pseudonymise"
    column: str
    reason: str = ""


class Generalise(Frozen):
    """Make values coarser.

    Attributes
    ----------
    to : str
        "year" or "month" (dates, to the first day), "bands" (numbers, to the lower end of a band),
        "prefix" (texts, to their first characters) or "groups" (categories, to coarser ones).
    width : float or None
        Width of a band, in the column's unit.
    length : int or None
        Characters that a prefix keeps.
    groups : dict
        Coarser category of each value; any other value becomes "other".
    """

    action: Literal["generalise"] = "generalise"
    column: str
    to: Literal["year", "month", "bands", "prefix", "groups"]
    width: float | None = Field(default=None, gt=0)
    length: int | None = Field(default=None, ge=1, le=20)
    groups: dict[str, str] = {}
    reason: str = ""

    @model_validator(mode="after")
    def _has_its_setting(self) -> "Generalise":
        needed = {
            "bands": ("width", self.width),
            "prefix": ("length", self.length),
            "groups": ("groups", self.groups),
        }
        name, setting = needed.get(self.to, ("", True))
        if not setting:
            raise ValueError(f"to {self.to} needs {name}")
        return self


Action = Annotated[Keep | Drop | Mask | Pseudonymise | Generalise, Field(discriminator="action")]


class PrivacyPlan(Frozen):
    """Why personal data is used, on what ground, until when, and what is done to each column of it.

    Attributes
    ----------
    retention_until : date
        Last day on which the data may be used; new rows are refused afterwards.
    actions : tuple of Action
        At most one a column; other columns stay as they are.
    """

    purpose: Sentence
    legal_basis: LegalBasis
    retention_until: date
    actions: tuple[Action, ...] = ()

    @model_validator(mode="after")
    def _names_each_column_once(self) -> "PrivacyPlan":
        names = [action.column for action in self.actions]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"actions names {', '.join(twice)} twice")
        return self

    def columns(self, *actions: str) -> list[str]:
        """Return the columns that get one of the actions, in the plan's order."""
        return [action.column for action in self.actions if action.action in actions]


GENERALISED_KINDS = {
    "year": (ColumnKind.DATE,),
    "month": (ColumnKind.DATE,),
    "bands": (ColumnKind.NUMBER,),
    "prefix": (ColumnKind.TEXT, ColumnKind.CATEGORY, ColumnKind.NUMBER),
    "groups": (ColumnKind.TEXT, ColumnKind.CATEGORY, ColumnKind.BOOLEAN),
}


def check_plan(plan: PrivacyPlan, columns: tuple[Column, ...], today: date) -> None:
    """Raise BadInput, naming the column, for a plan that a table cannot follow or that is over."""
    if plan.retention_until < today:
        raise BadInput(
            f"The plan keeps the data until {plan.retention_until}, which is past.", "Choose a later day."
        )
    kinds = {column.name: column.kind for column in columns}
    unknown = [action.column for action in plan.actions if action.column not in kinds]
    if unknown:
        raise BadInput(
            f"The plan names columns that are not in the data: {', '.join(unknown)}.", "Correct them."
        )
    for action in plan.actions:
        if isinstance(action, Generalise):
            _check_kind(action, kinds[action.column])
    if set(plan.columns("drop")) == set(kinds):
        raise BadInput("The plan drops every column.", "Keep what the model may learn from.")


def _check_kind(action: Generalise, kind: ColumnKind) -> None:
    allowed = GENERALISED_KINDS[action.to]
    if kind not in (*allowed, ColumnKind.EMPTY):
        wanted = " or ".join(allowed)
        raise BadInput(
            f"{action.column} holds {kind} values; generalising to {action.to} needs {wanted}.",
            "Choose another action for this column.",
        )
