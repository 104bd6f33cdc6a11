"""Gates: each says no on its own figures, and not knowing is not passing."""

from dataclasses import fields, replace

import pytest

from core.deployment.gates import STANDING, Evidence, overall, requirement_gates, run_gates
from core.deployment.package.reproduction import Reproduction
from core.design.business.charter import Charter
from core.design.business.payoff_terms import BinaryPayoff
from core.design.business.requirements import ModelClass, Requirement, RequirementKind, needed_fields
from core.design.business.risks import Risk
from core.development.direction import UNUSED, DirectionCheck
from core.development.fairness import GroupFigure, GroupGap
from core.lifecycle.steps import BY_CODE

SAME = Reproduction(verdict="same", difference=0.0, rows=1200, seconds=3.0, is_own_file=True)
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
    open_risks=(),
    reproduction=SAME,
)
LEAK = Risk(code="leakage", title="A column gives the answer away", likelihood=2, impact=3, step="data")
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
    assert [gate["code"] for gate in verdicts] == [
        "G1",
        "G2",
        "G3",
        "G4",
        "G5",
        "G6",
        "G8",
        "R1",
        "R2",
        "R3",
        "R4",
        "R5",
    ]
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
        ({"open_risks": (LEAK,), "is_register_saved": True}, "G6"),
        ({"reproduction": Reproduction(verdict="differs", difference=1e-8)}, "G8"),
        ({"reproduction": Reproduction(verdict="failed", reason="It ended with ValueError.")}, "G8"),
        ({"reproduction": Reproduction(verdict="not printable", reason="A lambda.")}, "G8"),
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
    assert titles["R3"] == "Worth at least 1 GBP per row more than the best simple rule (baseline)"
    assert titles["R4"] == "One row is answered within 50 ms"


def test_every_gate_sends_back_to_the_step_that_its_remedy_names():
    for gate in (*STANDING, *requirement_gates(charter(LIMITS))):
        assert BY_CODE[gate.send_back_to].title in gate.remedy or gate.code == "G1"
    numbers = [gate.requirement for gate in requirement_gates(charter(LIMITS))]
    assert numbers == ["R1", "R2", "R3", "R4", "R5"]


def test_an_open_risk_sends_back_to_the_step_that_answers_it():
    gate = verdict(replace(GOOD, open_risks=(LEAK,), is_register_saved=True), "G6")
    assert gate["send_back_to"] == "data"
    assert gate["evidence"] == "1 serious risk is open: A column gives the answer away (step Data)."
    assert verdict(GOOD, "G6")["send_back_to"] == "business"
    assert "Nobody saved a risk register" in verdict(GOOD, "G6")["evidence"]


def judged(kind: RequirementKind, evidence: Evidence, **terms: object) -> dict:
    """What the gate of one requirement says."""
    requirement = Requirement.model_validate({"number": "R1", "kind": kind, "asked_by": "Bo", **terms})
    asked = charter(LIMITS).model_copy(update={"requirements": (requirement,)})
    return next(gate for gate in run_gates(evidence, asked) if gate["requirement"] == "R1")


def gap(value: float, low: float, high: float) -> GroupGap:
    return GroupGap(
        value, low, high, (GroupFigure("f", 90, 0.5), GroupFigure("m", 80, 0.5 - value)), too_small=("x",)
    )


@pytest.mark.parametrize(
    ("found", "verdict", "words"),
    [
        (gap(0.04, 0.0, 0.2), "pass", "a gap of 0.04 (90% interval 0 to 0.2); required is at most 0.05."),
        (gap(0.30, 0.1, 0.5), "fail", "0.5 for sex f (90 rows) and 0.2 for m (80 rows)"),
        (gap(0.10, 0.0, 0.3), "cannot tell", "Chance alone may explain it"),
        (
            GroupGap(float("nan"), 0.0, float("inf"), (), ("f", "m")),
            "cannot tell",
            "2 groups were not judged",
        ),
        (None, "cannot tell", "no column sex"),
    ],
)
def test_a_gap_is_unfair_only_beyond_chance_and_fair_only_within_the_limit(found, verdict, words) -> None:
    gaps = {} if found is None else {"R1": found}
    said = judged(RequirementKind.FAIRNESS_GAP, replace(GOOD, gaps=gaps), limit=0.05, column="sex")
    assert said["verdict"] == verdict
    assert words in said["evidence"]


