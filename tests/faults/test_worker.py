"""A worker can be killed at any moment, and a person can stop it within two seconds."""

import os
import time
from collections.abc import Callable

import psutil

from core.services import work
from core.services.ports import Job
from core.services.processors import POLITENESS
from core.services.workspace import Workspace
from tests.faults.conftest import PROJECT, kill, processes_of

PATIENCE_S = 300


def wait_for(condition: Callable[[], object], what: str) -> float:
    """Wait until a condition holds; returns the seconds that it took."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < PATIENCE_S, f"waited in vain for {what}"
        time.sleep(0.05)
    return time.monotonic() - started


def start_training(workspace: Workspace, budget_s: float) -> Job:
    return work.submit(workspace, PROJECT, "train", {"budget_s": budget_s, "seed": 1})


def trials(workspace: Workspace, job: Job) -> list[dict]:
    return workspace.jobs.get(job.id).progress.get("trials", [])


def worker_pid(workspace: Workspace) -> int:
    return workspace.jobs.workers()[0][1]


def test_killed_training_resumes_with_its_finished_trials(ready: Workspace) -> None:
    job = start_training(ready, 8)
    wait_for(lambda: len(trials(ready, job)) >= 2, "two trials")
    kill(worker_pid(ready))
    wait_for(lambda: not alive(ready), "the child to follow its worker")
    before = [trial["number"] for trial in trials(ready, job)]
    assert work.watch(ready, PROJECT, "train") is not None
    wait_for(lambda: not ready.jobs.get(job.id).is_active, "the end of the training")
    ended = ready.jobs.get(job.id)
    assert (ended.state, ended.attempts) == ("done", 2)
    experiment = ready.history(PROJECT).latest("experiment")
    assert experiment is not None
    numbers = [trial["number"] for trial in experiment.payload["trials"]]
    assert numbers[: len(before)] == before
    assert len(numbers) == len(set(numbers)) > len(before)
    assert experiment.payload["spent_s"] <= 8 * 1.05 + 1


def test_killed_child_ends_in_a_state_that_says_so(ready: Workspace) -> None:
    job = start_training(ready, 30)
    wait_for(lambda: len(trials(ready, job)) >= 1, "one trial")
    busiest = max(processes_of(ready), key=lambda p: p.cpu_times().user)
    assert busiest.pid != worker_pid(ready)
    kill(busiest.pid)
    wait_for(lambda: not ready.jobs.get(job.id).is_active, "the end of the job")
    ended = ready.jobs.get(job.id)
    assert ended.state == "failed"
    assert "unexpectedly" in ended.error
    assert trials(ready, job)


def test_stop_ends_the_training_and_keeps_the_best(ready: Workspace) -> None:
    job = start_training(ready, 300)
    wait_for(lambda: len(trials(ready, job)) >= 2, "two trials")
    assert max(process.nice() for process in processes_of(ready)) == POLITENESS
    assert psutil.Process(worker_pid(ready)).nice() == 0
    work.cancel(ready, job.id)
    wait_for(lambda: not ready.jobs.get(job.id).is_active, "the stop")
    assert ready.jobs.get(job.id).state == "cancelled"
    experiment = ready.history(PROJECT).latest("experiment")
    assert experiment is not None
    assert experiment.payload["is_stopped"] is True
    assert len(experiment.payload["trials"]) >= 2


def test_a_second_worker_is_not_started(ready: Workspace) -> None:
    start_training(ready, 5)
    work.watch(ready, PROJECT, "train")
    work.watch(ready, PROJECT, "train")
    assert len(ready.jobs.workers()) == 1


def test_a_reused_process_id_is_not_taken_for_a_worker(ready: Workspace) -> None:
    from core.services.workers import living_workers

    ready.jobs.beat("old", os.getpid(), psutil.Process().create_time() - 100)
    assert living_workers(ready) == []
    assert ready.jobs.workers() == []


def alive(workspace: Workspace) -> list[psutil.Process]:
    return [p for p in processes_of(workspace) if p.status() != psutil.STATUS_ZOMBIE]
