"""Fits that end in time: capped in seconds, stopped early on inner rows, and cancelled on request."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from lightgbm.callback import CallbackEnv, EarlyStopException, early_stopping

from core.design.solution.design import MlTask
from core.development.automl.learners import LEARNERS, Params
from core.development.metrics import METRICS, score

PATIENCE = 50
"""Rounds without progress on the inner rows after which boosting ends (ENGINE.md: 70-200, for more time)."""

MULTICLASS_PATIENCE = 30

EPOCH_PATIENCE = 12
"""Epochs of a neural network without progress on the inner rows after which it ends; steps shrink after eight."""

EPOCH_PROGRESS = 1e-3
"""Share of its loss that an epoch has to take off to count as progress."""

WORK_PER_CHUNK = 4_000_000
"""Rows times trees between two looks at the clock: about 0.2 s on one core."""


@dataclass(frozen=True)
class FitLimits:
    """When a fit has to end.

    Attributes
    ----------
    seconds : float
        After this, a fit keeps the rounds that it has.
    check : callable () -> None
        Raises `SearchStopped` to give the fit up.
    rows : int, optional
        Most rows of a fold to learn from. Default: all.
    """

    seconds: float
    check: Callable[[], None]
    rows: int | None = None


def fit_within(
    learner: str,
    params: Params,
    matrix: np.ndarray,
    y: np.ndarray,
    inner: tuple[np.ndarray, np.ndarray],
    ml_task: MlTask,
    seed: int,
    limits: FitLimits,
) -> tuple[Any, int | None]:
    """Fit an estimator on prepared rows, within limits.

    Parameters
    ----------
    matrix : float ndarray of shape (n_rows, n_columns)
        Output of the learner's preparation.
    inner : (fit, stop) positions
        Rows that LightGBM and the neural network learn from, and rows that tell them when to stop.
        Others use all rows.

    Returns
    -------
    estimator : fitted estimator
    rounds : int or None
        Trees or boosting rounds that it ended with.
    """
    estimator = LEARNERS[learner].estimator(params, ml_task, seed)
    if LEARNERS[learner].stops_early:
        return _fit_lightgbm(estimator, matrix, y, inner, ml_task, limits)
    if LEARNERS[learner].learns_in_passes:
        return _fit_epochs(estimator, matrix, y, inner, ml_task, limits)
    if LEARNERS[learner].rounds is None:
        return estimator.fit(matrix, y), None
    return _fit_in_chunks(learner, estimator, matrix, y, ml_task, limits)


def _fit_lightgbm(
    estimator: Any,
    matrix: np.ndarray,
    y: np.ndarray,
    inner: tuple[np.ndarray, np.ndarray],
    ml_task: MlTask,
    limits: FitLimits,
) -> tuple[Any, int]:
    learn, stop = inner
    patience = MULTICLASS_PATIENCE if ml_task == "multiclass" else PATIENCE
    callbacks = [early_stopping(patience, verbose=False), _clock(limits)]
    estimator.fit(matrix[learn], y[learn], eval_X=matrix[stop], eval_y=y[stop], callbacks=callbacks)
    return estimator, max(1, int(estimator.best_iteration_))


def _clock(limits: FitLimits) -> Callable[[CallbackEnv], None]:
    """LightGBM callback that ends the fit in time, keeping the rounds so far."""
    deadline = time.monotonic() + limits.seconds

    def look(env: CallbackEnv) -> None:
        limits.check()
        if time.monotonic() >= deadline:
            raise EarlyStopException(env.iteration, env.evaluation_result_list or [])

    look.order = 40  # type: ignore[attr-defined]  # after early stopping, whose verdict comes first
    return look


def _fit_in_chunks(
    learner: str, estimator: Any, matrix: np.ndarray, y: np.ndarray, ml_task: MlTask, limits: FitLimits
) -> tuple[Any, int]:
    """Grow trees in chunks; equal to one fit with as many rounds, which scikit-learn's warm start ensures."""
    rounds = LEARNERS[learner].rounds
    assert rounds is not None
    wanted = estimator.get_params()[rounds]
    trees_a_round = len(np.unique(y)) if ml_task == "multiclass" and learner != "extra_trees" else 1
    chunk = int(np.clip(WORK_PER_CHUNK // (len(y) * trees_a_round), 1, 50))
    if learner == "extra_trees":
        chunk = max(1, chunk // 10)
    estimator.set_params(warm_start=True)
    deadline = time.monotonic() + limits.seconds
    done = 0
    while done < wanted and (done == 0 or time.monotonic() < deadline):
        limits.check()
        done = min(wanted, done + chunk)
        estimator.set_params(**{rounds: done}).fit(matrix, y)
    return estimator, done


def _fit_epochs(
    estimator: Any,
    matrix: np.ndarray,
    y: np.ndarray,
    inner: tuple[np.ndarray, np.ndarray],
    ml_task: MlTask,
    limits: FitLimits,
) -> tuple[Any, int]:
    """Pass over the rows until the inner ones show no progress; keep the weights of the best pass.

    Returns the number of that pass. Where its steps had shrunk already it is that of the last one: a fit on all
    rows may shrink them later, and further passes in short steps change little.
    """
    learn, stop = inner if len(inner[1]) else (inner[0], inner[0])
    rows, truth, labels = matrix[learn], y[learn], np.unique(y)
    judged = METRICS["rmse" if ml_task == "regression" else "log_loss"]
    codes = np.searchsorted(labels, y[stop])
    deadline = time.monotonic() + limits.seconds
    best, best_loss, best_weights, rounds = 0, np.inf, None, 0
    for epoch in range(1, estimator.max_iter + 1):
        limits.check()
        if epoch > 1 and (time.monotonic() >= deadline or epoch - best > EPOCH_PATIENCE):
            break
        if ml_task == "regression":
            loss = score(judged, y[stop], estimator.partial_fit(rows, truth).predict(matrix[stop]))
        else:
            loss = score(
                judged, codes, estimator.partial_fit(rows, truth, classes=labels).predict_proba(matrix[stop])
            )
        if loss < best_loss * (1 - EPOCH_PROGRESS) or best == 0:
            best, best_loss = epoch, loss
            best_weights = [w.copy() for w in estimator.coefs_], [w.copy() for w in estimator.intercepts_]
            has_shrunk = _step_size(estimator) < estimator.learning_rate_init
        rounds = epoch if has_shrunk else best
    assert best_weights is not None
    estimator.coefs_, estimator.intercepts_ = best_weights
    return estimator, rounds


def _step_size(network: Any) -> float:
    """The learning rate that a network's optimizer has come to; Adam's own corrections are not counted."""
    optimizer = network._optimizer
    return float(network.learning_rate_init if network.solver == "adam" else optimizer.learning_rate)
