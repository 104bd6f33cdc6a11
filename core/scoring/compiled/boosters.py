"""LightGBM's own prediction; of many rows, a group of trees at a time.

All trees of a large model do not fit into a processor's cache, and LightGBM walks all of them for each row. Sums of
25 trees at a time were 2.4 to 2.9 times as fast with 1,200 trees of 15 to 127 leaves on 48,842 rows. Rows that are
alike take the same way down a tree, which a processor guesses then: sorted rows were 1.2 times as fast again.
"""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import expit, softmax

TREES_AT_ONCE = 25

SORTED_BY = 6
"""Columns that rows are sorted by, those that the trees gain most from."""

LEAST_ROWS = 1_000
"""Below, what a call costs outweighs what the cache saves."""

ANSWER_OF_SUM: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "binary": expit,
    "multiclass": lambda sums: softmax(sums, axis=1),
    "regression": np.asarray,
    "regression_l1": np.asarray,
    "quantile": np.asarray,
    "poisson": np.exp,
}
"""LightGBM's answer from the sum of its trees' values, by objective."""


def booster_answer(estimator: Any) -> Callable[[np.ndarray], np.ndarray]:
    """Return the prediction of a fitted LightGBM estimator without what its scikit-learn face checks first.

    Returns
    -------
    callable
        From a matrix of shape (n_rows, n_features) to P(second label) of shape (n_rows,), probabilities of
        shape (n_rows, n_labels), or amounts of shape (n_rows,).
    """
    booster = estimator.booster_
    is_sum = estimator.objective_ in ANSWER_OF_SUM and estimator.boosting_type != "rf"
    groups = functools.cache(lambda: _groups(booster))
    telling = np.argsort(-booster.feature_importance("gain"), kind="stable")[:SORTED_BY]

    def answer(matrix: np.ndarray) -> np.ndarray:
        if not is_sum or len(matrix) < LEAST_ROWS or len(groups()) == 1:
            return np.asarray(booster.predict(matrix, num_threads=1))
        order = np.lexsort(matrix[:, telling[::-1]].T)
        rows = matrix[order]
        of_groups = (group.predict(rows, raw_score=True, num_threads=1) for group in groups())
        sums = functools.reduce(np.add, of_groups)
        found = np.empty_like(sums)
        found[order] = sums
        return np.asarray(ANSWER_OF_SUM[estimator.objective_](found))

    return answer


def _groups(booster: Any) -> list[Any]:
    """Return the trees as boosters of their own, made in 0.04 ms a tree.

    One booster must not be asked for several ranges of its trees: it keeps the range that was last asked
    for, also by another thread, which then gets the sum of the wrong trees.
    """
    rounds = booster.best_iteration if booster.best_iteration > 0 else booster.current_iteration()
    at_once = max(1, TREES_AT_ONCE // booster.num_model_per_iteration())
    return [
        type(booster)(model_str=booster.model_to_string(min(at_once, rounds - start), start))
        for start in range(0, rounds, at_once)
    ]
