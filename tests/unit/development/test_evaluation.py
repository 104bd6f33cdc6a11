"""The judgement: every figure can be checked by hand and written as JSON."""

import json

import numpy as np
import pytest
from sklearn import metrics as reference

from core.design.business.payoff import value_per_row
from core.design.business.payoff_terms import BinaryPayoff, MulticlassPayoff, RegressionPayoff
from core.development.evaluation import (
    calibration_points,
    evaluate,
    lift_points,
    precision_recall_points,
    roc_points,
)
from core.development.metrics import METRICS

RNG = np.random.default_rng(0)
PROBABILITY = RNG.random(3_000)
Y = (RNG.random(3_000) < PROBABILITY).astype(int)
PAYOFF = BinaryPayoff(true_positive=10, false_positive=-4, currency="USD")


def judge_binary(threshold: float = 0.3) -> dict:
    return evaluate(Y, PROBABILITY, "binary", METRICS["roc_auc"], PAYOFF, threshold, ("No", "Yes"))


def test_binary_figures_by_hand() -> None:
    found = judge_binary()
    assert found["score"] == pytest.approx(reference.roc_auc_score(Y, PROBABILITY))
    assert found["interval"][0] < found["score"] < found["interval"][1]
    assert found["confusion"] == {
        "labels": ["No", "Yes"],
        "counts": reference.confusion_matrix(Y, PROBABILITY >= 0.3).tolist(),
    }
    values = value_per_row(PAYOFF, Y, PROBABILITY, 0.3)
    assert found["value_per_row"] == pytest.approx(values.mean())
    assert found["value_interval"][0] < values.mean() < found["value_interval"][1]
    assert found["currency"] == "USD"
    assert set(found["metrics"]) == {code for code, metric in METRICS.items() if "binary" in metric.tasks}


def test_everything_is_json_and_curves_are_short() -> None:
    found = judge_binary()
    json.dumps(found, allow_nan=False)
    for curve in ("roc", "precision_recall", "lift", "value_curve", "calibration"):
        assert 2 <= len(found[curve]) <= 200


def test_the_roc_curve_encloses_the_area() -> None:
    points = roc_points(Y, PROBABILITY)
    assert points[0] == {"false_positive_rate": 0, "true_positive_rate": 0}
    assert points[-1] == {"false_positive_rate": 1, "true_positive_rate": 1}
    x, y = ([point[name] for point in points] for name in ("false_positive_rate", "true_positive_rate"))
    assert np.trapezoid(y, x) == pytest.approx(reference.roc_auc_score(Y, PROBABILITY), abs=0.005)


def test_precision_recall_and_lift_of_four_rows() -> None:
    y, probability = np.array([1, 0, 1, 0]), np.array([0.9, 0.8, 0.7, 0.1])
    assert precision_recall_points(y, probability) == [
        {"recall": 0.5, "precision": 1.0},
        {"recall": 0.5, "precision": 0.5},
        {"recall": 1.0, "precision": pytest.approx(2 / 3)},
        {"recall": 1.0, "precision": 0.5},
    ]
    assert lift_points(y, probability)[0] == {"share": 0.25, "found": 0.5, "lift": 2.0}
    assert lift_points(y, probability)[-1] == {"share": 1.0, "found": 1.0, "lift": 1.0}


def test_calibrated_probabilities_lie_on_the_diagonal() -> None:
    points = calibration_points(Y, PROBABILITY)
    assert len(points) == 10
    assert sum(point["rows"] for point in points) == len(Y)
    assert all(abs(point["observed"] - point["predicted"]) < 0.1 for point in points)


def test_equal_probabilities_make_one_group() -> None:
    assert len(calibration_points(np.array([0, 1]), np.array([0.3, 0.3]))) == 1


def test_multiclass_confusion_counts_truth_by_decision() -> None:
    probabilities = np.eye(3)[[0, 1, 1, 2]]
    found = evaluate(
        np.array([0, 1, 2, 2]),
        probabilities,
        "multiclass",
        METRICS["accuracy"],
        MulticlassPayoff(),
        None,
        tuple("abc"),
    )
    assert found["confusion"]["counts"] == [[1, 0, 0], [0, 1, 0], [0, 1, 1]]
    assert found["score"] == 0.75
    assert found["value_per_row"] == 0.5
    json.dumps(found, allow_nan=False)


def test_regression_figures_by_hand() -> None:
    y = np.arange(2_000.0)
    payoff = RegressionPayoff(over=2, under=1)
    found = evaluate(y, y + 3, "regression", METRICS["mae"], payoff, None, None)
    assert found["score"] == 3
    assert found["bias"] == 3
    assert found["value_per_row"] == -6
    assert found["error_quantiles"]["0.5"] == 3
    assert len(found["points"]) == 1_000
    assert all(point["predicted"] == point["actual"] + 3 for point in found["points"])
    json.dumps(found, allow_nan=False)


def test_what_is_undefined_is_none() -> None:
    found = evaluate(
        np.zeros(60, dtype=int), np.linspace(0, 1, 60), "binary", METRICS["roc_auc"], PAYOFF, 0.5, ("n", "y")
    )
    assert found["score"] is None
    assert found["interval"] == [None, None]
    json.dumps(found, allow_nan=False)


def test_metrics_of_decisions_use_the_threshold_that_decides() -> None:
    y = np.array([0, 0, 1, 1])
    probability = np.array([0.1, 0.3, 0.35, 0.9])
    found = evaluate(
        y, probability, "binary", METRICS["roc_auc"], BinaryPayoff(true_positive=1), 0.32, ("no", "yes")
    )
    assert found["metrics"]["accuracy"] == 1.0
    assert found["score"] == 1.0
