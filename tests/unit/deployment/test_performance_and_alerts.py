"""Performance and alerts: a real loss is found, chance is not, and the alert says where to go."""

import json

import numpy as np
import pandas as pd
import pytest

from core.deployment.monitoring.alerts import ALERTS, alerts
from core.deployment.monitoring.drift import drift_report
from core.deployment.monitoring.performance import performance_report
from core.design.business.payoff_terms import BinaryPayoff, MulticlassPayoff, RegressionPayoff
from core.lifecycle.steps import BY_CODE

PAYOFF = BinaryPayoff(currency="EUR", true_positive=10, false_positive=-5)
RELEASE = {"metric": "accuracy", "reference_score": 0.85, "reference_interval": (0.843, 0.857)}


def window(rng: np.random.Generator, accuracy: float, n: int = 1000) -> tuple[np.ndarray, np.ndarray]:
    """Labels and confident predictions that are right with the given probability."""
    y = rng.integers(0, 2, n)
    right = rng.random(n) < accuracy
    return y, np.where(right == (y == 1), 0.9, 0.1)


def test_five_points_of_accuracy_lost_are_found_and_chance_alone_is_not():
    rng = np.random.default_rng(0)
    worse = [performance_report(*window(rng, 0.80), **RELEASE)["verdict"] for _ in range(60)]
    same = [performance_report(*window(rng, 0.85), **RELEASE)["verdict"] for _ in range(100)]
    assert worse.count("worse") >= 54
    assert same.count("worse") <= 4
    assert set(worse + same) == {"worse", "stable"}


def test_an_error_that_grows_is_worse_and_one_that_shrinks_is_not():
    rng = np.random.default_rng(0)
    y = rng.normal(size=500)
    release = {"metric": "rmse", "reference_score": 1.0, "reference_interval": (0.95, 1.05)}
    assert performance_report(y, y + rng.normal(0, 1.5, 500), **release)["verdict"] == "worse"
    assert performance_report(y, y + rng.normal(0, 0.5, 500), **release)["verdict"] == "stable"


def test_the_value_equals_the_hand_calculation():
    y = np.array([1] * 30 + [0] * 70)
    p = np.array([0.9] * 20 + [0.1] * 10 + [0.9] * 7 + [0.1] * 63)
    report = performance_report(
        y,
        p,
        **RELEASE,
        payoff=PAYOFF,
        threshold=0.5,
        reference_value=9.0,
        reference_value_interval=(8.0, 10.0),
    )
    assert report["value_per_row"] == pytest.approx((20 * 10 - 7 * 5) / 100)
    assert report["value_verdict"] == "worse"
    assert "worth 1.65 EUR per row, 9 at release" in report["sentence"]
    json.dumps(report, allow_nan=False)


@pytest.mark.parametrize(
    ("y", "payoff", "metric", "shape"),
    [
        (np.arange(90) % 3, MulticlassPayoff(), "accuracy", (90, 3)),
        (np.linspace(0, 1, 90), RegressionPayoff(), "mae", (90,)),
    ],
)
def test_every_task_is_valued(y, payoff, metric, shape):
    prediction = np.eye(3)[np.arange(90) % 3] if len(shape) == 2 else y + 1.0
    report = performance_report(y, prediction, metric, 1.0, (0.99, 1.0), payoff=payoff, reference_value=1.0)
    assert report["verdict"] == "stable"
    assert report["value_per_row"] == pytest.approx(1.0 if len(shape) == 2 else -1.0)


@pytest.mark.parametrize(
    ("y", "reason"),
    [(np.arange(49) % 2, "49 rows"), (np.array([1] * 4 + [0] * 96), "Only 4"), (np.zeros(0), "0 rows")],
)
def test_too_few_truths_cannot_be_told(y, reason):
    report = performance_report(y, np.full(len(y), 0.4), **RELEASE, payoff=PAYOFF)
    assert report["verdict"] == report["value_verdict"] == "cannot tell"
    assert reason in report["sentence"] and report["score"] is None


def test_delayed_labels_are_named():
    report = performance_report(*window(np.random.default_rng(1), 0.85, 310), **RELEASE, rows=1000)
    assert report["label_share"] == pytest.approx(0.31)
    assert "31% of this period's rows" in report["sentence"]


