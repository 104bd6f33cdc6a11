"""Background work on a page: how far it is, stopping it, and how it ended."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from core.services.ports import Job
from core.services.workspace import Workspace
from pages.ui.job import activity, share_done, time_words
from tests.app.conftest import Stage
from tests.app.walk import PROJECT, open_page, running, texts


def job(state: str = "running", attempts: int = 1, **progress: object) -> Job:
    return Job(1, PROJECT, "train", {}, state, progress=progress, attempts=attempts)


@pytest.mark.parametrize(
    ("progress", "share"),
    [
        ({}, 0.0),
        ({"share": 0.4}, 0.4),
        ({"share": 7}, 1.0),
        ({"budget_s": 60, "spent_s": 15}, 0.25),
        ({"budget_s": 60, "spent_s": 61, "share": 0.1}, 1.0),
        ({"budget_s": 60}, 0.0),
    ],
)
def test_share_done_follows_the_budget_where_there_is_one(progress: dict, share: float) -> None:
    assert share_done(job(**progress)) == share


def test_time_is_told_against_the_budget() -> None:
    assert time_words(job(budget_s=60, spent_s=41.4)) == "41 of 60 seconds"
    assert time_words(job(budget_s=60, spent_s=63)) == "60 of 60 seconds"
    assert time_words(job(state="queued")) == "waiting for its turn"
    begun = replace(job(share=0.1), created_at=datetime.now(UTC) - timedelta(seconds=1.2))
    assert time_words(begun) == "1 second so far"


def test_activity_names_what_is_done_and_a_resumed_attempt() -> None:
    assert "resumed" not in activity(job())
    line = activity(job(attempts=2, doing="**fold** 3"), "23 trials")
    assert line.startswith("23 trials · now\\: \\*\\*fold\\*\\* 3")
    assert "attempt 2: resumed after an interruption" in line
    assert "you may close this page" in line


def test_a_running_job_is_shown_and_can_be_stopped(stage: Stage) -> None:
    workspace = stage("tested")
    number = running(workspace, "release", share=0.3, doing="Registering the model")
    app = open_page("release")
    assert "now: Registering the model" in texts(app)
    assert "release.name" not in [field.key for field in app.text_input]
    app.button(key="job.release.stop").click().run()
    assert workspace.jobs.get(number).is_cancel_requested
    assert app.button(key="job.release.stop").disabled


def test_a_step_says_that_it_runs_in_its_badge_and_in_the_navigation(stage: Stage) -> None:
    workspace = stage("checked")
    running(workspace, "proof", share=0.3)
    app = open_page("proof")
    assert "pending: running]" in texts(app)
    assert "not started" not in texts(app)
    link = next(one.proto.label for one in app.sidebar.get("page_link") if "Proof" in one.proto.label)
    assert link == "Proof of concept :violet[…]"


def test_a_closed_next_says_what_is_still_to_do(stage: Stage) -> None:
    stage("climbed")
    assert "Still to do: go / no-go." in texts(open_page("proof"))


def failed_page(workspace: Workspace, state: str, error: str) -> AppTest:
    number = running(workspace, "release")
    workspace.jobs.finish(number, state, error=error)
    return open_page("release")


def test_a_failure_is_told_with_its_reason_as_plain_text(stage: Stage) -> None:
    app = failed_page(stage("tested"), "failed", "The file [x](http://e.example) is **broken**.")
    assert not app.exception
    assert "did not finish" in app.error[0].value
    assert "\\[x\\]" in app.error[0].value and "\\*\\*broken" in app.error[0].value


def test_a_stop_is_told_and_the_form_is_back(stage: Stage) -> None:
    app = failed_page(stage("tested"), "cancelled", "Stopped. What was finished is kept.")
    assert "was stopped" in app.info[0].value
    assert app.text_input(key="release.name")


def test_a_failure_before_the_newest_result_is_no_longer_news(stage: Stage) -> None:
    workspace = stage("tested")
    workspace.jobs.finish(running(workspace, "test"), "failed", error="An old trouble.")
    assert "An old trouble" in texts(open_page("test"))
    report = workspace.history(PROJECT).latest("test_report")
    assert report is not None
    workspace.save(PROJECT, "test_report", report.payload, made_from=("candidate",))
    assert "An old trouble" not in texts(open_page("test"))
