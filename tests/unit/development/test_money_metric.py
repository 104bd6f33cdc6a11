"""Money as a metric: by hand, and as what a search looks for."""

import numpy as np
import pandas as pd
import pytest

from core.design.business.payoff_terms import (
    Amount,
    BinaryPayoff,
    Capacity,
    MulticlassPayoff,
    RegressionPayoff,
)
from core.development.automl.estimator import InvalidInput, TrefoilClassifier, TrefoilRegressor
from core.development.metrics import METRICS, metrics_of, score, scores_by_fold
from core.development.money_metric import metric_of, money_metric
from core.errors import BadInput


def test_a_yes_no_question_is_worth_its_best_threshold() -> None:
    metric = money_metric(BinaryPayoff(true_positive=10, false_positive=-4))
    y, probability = np.array([1, 0, 1, 0]), np.array([0.9, 0.8, 0.4, 0.1])
    assert score(metric, y, probability) == pytest.approx((10 - 4 + 10) / 4)
    assert score(metric, y, 1 - probability) == pytest.approx((10 - 4 + 10 - 4) / 4)
    assert metric.greater_is_better
    assert metric.quantile is None


def test_amounts_cost_their_errors_and_name_the_quantile_that_costs_least() -> None:
    metric = money_metric(RegressionPayoff(over=1, under=4))
    assert score(metric, np.array([10.0, 10.0]), np.array([12.0, 9.0])) == pytest.approx(-(2 + 4) / 2)
    assert metric.quantile == pytest.approx(0.8)
    assert money_metric(RegressionPayoff(over=0, under=4)).quantile is None


def test_pairs_of_labels_are_valued_with_their_names() -> None:
    payoff = MulticlassPayoff(matrix={"a": {"a": 5.0}, "b": {"b": 1.0}})
    metric = money_metric(payoff, ("a", "b", "c"))
    probability = np.array([[0.9, 0.1, 0.0], [0.0, 1.0, 0.0]])
    assert score(metric, np.array([0, 1]), probability) == pytest.approx(3.0)


def test_a_fold_is_judged_at_the_threshold_that_the_others_taught() -> None:
    payoff = BinaryPayoff(true_positive=10, false_positive=-4)
    truths = [np.array([1, 0]), np.array([0, 1])]
    predictions = [np.array([0.9, 0.3]), np.array([0.6, 0.2])]
    found = scores_by_fold(money_metric(payoff), truths, predictions)
    # The second fold teaches to act on both rows (10 - 4), so from 0.2 on: both of the first are acted on.
    assert found[0] == pytest.approx((10 - 4) / 2)
    # The first teaches a threshold above 0.3 (10 alone): of the second only the negative row is acted on.
    assert found[1] == pytest.approx(-4 / 2)
    kind = [score(money_metric(payoff), *fold) for fold in zip(truths, predictions, strict=True)]
    assert sum(kind) > sum(found)


def test_the_threshold_that_folds_are_judged_at_respects_the_capacity() -> None:
    payoff = BinaryPayoff(true_positive=10, false_positive=-1, capacity=Capacity(rows=1, of=4))
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 400)
    probability = np.clip(0.3 * y + 0.7 * rng.random(400), 0, 1)
    folds = [slice(0, 200), slice(200, 400)]
    found = scores_by_fold(
        money_metric(payoff), [y[fold] for fold in folds], [probability[fold] for fold in folds]
    )
    free = payoff.model_copy(update={"capacity": None})
    assert 0 < max(found) < 10 * 0.3 < score(money_metric(free), y, probability)


def test_a_threshold_that_is_given_is_kept() -> None:
    payoff = BinaryPayoff(true_positive=10, false_positive=-4)
    y, probability = np.array([1, 0, 1, 0]), np.array([0.9, 0.8, 0.4, 0.1])
    strict = money_metric(payoff, threshold=0.85)
    assert score(strict, y, probability) == pytest.approx(10 / 4)
    assert scores_by_fold(strict, [y, y], [probability, probability]) == pytest.approx((10 / 4, 10 / 4))


def test_money_has_a_name_among_the_metrics_and_is_worth_nothing_without_a_payoff() -> None:
    assert METRICS["money"].greater_is_better
    assert np.isnan(score(METRICS["money"], np.array([0, 1]), np.array([0.2, 0.8])))
    assert all(
        metric.code != "money"
        for task in ("binary", "multiclass", "regression")
        for metric in metrics_of(task)
    )
    assert metric_of("rmse", RegressionPayoff()) is METRICS["rmse"]
    assert metric_of("money", RegressionPayoff(over=1, under=1)).quantile == 0.5


def test_amounts_by_row_are_refused() -> None:
    with pytest.raises(BadInput, match="differ by row"):
        money_metric(BinaryPayoff(true_positive=Amount(column="size")))


def test_a_search_for_money_learns_the_quantile_and_is_worth_more() -> None:
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"a": rng.normal(size=1_200), "b": rng.normal(size=1_200)})
    y = (3 * X["a"] + rng.exponential(3.0, 1_200)).to_numpy()
    payoff = RegressionPayoff(over=1, under=9)
    worth = {}
    for metric in ("money", "rmse"):
        model = TrefoilRegressor(n_trials=4, metric=metric, payoff=payoff, random_state=0)
        model.fit(X[:500], y[:500])
        worth[metric] = score(money_metric(payoff), y[500:], model.predict(X[500:]))
        losses = {settings.get("objective") for settings in model.leaderboard_["params"]}
        assert ("quantile" in losses) == (metric == "money")
    assert worth["money"] > worth["rmse"] + 0.5


def test_a_search_for_money_ranks_by_value_and_needs_a_payoff() -> None:
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"a": rng.normal(size=200)})
    y = (X["a"] + rng.normal(size=200) > 0).astype(int)
    payoff = BinaryPayoff(true_positive=10, false_positive=-4)
    model = TrefoilClassifier(n_trials=2, metric="money", payoff=payoff, random_state=0).fit(X, y)
    assert model.metric_ == "money"
    assert model.leaderboard_["money"].is_monotonic_decreasing
    assert model.best_score_ > payoff.true_positive * y.mean() - 4 * (1 - y.mean())
    with pytest.raises(InvalidInput, match="needs a payoff"):
        TrefoilClassifier(n_trials=2, metric="money").fit(X, y)
