"""Metrics agree with scikit-learn, and intervals with what chance does."""

import time

import numpy as np
import pytest
from sklearn import metrics as reference

from core.development.metrics import METRICS, default_metric, metrics_of, paired_gain, score, score_interval

RNG = np.random.default_rng(0)
Y2 = RNG.integers(0, 2, 400)
P2 = np.round(np.clip(0.3 * Y2 + 0.7 * RNG.random(400), 0, 1), 2)
Y4 = RNG.integers(0, 4, 400)
P4 = RNG.dirichlet(np.ones(4), 400) * 0.6 + 0.4 * np.eye(4)[Y4]
AMOUNT = RNG.normal(size=400)
GUESS = AMOUNT + RNG.normal(size=400)

BINARY = {
    "roc_auc": lambda: reference.roc_auc_score(Y2, P2),
    "average_precision": lambda: reference.average_precision_score(Y2, P2),
    "log_loss": lambda: reference.log_loss(Y2, np.clip(P2, 1e-15, 1 - 1e-15)),
    "accuracy": lambda: reference.accuracy_score(Y2, P2 >= 0.5),
    "balanced_accuracy": lambda: reference.balanced_accuracy_score(Y2, P2 >= 0.5),
    "f1": lambda: reference.f1_score(Y2, P2 >= 0.5),
}
MULTICLASS = {
    "log_loss": lambda: reference.log_loss(Y4, P4),
    "accuracy": lambda: reference.accuracy_score(Y4, P4.argmax(axis=1)),
    "balanced_accuracy": lambda: reference.balanced_accuracy_score(Y4, P4.argmax(axis=1)),
    "macro_f1": lambda: reference.f1_score(Y4, P4.argmax(axis=1), average="macro"),
}
REGRESSION = {
    "rmse": lambda: reference.root_mean_squared_error(AMOUNT, GUESS),
    "mae": lambda: reference.mean_absolute_error(AMOUNT, GUESS),
    "r2": lambda: reference.r2_score(AMOUNT, GUESS),
}


@pytest.mark.parametrize(
    ("task", "y", "prediction", "expected"),
    [
        ("binary", Y2, P2, BINARY),
        ("multiclass", Y4, P4, MULTICLASS),
        ("regression", AMOUNT, GUESS, REGRESSION),
    ],
)
def test_every_metric_of_a_task_equals_scikit_learn(task, y, prediction, expected) -> None:
    found = {metric.code: score(metric, y, prediction) for metric in metrics_of(task)}
    assert found == pytest.approx({code: make() for code, make in expected.items()})


@pytest.mark.parametrize("code", BINARY)
def test_rows_of_one_label_give_a_number_or_nan_without_a_warning(code: str) -> None:
    found = score(METRICS[code], np.zeros(5, dtype=int), np.linspace(0, 1, 5))
    assert np.isnan(found) == (code in ("roc_auc", "average_precision"))


def test_labels_that_do_not_occur_do_not_count() -> None:
    y, prediction = np.array([0, 0, 1]), np.eye(4)[[0, 0, 1]]
    assert score(METRICS["balanced_accuracy"], y, prediction) == 1
    assert score(METRICS["macro_f1"], y, prediction) == 1


def test_r2_of_a_constant_truth_is_undefined() -> None:
    assert np.isnan(score(METRICS["r2"], np.ones(5), np.arange(5.0)))


def test_an_interval_holds_the_score_and_narrows_with_rows() -> None:
    y, p = np.tile(Y2, 100), np.tile(P2, 100)
    few = score_interval(METRICS["roc_auc"], y[:400], p[:400])
    many = score_interval(METRICS["roc_auc"], y, p)
    point = score(METRICS["roc_auc"], y, p)
    assert few[0] < point < few[1]
    # Standard errors fall with the square root of the rows: 100 times the rows, a tenth of the width.
    assert (many[1] - many[0]) / (few[1] - few[0]) == pytest.approx(0.1, rel=0.3)


def test_ninety_percent_intervals_cover_the_truth_about_ninety_times_in_a_hundred() -> None:
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(100):
        y = rng.integers(0, 2, 300)
        right = rng.random(300) < 0.7
        low, high = score_interval(METRICS["accuracy"], y, np.where(right, y, 1 - y).astype(float))
        covered += low <= 0.7 <= high
    assert 80 <= covered <= 98


def test_ten_thousand_rows_take_little_time() -> None:
    y, p = np.tile(Y2, 25), np.tile(P2, 25)
    started = time.process_time()
    score_interval(METRICS["roc_auc"], y, p)
    assert time.process_time() - started < 1.5


def test_an_undefined_score_has_no_interval() -> None:
    assert np.isnan(score_interval(METRICS["roc_auc"], np.zeros(9, dtype=int), np.linspace(0, 1, 9))).all()


def test_few_positives_survive_resamples_without_any() -> None:
    y = np.array([1, 1, *[0] * 30])
    low, high = score_interval(METRICS["roc_auc"], y, np.linspace(1, 0, 32))
    assert low == high == 1.0


@pytest.mark.parametrize(("code", "y", "good"), [("rmse", AMOUNT, AMOUNT), ("roc_auc", Y2, Y2.astype(float))])
def test_a_gain_is_positive_where_the_first_is_better(code, y, good) -> None:
    bad = good + RNG.normal(size=len(y))
    gain, low, high = paired_gain(METRICS[code], y, good, bad)
    assert 0 < low < gain < high
    assert paired_gain(METRICS[code], y, bad, good)[0] == pytest.approx(-gain)


def test_a_model_ties_with_itself() -> None:
    assert paired_gain(METRICS["log_loss"], Y4, P4, P4) == (0, 0, 0)


@pytest.mark.parametrize(
    ("ml_task", "y", "code"),
    [
        ("binary", Y2, "roc_auc"),
        ("regression", AMOUNT, "rmse"),
        ("multiclass", Y4, "accuracy"),
        ("multiclass", np.array([0] * 90 + [1] * 9 + [2]), "balanced_accuracy"),
        ("multiclass", np.resize(np.arange(31), 310), "balanced_accuracy"),
    ],
)
def test_the_proposed_metric_fits_the_target(ml_task, y, code) -> None:
    found, reason = default_metric(ml_task, y)
    assert found == code
    assert ml_task in METRICS[found].tasks
    assert reason.endswith(".")
