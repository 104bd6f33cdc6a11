"""Many rows are answered by groups of LightGBM's trees as by all of them at once."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from lightgbm import LGBMClassifier, LGBMRegressor

from core.scoring.compiled import boosters
from core.scoring.compiled.boosters import TREES_AT_ONCE, booster_answer
from core.scoring.compiled.scorer import difference

N_ROWS = boosters.LEAST_ROWS + 500
QUICK = {"n_estimators": 3 * TREES_AT_ONCE + 7, "num_leaves": 6, "verbosity": -1, "n_jobs": 1}
OBJECTIVES = ["regression", "regression_l1", "quantile", "poisson", "gamma"]


def rows(seed: int = 0) -> np.ndarray:
    found = np.random.default_rng(seed).normal(size=(N_ROWS, 4))
    found[::7, 1] = np.nan
    return found


def labels(X: np.ndarray, n_labels: int) -> np.ndarray:
    return (np.abs(X[:, 0] * 3 + X[:, 2]).astype(int)) % n_labels


def asked_at_once(estimator, X: np.ndarray) -> np.ndarray:
    return np.asarray(estimator.booster_.predict(X, num_threads=1))


def require_equal(estimator) -> None:
    for n_rows in (1, N_ROWS):
        X = rows(seed=1)[:n_rows]
        assert difference(booster_answer(estimator)(X), asked_at_once(estimator, X)) <= 1e-13


@pytest.mark.parametrize("n_labels", [2, 3, 30])
def test_labels_are_answered_as_lightgbm_does(n_labels):
    X = rows()
    require_equal(LGBMClassifier(**QUICK).fit(X, labels(X, n_labels)))


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_amounts_are_answered_as_lightgbm_does(objective):
    X = rows()
    y = np.exp(np.nan_to_num(X).sum(axis=1) / 4)
    require_equal(LGBMRegressor(**QUICK, objective=objective).fit(X, y))


def test_an_average_of_trees_is_not_taken_for_a_sum():
    X = rows()
    bagged = {"boosting_type": "rf", "subsample_freq": 1, "subsample": 0.6}
    require_equal(LGBMClassifier(**QUICK, **bagged).fit(X, labels(X, 2)))


def test_trees_after_the_best_round_have_no_say():
    X = rows()
    stopped = LGBMClassifier(**QUICK).fit(X, labels(X, 2))
    all_trees = asked_at_once(stopped, X)
    stopped.booster_.best_iteration = 2 * TREES_AT_ONCE + 3
    assert difference(all_trees, asked_at_once(stopped, X)) > 1e-3
    require_equal(stopped)


def test_threads_that_ask_at_the_same_time_get_the_sum_of_all_trees():
    X = np.tile(rows(seed=1), (4, 1))
    estimator = LGBMClassifier(**QUICK).fit(rows(), labels(rows(), 2))
    answer, expected = booster_answer(estimator), asked_at_once(estimator, X)
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: answer(X), range(24)))
    assert max(difference(one, expected) for one in found) <= 1e-13
