"""Home: from nothing to a project, where a project stands, what comes next."""

import pytest
from streamlit.testing.v1 import AppTest

from core.design.business.payoff_terms import BinaryPayoff
from core.services import projects
from core.services.design import business
from core.services.sign import send_back
from core.services.workspace import Workspace
from tests.app.conftest import Stage
from tests.app.walk import PROJECT, charter, customers, open_page, running, texts, work_off


def opened(app: AppTest) -> str | None:
    found = app.query_params.get("project")
    return found[0] if isinstance(found, list) else found


def upload(app: AppTest, name: str, content: bytes) -> AppTest:
    return app.file_uploader[0].upload(name, content).run()


def test_a_newcomer_can_bring_a_table_or_try_an_example(empty: Workspace) -> None:
    app = open_page("home", project=None)
    assert not app.exception
    assert "Start from your table" in texts(app)
    assert len([button for button in app.button if button.label == "Try it"]) == len(projects.examples())


def test_an_uploaded_table_becomes_a_project_named_after_it(empty: Workspace) -> None:
    app = open_page("home", project=None)
    upload(app, "My customers.csv", customers(60).to_csv(index=False).encode())
    assert not app.exception
    assert [project.name for project in empty.projects.all()] == ["My customers"]
    assert "Data: what do we have, and can we trust it?" in texts(app)
    assert "waiting for its turn" in texts(app)
    assert opened(app) == "My customers"
    work_off(empty)
    assert empty.history("My customers").latest("dataset").payload["rows"] == 60


def test_a_file_that_is_no_table_leaves_no_project(empty: Workspace) -> None:
    app = open_page("home", project=None)
    upload(app, "picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert not app.exception
    assert "picture.csv" in texts(app)
    assert empty.projects.all() == []


def test_a_table_that_asks_is_asked_about_on_the_data_page(empty: Workspace) -> None:
    upload(open_page("home", project=None), "codes.csv", b"code,left\n" + b"007,yes\n008,no\n" * 40)
    work_off(empty)
    app = open_page("data", project="codes")
    assert not app.exception
    assert "can be read in more than one way" in texts(app)
    assert empty.history("codes").latest("dataset") is None


def test_an_uploaded_file_does_not_stay_in_memory(empty: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    freed = []
    monkeypatch.setattr("pages.ui.upload._free", lambda file: freed.append(file.name))
    upload(open_page("home", project=None), "small.csv", customers(60).to_csv(index=False).encode())
    assert freed == ["small.csv"]


def test_an_example_is_a_project_in_one_click(empty: Workspace) -> None:
    app = open_page("home", project=None)
    app.button(key="home.example.wine").click().run()
    assert not app.exception
    (project,) = empty.projects.all()
    assert opened(app) == project.name
    history = empty.history(project.name)
    assert history.latest("charter") and history.latest("roles")
    assert "Next: start Solution" in texts(app)


def test_a_project_that_exists_can_be_opened(stage: Stage) -> None:
    stage("designed")
    app = open_page("home", project=None)
    app.button(key="home.open.0").click().run()
    assert opened(app) == PROJECT
    assert "Keep customers who are about to leave." in texts(app)


def test_an_empty_project_starts_with_business_and_cannot_run_alone(empty: Workspace) -> None:
    projects.create_project(empty, PROJECT)
    app = open_page("home")
    assert "Next: start Business" in texts(app)
    assert not [button for button in app.button if button.key == "home.autopilot"]
    app.button(key="home.next").click().run()
    assert "Business: what is it worth, and to whom?" in texts(app)


def test_the_autopilot_starts_with_the_budget_chosen(stage: Stage) -> None:
    workspace = stage("designed")
    app = open_page("home")
    app.selectbox(key="home.budget").set_value(300).run()
    app.button(key="home.autopilot").click().run()
    job = workspace.jobs.latest(PROJECT, "autopilot")
    assert job is not None
    assert job.params["budget_s"] == 300
    assert "Bringing everything up to date · waiting for its turn" in texts(app)


def test_while_the_autopilot_runs_nothing_else_is_proposed(stage: Stage) -> None:
    workspace = stage("designed")
    running(workspace, "autopilot", doing="Training and tuning", share=0.5)
    app = open_page("home")
    assert not app.exception
    assert "now: Training and tuning" in texts(app)
    assert not [button for button in app.button if button.key == "home.next"]


def test_a_step_whose_job_runs_is_not_proposed_to_be_started(stage: Stage) -> None:
    running(stage("designed"), "quality", share=0.3)
    said = texts(open_page("home"))
    assert "Now: Data quality is running" in said
    assert "Next: start Data quality" not in said


def test_the_source_of_joined_rows_is_named(stage: Stage) -> None:
    workspace = stage("designed")
    dataset = workspace.history(PROJECT).latest("dataset")
    assert dataset is not None
    workspace.save(PROJECT, "dataset", {**dataset.payload, "source": "customers.csv + week.csv"})
    assert "rows of customers.csv + week.csv" in texts(open_page("home"))


def test_a_failed_autopilot_says_why(stage: Stage) -> None:
    workspace = stage("designed")
    number = running(workspace, "autopilot")
    workspace.jobs.finish(number, "failed", error="The target has one value. Choose another target.")
    assert "The target has one value. Choose another target." in texts(open_page("home"))


def test_a_released_project_shows_its_worth_against_the_simple_rule(stage: Stage) -> None:
    workspace = stage("released")
    judged = workspace.history(PROJECT).latest("candidate").payload
    app = open_page("home")
    worth, simple, gates, live = app.metric
    assert worth.label == "Worth per row"
    assert float(worth.value.replace("\\", "").removeprefix("EUR ")) == pytest.approx(
        judged["evaluation"]["value_per_row"], abs=0.005
    )
    low, high = judged["evaluation"]["value_interval"]
    assert worth.delta.replace("\\", "") == f"likely {low:.2f} to {high:.2f}"
    assert judged["baseline"]["title"] in simple.delta.replace("\\", "")
    asked = len(workspace.history(PROJECT).latest("test_report").payload["gates"])
    assert gates.value == f"{asked} of {asked}"
    assert live.value == "Version 1"


def test_money_follows_the_charter_as_out_of_date(stage: Stage) -> None:
    workspace = stage("released")
    changed = charter().model_copy(update={"payoff": BinaryPayoff(currency="EUR", true_positive=1)})
    business.save_charter(workspace, PROJECT, changed)
    app = open_page("home")
    assert app.metric[0].label == "Worth per row, out of date"
    assert "Next: bring Solution up to date" in texts(app)
    assert app.button(key="home.autopilot")


def test_alerts_lead_to_monitor_and_end_with_the_answer(stage: Stage) -> None:
    workspace = stage("used")
    alerts = workspace.history(PROJECT).latest("monitoring").payload["alerts"]
    app = open_page("home")
    said = texts(app)
    assert alerts
    assert all(alert["title"].lower() in said.lower() for alert in alerts)
    assert app.button(key="home.alerts")
    assert "Every step is up to date; the last batch raised a warning." in said
    send_back(workspace, PROJECT, from_step="monitor", to_step="data", author="Ada", reason="New rows.")
    assert alerts[0]["title"] not in texts(open_page("home"))


def test_a_hand_back_is_told_with_its_reason(stage: Stage) -> None:
    workspace = stage("released")
    send_back(
        workspace,
        PROJECT,
        from_step="release",
        to_step="data",
        author="Ada",
        reason="Prices have changed.",
        new_iteration=True,
    )
    said = texts(open_page("home"))
    assert "Iteration 2" in said
    assert "Sent back from Release to Data: Prices have changed." in said
