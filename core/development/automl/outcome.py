"""The outcome of one trial, and the parameters with which its pipeline is fitted on all rows."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from sklearn.base import BaseEstimator

from core.development.automl.cross_validation import FoldResult
from core.development.automl.learners import LEARNERS, Params

ROUNDS_FOR_REFIT = 1.1
"""A refit sees more rows than a fold, and bears more rounds (AutoGluon and FLAML scale alike)."""

REFIT_MARGIN = 1.2
"""A refit was never slower than 1.1 times its estimate in 111 pairs."""


@dataclass(frozen=True)
class TrialOutcome:
    """A finished trial.

    Attributes
    ----------
    params : dict
        Complete estimator parameters for `refit`, with the number of rounds that was found.
    fold_scores : tuple of float
        In the metric's own unit; fewer than there are folds for a pruned trial.
    score, spread : float
        Mean of the fold scores and its standard error; NaN where there are none.
    oof, oof_rows : ndarray
        float32 predictions for validation rows, and their positions in the learning table, rising.
    misses : str
        What it misses of the constraints, in a sentence; empty where it keeps to all of them.
    refit_seconds : float
        How long its fit on all rows is expected to take.
    row_ms, size_mb : float
        As of `Footprint`: what it takes when it is released; 0 where it was not measured.
    rows : int
        Rows that each of its folds learnt from at most; 0 where it is not known.
    model : BaseEstimator or None
        The fitted model of its first fold, which stands in where there is no time for a refit.
    """

    number: int
    learner: str
    params: Params
    fold_scores: tuple[float, ...]
    score: float
    spread: float
    state: Literal["complete", "pruned", "failed"]
    seconds: float
    oof: np.ndarray
    oof_rows: np.ndarray
    note: str = ""
    misses: str = ""
    refit_seconds: float = 0.0
    row_ms: float = 0.0
    size_mb: float = 0.0
    rows: int = 0
    model: BaseEstimator | None = None


def standard_error(scores: tuple[float, ...] | list[float]) -> float:
    """Return the standard error of the mean of fold scores; NaN for fewer than two."""
    return float(np.std(scores, ddof=1) / np.sqrt(len(scores))) if len(scores) > 1 else np.nan


def params_for_refit(learner: str, params: Params, results: list[FoldResult]) -> Params:
    """Return parameters for a refit: rounds are those that the folds ended with."""
    rounds = [result.rounds for result in results if result.rounds is not None]
    name = LEARNERS[learner].rounds
    if not rounds or name is None:
        return params
    growth = ROUNDS_FOR_REFIT if LEARNERS[learner].stops_early else 1.0
    return params | {name: max(1, round(float(np.mean(rounds)) * growth))}


def refit_estimate(learner: str, results: list[FoldResult], n_rows: int) -> float:
    """Return the seconds that a refit on `n_rows` rows takes at most on one thread; 0 without folds.

    Time grows with the rows, as that of boosting, trees and epochs does; the fixed part of a fit makes the
    estimate rather high for small folds.
    """
    if not results:
        return 0.0
    a_row = sum(result.fit_seconds for result in results) / sum(result.rows for result in results)
    rounds = ROUNDS_FOR_REFIT if LEARNERS[learner].stops_early else 1.0
    return REFIT_MARGIN * rounds * a_row * n_rows
