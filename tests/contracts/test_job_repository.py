"""What every job repository must do."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.errors import Missing
from storage.database import Database
from storage.jobs import SqlJobRepository
from storage.records import SqlProjectRepository


@pytest.fixture
def jobs(database: Database) -> SqlJobRepository:
    SqlProjectRepository(database).add("p")
    return SqlJobRepository(database)


def test_a_job_waits_runs_and_ends(jobs: SqlJobRepository) -> None:
    job = jobs.add("p", "train", {"budget_s": 5})
    assert (job.state, job.is_active) == ("queued", True)
    claimed = jobs.claim("w1")
    assert claimed is not None
    assert (claimed.id, claimed.state, claimed.attempts) == (job.id, "running", 1)
    jobs.report(job.id, {"share": 0.5})
    assert jobs.get(job.id).progress == {"share": 0.5}
    jobs.finish(job.id, "done", result={"trials": 3})
    ended = jobs.get(job.id)
    assert (ended.state, ended.result, ended.is_active) == ("done", {"trials": 3}, False)
    assert ended.finished_at is not None


def test_asking_twice_gives_the_same_job(jobs: SqlJobRepository) -> None:
    assert jobs.add("p", "train", {}).id == jobs.add("p", "train", {}).id
    assert jobs.add("p", "proof", {}).id != jobs.add("p", "train", {}).id


def test_one_job_is_claimed_once(jobs: SqlJobRepository) -> None:
    jobs.add("p", "train", {})
    with ThreadPoolExecutor(4) as pool:
        claims = list(pool.map(lambda n: jobs.claim(f"w{n}"), range(8)))
    assert sum(claim is not None for claim in claims) == 1


def test_many_workers_share_a_queue(jobs: SqlJobRepository, second_connection: Database) -> None:
    for number in range(12):
        jobs.add("p", f"kind {number}", {})
    hosts = (jobs, SqlJobRepository(second_connection))
    with ThreadPoolExecutor(4) as pool:
        claims = list(pool.map(lambda n: hosts[n % 2].claim(f"w{n}"), range(16)))
    taken = [claim.id for claim in claims if claim is not None]
    assert len(taken) == len(set(taken)) == 12


def test_the_first_end_stays(jobs: SqlJobRepository) -> None:
    job = jobs.add("p", "train", {})
    jobs.finish(job.id, "done")
    jobs.finish(job.id, "failed", error="late")
    assert (jobs.get(job.id).state, jobs.get(job.id).error) == ("done", "")


def test_cancel_ends_a_waiting_job_and_asks_a_running_one(jobs: SqlJobRepository) -> None:
    waiting, running = jobs.add("p", "train", {}), jobs.add("p", "proof", {})
    jobs.request_cancel(waiting.id)
    assert jobs.get(waiting.id).state == "cancelled"
    claimed = jobs.claim("w1")
    assert claimed is not None
    assert claimed.id == running.id
    jobs.request_cancel(running.id)
    assert (jobs.get(running.id).state, jobs.get(running.id).is_cancel_requested) == ("running", True)


def test_lost_jobs_are_queued_again_and_keep_their_progress(jobs: SqlJobRepository) -> None:
    job = jobs.add("p", "train", {})
    jobs.claim("dead")
    jobs.report(job.id, {"trials": [1, 2]})
    assert jobs.requeue_lost(["dead"], 3) == []
    assert [lost.state for lost in jobs.requeue_lost(["alive"], 3)] == ["queued"]
    assert jobs.get(job.id).progress == {"trials": [1, 2]}


def test_a_job_that_always_dies_ends_after_three_attempts(jobs: SqlJobRepository) -> None:
    job = jobs.add("p", "train", {})
    for _ in range(3):
        assert jobs.claim("dead") is not None
        jobs.requeue_lost([], 3)
    ended = jobs.get(job.id)
    assert (ended.state, ended.attempts) == ("failed", 3)
    assert "stopped 3 times" in ended.error
    assert jobs.claim("w") is None


def test_a_lost_job_that_was_cancelled_is_not_run_again(jobs: SqlJobRepository) -> None:
    job = jobs.add("p", "train", {})
    jobs.claim("dead")
    jobs.request_cancel(job.id)
    jobs.requeue_lost([], 3)
    assert jobs.get(job.id).state == "cancelled"


def test_workers_come_and_go(jobs: SqlJobRepository) -> None:
    jobs.beat("w", 12, 3.5)
    jobs.beat("w", 12, 3.5)
    assert jobs.workers() == [("w", 12, 3.5)]
    assert 0 <= jobs.silent_s()["w"] < 300
    jobs.forget_worker("w")
    assert jobs.workers() == []


def test_unknown_jobs_are_named(jobs: SqlJobRepository) -> None:
    with pytest.raises(Missing, match="job number 7"):
        jobs.get(7)
