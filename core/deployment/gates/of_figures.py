"""Checks of requirements that put a limit on one figure: quality, money, time, size and age."""

from core.deployment.age import age_words
from core.deployment.gates.evidence import Evidence, Interval
from core.deployment.gates.verdict import (
    CANNOT_TELL,
    Finding,
    at_least,
    at_most,
    is_known,
    shown,
    shown_interval,
)
from core.design.business.requirements import Requirement
from core.development.metrics import METRICS


def metric_title(code: str) -> str:
    """Return a metric's title, or the code itself where no metric has it."""
    return METRICS[code].title if code in METRICS else code


def quality(evidence: Evidence, requirement: Requirement, _: str) -> Finding:
    """Judge the score of the metric that is named, or that of the design."""
    code = requirement.metric or evidence.metric
    if code not in METRICS:
        return Finding(CANNOT_TELL, f"There is no metric {code}; the charter has to name another.")
    if code == evidence.metric:
        score, interval = evidence.score, evidence.score_interval
    else:
        score, interval = (evidence.scores or {}).get(requirement.number, (None, None))
    wording = f"{METRICS[code].title} is {shown(score)}{shown_interval(interval)}"
    judge = at_least if METRICS[code].greater_is_better else at_most
    return judge(score, requirement.figure, "", wording, interval)


def value(evidence: Evidence, requirement: Requirement, currency: str) -> Finding:
    """Judge what the model's decisions are worth."""
    interval = evidence.value_interval
    wording = f"worth {shown(evidence.value_per_row)} {currency} per row{shown_interval(interval)}"
    return at_least(evidence.value_per_row, requirement.figure, f"{currency} per row", wording, interval)


def value_over_baseline(evidence: Evidence, requirement: Requirement, currency: str) -> Finding:
    """Judge by how much the model is worth more than the best simple rung of the ladder."""
    title, reference = evidence.baseline_title, evidence.baseline_value_per_row
    interval = evidence.over_baseline_interval
    return _value_over(title, reference, interval, evidence, requirement, currency)


def value_over_today(evidence: Evidence, requirement: Requirement, currency: str) -> Finding:
    """Judge by how much the model is worth more than what is done today, where the charter says that."""
    if not is_known(evidence.today_value_per_row):
        said = "What today's process is worth is not known: the charter has to describe it."
        return Finding(CANNOT_TELL, said)
    today, interval = evidence.today_value_per_row, evidence.over_today_interval
    return _value_over("today's process", today, interval, evidence, requirement, currency)


def latency(evidence: Evidence, requirement: Requirement, _: str) -> Finding:
    """Judge how long one row takes, contract check included."""
    wording = (
        f"one row takes {shown(evidence.latency_p95_ms)} ms at the 95th percentile, "
        f"{shown(evidence.latency_median_ms)} ms at the median"
    )
    interval = evidence.latency_interval
    wording += shown_interval(interval).replace("interval", "interval of the former")
    return at_most(evidence.latency_p95_ms, requirement.figure, "ms", wording, interval)


def size(evidence: Evidence, requirement: Requirement, _: str) -> Finding:
    """Judge the size of the model's files."""
    wording = f"the model file has {shown(evidence.size_mb)} MB"
    return at_most(evidence.size_mb, requirement.figure, "MB", wording)


def age(evidence: Evidence, requirement: Requirement, _: str) -> Finding:
    """Judge how long ago the model was fitted."""
    wording = f"the model was fitted {age_words(evidence.age_days or 0.0)} ago"
    return at_most(evidence.age_days, requirement.figure, "days", wording)


def _value_over(
    title: str,
    reference: float | None,
    interval: Interval | None,
    evidence: Evidence,
    requirement: Requirement,
    currency: str,
) -> Finding:
    ours, unit = evidence.value_per_row, f"{currency} per row"
    if not (is_known(ours) and is_known(reference)):
        return at_least(None, requirement.figure, unit, "")
    more = ours - reference
    told = (-interval[1], -interval[0]) if interval and more < 0 else interval
    wording = (
        f"worth {shown(abs(more))} {unit} {'more' if more >= 0 else 'less'} than {title}"
        f"{shown_interval(told)}: {shown(ours)} against {shown(reference)}"
    )
    return at_least(more, requirement.figure, unit, wording, interval)
