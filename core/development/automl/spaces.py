"""Search spaces as data: what Optuna may vary for each learner."""

from typing import Any

from optuna import Trial
from optuna.distributions import BaseDistribution, FloatDistribution, IntDistribution
from optuna.samplers import TPESampler

from core.design.solution.design import MlTask
from core.development.automl.learners import LEARNERS, MANY_LABELS, Params

Space = dict[str, BaseDistribution]

MOST_ROUNDS = 2_000
"""Ceiling of LightGBM's rounds; early stopping and the clock end most fits long before."""

LEAVES_PER_TREE = 4_000
"""Extra trees grow no more leaves than about this, which keeps 150 of them near 50 MB."""

_LIGHTGBM: Space = {
    "learning_rate": FloatDistribution(0.01, 0.2, log=True),
    "num_leaves": IntDistribution(4, 192, log=True),
    "min_child_samples": IntDistribution(1, 120, log=True),
    "colsample_bytree": FloatDistribution(0.4, 1.0),
    "subsample": FloatDistribution(0.5, 1.0),
    "reg_alpha": FloatDistribution(1e-3, 10.0, log=True),
    "reg_lambda": FloatDistribution(1e-3, 10.0, log=True),
}
_HIST_GRADIENT: Space = {
    "learning_rate": FloatDistribution(0.02, 0.2, log=True),
    "max_iter": IntDistribution(40, 400, log=True),
    "max_leaf_nodes": IntDistribution(8, 96, log=True),
    "min_samples_leaf": IntDistribution(5, 100, log=True),
    "l2_regularization": FloatDistribution(1e-3, 10.0, log=True),
    "max_features": FloatDistribution(0.4, 1.0),
}


SMALL_TREES_FREE = ("learning_rate", "min_child_samples", "colsample_bytree", "subsample", "reg_lambda")
_SMALL_TREES: Space = {name: _LIGHTGBM[name] for name in SMALL_TREES_FREE}
"""Trees of two questions always have up to four leaves, so those are not searched."""


def space_of(learner: str, n_rows: int, ml_task: MlTask) -> Space:
    """Return what may vary for a learner on a table of `n_rows` training rows."""
    if learner == "lightgbm":
        return _LIGHTGBM
    if learner == "small_trees":
        return _SMALL_TREES
    if learner == "hist_gradient":
        return _HIST_GRADIENT
    if learner == "extra_trees":
        smallest = max(1, n_rows // LEAVES_PER_TREE)
        return {
            "min_samples_leaf": IntDistribution(smallest, smallest + 30, log=True),
            "max_features": FloatDistribution(0.2, 1.0),
        }
    strength = FloatDistribution(1e-3, 100.0, log=True)
    return {"alpha": strength} if ml_task == "regression" else {"C": strength}


def suggest(trial: Trial, learner: str, n_rows: int, ml_task: MlTask, n_labels: int) -> Params:
    """Return estimator parameters drawn by a trial, with those that are not searched."""
    space = space_of(learner, n_rows, ml_task)
    params = {name: _draw(trial, f"{learner}.{name}", spread) for name, spread in space.items()}
    if LEARNERS[learner].stops_early:
        params["n_estimators"] = MOST_ROUNDS
    if learner == "extra_trees":
        params["n_estimators"] = 60 if n_labels > MANY_LABELS else 150
    return params


def new_sampler(seed: int) -> TPESampler:
    """Return the sampler that studies should use: TPE that learns from the portfolio's few trials."""
    return TPESampler(seed=seed, n_startup_trials=6)


def _draw(trial: Trial, name: str, spread: BaseDistribution) -> Any:
    if isinstance(spread, IntDistribution):
        return trial.suggest_int(name, spread.low, spread.high, log=spread.log)
    assert isinstance(spread, FloatDistribution)
    return trial.suggest_float(name, spread.low, spread.high, log=spread.log)
