"""The work that a model does for one row: counted, not timed, so that a search that counts trials can be repeated."""

from math import log2

from core.development.automl.learners import LEARNERS, SMALL_TREES_LEAVES, Params

QUICK_STEPS = 5_500.0
"""Steps a row with which two cores of 2026 answer more than 100,000 rows a second (docs/measurements.md)."""

SKLEARN_STEP, NATIVE_STEP = 2.0, 1.5
"""What a question of scikit-learn's trees, and of LightGBM's with native categories, takes beside one of LightGBM's."""

WEIGHTS_A_STEP = 11.0
"""Weights of a neural network that are multiplied in the time of a step."""


def steps_a_row(learner: str, params: Params, n_rows: int, n_outputs: int = 1) -> float:
    """Return about how many questions of LightGBM's trees take as long as one row takes this model.

    Parameters
    ----------
    params : dict
        Of a finished trial.
    n_rows : int
        Rows that it learns from.
    n_outputs : int
        Labels, where each has trees of its own; else 1.
    """
    family = LEARNERS[learner]
    if learner == "linear":
        return 0.0
    if family.learns_in_passes:
        layers = family.fixed["hidden_layer_sizes"]
        return float(layers[0] * layers[1] / WEIGHTS_A_STEP)
    assert family.rounds is not None
    trees = float(params[family.rounds])
    if learner == "extra_trees":
        return SKLEARN_STEP * trees * log2(max(2.0, n_rows / params["min_samples_leaf"]))
    if learner == "hist_gradient":
        return SKLEARN_STEP * trees * n_outputs * log2(params["max_leaf_nodes"])
    step = NATIVE_STEP if family.categories else 1.0
    return step * trees * n_outputs * log2(params.get("num_leaves", SMALL_TREES_LEAVES))
