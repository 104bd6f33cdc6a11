"""Train and tune: ask for a budget, watch the search live, read what it found."""

import pytest

from core.services.development import training
from core.services.workspace import Workspace
from tests.app.conftest import Stage
from tests.app.walk import PROJECT, open_page, running, texts


def trial(number: int, score: float | None, state: str = "complete", learner: str = "lightgbm") -> dict:
    return {
        "number": number,
        "learner": learner,
        "params": {"num_leaves": 31, "learning_rate": 0.1},
        "score": score,
        "spread": 0.01 if score else None,
        "fold_scores": [],
        "state": state,
        "seconds": 1.5,
        "note": "",
        "run_id": "",
        "at_s": float(number),
    }


def test_without_a_project_the_page_says_where_to_start(empty: Workspace) -> None:
    app = open_page("train", project=None)
    assert not app.exception
    assert "No project is open" in texts(app)


def test_before_data_quality_the_page_says_what_has_to_come_first(stage: Stage) -> None:
    stage("designed")
    app = open_page("train")
    assert "Something has to come first" in texts(app)
    assert app.button(key="train.guard").label == "Go to Data quality"


@pytest.mark.parametrize(("preset", "budget"), [("fast", 20.0), ("thorough", 300.0)])
def test_a_preset_starts_a_search_with_its_budget(stage: Stage, preset: str, budget: float) -> None:
    workspace = stage("climbed")
    app = open_page("train")
    assert "No trial yet" in texts(app)
    app.button_group(key="train.preset").set_value(preset).run()
    app.number_input(key="train.seed").set_value(7).run()
    app.text_input(key="train.hypothesis").input(" Is there a signal? ").run()
    app.button(key="train.start").click().run()
    job = workspace.jobs.latest(PROJECT, "train")
    assert job is not None
    said = {"hypothesis": "Is there a signal?", "note": ""}
    assert job.params == {"budget_s": budget, "seed": 7, **said}
    assert "train.continue" not in [button.key for button in app.button]
    assert "waiting for its turn" in texts(app)


def test_an_own_budget_is_asked_for_in_seconds(stage: Stage) -> None:
    workspace = stage("climbed")
    app = open_page("train")
    app.button_group(key="train.preset").set_value("own").run()
    app.number_input(key="train.budget").set_value(42).run()
    app.button(key="train.start").click().run()
    job = workspace.jobs.latest(PROJECT, "train")
    assert job is not None
    assert job.params["budget_s"] == 42.0


def test_a_running_search_shows_time_trials_and_the_best_so_far(stage: Stage) -> None:
    workspace = stage("climbed")
    trials = [trial(0, 0.71, learner="linear"), trial(1, 0.8123), trial(2, 0.6, "pruned"), trial(3, 0.80)]
    number = running(
        workspace, "train", budget_s=60, spent_s=41, trials=trials, doing="LightGBM, fold 3 of 4"
    )
    app = open_page("train")
    said = texts(app)
    assert "Training · 41 of 60 seconds" in said
    assert "4 trials, 1 stopped early · best so far LightGBM, ROC AUC 0.8123" in said
    assert "now: LightGBM, fold 3 of 4" in said
    board = app.dataframe[0].value
    assert list(board["Model"]) == ["LightGBM", "Linear model"]
    assert list(board["Score"]) == [0.8123, 0.71]
    assert list(board["Trials"]) == [2, 1]
    stop = app.button(key="job.train.stop")
    assert stop.label == "Stop and keep the best"
    stop.click().run()
    assert workspace.jobs.get(number).is_cancel_requested


def test_a_search_without_a_first_trial_shows_no_empty_chart(stage: Stage) -> None:
    running(stage("climbed"), "train", budget_s=60, spent_s=1)
    app = open_page("train")
    assert not app.exception
    assert "The first finished trial appears here" in texts(app)


def test_after_the_search_the_best_and_all_trials_are_shown(stage: Stage) -> None:
    workspace = stage("trained")
    record = workspace.history(PROJECT).latest("experiment")
    assert record is not None
    app = open_page("train")
    labels = {metric.label: metric.value for metric in app.metric}
    finished = [t for t in record.payload["trials"] if t["state"] == "complete"]
    best = max(t["score"] for t in finished)
    assert labels["Best ROC AUC"].startswith(f"{best:.4g}")
    assert len(app.dataframe[-1].value) == len(record.payload["trials"])
    assert not app.button(key="train.next").disabled


def again(workspace: Workspace, **changes: object) -> None:
    """Record the experiment once more with some of its fields changed."""
    history = workspace.history(PROJECT)
    record, solution = history.latest("experiment"), history.latest("solution")
    assert record is not None and solution is not None
    workspace.save(PROJECT, "experiment", {**record.payload, **changes}, made_from=training.MADE_FROM)


