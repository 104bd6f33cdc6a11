"""The design's longest time for one row is what the standing gate holds a model against."""

from dataclasses import replace

import pytest

from core.deployment.gates.run import run_gates
from tests.unit.deployment.test_gates import GOOD, LIMITS, charter


@pytest.mark.parametrize(
    ("allowed", "verdict", "demand"),
    [(None, "pass", "100 ms"), (20.0, "pass", "20 ms"), (19.0, "fail", "19 ms")],
)
def test_one_row_is_held_against_what_the_design_allows(allowed, verdict: str, demand: str) -> None:
    evidence = replace(GOOD, latency_p95_ms=20.0, row_limit_ms=allowed)
    (gate,) = [gate for gate in run_gates(evidence, charter(LIMITS)) if gate["code"] == "G3"]
    assert gate["verdict"] == verdict
    assert gate["evidence"].endswith(f"required is at most {demand}.")


def test_the_evidence_says_who_asked_for_the_time() -> None:
    evidence = replace(GOOD, latency_p95_ms=20.0, row_limit_ms=19.0, row_limit_by="requirement R2")
    (gate,) = [gate for gate in run_gates(evidence, charter(LIMITS)) if gate["code"] == "G3"]
    assert gate["evidence"].endswith("required is at most 19 ms, asked by requirement R2.")