def drifted_inputs() -> dict:
    """A drift report in which `age` has drifted."""
    rng = np.random.default_rng(0)
    before, after = (pd.DataFrame({"age": rng.normal(at, 1, 500)}) for at in (0, 1))
    return drift_report(before, after, {"age": "number"})


def test_a_quiet_window_raises_nothing():
    assert alerts({}) == []
    assert (
        alerts({"quality": {"errors": 0}, "performance": None, "drift": {"drifted": [], "features": []}})
        == []
    )


@pytest.mark.parametrize(
    ("found", "code", "step"),
    [
        ({"quality": {"errors": 3, "summary": "age is missing."}}, "A1", "quality"),
        ({"performance": {"verdict": "worse", "sentence": "Accuracy 0.7."}}, "A2", "train"),
        ({"performance": {"value_verdict": "worse", "sentence": "Worth 1 EUR."}}, "A3", "train"),
        ({"drift": drifted_inputs()}, "A4", "data"),
        ({"prediction_drift": drifted_inputs()}, "A5", "monitor"),
    ],
)
def test_each_cause_raises_its_alert_with_the_step_and_the_figures(found, code, step):
    (alert,) = alerts(found)
    assert (alert["code"], alert["send_back_to"]) == (code, step)
    assert alert["why"] and alert["what_to_do"]
    json.dumps(alert)


def test_drift_alone_is_watched_until_the_same_column_drifts_twice_running():
    found = {"drift": drifted_inputs()}
    assert alerts(found)[0]["severity"] == "watch"
    assert alerts(found | {"previous_drifted": ["income"]})[0]["severity"] == "watch"
    assert alerts(found | {"previous_drifted": ["age"]})[0]["severity"] == "act"
    told = {"previous_drifted": ["age"], "performance": {"verdict": "stable"}}
    assert alerts(found | told)[0]["severity"] == "watch"


def test_drift_is_told_once_for_all_columns():
    (alert,) = alerts({"drift": drifted_inputs()})
    assert alert["why"].startswith("age: moved by ")
    assert alert["why"].endswith(
        "standard deviations. That is enough to count, and more than chance explains."
    )
    report = drifted_inputs()
    report["features"] = [report["features"][0] | {"column": name} for name in "abcd"]
    (alert,) = alerts({"drift": report | {"drifted": list("abcd")}})
    assert "; and 1 more. That is each enough" in alert["why"]
    assert alert["why"].count("chance") == 1


@pytest.mark.parametrize("part", ["drift", "prediction_drift"])
def test_nobody_is_told_to_get_the_truth_where_it_is_known(part):
    (unknown,) = alerts({part: drifted_inputs()})
    (known,) = alerts({part: drifted_inputs(), "performance": {"verdict": "stable"}})
    assert "get the truth" in unknown["what_to_do"]
    assert "get the truth" not in known["what_to_do"]


def test_columns_that_follow_the_calendar_raise_no_alert():
    assert alerts({"drift": drifted_inputs() | {"calendar": ["age"]}}) == []


def test_what_calls_to_act_comes_first():
    found = {"drift": drifted_inputs(), "prediction_drift": drifted_inputs(), "previous_drifted": []}
    codes = [alert["code"] for alert in alerts(found | {"previous_predictions_drifted": ["age"]})]
    assert codes == ["A5", "A4"]


def test_every_alert_names_a_step_of_the_lifecycle():
    assert all(alert.send_back_to in BY_CODE for alert in ALERTS)
    assert len({alert.code for alert in ALERTS}) == len(ALERTS)


def test_a_model_that_was_searched_by_money_is_scored_by_the_money_of_its_decisions():
    y = np.array([1] * 30 + [0] * 70)
    p = np.array([0.9] * 20 + [0.1] * 10 + [0.9] * 7 + [0.1] * 63)
    release = {"reference_score": 9.0, "reference_interval": (8.0, 10.0), "threshold": 0.5}
    report = performance_report(y, p, "money", payoff=PAYOFF, **release)
    assert report["score"] == report["value_per_row"] == pytest.approx((20 * 10 - 7 * 5) / 100)
    assert report["interval"] == report["value_interval"]
    assert report["verdict"] == "worse"
    assert performance_report(y, p, "money", **release)["score"] is None
    few = performance_report(np.array([1] * 2 + [0] * 98), p, "money", payoff=PAYOFF, **release)
    assert "Only 2 known rows are of the rarer kind" in few["sentence"]
