"""Folds on a Dask cluster of two processes: the results of this machine, whatever happens to the cluster."""

import os
import signal
import time
import warnings
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from distributed import Client, LocalCluster

from core.development.automl import cluster as cluster_module
from core.development.automl.budget import SearchStopped
from core.development.automl.cluster import ClusterFits, ClusterUnusable, open_cluster
from core.development.automl.estimator import TrefoilClassifier
from core.development.automl.fitting import FitLimits
from core.development.automl.same_code import first_difference, what_runs

PATIENCE_S = 300
TRIALS = 4


class PatientFitter:
    """Stands in for a `FoldFitter`: one learner never ends by itself, the others tell where they ran."""

    folds = (0, 1)

    def fit_fold(self, fold: int, learner: str, params: dict, limits: FitLimits) -> tuple[int, int]:
        while learner == "endless":
            limits.check()
            time.sleep(0.01)
        if learner == "broken":
            raise ValueError("No such luck.")
        warnings.warn(f"fold {fold}", UserWarning, stacklevel=1)
        return fold, os.getpid()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A scheduler with two workers of one thread each."""
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as local:
        yield local.scheduler_address


@pytest.fixture(scope="module")
def many() -> Iterator[str]:
    """A scheduler with a worker of twelve threads: room for three trials of four folds."""
    with LocalCluster(n_workers=1, threads_per_worker=12, processes=True, dashboard_address=":0") as local:
        yield local.scheduler_address


@pytest.fixture
def client(address: str) -> Iterator[Client]:
    with open_cluster(address) as opened:
        opened.wait_for_workers(2)
        yield opened


@pytest.fixture(scope="module")
def table() -> tuple[pd.DataFrame, np.ndarray]:
    draw = np.random.default_rng(0)
    X = pd.DataFrame(
        {"a": draw.normal(size=240), "b": draw.normal(size=240), "c": draw.choice(list("xyz"), 240)}
    )
    return X, np.where(X["a"] + X["b"] * (X["c"] == "x") + draw.normal(size=240) > 0, "yes", "no")


@pytest.fixture(scope="module")
def at_home(table: tuple[pd.DataFrame, np.ndarray]) -> pd.DataFrame:
    """What a search without a cluster finds."""
    return TrefoilClassifier(n_trials=TRIALS, random_state=0).fit(*table).leaderboard_.drop(columns="seconds")


def limits(check=lambda: None) -> FitLimits:  # type: ignore[no-untyped-def]
    return FitLimits(60.0, check)


def test_a_search_finds_the_same_to_the_last_bit(address: str, table, at_home: pd.DataFrame) -> None:
    found = TrefoilClassifier(n_trials=TRIALS, random_state=0, cluster=address).fit(*table)
    pd.testing.assert_frame_equal(found.leaderboard_.drop(columns="seconds"), at_home, check_exact=True)


def test_threads_to_spare_begin_with_the_next_settings_and_change_nothing(
    many: str, table, at_home: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, int]] = []
    ask = ClusterFits._ask

    def note(fits: ClusterFits, fold: int, learner: str, params: dict, limits: FitLimits):  # type: ignore[no-untyped-def]
        asked.append((learner, fold))
        return ask(fits, fold, learner, params, limits)

    monkeypatch.setattr(ClusterFits, "_ask", note)
    told: list[tuple[int, int]] = []
    found = TrefoilClassifier(
        n_trials=TRIALS,
        random_state=0,
        cluster=many,
        on_progress=lambda news: told.append((news["trial"], len(asked))),
    ).fit(*table)
    pd.testing.assert_frame_equal(found.leaderboard_.drop(columns="seconds"), at_home, check_exact=True)
    second = next(count for trial, count in told if trial == 1)
    assert second > 2 * 4
    assert len(asked) == TRIALS * 4


def test_what_was_begun_ahead_is_given_up_when_nobody_asks_for_it(client: Client) -> None:
    fits = ClusterFits(PatientFitter(), client)  # type: ignore[arg-type]
    fits._fitter.folds = (0,)
    fits.expect([("endless", {"a": 1}, limits()), ("endless", {"a": 2}, limits())])
    (begun,) = fits._ahead.values()
    fits.forget()
    assert not fits._ahead
    wait_until_idle(client)
    assert begun.status == "cancelled"
    with pytest.warns(UserWarning):
        assert list(fits.results(range(1), "quick", {}, limits()))


def test_a_killed_worker_changes_nothing(address: str, table, at_home: pd.DataFrame) -> None:
    killed: list[int] = []

    def kill_one(news: dict) -> None:
        if news["trial"] == 1 and not killed:
            with Client(address, set_as_default=False) as client:
                killed.append(next(iter(client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    found = TrefoilClassifier(n_trials=TRIALS, random_state=0, cluster=address, on_progress=kill_one).fit(
        *table
    )
    assert killed
    pd.testing.assert_frame_equal(found.leaderboard_.drop(columns="seconds"), at_home, check_exact=True)


def test_folds_run_in_other_processes_and_their_warnings_arrive(client: Client) -> None:
    fits = ClusterFits(PatientFitter(), client)  # type: ignore[arg-type]
    assert fits.at_once == 2
    with pytest.warns(UserWarning) as told:
        results = list(fits.results(range(2), "quick", {}, limits()))
    assert [fold for fold, _ in results] == [0, 1]
    assert os.getpid() not in {pid for _, pid in results}
    assert sorted(str(each.message) for each in told) == ["fold 0", "fold 1"]


def test_what_a_learner_raises_arrives(client: Client) -> None:
    fits = ClusterFits(PatientFitter(), client)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"No such luck\."):
        list(fits.results(range(1), "broken", {}, limits()))


def test_a_stop_reaches_the_workers(client: Client) -> None:
    fits = ClusterFits(PatientFitter(), client)  # type: ignore[arg-type]

    def stop_once_both_run() -> None:
        if running(client) == 2:
            raise SearchStopped("Stopped on request.")

    with pytest.raises(SearchStopped):
        list(fits.results(range(2), "endless", {}, limits(stop_once_both_run)))
    wait_until_idle(client)


def test_work_of_somebody_who_is_gone_ends(address: str, client: Client) -> None:
    with open_cluster(address) as other:
        table = other.scatter(PatientFitter(), hash=False)
        other.submit(cluster_module._fit, table, 0, "endless", {}, limits(cluster_module._go_on))
        until = time.monotonic() + PATIENCE_S
        while running(client) == 0:
            assert time.monotonic() < until
    wait_until_idle(client)


def test_without_the_cluster_folds_are_fitted_here(address: str) -> None:
    with open_cluster(address) as client:
        fits = ClusterFits(PatientFitter(), client)  # type: ignore[arg-type]
        client.close()
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            results = list(fits.results(range(2), "quick", {}, limits()))
        assert str(told[0].message) == "The cluster was lost; fitted on this machine."
        assert [pid for _, pid in results] == [os.getpid()] * 2
        assert fits.at_once == 1


def test_a_table_that_was_lost_is_sent_again(client: Client) -> None:
    fits = ClusterFits(PatientFitter(), client)  # type: ignore[arg-type]
    client.cancel([fits._sent], force=True)
    with pytest.warns(UserWarning):
        results = list(fits.results(range(2), "quick", {}, limits()))
    assert os.getpid() not in {pid for _, pid in results}


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch, table) -> None:
    monkeypatch.setattr(cluster_module, "ANSWER_WITHIN_S", 0.2)
    with pytest.raises(ClusterUnusable, match=r"The cluster tcp://127\.0\.0\.1:1 does not answer\. Start"):
        TrefoilClassifier(n_trials=1, cluster="tcp://127.0.0.1:1").fit(*table)
    with pytest.raises(ClusterUnusable, match="nonsense"), open_cluster("nonsense://x"):
        pass


def test_a_cluster_without_workers_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "ANSWER_WITHIN_S", 0.5)
    with (
        LocalCluster(n_workers=0, processes=False, dashboard_address=":0") as local,
        pytest.raises(ClusterUnusable, match="has no workers"),
        open_cluster(local.scheduler_address),
    ):
        pass


def test_other_versions_are_refused_by_name(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert first_difference(what_runs(), what_runs()) == ""
    older = what_runs() | {"numpy": "1.0"}
    assert first_difference(older, what_runs()) == f"has numpy 1.0, this machine {what_runs()['numpy']}"
    monkeypatch.setattr(cluster_module, "first_difference", lambda there, here: first_difference(older, here))
    with (
        pytest.raises(ClusterUnusable, match=r"The scheduler has numpy 1\.0, this machine"),
        open_cluster(address),
    ):
        pass


def test_who_cannot_import_the_code_is_refused() -> None:
    said = cluster_module._difference(ModuleNotFoundError("No module named 'core'"))
    assert said == "cannot run Trefoil (ModuleNotFoundError: No module named 'core')"


def running(client: Client) -> int:
    """Return how many folds the workers are fitting."""
    return sum(client.run(lambda dask_worker: dask_worker.state.executing_count).values())


def wait_until_idle(client: Client) -> None:
    until = time.monotonic() + PATIENCE_S
    while running(client):
        assert time.monotonic() < until, "the workers went on"
