"""The gates of requirements: one for each numbered demand of the charter, by its kind."""

from collections.abc import Callable
from dataclasses import dataclass

from core.deployment.gates import of_figures, of_models
from core.deployment.gates.evidence import Evidence
from core.deployment.gates.verdict import CANNOT_TELL, Finding, Gate
from core.design.business.charter import Charter
from core.design.business.requirements import Requirement, RequirementKind

Check = Callable[[Evidence, Requirement, str], Finding]
SMALLER = "Go back to Compare and choose a smaller or simpler model."
DEARER = "Go back to Compare and choose the threshold or model that is worth most, or"
ANEW = "Go back to Solution design: confirm it, so that the requirement binds the search, and train again."


@dataclass(frozen=True)
class Demand:
    """What one kind of requirement becomes.

    Attributes
    ----------
    title : str
        The gate's title; {limit}, {currency}, {column} and the like are filled in from the requirement.
    send_back_to : str
        Code of the lifecycle step to go back to.
    """

    title: str
    remedy: str
    send_back_to: str
    check: Check


KINDS = RequirementKind
DEMANDS: dict[RequirementKind, Demand] = {
    KINDS.METRIC: Demand(
        "Quality on the rows kept back (hold-out) meets the limit of {limit}{named}",
        "Go back to Train and tune with more time, data or features, or agree another limit in Business.",
        "train",
        of_figures.quality,
    ),
    KINDS.VALUE_PER_ROW: Demand(
        "Worth at least {limit} {currency} per row on the rows kept back (hold-out)",
        f"{DEARER} to Train and tune.",
        "compare",
        of_figures.value,
    ),
    KINDS.VALUE_OVER_BASELINE: Demand(
        "Worth at least {limit} {currency} per row more than the best simple rule (baseline)",
        f"{DEARER} release the simple rule instead.",
        "compare",
        of_figures.value_over_baseline,
    ),
    KINDS.VALUE_OVER_TODAY: Demand(
        "Worth at least {limit} {currency} per row more than today's process",
        f"{DEARER} keep today's process.",
        "compare",
        of_figures.value_over_today,
    ),
    KINDS.LATENCY_MS: Demand("One row is answered within {limit} ms", SMALLER, "compare", of_figures.latency),
    KINDS.MODEL_MB: Demand("The model file has at most {limit} MB", SMALLER, "compare", of_figures.size),
    KINDS.FAIRNESS_GAP: Demand(
        "Groups of {column} differ by at most {limit} in {compared}",
        "Go back to Compare and choose another threshold or model, or to Data for more rows of the groups.",
        "compare",
        of_models.fairness,
    ),
    KINDS.INTERPRETABLE: Demand(
        "A person can read the model: {model}", ANEW, "solution", of_models.interpretable
    ),
    KINDS.MONOTONE: Demand(
        "The prediction never {against} as {column} rises", ANEW, "solution", of_models.monotone
    ),
    KINDS.MAX_AGE_DAYS: Demand(
        "The model is at most {limit} days old",
        "Go back to Train and tune, and train again with recent rows.",
        "train",
        of_figures.age,
    ),
    KINDS.ONLY_COLUMNS: Demand("Only {columns} may be needed", ANEW, "solution", of_models.only_columns),
    KINDS.WITHOUT_COLUMNS: Demand(
        "A prediction does not need {columns}", ANEW, "solution", of_models.without_columns
    ),
}


def requirement_gates(charter: Charter) -> list[Gate]:
    """Return one gate for each numbered requirement of the charter."""
    return [requirement_gate(requirement, charter.payoff.currency) for requirement in charter.requirements]


def requirement_gate(requirement: Requirement, currency: str) -> Gate:
    """Return the gate of one requirement; values are in `currency`."""
    demand = DEMANDS[requirement.kind]
    return Gate(
        code=requirement.number,
        title=requirement_text(requirement, currency),
        remedy=demand.remedy,
        check=lambda evidence: _explained(
            demand.check(evidence, requirement, currency), evidence, requirement
        ),
        send_back_to=demand.send_back_to,
        requirement=requirement.number,
        asked_by=requirement.asked_by,
    )


def _explained(finding: Finding, evidence: Evidence, requirement: Requirement) -> Finding:
    """Say why a figure is not known, where somebody knows why."""
    reason = (evidence.unknown or {}).get(requirement.kind)
    if finding.verdict != CANNOT_TELL or reason is None:
        return finding
    return Finding(CANNOT_TELL, f"Not measurable because {reason.rstrip('.')}.")


def requirement_text(requirement: Requirement, currency: str) -> str:
    """Return what a requirement demands, in words."""
    return DEMANDS[requirement.kind].title.format(
        limit=f"{requirement.figure:,.10g}",
        currency=currency,
        named=f" in {of_figures.metric_title(requirement.metric)}" if requirement.metric else "",
        column=requirement.column,
        columns=", ".join(requirement.columns),
        compared=of_models.COMPARED[requirement.compared],
        model=of_models.CLASS_WORDS.get(requirement.model, "") if requirement.model else "",
        against="falls" if requirement.direction == "rising" else "rises",
    )
