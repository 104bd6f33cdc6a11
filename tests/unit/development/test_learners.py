"""Learners: plain compositions that store safely and predict in the common shape."""

from dataclasses import replace

import numpy as np
import pytest
import skops.io
from sklearn.exceptions import ConvergenceWarning

from core.development.automl.budget import Budget, SearchStopped
from core.development.automl.fitting import FitLimits, fit_within
from core.development.automl.learners import (
    LEARNERS,
    build_pipeline,
    learners_for,
    predict_with,
    refit,
)
from core.development.automl.losses import losses_for, quantile_loss, skewness
from core.development.automl.portfolio import portfolio
from core.development.automl.preparations import build_preparation
from core.development.automl.spaces import space_of
from core.development.metrics import METRICS
from core.development.table import take
from core.scoring.model import TRUSTED_TYPES
from tests.unit.development.learning_tables import table_for

TASKS = ["binary", "multiclass", "regression"]
SMALL = {"linear": {}, "small_trees": {"n_estimators": 8}, "lightgbm": {"n_estimators": 8},
         "hist_gradient": {"max_iter": 8}, "extra_trees": {"n_estimators": 8},
         "lightgbm_native": {"n_estimators": 8},
         "neural_network": {"max_iter": 8, "learning_rate_init": 0.02},
         "wide_network": {"max_iter": 8, "learning_rate_init": 0.02}}  # fmt: skip
FREE = FitLimits(60, lambda: None)


@pytest.mark.parametrize("ml_task", TASKS)
@pytest.mark.parametrize("learner", LEARNERS)
def test_a_refit_predicts_in_the_common_shape_and_stores_with_trusted_types_only(learner, ml_task) -> None:
    table, _, recipe = table_for(ml_task)
    pipeline = refit(learner, SMALL[learner], table, recipe, seed=0)
    X = table.X.head(5).assign(colour=["red", "never seen", "(missing)", "blue", "green"], noise=np.nan)
    found = predict_with(pipeline, X, ml_task)
    assert found.shape == ((5, 4) if ml_task == "multiclass" else (5,))
    stored = skops.io.dumps(pipeline)
    assert set(skops.io.get_untrusted_types(data=stored)) <= set(TRUSTED_TYPES)
    again = predict_with(skops.io.loads(stored, trusted=list(TRUSTED_TYPES)), X, ml_task)
    np.testing.assert_array_equal(found, again)
    np.testing.assert_array_equal(
        found, predict_with(refit(learner, SMALL[learner], table, recipe, 0), X, ml_task)
    )


@pytest.mark.parametrize("learner", LEARNERS)
def test_probabilities_stay_aligned_when_labels_are_missing_from_the_rows(learner: str) -> None:
    table, _, recipe = table_for("multiclass")
    part = take(table, np.flatnonzero(np.isin(table.y, [1, 2])))
    found = predict_with(refit(learner, SMALL[learner], part, recipe, 0), table.X, "multiclass", 4)
    assert found.shape == (len(table), 4)
    assert (found[:, [0, 3]] == 0).all()
    np.testing.assert_allclose(found.sum(axis=1), 1)
    assert (found.argmax(axis=1)[part.rows] == part.y).mean() > 0.7


def test_lightgbm_is_kept_away_from_many_labels() -> None:
    _, _, recipe = table_for("multiclass")
    assert "lightgbm" not in learners_for(16)
    assert "lightgbm" in learners_for(15)
    with pytest.raises(ValueError, match="does not suit 16 labels"):
        build_pipeline("lightgbm", {}, recipe, "multiclass", 16, 0)
    assert all(setting.learner != "lightgbm" for setting in portfolio("multiclass", 26, 20_000))


