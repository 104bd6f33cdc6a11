"""Running the gates: every one speaks, and all must pass."""

from typing import Any

from core.deployment.gates.against_live import AGAINST_LIVE
from core.deployment.gates.evidence import Evidence
from core.deployment.gates.requirement import requirement_gates
from core.deployment.gates.standing import STANDING
from core.deployment.gates.verdict import FAIL, PASS, WARN, Finding, Gate
from core.design.business.charter import Charter


def run_gates(evidence: Evidence, charter: Charter) -> list[dict[str, Any]]:
    """Return the verdict of every gate: the standing ones, then one for each requirement.

    The gate against the live model is asked only where another model is live.

    Returns
    -------
    list of dict
        code, title, verdict ("pass", "warn", "fail", "cannot tell"), evidence (sentence with figures), remedy,
        requirement (number or None), asked_by, send_back_to (step code).
    """
    standing = STANDING if evidence.live is None else (*STANDING, AGAINST_LIVE)
    return [_verdict(gate, gate.check(evidence)) for gate in (*standing, *requirement_gates(charter))]


def overall(verdicts: list[dict[str, Any]]) -> str:
    """Return "pass" when every gate passed or only warns, else "fail": could not tell is not passed."""
    return PASS if verdicts and all(verdict["verdict"] in (PASS, WARN) for verdict in verdicts) else FAIL


def _verdict(gate: Gate, finding: Finding) -> dict[str, Any]:
    return {
        "code": gate.code,
        "title": gate.title,
        "verdict": finding.verdict,
        "evidence": finding.evidence,
        "remedy": gate.remedy,
        "requirement": gate.requirement,
        "asked_by": gate.asked_by,
        "send_back_to": finding.send_back_to or gate.send_back_to,
    }
