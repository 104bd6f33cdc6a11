"""What a charter file may say around the charter: background, people and risks."""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from core.design.business.background import Background, Milestone, Term
from core.design.business.people import Part, People, Person
from core.design.business.risks import Risk, RiskRegister, Standing
from core.errors import BadInput
from core.lifecycle.steps import BY_CODE


@dataclass(frozen=True)
class Surroundings:
    """Background, people and risks; None for what is not stated."""

    background: Background | None = None
    people: People | None = None
    risks: RiskRegister | None = None


AROUND_MODELS: tuple[type[BaseModel], ...] = (Background, Milestone, Term, Person, Risk)
AROUND_FIELDS: dict[tuple[str, ...], list[str]] = {
    ("background",): list(Background.model_fields),
    ("background", "plan"): list(Milestone.model_fields),
    ("background", "glossary"): list(Term.model_fields),
    ("people",): list(Person.model_fields),
    ("risks",): list(Risk.model_fields),
}
AROUND_CHOICES = {"part": f"one of {', '.join(Part)}", "standing": f"one of {', '.join(Standing)}"}


def around_content(around: Surroundings) -> dict[str, Any]:
    """Return the blocks of a charter file, each only where it is stated."""
    found: dict[str, Any] = {}
    if around.background is not None:
        found["background"] = around.background.model_dump(mode="json")
    if around.people is not None:
        found["people"] = around.people.model_dump(mode="json")["people"]
    if around.risks is not None:
        found["risks"] = around.risks.model_dump(mode="json")["risks"]
    return found


def number_risks(risks: Any) -> None:
    """Give each risk without a code one of its own, by its place."""
    for place, risk in enumerate(risks if isinstance(risks, list) else [], start=1):
        if isinstance(risk, dict):
            risk.setdefault("code", f"own-{place}")


def check_risks(risks: tuple[Risk, ...]) -> None:
    """Raise BadInput for the first risk whose code is taken or whose step does not exist."""
    codes = [risk.code for risk in risks]
    for place, risk in enumerate(risks, start=1):
        if risk.step not in BY_CODE:
            raise BadInput(
                f"risks {place}.step: there is no step {risk.step}.", f"Use one of {', '.join(BY_CODE)}."
            )
        if codes.count(risk.code) > 1:
            raise BadInput(f"risks: {risk.code} is used twice.", "Give each risk its own code.")