@pytest.mark.parametrize("n_rows", [200, 5_000, 200_000])
@pytest.mark.parametrize(("ml_task", "n_labels"), [("binary", 2), ("multiclass", 26), ("regression", 0)])
def test_the_portfolio_lies_inside_the_search_spaces_and_starts_with_the_quickest(
    ml_task, n_labels, n_rows
) -> None:
    losses = losses_for(np.arange(9.0) ** 3, ml_task, METRICS["rmse"])
    settings = portfolio(ml_task, n_labels, n_rows, losses=losses)
    assert any(setting.loss == "counts" for setting in settings) == (ml_task == "regression")
    assert settings[0].learner == "linear"
    assert len({setting.name for setting in settings}) == len(settings)
    for setting in settings:
        space = space_of(setting.learner, n_rows, ml_task, losses)
        assert set(setting.params) == set(space)
        assert all(
            space[name]._contains(space[name].to_internal_repr(v)) for name, v in setting.params.items()
        )
        assert setting.params.get("loss", "squares") == (setting.loss or "squares")


def fit(learner: str, limits: FitLimits, ml_task: str = "binary", rounds: int = 120):
    table, _, recipe = table_for(ml_task, n_rows=400)
    matrix = build_preparation(LEARNERS[learner].preparation, recipe, ml_task).fit_transform(table.X)
    name = LEARNERS[learner].rounds
    params = {} if name is None else {name: rounds}
    inner = np.arange(300), np.arange(300, 400)
    return fit_within(learner, params, matrix, table.y, inner, ml_task, 0, limits), matrix, table


ENDLESS = ["lightgbm", "hist_gradient", "extra_trees", "neural_network", "wide_network"]


@pytest.mark.parametrize("learner", ENDLESS)
def test_a_fit_without_time_keeps_the_rounds_that_it_has(learner: str) -> None:
    (estimator, rounds), matrix, _ = fit(learner, FitLimits(0, lambda: None))
    assert 1 <= rounds <= (1 if learner in ("lightgbm", "neural_network", "wide_network") else 50)
    assert np.isfinite(estimator.predict_proba(matrix)).all()


@pytest.mark.parametrize("learner", ENDLESS)
def test_a_fit_is_given_up_on_request(learner: str) -> None:
    asked = []

    def stop_at_second_look() -> None:
        asked.append(1)
        if len(asked) == 2:
            raise SearchStopped("Stopped on request.")

    with pytest.raises(SearchStopped):
        fit(learner, FitLimits(60, stop_at_second_look))


@pytest.mark.parametrize("learner", ["hist_gradient", "extra_trees"])
def test_growing_in_chunks_equals_one_fit(learner: str) -> None:
    (estimator, rounds), matrix, table = fit(learner, FREE)
    assert rounds == 120
    params = {LEARNERS[learner].rounds: 120}
    at_once = LEARNERS[learner].estimator(params, "binary", 0).fit(matrix, table.y)
    np.testing.assert_array_equal(estimator.predict_proba(matrix), at_once.predict_proba(matrix))


def test_lightgbm_stops_early_on_the_inner_rows() -> None:
    (_, rounds), _, _ = fit("lightgbm", FREE, rounds=2_000)
    assert rounds < 500


@pytest.mark.parametrize("ml_task", TASKS)
def test_a_neural_network_keeps_the_pass_that_was_best_on_the_inner_rows(ml_task: str) -> None:
    table, _, recipe = table_for(ml_task, n_rows=400)
    matrix = build_preparation("scaled", recipe, ml_task).fit_transform(table.X)
    inner = np.arange(300), np.arange(300, 400)
    params = {"max_iter": 60, "learning_rate_init": 0.02}
    kept, rounds = fit_within("neural_network", params, matrix, table.y, inner, ml_task, 0, FREE)
    assert 1 < rounds < 60
    cut, _ = fit_within(
        "neural_network", {**params, "max_iter": rounds}, matrix, table.y, inner, ml_task, 0, FREE
    )
    for weights, others in zip(kept.coefs_, cut.coefs_, strict=True):
        np.testing.assert_array_equal(weights, others)


def test_neural_networks_are_tried_for_three_labels_or_more() -> None:
    assert "neural_network" in learners_for(3)
    assert "neural_network" in learners_for(26)
    assert "neural_network" not in learners_for(2)
    assert "neural_network" not in learners_for(0)


