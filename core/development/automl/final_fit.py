"""The last fit: on all rows where there is time, else on as many as there is time for, else what stands."""

from dataclasses import dataclass

import numpy as np
from sklearn.base import BaseEstimator

from core.development.automl.learners import refit
from core.development.automl.outcome import TrialOutcome
from core.development.automl.samples import sample_rows
from core.development.automl.trials import Trials
from core.development.table import LearningTable, take
from core.scoring.recipe import Recipe

LEAST_SECONDS = 0.5
"""A refit that takes no longer is made even when time is over."""

CANCELLED_SECONDS = 1.0
"""Longest refit after a person asked to stop, who is to wait two seconds at most."""

WORTH_A_FIT = 1.5
"""Times the rows of a fold's model from which a fit on part of the rows is made instead of keeping that model."""


@dataclass(frozen=True)
class FinalFit:
    """The model that a search ends with.

    Attributes
    ----------
    outcome : TrialOutcome
        The trial that it comes from: the best, or the best single one where the vote would take too long.
    rows : int
        Rows that it learnt from.
    note : str
        What could not be done in time; empty where it learnt from all rows.
    """

    outcome: TrialOutcome
    model: BaseEstimator
    rows: int
    note: str = ""


def final_fit(
    trials: Trials, table: LearningTable, recipe: Recipe, seed: int, seconds: float, n_jobs: int = 1
) -> FinalFit:
    """Return the best trial's model, fitted within about so many seconds.

    Parameters
    ----------
    trials : Trials
        With at least one complete trial.
    seconds : float
        What is left; `LEAST_SECONDS` are always taken.
    n_jobs : int
        Members of a vote that are fitted at the same time.
    """
    best, seconds = trials.best, max(LEAST_SECONDS, seconds)
    assert best is not None
    if best.refit_seconds > seconds and trials.best_alone is not None:
        best = trials.best_alone
    if best.refit_seconds <= seconds or best.model is None:
        return FinalFit(best, refit(best.learner, best.params, table, recipe, seed, n_jobs), len(table))
    affordable = int(len(table) * seconds / best.refit_seconds)
    if affordable < WORTH_A_FIT * best.rows:
        return FinalFit(best, best.model, best.rows, _note(best.rows, len(table)))
    by_label = table.labels is not None
    rows = sample_rows(np.arange(len(table)), table.y, affordable, seed, by_label=by_label)
    part = take(table, rows)
    model = refit(best.learner, best.params, part, recipe, seed)
    return FinalFit(best, model, len(part), _note(len(part), len(table)))


def _note(rows: int, of: int) -> str:
    return f"There was no time to fit the winner on all {of:,} rows: it learnt from {rows:,} of them."
