"""Trials fitted fold by fold on the workers of a Dask cluster, with the results of this machine."""

import json
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
from typing import Any, TypeAlias

from core.development.automl.budget import SearchStopped
from core.development.automl.cross_validation import FoldFitter, FoldResult
from core.development.automl.fitting import FitLimits
from core.development.automl.fold_fits import Ahead
from core.development.automl.learners import Params
from core.development.automl.same_code import first_difference, what_runs
from core.errors import TrefoilError

ANSWER_WITHIN_S = 10
LOOK_EVERY_S = 0.05
"""Seconds between two looks at whether the search has to stop, here and on the workers."""

MOST_SENT = 3
"""How often a fold and the table are sent because all that had them are gone."""

Client: TypeAlias = Any
Future: TypeAlias = Any
"""Those of `distributed`, which is imported where a cluster is asked for alone."""

Task = tuple[int, str, str, int | None]
"""What a fit depends on, its time apart: fold, learner, parameters and rows."""

Fitted = tuple[FoldResult, list[warnings.WarningMessage]]


class ClusterUnusable(TrefoilError):
    """The cluster does not answer, has no workers, or runs something else than this machine."""


@contextmanager
def open_cluster(address: str) -> Iterator[Client]:
    """Connect to the scheduler of a Dask cluster whose workers run what this machine runs.

    Raises
    ------
    ClusterUnusable
        Where nothing answers within 10 s, there is no worker, or versions differ.
    """
    import distributed

    try:
        client = distributed.Client(  # type: ignore[no-untyped-call]
            address, timeout=ANSWER_WITHIN_S, set_as_default=False
        )
    except (OSError, ValueError, TimeoutError) as error:
        raise ClusterUnusable(
            f"The cluster {address} does not answer.", "Start its scheduler, or correct the setting."
        ) from error
    with client:
        _check_workers(client, address)
        yield client


class ClusterFits:
    """Fits folds on a cluster; on this machine, with a warning, where the cluster is lost meanwhile.

    The table is sent to each worker once, and each fold goes to the same worker in every trial, which keeps it
    prepared. A fold whose worker dies is fitted again on another one. Where there are more threads than folds,
    the folds of trials that will be asked for are fitted ahead.
    """

    def __init__(self, fitter: FoldFitter, client: Client) -> None:
        self._fitter, self._client = fitter, client
        self._threads: dict[str, int] = {}
        self._ahead: dict[Task, Future] = {}
        self._sent = self._send()

    @property
    def at_once(self) -> int:
        """Folds that are fitted side by side: as many as the workers have threads, now."""
        return min(len(self._fitter.folds), max(1, self._count_threads()))

    def expect(self, trials: Iterable[Ahead]) -> None:
        """Begin with the folds of trials that will be asked for, as many trials as there are threads to spare."""
        folds = range(len(self._fitter.folds))
        room = max(0, self._count_threads() - len(folds)) // len(folds)
        for learner, params, limits in islice(trials, room):
            for fold in folds:
                task = _task(fold, learner, params, limits)
                future = None if task in self._ahead else self._ask(fold, learner, params, limits)
                if future is not None:
                    self._ahead[task] = future

    def forget(self) -> None:
        """Give up what was begun ahead and never asked for."""
        with suppress(*_lost()):
            self._client.cancel(list(self._ahead.values()))
        self._ahead.clear()

    def _count_threads(self) -> int:
        if self._client.status == "running":
            with suppress(*_lost()):
                self._threads = dict(sorted(self._client.nthreads().items()))
        return sum(self._threads.values())

    def results(self, folds: range, learner: str, params: Params, limits: FitLimits) -> Iterable[FoldResult]:
        """Return the results of folds in their order; gives up all of them where `limits.check` says so."""
        asked = [
            self._ahead.pop(_task(fold, learner, params, limits), None)
            or self._ask(fold, learner, params, limits)
            for fold in folds
        ]
        try:
            for fold, future in zip(folds, asked, strict=True):
                yield self._result(future, fold, learner, params, limits)
        finally:
            with suppress(*_lost()):
                self._client.cancel([future for future in asked if future is not None])

    def _send(self) -> Future:
        return self._client.scatter(self._fitter, broadcast=True, hash=False)

    def _ask(self, fold: int, learner: str, params: Params, limits: FitLimits) -> Future | None:
        there = replace(limits, check=_go_on)
        with suppress(*_lost()):
            task = self._sent, fold, learner, params, there
            return self._client.submit(_fit, *task, pure=False, **self._preferred(fold))
        return None

    def _preferred(self, fold: int) -> dict[str, Any]:
        workers = list(self._threads)
        if not workers:
            return {}
        return {"workers": workers[fold % len(workers)], "allow_other_workers": True}

    def _ask_again(self, fold: int, learner: str, params: Params, limits: FitLimits) -> Future | None:
        """Send the table and the fold again: who had them is gone."""
        with suppress(*_lost()):
            self._sent = self._send()
            return self._ask(fold, learner, params, limits)
        return None

    def _result(
        self, future: Future | None, fold: int, learner: str, params: Params, limits: FitLimits
    ) -> FoldResult:
        for _ in range(MOST_SENT):
            if future is None:
                break
            _wait(future, limits.check)
            if future.status in ("finished", "error"):
                result, told = future.result()
                _tell(told)
                return result
            future = self._ask_again(fold, learner, params, limits)
        warnings.warn("The cluster was lost; fitted on this machine.", stacklevel=2)
        return self._fitter.fit_fold(fold, learner, params, limits)