def test_a_search_that_counted_trials_says_how_many_instead_of_a_time_nobody_meant(stage: Stage) -> None:
    workspace = stage("trained")
    tried = [trial(0, 0.8), trial(1, None, "pruned"), trial(2, 0.81, learner="ensemble")]
    again(workspace, n_trials=2, budget_s=86_400.0, trials=tried)
    app = open_page("train")
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["Trials"] == "2 of 2"
    assert "Time used" not in shown


def test_a_finished_search_can_go_on_with_more_time(stage: Stage) -> None:
    workspace = stage("trained")
    app = open_page("train")
    app.button_group(key="train.preset").set_value("fast").run()
    app.text_input(key="train.note").input("Longer.").run()
    app.button(key="train.continue").click().run()
    job = workspace.jobs.latest(PROJECT, "train")
    assert job is not None
    assert job.params == {"budget_s": 20.0, "continues": True, "hypothesis": "", "note": "Longer."}


def test_what_misses_a_constraint_is_last_and_an_ensemble_names_its_members(stage: Stage) -> None:
    workspace = stage("trained")
    members = [
        {"trial": 1, "learner": "lightgbm", "weight": 2 / 3, "params": {"num_leaves": 31}},
        {"trial": 0, "learner": "linear", "weight": 1 / 3, "params": {"C": 1.0}},
    ]
    vote = {**trial(3, 0.85, learner="ensemble"), "params": {"members": members}}
    slow = {**trial(2, 0.9, learner="hist_gradient"), "misses": "A row takes 12 ms, 5 ms are allowed."}
    trials = [trial(0, 0.7, learner="linear"), trial(1, 0.8), slow, vote]
    again(workspace, trials=trials, hypothesis="Does a *vote* help?", note="Quick look.", continues=1)
    app = open_page("train")
    said = texts(app)
    assert {metric.label: metric.value for metric in app.metric}["Best model"] == "Ensemble"
    assert "4 trials, 1 misses a constraint of the charter · continues experiment 1." in said
    assert "**To find out:** Does a *vote* help?" in said
    assert "**Note:** Quick look." in said
    assert list(app.dataframe[0].value["Model"])[-1] == "Histogram boosting"
    listed = app.dataframe[-1].value
    assert list(listed["Misses"])[2] == slow["misses"]
    assert list(listed["Settings"])[3] == "67% LightGBM 1 + 33% Linear model 0"


def test_what_binds_the_search_is_said(stage: Stage) -> None:
    workspace = stage("trained")
    record = workspace.history(PROJECT).latest("solution")
    assert record is not None
    bound = {**record.payload["constraints"], "latency_ms": 5, "monotone": {"tenure": -1}}
    workspace.save(PROJECT, "solution", {**record.payload, "constraints": bound})
    said = opened_terms()
    assert "A row is answered within 5 ms." in said
    assert "The prediction never rises as tenure rises." in said
    assert "LightGBM: adds up trees" in said
    assert "Extra trees:" not in said


def test_only_kinds_of_models_that_suit_the_question_are_named(stage: Stage) -> None:
    stage("climbed")
    said = opened_terms()
    assert "The charter binds it in nothing" in said
    assert "Linear model: adds up the columns" in said and "Ensemble: a weighted vote" in said
    assert "Small trees:" not in said and "Neural network:" not in said


def opened_terms() -> str:
    """Return what the page says with the list of what is tried open."""
    app = open_page("train")
    assert "LightGBM: adds up trees" not in texts(app)
    app.session_state["train.terms"] = True
    app.run()
    assert not app.exception
    return texts(app)


def test_opened_settings_are_drawn_and_weighed(stage: Stage) -> None:
    workspace = stage("trained")
    trials = [
        {**trial(n, 0.7 + n / 100), "params": {"num_leaves": 5 + n, "learning_rate": 0.1}} for n in range(3)
    ]
    again(workspace, trials=trials)
    app = open_page("train")
    assert "train.learner" not in [box.key for box in app.selectbox]
    app.session_state["train.settings"] = True
    app.run()
    assert not app.exception
    assert app.selectbox(key="train.learner").options == ["LightGBM"]
    assert "it takes 8 of one kind" in texts(app)


def test_a_search_that_cannot_start_is_explained(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.errors import NotReady
    from pages.ui import job

    stage("climbed")

    def refuse(*_: object) -> None:
        raise NotReady("The queue is full.", "Wait.")

    monkeypatch.setattr(job, "submit", refuse)
    app = open_page("train")
    app.button(key="train.start").click().run()
    assert not app.exception
    assert "The queue is full" in texts(app)
