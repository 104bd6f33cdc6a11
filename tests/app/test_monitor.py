"""Monitor: alerts first, then drift, performance and value; and the start of the next iteration."""

from copy import deepcopy

import pandas as pd
from streamlit.testing.v1 import AppTest

from core.lifecycle.records import Payload
from core.services.workspace import Workspace
from tests.app.conftest import Stage
from tests.app.walk import PROJECT, ROWS, TARGET, customers, open_page, running, texts, work_off


def upload(app: AppTest, frame: pd.DataFrame, name: str = "week.csv") -> None:
    """Upload a table as CSV."""
    uploader = next(u for u in app.file_uploader if (u.key or "").startswith("monitor.file"))
    uploader.upload(name, frame.to_csv(index=False).encode()).run()


def newest(workspace: Workspace) -> Payload:
    """Return the newest monitoring window."""
    record = workspace.history(PROJECT).latest("monitoring")
    assert record is not None
    return record.payload


def test_without_a_project_the_page_says_where_to_start(empty: Workspace) -> None:
    assert "No project is open" in texts(open_page("monitor", project=None))


def test_before_a_release_the_page_says_what_has_to_come_first(stage: Stage) -> None:
    stage("tested")
    assert open_page("monitor").button(key="monitor.guard").label == "Go to Release"


def test_a_quiet_batch_raises_no_alert(stage: Stage) -> None:
    workspace = stage("released")
    app = open_page("monitor")
    assert "Nothing is monitored yet" in texts(app)
    upload(app, customers(ROWS, seed=0).sample(150, random_state=0))
    assert "Comparing · waiting for its turn" in texts(app)
    work_off(workspace)
    app.run()
    assert newest(workspace)["alerts"] == []
    said = texts(app)
    assert "No alert" in said
    assert newest(workspace)["performance"]["sentence"] in said


def test_a_drifted_batch_alerts_with_a_way_back(stage: Stage) -> None:
    workspace = stage("used")
    app = open_page("monitor")
    said = texts(app)
    alerts = newest(workspace)["alerts"]
    assert "Inputs no longer look as they did at release (the reference)" in [
        alert["title"] for alert in alerts
    ]
    for alert in alerts:
        assert alert["title"] in said and alert["why"] in said and alert["what_to_do"] in said
    assert "The reference are the rows that the live model was judged on" in said
    assert app.button(key="monitor.back.A4").label == "Go back to Data"
    assert app.selectbox(key="monitor.feature").options[0] == "charge"
    app.selectbox(key="monitor.feature").select("tenure").run()
    sentences = {f["column"]: f["sentence"] for f in newest(workspace)["drift"]["features"]}
    assert sentences["tenure"] in texts(app)


def test_a_column_that_follows_the_calendar_is_said_to_differ_by_nature(stage: Stage) -> None:
    workspace = stage("used")
    assert newest(workspace)["drift"]["calendar"] == []
    assert "by nature" not in texts(open_page("monitor"))
    window = deepcopy(newest(workspace))
    window["drift"]["calendar"] = ["charge"]
    workspace.save(PROJECT, "monitoring", window, made_from=("release",))
    assert "charge follows the calendar: a later file differs there by nature" in texts(open_page("monitor"))


def test_requirements_that_go_on_after_release_are_named_by_number(stage: Stage) -> None:
    workspace = stage("used")
    watched = {
        "number": "R7", "kind": "metric", "asked_by": "Ruth", "verdict": "fail", "severity": "act",
        "evidence": "ROC AUC is 0.61; required is at least 0.7.", "send_back_to": "train", "remedy": "Retrain.",
    }  # fmt: skip
    window = {**newest(workspace), "requirements": [watched]}
    workspace.save(PROJECT, "monitoring", window, made_from=("release",))
    said = texts(open_page("monitor"))
    assert "Are the requirements still met?" in said
    assert "**R7** ROC AUC is 0.61; required is at least 0.7. Asked by Ruth." in said
    assert "not met" in said


def test_an_alert_to_act_on_stands_above_one_to_watch(stage: Stage) -> None:
    workspace = stage("used")
    window = deepcopy(newest(workspace))
    acting = {**window["alerts"][0], "code": "A2", "severity": "act", "title": "The model has become worse"}
    window["alerts"] = [acting, *window["alerts"]]
    workspace.save(PROJECT, "monitoring", window, made_from=("release",))
    said = texts(open_page("monitor"))
    assert said.index("act now") < said.index("keep watching")


def test_without_the_truth_the_page_says_what_is_not_known(stage: Stage) -> None:
    workspace = stage("released")
    app = open_page("monitor")
    upload(app, customers(120, seed=3).drop(columns=TARGET))
    work_off(workspace)
    app.run()
    said = texts(app)
    assert "not known yet" in said
    assert "does not hold the true answers" in said


def test_windows_can_be_looked_back_at(stage: Stage) -> None:
    workspace = stage("used")
    app = open_page("monitor")
    upload(app, customers(120, seed=0))
    work_off(workspace)
    app.run()
    window = app.selectbox(key="monitor.window.2")
    assert window.options == ["2 · week.csv", "1 · drifted.csv"]
    window.select("1 · drifted.csv").run()
    assert "Rows 200" in texts(app)


def test_retraining_needs_a_reason(stage: Stage) -> None:
    workspace = stage("used")
    app = open_page("monitor")
    retrain(app, reason="")
    assert "Sending back needs a reason." in texts(app)
    assert workspace.history(PROJECT).iteration == 1


def test_retraining_starts_the_next_iteration_with_more_rows(stage: Stage) -> None:
    workspace = stage("used")
    app = open_page("monitor")
    retrain(app, reason="Prices went up.")
    history = workspace.history(PROJECT)
    assert history.iteration == 2
    dataset = history.latest("dataset")
    assert dataset is not None
    assert dataset.payload["rows"] == ROWS + 200
    assert "Iteration 2 has begun" in texts(app)
    assert "monitor.retrain_reason" not in [field.key for field in app.text_input]


def test_retraining_without_answers_is_explained(stage: Stage) -> None:
    workspace = stage("released")
    app = open_page("monitor")
    upload(app, customers(120, seed=3).drop(columns=TARGET))
    work_off(workspace)
    app.run()
    retrain(app, reason="Try.")
    assert f"has no {TARGET}" in texts(app)
    assert workspace.history(PROJECT).iteration == 1


def test_a_batch_without_a_needed_column_is_refused_in_words(stage: Stage) -> None:
    workspace = stage("released")
    app = open_page("monitor")
    upload(app, customers(120, seed=3).drop(columns="tenure"))
    work_off(workspace)
    app.run()
    assert not app.exception
    assert "tenure" in app.error[0].value


def test_a_running_comparison_hides_the_uploader(stage: Stage) -> None:
    running(stage("released"), "monitor", share=0.6, doing="Comparing with the reference")
    app = open_page("monitor")
    assert "now: Comparing with the reference" in texts(app)
    assert not app.file_uploader


def retrain(app: AppTest, reason: str) -> None:
    """Fill in the form and send it."""
    app.text_input(key="monitor.retrain_reason").input(reason)
    next(b for b in app.button if b.label == "Retrain with this batch").click().run()
