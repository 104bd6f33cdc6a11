"""Learners: plain compositions that store safely and predict in the common shape."""

import numpy as np
import pytest
import skops.io

from core.development.automl.budget import Budget, SearchStopped
from core.development.automl.fitting import FitLimits, fit_within
from core.development.automl.learners import (
    LEARNERS,
    build_pipeline,
    build_preparation,
    learners_for,
    predict_with,
    refit,
)
from core.development.automl.portfolio import portfolio
from core.development.automl.spaces import space_of
from core.development.table import take
from core.scoring.model import TRUSTED_TYPES
from tests.unit.development.learning_tables import table_for

TASKS = ["binary", "multiclass", "regression"]
SMALL = {"linear": {}, "small_trees": {"n_estimators": 8}, "lightgbm": {"n_estimators": 8},
         "hist_gradient": {"max_iter": 8}, "extra_trees": {"n_estimators": 8}}  # fmt: skip
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
    assert "lightgbm" not in learners_for(9)
    assert "lightgbm" in learners_for(8)
    with pytest.raises(ValueError, match="does not suit 9 labels"):
        build_pipeline("lightgbm", {}, recipe, "multiclass", 9, 0)
    assert all(setting.learner != "lightgbm" for setting in portfolio("multiclass", 26, 20_000))


@pytest.mark.parametrize("n_rows", [200, 5_000, 200_000])
@pytest.mark.parametrize(("ml_task", "n_labels"), [("binary", 2), ("multiclass", 26), ("regression", 0)])
def test_the_portfolio_lies_inside_the_search_spaces_and_starts_with_the_quickest(
    ml_task, n_labels, n_rows
) -> None:
    settings = portfolio(ml_task, n_labels, n_rows)
    assert settings[0].learner == "linear"
    assert len({setting.name for setting in settings}) == len(settings)
    for setting in settings:
        space = space_of(setting.learner, n_rows, ml_task)
        assert set(setting.params) == set(space)
        assert all(
            space[name]._contains(space[name].to_internal_repr(v)) for name, v in setting.params.items()
        )


def fit(learner: str, limits: FitLimits, ml_task: str = "binary", rounds: int = 120):
    table, _, recipe = table_for(ml_task, n_rows=400)
    matrix = build_preparation(LEARNERS[learner].preparation, recipe).fit_transform(table.X)
    name = LEARNERS[learner].rounds
    params = {} if name is None else {name: rounds}
    inner = np.arange(300), np.arange(300, 400)
    return fit_within(learner, params, matrix, table.y, inner, ml_task, 0, limits), matrix, table


@pytest.mark.parametrize("learner", ["lightgbm", "hist_gradient", "extra_trees"])
def test_a_fit_without_time_keeps_the_rounds_that_it_has(learner: str) -> None:
    (estimator, rounds), matrix, _ = fit(learner, FitLimits(0, lambda: None))
    assert 1 <= rounds <= (1 if learner == "lightgbm" else 50)
    assert np.isfinite(estimator.predict_proba(matrix)).all()


@pytest.mark.parametrize("learner", ["lightgbm", "hist_gradient", "extra_trees"])
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


def test_a_budget_counts_what_was_spent_before_and_asks_whether_to_stop() -> None:
    budget = Budget(10, already_spent=4)
    assert 5.5 < budget.remaining() <= 6
    budget.check()
    with pytest.raises(SearchStopped, match="Out of time"):
        Budget(10, already_spent=11).check()
    with pytest.raises(SearchStopped, match="on request"):
        Budget(10, should_stop=lambda: True).check()
