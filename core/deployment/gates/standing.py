"""The standing gates: what every release has to meet, whatever its charter says."""

from core.deployment.gates.evidence import Evidence
from core.deployment.gates.reproduced import TRAINS_AGAIN
from core.deployment.gates.verdict import (
    CANNOT_TELL,
    FAIL,
    PASS,
    Finding,
    Gate,
    at_most,
    is_known,
    shown,
)
from core.development.metrics import METRICS
from core.lifecycle.steps import BY_CODE

ROW_LIMIT_MS = 100.0
"""People feel an answer within 0.1 s as immediate: Nielsen (1993), Usability Engineering, ch. 5."""

RELOAD_TOLERANCE = 1e-9


def _beats_baseline(evidence: Evidence) -> Finding:
    low, high = evidence.gain_interval or (None, None)
    if not (is_known(evidence.gain) and is_known(low) and is_known(high)):
        return Finding(CANNOT_TELL, "The gain over the best simple rule was not measured.")
    scores = f"{shown(evidence.score)} against {shown(evidence.baseline_score)}"
    gain = f"{shown(evidence.gain)} (90% interval {shown(low)} to {shown(high)})"
    figures = (
        f"{METRICS[evidence.metric].title} {scores} of {evidence.baseline_title}: better by {gain} "
        f"on {evidence.holdout_rows:,} rows kept back."
    )
    return Finding(PASS if low > 0 else FAIL, figures)


def _contract_holds(evidence: Evidence) -> Finding:
    if evidence.contract_errors is None:
        return Finding(CANNOT_TELL, "The data was not checked against the contract.")
    figures = f"{evidence.contract_errors:,} errors. {evidence.contract_summary}".strip()
    return Finding(FAIL if evidence.contract_errors else PASS, figures)


def _answers_in_time(evidence: Evidence) -> Finding:
    by = f"ms, asked by {evidence.row_limit_by}" if evidence.row_limit_by else "ms"
    return at_most(
        evidence.latency_p95_ms,
        ROW_LIMIT_MS if evidence.row_limit_ms is None else evidence.row_limit_ms,
        by,
        f"one row takes {shown(evidence.latency_p95_ms)} ms at the 95th percentile, "
        f"{shown(evidence.latency_median_ms)} ms at the median",
    )


def _reloads_equal(evidence: Evidence) -> Finding:
    difference = evidence.reload_difference
    if not is_known(difference):
        return Finding(CANNOT_TELL, "The saved model was not reloaded and compared.")
    verdict = PASS if difference <= RELOAD_TOLERANCE else FAIL
    return Finding(verdict, f"Largest difference {difference:.2g}, allowed {RELOAD_TOLERANCE:g}.")


def _said_go(evidence: Evidence) -> Finding:
    if evidence.go_decision is None:
        return Finding(CANNOT_TELL, "The proof of concept has no decision on record.")
    verdict = PASS if evidence.go_decision == "go" else FAIL
    return Finding(verdict, f"The proof of concept says {evidence.go_decision}.")


def _no_serious_risk(evidence: Evidence) -> Finding:
    risks = evidence.open_risks
    if risks is None:
        return Finding(CANNOT_TELL, "The risk register was not looked at.")
    if not evidence.is_register_saved:
        return Finding(PASS, "Nobody saved a risk register, so no risk on record is open.")
    if not risks:
        return Finding(PASS, "Every serious risk of the register is answered or accepted.")
    named = "; ".join(f"{risk.title} (step {_step_title(risk.step)})" for risk in risks)
    count = "1 serious risk is" if len(risks) == 1 else f"{len(risks)} serious risks are"
    return Finding(FAIL, f"{count} open: {named}.", send_back_to=risks[0].step)


def _step_title(code: str) -> str:
    return BY_CODE[code].title if code in BY_CODE else code


STANDING: tuple[Gate, ...] = (
    Gate(
        "G1",
        "Better than the best simple rule (baseline) on the rows kept back (hold-out), beyond chance",
        "Release the simple rule instead, or go back to Train and tune with more data or better features.",
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
        "One row is answered within the time that the charter and the design allow",
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
    Gate(
        "G6",
        "No serious risk of the saved register is open",
        "Answer the risk, or accept it by name, on Business under Risks. Risks that the app only proposes, "
        "in a register that nobody saved, do not hold a release up.",
        _no_serious_risk,
        "business",
    ),
    TRAINS_AGAIN,
)
