"""Clearance: what stands between a tested model and its release, asked anew at the moment of signing."""

from dataclasses import dataclass

from core.design.business.charter import Charter
from core.design.business.requirements import RequirementKind
from core.lifecycle.staleness import History
from core.services.deployment.testing import age_days
from core.services.design.engagement import open_risks
from core.services.workspace import load, need


@dataclass(frozen=True)
class Obstacle:
    """What forbids a release.

    Attributes
    ----------
    what, why : str
        The fact in short, and its reason with names or figures.
    send_back_to : str
        Code of the step that can remove it.
    remedy : str
        What to do there.
    """

    what: str
    why: str
    send_back_to: str
    remedy: str


def obstacle(history: History) -> Obstacle | None:
    """Return the first thing that forbids the release, or None where nothing does.

    The test report is one moment; risks and the model's age go on after it, so both are looked at again.
    Raises NotReady without a test report, a candidate or a charter.
    """
    return _of_report(history) or _of_risks(history) or _of_age(history)


def _of_report(history: History) -> Obstacle | None:
    report = need(history, "test_report").payload
    if history.is_stale("test_report"):
        why = "Something changed since the gates were asked."
        return Obstacle("The test report is out of date.", why, "test", "Test again.")
    if report["verdict"] == "pass":
        return None
    failed = next(gate for gate in report["gates"] if gate["verdict"] not in ("pass", "warn"))
    return Obstacle(
        "The release is blocked.", report["summary"], failed["send_back_to"], "Do what the gate says."
    )


def _of_risks(history: History) -> Obstacle | None:
    risks = open_risks(history)
    if not risks:
        return None
    named = "; ".join(risk.title for risk in risks)
    count = "1 serious risk is" if len(risks) == 1 else f"{len(risks)} serious risks are"
    return Obstacle(
        "The release is blocked.",
        f"Since the test, {count} open in the register: {named}.",
        "business",
        "Answer the risk, or accept it by name, on Business under Risks.",
    )


def _of_age(history: History) -> Obstacle | None:
    from core.deployment.age import age_words

    days = age_days(need(history, "candidate"))
    for requirement in load(need(history, "charter"), Charter).requirements:
        if requirement.kind is RequirementKind.MAX_AGE_DAYS and days > requirement.figure:
            return Obstacle(
                "The model has become too old.",
                f"It was fitted {age_words(days)} ago; requirement {requirement.number} allows "
                f"{requirement.figure:,.10g} days.",
                "train",
                "Train again with recent rows.",
            )
    return None
