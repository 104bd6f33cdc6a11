"""Checks of requirements on how a model decides: fairness, readability, direction and columns."""

from core.deployment.gates.evidence import Evidence
from core.deployment.gates.verdict import (
    CANNOT_TELL,
    FAIL,
    PASS,
    Finding,
    at_most,
    is_known,
    not_measured,
    shown,
    shown_interval,
)
from core.design.business.requirements import Gap, ModelClass, Requirement
from core.development.fairness import MIN_GROUP_ROWS, GroupGap

COMPARED: dict[Gap, str] = {
    Gap.SELECTION_RATE: "the share that is acted on",
    Gap.TRUE_POSITIVE_RATE: "the share of real cases that is acted on",
    Gap.METRIC: "the score",
}
CLASS_WORDS: dict[ModelClass, str] = {
    ModelClass.FORMULA: "a formula, one weighted sum of the columns",
    ModelClass.SMALL_TREES: "small trees of at most two questions, or a formula",
    ModelClass.ANY: "any kind of model",
}
MOST_NAMED = 5


def fairness(evidence: Evidence, requirement: Requirement, _: str) -> Finding:
    """Judge the widest gap between groups: a gap that chance may explain is not called unfair, nor fair.

    Pass where the gap is within the limit, fail where its whole interval lies above, else cannot tell.
    """
    column, limit = str(requirement.column), requirement.figure
    if evidence.features is not None and column in evidence.features:
        return Finding(
            FAIL, f"The model uses {column} itself, so it treats its groups differently by design."
        )
    gap = (evidence.gaps or {}).get(requirement.number)
    if gap is None:
        said = f"The rows have no column {column}, or not what is needed to compare its groups"
        return Finding(CANNOT_TELL, f"{said}; required is a gap of at most {limit:,.10g}.")
    if not is_known(gap.gap):
        return Finding(CANNOT_TELL, f"Fewer than two groups of {column} can be judged.{_left_out(gap)}")
    judged = at_most(gap.gap, limit, "", _gap_words(gap, requirement), (gap.low, gap.high))
    said = judged.evidence + _left_out(gap)
    if judged.verdict == FAIL and gap.low <= limit:
        chance = " Chance alone may explain it: more rows of both groups are needed."
        return Finding(CANNOT_TELL, said + chance, judged.margin, judged.margin_interval)
    return Finding(judged.verdict, said, judged.margin, judged.margin_interval)


def interpretable(evidence: Evidence, requirement: Requirement, _: str) -> Finding:
    """Judge whether the model is at least as readable as the class that is accepted."""
    asked, found = requirement.model or ModelClass.ANY, evidence.model_class
    if found is None:
        return not_measured(CLASS_WORDS[asked])
    verdict = PASS if found.rank <= asked.rank else FAIL
    is_what = CLASS_WORDS[found] if found is not ModelClass.ANY else "of a kind that no person can read"
    return Finding(verdict, f"The model is {is_what}; required is {CLASS_WORDS[asked]}.")


def monotone(evidence: Evidence, requirement: Requirement, _: str) -> Finding:
    """Judge whether any row's prediction moved against the direction."""
    check = (evidence.directions or {}).get(requirement.number)
    if check is None:
        return Finding(CANNOT_TELL, f"{requirement.column} is no column of numbers that could be moved.")
    if not check.is_used:
        return Finding(PASS, f"The model does not use {requirement.column}, so no prediction follows it.")
    moved = (
        f"{requirement.column} was moved from {shown(check.low)} to {shown(check.high)} "
        f"in {check.points} steps for {check.rows:,} rows"
    )
    wrong = "fell" if requirement.direction == "rising" else "rose"
    if not check.against:
        return Finding(PASS, f"{moved}: no prediction ever {wrong}.")
    most = f"by up to {shown(check.largest)} between neighbouring values"
    return Finding(FAIL, f"{moved}: the prediction of {check.against:,} of them {wrong}, {most}.")


def only_columns(evidence: Evidence, requirement: Requirement, _: str) -> Finding:
    """Judge whether a prediction needs nothing but the columns that are listed."""
    if evidence.features is None:
        return not_measured("a list of the columns that the model needs")
    return _needed([name for name in evidence.features if name not in requirement.columns], evidence.features)


def without_columns(evidence: Evidence, requirement: Requirement, _: str) -> Finding:
    """Judge whether a prediction needs none of the columns that are listed."""
    if evidence.features is None:
        return not_measured("a list of the columns that the model needs")
    return _needed([name for name in requirement.columns if name in evidence.features], evidence.features)


def _needed(forbidden: list[str], features: tuple[str, ...]) -> Finding:
    if forbidden:
        return Finding(FAIL, f"A prediction needs {_named(forbidden)}, which it must not.")
    return Finding(PASS, f"A prediction needs {_named(list(features))}, and nothing that it must not.")


def _named(columns: list[str]) -> str:
    more = f" and {len(columns) - MOST_NAMED} more" if len(columns) > MOST_NAMED else ""
    return ", ".join(columns[:MOST_NAMED]) + more


def _gap_words(gap: GroupGap, requirement: Requirement) -> str:
    most, least = gap.groups[0], gap.groups[-1]
    return (
        f"{COMPARED[requirement.compared]} is {shown(most.figure)} for {requirement.column} {most.group} "
        f"({most.rows:,} rows) and {shown(least.figure)} for {least.group} ({least.rows:,} rows), a gap of "
        f"{shown(gap.gap)}{shown_interval((gap.low, gap.high))}"
    )


def _left_out(gap: GroupGap) -> str:
    if not gap.too_small:
        return ""
    groups = "group was" if len(gap.too_small) == 1 else "groups were"
    return f" {len(gap.too_small)} {groups} not judged: too few rows, {MIN_GROUP_ROWS} are needed."