def test_a_wide_network_is_tried_for_many_labels_with_shorter_steps_on_few_rows() -> None:
    def first_steps(n_rows: int) -> list[float]:
        settings = portfolio("multiclass", 26, n_rows)
        return [each.params["learning_rate_init"] for each in settings if each.learner == "wide_network"]

    assert "wide_network" in learners_for(9)
    assert all("wide_network" not in learners_for(n_labels) for n_labels in (0, 2, 3, 8))
    assert first_steps(2_000) < first_steps(15_000)
    assert all(setting.learner != "wide_network" for setting in portfolio("multiclass", 8, 15_000))


def test_a_wide_network_counts_the_passes_in_which_its_steps_shrank() -> None:
    """As many passes over all rows have to reach short steps too: before, a network has not settled."""
    table, _, recipe = table_for("multiclass", n_rows=400)
    matrix = build_preparation("scaled", recipe, "multiclass").fit_transform(table.X)
    inner = np.arange(300), np.arange(300, 400)
    params = {"max_iter": 200, "learning_rate_init": 0.05, "alpha": 0.01}
    kept, rounds = fit_within("wide_network", params, matrix, table.y, inner, "multiclass", 0, FREE)
    assert rounds == len(kept.loss_curve_) < 200
    whole = LEARNERS["wide_network"].estimator({**params, "max_iter": rounds}, "multiclass", 0)
    with pytest.warns(ConvergenceWarning):
        whole.fit(matrix, table.y)
    assert whole._optimizer.learning_rate < params["learning_rate_init"]


def test_a_metric_has_its_own_loss_and_long_tails_one_more() -> None:
    tail, even = np.random.default_rng(0).exponential(size=500), np.linspace(0, 9, 500)
    assert list(losses_for(even, "regression", METRICS["rmse"])) == ["squares"]
    assert list(losses_for(tail, "regression", METRICS["rmse"])) == ["squares", "counts"]
    assert list(losses_for(tail - 1, "regression", METRICS["rmse"])) == ["squares"]
    assert list(losses_for(tail, "regression", METRICS["mae"])) == ["absolute", "squares"]
    assert list(losses_for((even > 4).astype(int), "binary", METRICS["roc_auc"])) == ["squares"]
    assert skewness(np.ones(5)) == 0


@pytest.mark.parametrize("learner", ["lightgbm", "small_trees", "hist_gradient"])
def test_each_loss_answers_with_what_it_rewards(learner: str) -> None:
    """Rows that say nothing: squares answer the mean, the others a quantile."""
    table, _, recipe = table_for("regression", n_rows=400)
    y = np.random.default_rng(0).exponential(size=400)
    table = replace(table, X=table.X.assign(size=0.0, noise=0.0, colour="red"), y=y)
    recipe = {"features": [feature for feature in recipe["features"] if feature["name"] in ("size", "noise")]}
    rounds = {str(LEARNERS[learner].rounds): 40}
    answers = {
        name: refit(learner, rounds | params.get(learner, {}), table, recipe, 0).predict(table.X)
        for losses in (quantile_loss(0.5), quantile_loss(0.9), losses_for(y, "regression", METRICS["rmse"]))
        for name, params in losses.items()
    }
    assert answers["absolute"] == pytest.approx(np.full(400, np.median(y)), rel=0.05)
    assert answers["quantile"] == pytest.approx(np.full(400, np.quantile(y, 0.9)), rel=0.05)
    assert answers["squares"] == pytest.approx(np.full(400, y.mean()), rel=0.05)
    assert answers["counts"] == pytest.approx(np.full(400, y.mean()), rel=0.05)


def test_a_budget_counts_what_was_spent_before_and_asks_whether_to_stop() -> None:
    budget = Budget(10, already_spent=4)
    assert 5.5 < budget.remaining() <= 6
    budget.check()
    with pytest.raises(SearchStopped, match="Out of time"):
        Budget(10, already_spent=11).check()
    with pytest.raises(SearchStopped, match="on request"):
        Budget(10, should_stop=lambda: True).check()
