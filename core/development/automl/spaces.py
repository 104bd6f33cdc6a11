"""Search spaces as data: what Optuna may vary for each learner."""

from typing import Any

from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.samplers import TPESampler
from optuna.trial import BaseTrial

from core.design.solution.design import MlTask
from core.development.automl.learners import LEARNERS, MANY_LABELS, Params
from core.development.automl.losses import SQUARES, Losses

Space = dict[str, BaseDistribution]

MOST_ROUNDS = 2_000
"""Ceiling of LightGBM's rounds; early stopping and the clock end most fits long before."""

MOST_EPOCHS = 200
"""Ceiling of a neural network's passes over its rows."""

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


_NEURAL_NETWORK: Space = {
    "alpha": FloatDistribution(1e-5, 0.1, log=True),
    "learning_rate_init": FloatDistribution(5e-4, 1e-2, log=True),
}
_WIDE_NETWORK: Space = {
    "alpha": FloatDistribution(1e-3, 0.1, log=True),
    "learning_rate_init": FloatDistribution(0.02, 0.3, log=True),
}
_NETWORKS = {"neural_network": _NEURAL_NETWORK, "wide_network": _WIDE_NETWORK}

SMALL_TREES_FREE = ("learning_rate", "min_child_samples", "colsample_bytree", "subsample", "reg_lambda")
_SMALL_TREES: Space = {name: _LIGHTGBM[name] for name in SMALL_TREES_FREE}
"""Trees of two questions always have up to four leaves, so those are not searched."""

_BOOSTING = {
    "lightgbm": _LIGHTGBM,
    "lightgbm_native": _LIGHTGBM,
    "small_trees": _SMALL_TREES,
    "hist_gradient": _HIST_GRADIENT,
}


def space_of(learner: str, n_rows: int, ml_task: MlTask, losses: Losses = SQUARES) -> Space:
    """Return what may vary for a learner on a table of `n_rows` training rows.

    Parameters
    ----------
    losses : dict
        As `losses_for` gives them; where there are several, the "loss" of boosting is one of their names.
    """
    if learner in _BOOSTING:
        is_open = len(losses) > 1
        choice: Space = {"loss": CategoricalDistribution(tuple(losses))} if is_open else {}
        return _BOOSTING[learner] | choice
    if learner == "extra_trees":
        smallest = max(1, n_rows // LEAVES_PER_TREE)
        return {
            "min_samples_leaf": IntDistribution(smallest, smallest + 30, log=True),
            "max_features": FloatDistribution(0.2, 1.0),
        }
    if learner in _NETWORKS:
        return _NETWORKS[learner]
    strength = FloatDistribution(1e-3, 100.0, log=True)
    return {"alpha": strength} if ml_task == "regression" else {"C": strength}


def suggest(
    trial: BaseTrial, learner: str, n_rows: int, ml_task: MlTask, n_labels: int, losses: Losses = SQUARES
) -> Params:
    """Return estimator parameters drawn by a trial, with those that are not searched."""
    space = space_of(learner, n_rows, ml_task, losses)
    params = {name: _draw(trial, f"{learner}.{name}", spread) for name, spread in space.items()}
    if learner in _BOOSTING:
        params |= losses[params.pop("loss", next(iter(losses)))].get(learner, {})
    if LEARNERS[learner].stops_early:
        params["n_estimators"] = MOST_ROUNDS
    if LEARNERS[learner].learns_in_passes:
        params["max_iter"] = MOST_EPOCHS
    if learner == "extra_trees":
        params["n_estimators"] = 60 if n_labels > MANY_LABELS else 150
    return params


def new_sampler(seed: int) -> TPESampler:
    """Return the sampler that studies should use: TPE that learns from the portfolio's few trials."""
    return TPESampler(seed=seed, n_startup_trials=6)


def _draw(trial: BaseTrial, name: str, spread: BaseDistribution) -> Any:
    if isinstance(spread, CategoricalDistribution):
        return trial.suggest_categorical(name, spread.choices)
    if isinstance(spread, IntDistribution):
        return trial.suggest_int(name, spread.low, spread.high, log=spread.log)
    assert isinstance(spread, FloatDistribution)
    return trial.suggest_float(name, spread.low, spread.high, log=spread.log)
