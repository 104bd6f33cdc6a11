"""Gates: declared conditions that a candidate must meet before anyone may release it."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import Any, TypeGuard

from core.design.business.charter import Charter
from core.design.business.requirements import Requirement, RequirementKind
from core.development.metrics import METRICS

PASS, FAIL, CANNOT_TELL = "pass", "fail", "cannot tell"
Interval = tuple[float, float]

ROW_LIMIT_MS = 100.0
"""People feel an answer within 0.1 s as immediate: Nielsen (1993), Usability Engineering, ch. 5."""
RELOAD_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Evidence:
    """What was measured about a candidate on the hold-out; None where it was not.

    Attributes
    ----------
    metric : str
        Code of the metric, a key of `METRICS`; scores are in its unit.
    score_interval, value_interval : (low, high) or None
        90% bootstrap intervals.
    value_per_row, baseline_value_per_row : float or None
        Payoff of one row, in the payoff's currency.
    gain, gain_interval : float, (low, high) or None
        How much better than the baseline on the same rows, in the metric's unit; positive is better
        whatever the metric's direction. The interval is the 90% interval of the paired difference.
    contract_errors : int or None
        Findings of severity "error" of the data contract; `contract_summary` is its sentence.
    latency_median_ms, latency_p95_ms : float or None
        One row, contract check included.
    size_mb : float or None
        Size of the model file, in 10^6 bytes.
    reload_difference : float or None
        Largest difference between the predictions in memory and those of the saved and reloaded model.
    go_decision : str or None
        "go" or "no-go", from the proof of concept.
    """

    metric: str
    greater_is_better: bool
    holdout_rows: int
    score: float | None = None
    score_interval: Interval | None = None
    value_per_row: float | None = None
    value_interval: Interval | None = None
    baseline_title: str = "baseline"
    baseline_score: float | None = None
    baseline_value_per_row: float | None = None
    gain: float | None = None
    gain_interval: Interval | None = None
    contract_errors: int | None = None
    contract_summary: str = ""
    latency_median_ms: float | None = None
    latency_p95_ms: float | None = None
    size_mb: float | None = None
    reload_difference: float | None = None
    go_decision: str | None = None


@dataclass(frozen=True)
class Finding:
    """What a gate says about one candidate, with the figures that it says it on."""

    verdict: str
    evidence: str


@dataclass(frozen=True)
class Gate:
    """A condition with a code, a title and a remedy.

    Attributes
    ----------
    check : callable
        Takes the evidence, returns the finding.
    send_back_to : str
        Code of the lifecycle step to go back to when the gate fails.
    requirement : str or None
        Number of the charter's requirement that this gate stands for.
    """

    code: str
    title: str
    remedy: str
    check: Callable[[Evidence], Finding]
    send_back_to: str
    requirement: str | None = None


def run_gates(evidence: Evidence, charter: Charter) -> list[dict[str, Any]]:
    """Return the verdict of every gate: the standing ones, then one for each requirement.

    Returns
    -------
    list of dict
        code, title, verdict ("pass", "fail", "cannot tell"), evidence (sentence with figures), remedy,
        requirement (number or None), send_back_to (step code).
    """
    return [_verdict(gate, gate.check(evidence)) for gate in (*STANDING, *requirement_gates(charter))]


def overall(verdicts: list[dict[str, Any]]) -> str:
    """Return "pass" when every gate passed, else "fail": could not tell is not passed."""
    return PASS if verdicts and all(verdict["verdict"] == PASS for verdict in verdicts) else FAIL


def requirement_gates(charter: Charter) -> list[Gate]:
    """Return one gate for each numbered requirement of the charter."""
    return [_requirement_gate(requirement, charter.payoff.currency) for requirement in charter.requirements]


def _verdict(gate: Gate, finding: Finding) -> dict[str, Any]:
    return {
        "code": gate.code,
        "title": gate.title,
        "verdict": finding.verdict,
        "evidence": finding.evidence,
        "remedy": gate.remedy,
        "requirement": gate.requirement,
        "send_back_to": gate.send_back_to,
    }


def _beats_baseline(evidence: Evidence) -> Finding:
    low, high = evidence.gain_interval or (None, None)
    if not (_known(evidence.gain) and _known(low) and _known(high)):
        return Finding(CANNOT_TELL, "The gain over the baseline was not measured.")
    scores = f"{_figure(evidence.score)} against {_figure(evidence.baseline_score)}"
    gain = f"{_figure(evidence.gain)} (90% interval {_figure(low)} to {_figure(high)})"
    figures = (
        f"{METRICS[evidence.metric].title} {scores} of {evidence.baseline_title}: better by {gain} "
        f"on {evidence.holdout_rows:,} hold-out rows."
    )
    return Finding(PASS if low > 0 else FAIL, figures)


def _contract_holds(evidence: Evidence) -> Finding:
    if evidence.contract_errors is None:
        return Finding(CANNOT_TELL, "The data was not checked against the contract.")
    figures = f"{evidence.contract_errors:,} errors. {evidence.contract_summary}".strip()
    return Finding(FAIL if evidence.contract_errors else PASS, figures)


def _answers_in_time(evidence: Evidence) -> Finding:
    return _at_most(
        evidence.latency_p95_ms,
        ROW_LIMIT_MS,
        "ms",
        f"one row takes {_figure(evidence.latency_p95_ms)} ms at the 95th percentile, "
        f"{_figure(evidence.latency_median_ms)} ms at the median",
    )


def _reloads_equal(evidence: Evidence) -> Finding:
    difference = evidence.reload_difference
    if not _known(difference):
        return Finding(CANNOT_TELL, "The saved model was not reloaded and compared.")
    verdict = PASS if difference <= RELOAD_TOLERANCE else FAIL
    return Finding(verdict, f"Largest difference {difference:.2g}, allowed {RELOAD_TOLERANCE:g}.")


def _said_go(evidence: Evidence) -> Finding:
    if evidence.go_decision is None:
        return Finding(CANNOT_TELL, "The proof of concept has no decision on record.")
    verdict = PASS if evidence.go_decision == "go" else FAIL
    return Finding(verdict, f"The proof of concept says {evidence.go_decision}.")


STANDING: tuple[Gate, ...] = (
    Gate(
        "G1",
        "Better than the baseline on the hold-out, beyond chance",
        "Release the baseline instead, or go back to Train and tune with more data or better features.",
        _beats_baseline,
        "train",
    ),
    Gate(
        "G2",
        "The rows meet the data contract",
        "Go back to Data quality: correct the rows, or the contract where it is too strict.",
        _contract_holds,
        "quality",
    ),
    Gate(
        "G3",
        f"One row is answered within {ROW_LIMIT_MS:g} ms",
        "Go back to Compare and choose a smaller or simpler model.",
        _answers_in_time,
        "compare",
    ),
    Gate(
        "G4",
        "The saved model gives the same predictions after loading",
        "Go back to Train and tune and train again; if it happens twice, choose another kind of model.",
        _reloads_equal,
        "train",
    ),
    Gate(
        "G5",
        "The proof of concept said go",
        "Go back to Proof of concept: decide again on the present baselines, and sign it.",
        _said_go,
        "proof",
    ),
)


def _requirement_gate(requirement: Requirement, currency: str) -> Gate:
    title, remedy, send_back_to, check = REQUIREMENT_CHECKS[requirement.kind]
    return Gate(
        code=requirement.number,
        title=title.format(limit=f"{requirement.figure:,.10g}", currency=currency),
        remedy=remedy,
        check=lambda evidence: check(evidence, requirement.figure, currency),
        send_back_to=send_back_to,
        requirement=requirement.number,
    )


def _metric(evidence: Evidence, limit: float, _: str) -> Finding:
    wording = (
        f"{METRICS[evidence.metric].title} is {_figure(evidence.score)}{_interval(evidence.score_interval)}"
    )
    judge = _at_least if evidence.greater_is_better else _at_most
    return judge(evidence.score, limit, "", wording)


def _value(evidence: Evidence, limit: float, currency: str) -> Finding:
    wording = (
        f"worth {_figure(evidence.value_per_row)} {currency} per row{_interval(evidence.value_interval)}"
    )
    return _at_least(evidence.value_per_row, limit, f"{currency} per row", wording)


def _value_over_baseline(evidence: Evidence, limit: float, currency: str) -> Finding:
    value, baseline = evidence.value_per_row, evidence.baseline_value_per_row
    if not (_known(value) and _known(baseline)):
        return _at_least(None, limit, f"{currency} per row", "")
    more = value - baseline
    wording = (
        f"worth {_figure(more)} {currency} per row more than {evidence.baseline_title} "
        f"({_figure(value)} against {_figure(baseline)}; "
        f"the model's own value{_interval(evidence.value_interval)})"
    )
    return _at_least(more, limit, f"{currency} per row", wording)


def _latency(evidence: Evidence, limit: float, _: str) -> Finding:
    wording = (
        f"one row takes {_figure(evidence.latency_p95_ms)} ms at the 95th percentile, "
        f"{_figure(evidence.latency_median_ms)} ms at the median"
    )
    return _at_most(evidence.latency_p95_ms, limit, "ms", wording)


def _size(evidence: Evidence, limit: float, _: str) -> Finding:
    return _at_most(evidence.size_mb, limit, "MB", f"the model file has {_figure(evidence.size_mb)} MB")


RequirementCheck = Callable[[Evidence, float, str], Finding]
REQUIREMENT_CHECKS: dict[RequirementKind, tuple[str, str, str, RequirementCheck]] = {
    RequirementKind.METRIC: (
        "Quality on the hold-out meets the limit of {limit}",
        "Go back to Train and tune with more time, data or features, or agree another limit in Business.",
        "train",
        _metric,
    ),
    RequirementKind.VALUE_PER_ROW: (
        "Worth at least {limit} {currency} per row on the hold-out",
        "Go back to Compare and choose the threshold or model that is worth most, or to Train and tune.",
        "compare",
        _value,
    ),
    RequirementKind.VALUE_OVER_BASELINE: (
        "Worth at least {limit} {currency} per row more than the baseline",
        "Go back to Compare and choose the threshold or model that is worth most, or release the baseline.",
        "compare",
        _value_over_baseline,
    ),
    RequirementKind.LATENCY_MS: (
        "One row is answered within {limit} ms",
        "Go back to Compare and choose a smaller or simpler model.",
        "compare",
        _latency,
    ),
    RequirementKind.MODEL_MB: (
        "The model file has at most {limit} MB",
        "Go back to Compare and choose a smaller or simpler model.",
        "compare",
        _size,
    ),
}


def _at_least(value: float | None, limit: float, unit: str, wording: str) -> Finding:
    return _judged(value, wording, f"at least {limit:,.10g} {unit}".strip(), lambda known: known >= limit)


def _at_most(value: float | None, limit: float, unit: str, wording: str) -> Finding:
    return _judged(value, wording, f"at most {limit:,.10g} {unit}".strip(), lambda known: known <= limit)


def _judged(value: float | None, wording: str, demand: str, holds: Callable[[float], bool]) -> Finding:
    """Judge a point estimate; the wording gives its interval beside it."""
    if not _known(value):
        return Finding(CANNOT_TELL, f"Not measured; required is {demand}.")
    sentence = f"{wording[0].upper()}{wording[1:]}; required is {demand}."
    return Finding(PASS if holds(value) else FAIL, sentence)


def _known(value: float | None) -> TypeGuard[float]:
    return value is not None and isfinite(value)


def _figure(value: float | None) -> str:
    return "unknown" if value is None else f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:,.4g}"


def _interval(interval: Interval | None) -> str:
    return f" (90% interval {_figure(interval[0])} to {_figure(interval[1])})" if interval else ""
