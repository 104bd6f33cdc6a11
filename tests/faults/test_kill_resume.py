"""Trials survive their process: after kill -9 none of them is run again, and a stop keeps the best of them."""

import optuna

from core.services import work
from core.services.workspace import Workspace
from tests.faults.conftest import PROJECT, kill
from tests.faults.test_worker import alive, trials, wait_for, worker_pid

WANTED = 7


def test_after_a_kill_no_setting_of_the_portfolio_is_tried_twice(ready: Workspace) -> None:
    job = work.submit(ready, PROJECT, "train", {"budget_s": 3_600, "n_trials": WANTED, "seed": 1})
    wait_for(lambda: len(trials(ready, job)) >= 3, "three trials")
    kill(worker_pid(ready))
    wait_for(lambda: not alive(ready), "the child to follow its worker")
    before = {trial["number"]: trial for trial in trials(ready, job)}
    assert 3 <= len(before) < WANTED
    assert work.watch(ready, PROJECT, "train") is not None
    wait_for(lambda: not ready.jobs.get(job.id).is_active, "the end of the training")
    record = ready.history(PROJECT).latest("experiment")
    assert record is not None and record.payload["attempts"] == 2
    after = {trial["number"]: trial for trial in record.payload["trials"]}
    for number, trial in before.items():
        assert after[number] | {"run_id": ""} == trial | {"run_id": ""}
        assert trial["run_id"] in ("", after[number]["run_id"])
    assert len({trial["run_id"] for trial in after.values()} - {""}) == len(after)
    assert len(after) == len(record.payload["trials"])
    assert sum(trial["learner"] != "ensemble" for trial in after.values()) == WANTED
    study = optuna.load_study(
        study_name=record.payload["study"], storage=f"sqlite:///{ready.home / 'studies.db'}"
    )
    settings = [
        t.user_attrs["portfolio"] for t in study.trials if t.number in after and "portfolio" in t.user_attrs
    ]
    assert len(settings) == len(set(settings)) >= 3
    assert not [t for t in study.trials if t.state is optuna.trial.TrialState.RUNNING]


def test_a_stop_records_the_best_of_the_trials_so_far(ready: Workspace) -> None:
    job = work.submit(ready, PROJECT, "train", {"budget_s": 3_600, "n_trials": 200, "seed": 1})
    wait_for(lambda: sum(t["state"] == "complete" for t in trials(ready, job)) >= 2, "two complete trials")
    work.cancel(ready, job.id)
    wait_for(lambda: not ready.jobs.get(job.id).is_active, "the stop")
    record = ready.history(PROJECT).latest("experiment")
    assert record is not None and record.payload["is_stopped"]
    kept = record.payload["trials"]
    assert kept == trials(ready, job)
    assert 2 <= len(kept) < 200
    best = max((t for t in kept if t["state"] == "complete"), key=lambda t: t["score"])
    assert ready.files.get_array(record.payload["study"], str(best["number"]))["oof"].size
