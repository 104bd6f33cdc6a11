"""Where the folds of a trial are fitted: in threads of this process, or on a cluster."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Protocol

from core.development.automl.cross_validation import FoldFitter, FoldResult
from core.development.automl.fitting import FitLimits
from core.development.automl.learners import Params
from core.development.automl.vote_fit import one_thread

Ahead = tuple[str, Params, FitLimits]
"""A trial that will be asked for: learner, parameters and limits."""


class FoldFits(Protocol):
    """Fits folds side by side. Where they are fitted changes no result."""

    @property
    def at_once(self) -> int:
        """Folds that are worth asking for together."""

    def results(self, folds: range, learner: str, params: Params, limits: FitLimits) -> Iterable[FoldResult]:
        """Return the results of folds in their order; raises what a fit raises, once all have ended."""

    def expect(self, trials: Iterable[Ahead]) -> None:
        """Begin with trials that will be asked for next, in their order, as far as there is room for them."""


class ThreadFits:
    """Fits folds in threads of this process, each on one core."""

    def __init__(self, fitter: FoldFitter, pool: ThreadPoolExecutor, at_once: int) -> None:
        self._fitter, self._pool, self._at_once = fitter, pool, at_once

    @property
    def at_once(self) -> int:
        """Folds that are fitted side by side."""
        return self._at_once

    def results(self, folds: range, learner: str, params: Params, limits: FitLimits) -> Iterable[FoldResult]:
        """Return the results of folds in their order; a single one is fitted in the calling thread."""
        if len(folds) == 1:
            return [self._fitter.fit_fold(folds[0], learner, params, limits)]
        fits = [self._pool.submit(self._fitter.fit_fold, fold, learner, params, limits) for fold in folds]
        wait(fits)
        return (fit.result() for fit in fits)

    def expect(self, trials: Iterable[Ahead]) -> None:
        """Wait until they are asked for: the folds of one trial keep these threads busy."""


@contextmanager
def fold_fits(fitter: FoldFitter, n_jobs: int, cluster: str = "") -> Iterator[FoldFits]:
    """Give the place where folds are fitted: `n_jobs` threads, or the cluster whose scheduler has this address."""
    if not cluster:
        with ThreadPoolExecutor(n_jobs, initializer=one_thread) as pool:
            yield ThreadFits(fitter, pool, n_jobs)
        return
    from core.development.automl.cluster import ClusterFits, open_cluster

    with open_cluster(cluster) as client:
        fits = ClusterFits(fitter, client)
        try:
            yield fits
        finally:
            fits.forget()
