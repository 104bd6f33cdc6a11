"""Gates: each says no on its own figures, and not knowing is not passing."""

from dataclasses import fields, replace

import pytest

from core.deployment.gates import STANDING, Evidence, overall, requirement_gates, run_gates
from core.design.business.charter import Charter
from core.design.business.payoff_terms import BinaryPayoff
from core.design.business.requirements import Requirement, RequirementKind
from core.lifecycle.steps import BY_CODE

GOOD = Evidence(
    metric="roc_auc",
    greater_is_better=True,
    holdout_rows=1000,
    score=0.84,
    score_interval=(0.82, 0.86),
    value_per_row=2.5,
    value_interval=(2.1, 2.9),
    baseline_title="one simple rule",
    baseline_score=0.7,
    baseline_value_per_row=1.0,
    gain=0.14,
    gain_interval=(0.12, 0.16),
    contract_errors=0,
    contract_summary="All rows hold.",
    latency_median_ms=8.0,
    latency_p95_ms=12.0,
    size_mb=0.4,
    reload_difference=0.0,
    go_decision="go",
)
LIMITS = {
    RequirementKind.METRIC: 0.8,
    RequirementKind.VALUE_PER_ROW: 2.0,
    RequirementKind.VALUE_OVER_BASELINE: 1.0,
    RequirementKind.LATENCY_MS: 50.0,
    RequirementKind.MODEL_MB: 5.0,
}


def charter(limits: dict[RequirementKind, float]) -> Charter:
    """A charter in pounds with one requirement a limit."""
    requirements = [
        Requirement(number=f"R{number}", kind=kind, limit=limit)
        for number, (kind, limit) in enumerate(limits.items(), start=1)
    ]
    return Charter(
        goal="Keep customers",
        decision="Call",
        payoff=BinaryPayoff(currency="GBP"),
        requirements=tuple(requirements),
    )


def verdict(evidence: Evidence, code: str, limits: dict[RequirementKind, float] = LIMITS) -> dict:
    """What one gate says."""
    return next(gate for gate in run_gates(evidence, charter(limits)) if gate["code"] == code)


def test_a_good_candidate_passes_every_gate():
    verdicts = run_gates(GOOD, charter(LIMITS))
    assert [gate["code"] for gate in verdicts] == ["G1", "G2", "G3", "G4", "G5", "R1", "R2", "R3", "R4", "R5"]
    assert {gate["verdict"] for gate in verdicts} == {"pass"}
    assert overall(verdicts) == "pass"


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"gain_interval": (0.0, 0.16)}, "G1"),
        ({"contract_errors": 1}, "G2"),
        ({"latency_p95_ms": 100.1, "latency_median_ms": 1.0}, "G3 R4"),
        ({"reload_difference": 1e-8}, "G4"),
        ({"go_decision": "no-go"}, "G5"),
        ({"score": 0.799}, "R1"),
        ({"value_per_row": 1.99, "baseline_value_per_row": 0.0}, "R2"),
        ({"baseline_value_per_row": 1.51}, "R3"),
        ({"latency_p95_ms": 51.0}, "R4"),
        ({"size_mb": 5.1}, "R5"),
    ],
)
def test_one_bad_figure_fails_exactly_its_gates(change, codes):
    verdicts = run_gates(replace(GOOD, **change), charter(LIMITS))
    assert [gate["code"] for gate in verdicts if gate["verdict"] != "pass"] == codes.split()
    assert overall(verdicts) == "fail"


def test_what_was_not_measured_cannot_be_told_and_does_not_pass():
    known = ("metric", "greater_is_better", "holdout_rows", "baseline_title", "contract_summary")
    nothing = replace(GOOD, **{f.name: None for f in fields(Evidence) if f.name not in known})
    verdicts = run_gates(nothing, charter(LIMITS))
    assert {gate["verdict"] for gate in verdicts} == {"cannot tell"}
    assert overall(verdicts) == "fail"
    assert overall([]) == "fail"


@pytest.mark.parametrize(
    ("change", "code"),
    [({"score": float("nan")}, "R1"), ({"gain_interval": (float("nan"), 1.0)}, "G1"), ({"gain": None}, "G1")],
)
def test_an_undefined_figure_cannot_be_told(change, code):
    assert verdict(replace(GOOD, **change), code)["verdict"] == "cannot tell"


def test_for_an_error_the_limit_is_a_ceiling():
    error = replace(GOOD, metric="rmse", greater_is_better=False, score=4.0)
    assert verdict(error, "R1", {RequirementKind.METRIC: 4.0})["verdict"] == "pass"
    assert verdict(error, "R1", {RequirementKind.METRIC: 3.9})["verdict"] == "fail"


def test_the_evidence_gives_figure_interval_limit_and_currency():
    assert verdict(GOOD, "R2")["evidence"] == (
        "Worth 2.5 GBP per row (90% interval 2.1 to 2.9); required is at least 2 GBP per row."
    )
    assert "ROC AUC 0.84 against 0.7 of one simple rule" in verdict(GOOD, "G1")["evidence"]


def test_a_title_names_the_requirement_in_words():
    titles = {gate.code: gate.title for gate in requirement_gates(charter(LIMITS))}
    assert titles["R3"] == "Worth at least 1 GBP per row more than the baseline"
    assert titles["R4"] == "One row is answered within 50 ms"


def test_every_gate_sends_back_to_the_step_that_its_remedy_names():
    for gate in (*STANDING, *requirement_gates(charter(LIMITS))):
        assert BY_CODE[gate.send_back_to].title in gate.remedy or gate.code == "G1"
    numbers = [gate.requirement for gate in requirement_gates(charter(LIMITS))]
    assert numbers == ["R1", "R2", "R3", "R4", "R5"]
