"""The fit of a vote with its members side by side, each on one thread; equal to scikit-learn's own fit."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, clone
from sklearn.ensemble import VotingClassifier, VotingRegressor
from sklearn.frozen import FrozenEstimator
from sklearn.utils import Bunch
from threadpoolctl import threadpool_limits

SECOND_THREAD = 0.7
"""What each further thread adds: members are of unequal length, and Python's own work is done one at a time."""


def fit_vote(
    vote: VotingClassifier | VotingRegressor, X: pd.DataFrame, y: np.ndarray, n_jobs: int
) -> VotingClassifier | VotingRegressor:
    """Return the vote fitted, `n_jobs` members at a time.

    scikit-learn would start processes, to which the table is copied, or threads whose OpenMP loops want every
    core each: boosting then waits for itself, 20 times as long on a busy machine.
    """
    members = list(vote.estimators)
    codes = y if isinstance(vote, VotingRegressor) else np.unique(y, return_inverse=True)[1]
    with ThreadPoolExecutor(n_jobs, initializer=one_thread) as pool:
        fitted: list[BaseEstimator] = list(pool.map(lambda each: clone(each[1]).fit(X, codes), members))
    names = [name for name, _ in members]
    vote.estimators = [(name, FrozenEstimator(each)) for name, each in zip(names, fitted, strict=True)]
    vote.fit(X, y)
    vote.estimators, vote.estimators_ = members, fitted
    vote.named_estimators_ = Bunch(**dict(zip(names, fitted, strict=True)))
    return vote


def seconds_together(seconds: list[float], n_jobs: int) -> float:
    """Return what fits of so many seconds take together, `n_jobs` at a time; not below the longest."""
    return max(max(seconds, default=0.0), sum(seconds) / threads_worth(n_jobs))


def threads_worth(n_jobs: int) -> float:
    """Return how many times as fast `n_jobs` threads are as one."""
    return 1.0 + SECOND_THREAD * (n_jobs - 1)


def one_thread() -> None:
    """Hold a new thread to one OpenMP thread: that setting is kept thread by thread."""
    threadpool_limits(limits=1)