def _task(fold: int, learner: str, params: Params, limits: FitLimits) -> Task:
    return fold, learner, json.dumps(params, sort_keys=True, default=str), limits.rows


def _lost() -> tuple[type[Exception], ...]:
    """Return what the client raises where its scheduler is gone: it cannot send, or is closed."""
    from distributed.client import ClosedClientError

    return OSError, RuntimeError, TimeoutError, ClosedClientError


def _wait(future: Future, check: Callable[[], None]) -> None:
    ended = threading.Event()
    future.add_done_callback(lambda _: ended.set())
    while not ended.wait(LOOK_EVERY_S):
        check()


def _tell(told: list[warnings.WarningMessage]) -> None:
    for each in told:
        warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)


def _go_on() -> None:
    """Stand in for a check that stays on the machine that asks."""


def _fit(fitter: FoldFitter, fold: int, learner: str, params: Params, limits: FitLimits) -> Fitted:
    """Fit a fold on a worker, on one thread, until it is done or nobody wants it any more."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1), warnings.catch_warnings(record=True) as told:
        result = fitter.fit_fold(fold, learner, params, replace(limits, check=_still_wanted()))
    return result, list(told)


def _still_wanted() -> Callable[[], None]:
    """Return a check that gives a fold up once its future was cancelled, or who asked for it is gone."""
    from distributed import get_worker

    worker = get_worker()
    key, looked = worker.get_current_task(), [time.monotonic()]

    def check() -> None:
        if time.monotonic() - looked[0] < LOOK_EVERY_S:
            return
        looked[0] = time.monotonic()
        task = worker.state.tasks.get(key)
        if task is None or task.state != "executing":
            raise SearchStopped("No longer wanted.")

    return check


def _check_workers(client: Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=ANSWER_WITHIN_S)
    except TimeoutError as error:
        raise ClusterUnusable(
            f"The cluster {address} has no workers.",
            f"Start some, in Trefoil's folder: python -m dask worker {address} --nthreads 1.",
        ) from error
    for place, found in _what_they_run(client).items():
        different = _difference(found)
        if different:
            raise ClusterUnusable(
                f"The {place} {different}.",
                "Start scheduler and workers in the folder of an equal copy of Trefoil, with python -m dask.",
            )


def _what_they_run(client: Client) -> dict[str, Any]:
    """Return what scheduler and workers run, or the error with which they could not say; all read the tasks."""
    try:
        found = {"scheduler": client.run_on_scheduler(what_runs)}
    except Exception as error:  # noqa: BLE001  (whatever the scheduler cannot import)
        found = {"scheduler": error}
    told = client.run(what_runs, on_error="return")
    return found | {f"worker {address}": each for address, each in told.items()}


def _difference(found: Any) -> str:
    if isinstance(found, Exception):
        return f"cannot run Trefoil ({type(found).__name__}: {' '.join(str(found).split())})"
    return first_difference(found, what_runs())
