"""The worth of doing nothing, acting on all, the baseline and the model equals a calculation by hand."""

import json
import time

import numpy as np
import pytest

from core.design.business.charter import Charter
from core.design.business.payoff import policy_values
from core.design.business.payoff_terms import BinaryPayoff, MulticlassPayoff, RegressionPayoff
from core.design.business.requirements import Requirement, RequirementKind
from core.development.baselines import fit_baseline
from core.development.worth import worth
from core.services import autopilot
from core.services.design import business, solution
from core.services.development.learning import open_learning
from core.services.development.models import load_stored_model
from core.services.work import Progress
from core.services.workspace import Workspace
from tests.unit.services.conftest import PROJECT, SEARCH

PAYOFF = BinaryPayoff(
    currency="EUR", true_positive=60, false_positive=-10, false_negative=-25, true_negative=1.5
)

DEMAND = Requirement(number="R1", kind=RequirementKind.VALUE_OVER_BASELINE, limit=0)


def by_hand(y: np.ndarray, acts: np.ndarray) -> float:
    worth = {(1, True): 60, (0, True): -10, (1, False): -25, (0, False): 1.5}
    return sum(worth[(int(truth), bool(act))] for truth, act in zip(y, acts, strict=True))


@pytest.fixture
def answer(walked: Workspace) -> dict:
    """Return what the command line reports for a project with this payoff."""
    charter = business.current_charter(walked, PROJECT).model_copy(update={"payoff": PAYOFF})
    business.save_charter(walked, PROJECT, charter)
    solution.save_solution(walked, PROJECT, solution.current_solution(walked, PROJECT))
    order = dict(SEARCH)
    autopilot.run(walked, PROJECT, order, Progress())
    return json.loads(json.dumps(autopilot.report(walked, PROJECT, order, time.monotonic())))


def test_the_table_of_values_equals_the_hold_out_counted_by_hand(walked: Workspace, answer: dict) -> None:
    candidate = walked.history(PROJECT).latest("candidate").payload
    learning = open_learning(walked, PROJECT)
    rows, y = learning.holdout.frame, learning.holdout.y
    scores = load_stored_model(walked, candidate["model"]).scores(rows)
    rungs = walked.history(PROJECT).latest("baselines").payload["rungs"]
    rung = next(r for r in rungs if r["code"] == candidate["baseline"]["code"])
    simple = fit_baseline(rung["code"], learning.train, learning.design.split.seed).predict(
        learning.holdout.X
    )
    totals = {
        "do nothing": by_hand(y, np.zeros(len(y))),
        "act on all": by_hand(y, np.ones(len(y))),
        "baseline": by_hand(y, simple >= rung["threshold"]),
        "model": by_hand(y, scores >= answer["threshold"]),
    }
    assert answer["payoff_currency"] == "EUR"
    assert answer["holdout_rows"] == len(y)
    assert [row["name"] for row in answer["values"]] == list(totals)
    for row in answer["values"]:
        assert row["value_total"] == pytest.approx(totals[row["name"]])
        assert row["value_per_row"] == pytest.approx(totals[row["name"]] / len(y))
    assert answer["value_per_row"] == answer["values"][-1]["value_per_row"]


def test_every_gate_of_a_requirement_says_its_number(answer: dict) -> None:
    assert [gate["requirement"] for gate in answer["gates"] if gate["code"].startswith("R")] == ["R1"]
    assert all(gate["requirement"] is None for gate in answer["gates"] if gate["code"].startswith("G"))


@pytest.mark.parametrize(
    ("payoff", "y", "name", "total"),
    [
        (MulticlassPayoff(correct=2, wrong=-5), [0, 1, 1, 2], "most common class", 2 * 2 - 2 * 5),
        (RegressionPayoff(over=1, under=3), [1.0, 2.0, 6.0], "predict the median", -(1 * 1 + 3 * 4)),
    ],
)
def test_other_questions_have_their_own_reference(payoff, y, name: str, total: float) -> None:
    charter = Charter(goal="g", decision="d", payoff=payoff, requirements=(DEMAND,))
    model = np.full(len(y), 0.25)
    rows = worth(charter, model, {**policy_values(payoff, np.array(y)), "baseline": -model})["values"]
    assert [row["name"] for row in rows] == [name, "baseline", "model"]
    assert rows[0]["value_total"] == pytest.approx(total)
    assert rows[2] == {"name": "model", "value_per_row": 0.25, "value_total": 0.25 * len(y)}