@pytest.mark.parametrize(
    ("asked", "found", "verdict"),
    [
        ("formula", ModelClass.FORMULA, "pass"),
        ("formula", ModelClass.SMALL_TREES, "fail"),
        ("small trees", ModelClass.FORMULA, "pass"),
        ("small trees", ModelClass.ANY, "fail"),
        ("any", ModelClass.ANY, "pass"),
        ("formula", None, "cannot tell"),
    ],
)
def test_a_more_readable_model_than_asked_is_welcome(asked, found, verdict) -> None:
    said = judged(RequirementKind.INTERPRETABLE, replace(GOOD, model_class=found), model=asked)
    assert said["verdict"] == verdict


@pytest.mark.parametrize(
    ("found", "verdict", "words"),
    [
        (DirectionCheck(300, 25, 0, 0.0, 18, 80), "pass", "no prediction ever fell"),
        (DirectionCheck(300, 25, 12, 0.04, 18, 80), "fail", "12 of them fell, by up to 0.04"),
        (UNUSED, "pass", "does not use age"),
        (None, "cannot tell", "no column of numbers"),
    ],
)
def test_one_row_against_the_direction_is_one_too_many(found, verdict, words) -> None:
    evidence = replace(GOOD, directions={} if found is None else {"R1": found})
    said = judged(RequirementKind.MONOTONE, evidence, column="age", direction="rising")
    assert said["verdict"] == verdict
    assert words in said["evidence"]


def test_columns_are_held_against_what_a_prediction_needs() -> None:
    evidence = replace(GOOD, features=("age", "income"))
    only, without = RequirementKind.ONLY_COLUMNS, RequirementKind.WITHOUT_COLUMNS
    assert judged(only, evidence, columns=["age", "income", "sex"])["verdict"] == "pass"
    assert "needs income," in judged(only, evidence, columns=["age"])["evidence"]
    assert judged(without, evidence, columns=["sex"])["verdict"] == "pass"
    assert judged(without, evidence, columns=["age", "sex"])["verdict"] == "fail"
    assert judged(without, GOOD, columns=["age"])["verdict"] == "cannot tell"


def test_a_named_metric_is_judged_on_its_own_score_and_in_its_own_direction() -> None:
    evidence = replace(GOOD, scores={"R1": (0.4, (0.3, 0.5))})
    loss = judged(RequirementKind.METRIC, evidence, limit=0.35, metric="log_loss")
    assert loss["verdict"] == "fail"
    assert loss["evidence"] == "Log loss is 0.4 (90% interval 0.3 to 0.5); required is at most 0.35."
    assert judged(RequirementKind.METRIC, evidence, limit=0.8, metric="roc_auc")["verdict"] == "pass"
    assert "no metric luck" in judged(RequirementKind.METRIC, GOOD, limit=0.8, metric="luck")["evidence"]


def test_every_kind_has_a_gate_with_who_asked_and_a_step_to_go_back_to() -> None:
    terms = {"limit": 1.0, "column": "age", "columns": ("age",), "direction": "rising", "model": "formula"}
    for kind in RequirementKind:
        needed = {name: terms[name] for name in needed_fields(kind)}
        said = judged(kind, GOOD, **needed)
        assert said["asked_by"] == "Bo"
        assert BY_CODE[said["send_back_to"]].title in said["remedy"]
        assert "{" not in said["title"]


def test_a_script_that_took_too_long_is_left_to_a_person():
    late = replace(GOOD, reproduction=Reproduction(verdict="too long", allowed_s=180.0))
    gate = verdict(late, "G8")
    assert gate["verdict"] == "warn"
    assert "did not train and predict from the data, written as CSV, within 180 s" in gate["evidence"]
    assert overall(run_gates(late, charter(LIMITS))) == "pass"


def test_the_script_that_gives_the_same_predictions_says_from_what_and_how_nearly():
    evidence = verdict(GOOD, "G8")["evidence"]
    assert "trains from your file and gives the same predictions: largest difference 0" in evidence
    assert "1,200 rows" in evidence
