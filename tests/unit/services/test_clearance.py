"""A release is refused for what happened after the test: a risk that was opened, a model that grew old."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.bootstrap import open_workspace
from core.design.business.charter import Charter
from core.design.business.payoff_terms import BinaryPayoff
from core.design.business.requirements import Requirement, RequirementKind
from core.design.business.risks import Risk, RiskRegister, Standing
from core.errors import GateFailed
from core.services import projects
from core.services.deployment import release, testing
from core.services.deployment.clearance import Obstacle, obstacle
from core.services.design import engagement
from core.services.work import Progress
from core.services.workspace import Workspace

PROJECT = "Tested"
RISK = {"code": "own-1", "title": "The law changes", "likelihood": 3, "impact": 3, "step": "solution"}
GATE = {"code": "G1", "title": "Better", "verdict": "pass", "send_back_to": "compare"}


@pytest.fixture
def tested(tmp_path: Path) -> Workspace:
    """A project whose model passed every gate; the charter allows it 30 days."""
    workspace = open_workspace(tmp_path)
    projects.create_project(workspace, PROJECT)
    demand = Requirement(number="R4", kind=RequirementKind.MAX_AGE_DAYS, limit=30)
    terms = Charter(goal="g", decision="d", payoff=BinaryPayoff(), requirements=(demand,))
    workspace.save(PROJECT, "charter", terms)
    workspace.save(PROJECT, "candidate", {"model": "m"}, made_from=("charter",))
    report(workspace, "pass")
    return workspace


def report(workspace: Workspace, verdict: str) -> None:
    gates = [{**GATE, "verdict": verdict}]
    payload = {"verdict": verdict, "summary": "1 gate says no: G1 Better.", "gates": gates}
    workspace.save(PROJECT, "test_report", payload, made_from=("candidate", "charter"))


def register(workspace: Workspace, **changes: object) -> None:
    risks = RiskRegister(risks=(Risk.model_validate({**RISK, **changes}),))
    engagement.save_risks(workspace, PROJECT, risks, author="Ada")


def found(workspace: Workspace) -> Obstacle:
    there = obstacle(workspace.history(PROJECT))
    assert there is not None
    return there


def test_nothing_stands_in_the_way_of_a_fresh_passed_test(tested: Workspace) -> None:
    assert obstacle(tested.history(PROJECT)) is None


def test_a_gate_that_said_no_is_named(tested: Workspace) -> None:
    report(tested, "fail")
    assert found(tested).send_back_to == "compare"
    assert "G1 Better" in found(tested).why


def test_a_risk_saved_after_the_test_refuses_the_release_until_it_is_answered(tested: Workspace) -> None:
    register(tested)
    assert found(tested).send_back_to == "business"
    assert "1 serious risk is open in the register: The law changes." in found(tested).why
    with pytest.raises(GateFailed, match="The law changes"):
        release.run(tested, PROJECT, {"author": "Ada", "reason": "Now."}, Progress())
    register(tested, standing=Standing.ACCEPTED, mitigation="Counsel reads along.")
    assert obstacle(tested.history(PROJECT)) is None


@pytest.mark.parametrize(("days", "is_refused"), [(29, False), (31, True)])
def test_a_model_may_grow_too_old_after_its_test(
    tested: Workspace, monkeypatch: pytest.MonkeyPatch, days: int, is_refused: bool
) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime.now(UTC) + timedelta(days=days)

    monkeypatch.setattr(testing, "datetime", Later)
    assert (obstacle(tested.history(PROJECT)) is not None) == is_refused
    if is_refused:
        assert "requirement R4 allows 30" in found(tested).why
        assert found(tested).send_back_to == "train"
