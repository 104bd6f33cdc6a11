"""Requirements after release: is what the charter demands still met in this window?"""

from typing import Any

from scipy.stats import norm

from core.deployment.gates.evidence import Evidence
from core.deployment.gates.requirement import requirement_gate
from core.deployment.gates.verdict import Finding
from core.deployment.monitoring.run_alarm import FALSE_ALARMS, PERIODS
from core.design.business.requirements import Requirement, RequirementKind

ACT, WATCH = "act", "watch"
ALPHA = FALSE_ALARMS / PERIODS
"""Rate at which a period of a model that just meets its limit calls to act: 5% in a run of 30 periods, as
for performance (Bonferroni; Dunn (1961), JASA 56(293), 52-64)."""

STRETCH = float(norm.ppf(1 - ALPHA) / norm.ppf(0.95))
"""From the arm of a 90% interval to the quantile at which a miss is beyond chance."""

WATCHED: dict[RequirementKind, str] = {
    RequirementKind.METRIC: "the score on rows whose truth has arrived",
    RequirementKind.VALUE_PER_ROW: "the value of decisions on rows whose truth has arrived",
    RequirementKind.VALUE_OVER_BASELINE: "what decisions are worth beyond the simple rule's on the same rows",
    RequirementKind.VALUE_OVER_TODAY: "what decisions are worth beyond today's process on the same rows",
    RequirementKind.LATENCY_MS: "how long one row took, of those that were predicted since the period before",
    RequirementKind.MODEL_MB: "the size of the live model's files",
    RequirementKind.FAIRNESS_GAP: "the gap between groups, where batches carry the column",
    RequirementKind.MAX_AGE_DAYS: "the days since the model was fitted",
}
"""Kinds that a monitoring window can check, and on what."""


def watched_requirements(
    requirements: tuple[Requirement, ...], evidence: Evidence, currency: str
) -> list[dict[str, Any]]:
    """Return what a window says on each requirement that can be watched.

    Parameters
    ----------
    evidence : Evidence
        Figures of the window in place of those of the hold-out.

    Returns
    -------
    list of dict
        number, kind, asked_by, verdict ("pass", "fail", "cannot tell"), evidence (sentence), severity
        ("act" where the miss is beyond chance, "watch" where it may be chance, or None), send_back_to,
        remedy.
    """
    found = []
    for requirement in requirements:
        if requirement.kind in WATCHED:
            gate = requirement_gate(requirement, currency)
            finding = gate.check(evidence)
            found.append(
                {
                    "number": requirement.number,
                    "kind": str(requirement.kind),
                    "asked_by": requirement.asked_by,
                    "verdict": finding.verdict,
                    "evidence": finding.evidence,
                    "severity": severity(finding),
                    "send_back_to": gate.send_back_to,
                    "remedy": gate.remedy,
                }
            )
    return found


def severity(finding: Finding) -> str | None:
    """Return "act" where a figure misses its limit beyond chance, "watch" where chance may explain it."""
    if finding.margin is None or finding.margin >= 0:
        return None
    if finding.margin_interval is None:
        return ACT
    reach = finding.margin + STRETCH * (finding.margin_interval[1] - finding.margin)
    return ACT if reach < 0 else WATCH


def requirement_alerts(watched: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the alerts of requirements that are no longer met, in the form of `alerts`."""
    return [
        {
            "code": demand["number"],
            "title": f"Requirement {demand['number']} is no longer met",
            "severity": demand["severity"],
            "send_back_to": demand["send_back_to"],
            "why": _why(demand),
            "what_to_do": demand["remedy"],
        }
        for demand in watched
        if demand["severity"]
    ]


def _why(demand: dict[str, Any]) -> str:
    chance = " Chance alone may explain one such period." if demand["severity"] == WATCH else ""
    who = f" Asked by {demand['asked_by']}." if demand["asked_by"] else ""
    return f"{demand['evidence']}{chance}{who}"
