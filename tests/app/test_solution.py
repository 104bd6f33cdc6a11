"""Solution: the drafted design is confirmed or changed, and never contradicts the charter."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.services import business, data, projects, solution
from core.services.workspace import Workspace
from tests.app.conftest import Stage
from tests.app.walk import PROJECT, TARGET, charter, customers, open_page, texts


def save(app: AppTest) -> AppTest:
    (button,) = [one for one in app.button if one.label in ("Confirm the design", "Save the design")]
    return button.click().run()


def box(app: AppTest, label: str):  # type: ignore[no-untyped-def]
    return next(one for one in [*app.selectbox, *app.multiselect, *app.slider] if one.label.startswith(label))


@pytest.fixture
def undesigned(empty: Workspace):  # type: ignore[no-untyped-def]
    """Return a function that makes a project with charter and roles from a table."""

    def make(frame: pd.DataFrame, target: str = TARGET, kind: str = "binary") -> Workspace:
        projects.create_project(empty, PROJECT)
        business.save_charter(empty, PROJECT, business.assumed_charter(kind, target))
        path = empty.files.keep_upload("table.csv", frame.to_csv(index=False).encode())
        data.ingest_file(empty, PROJECT, path)
        data.propose_and_save_roles(empty, PROJECT, target=target)
        return empty

    return make


def test_without_a_project_the_page_says_where_to_start(empty: Workspace) -> None:
    assert "No project is open" in texts(open_page("solution", project=None))


def test_without_data_the_page_says_what_has_to_come_first(empty: Workspace) -> None:
    projects.create_project(empty, PROJECT)
    business.save_charter(empty, PROJECT, charter())
    app = open_page("solution")
    assert "Something has to come first" in texts(app)
    assert app.button(key="solution.guard").label == "Go to Data"


def test_the_draft_is_confirmed_as_it_stands(undesigned) -> None:  # type: ignore[no-untyped-def]
    workspace = undesigned(customers(200))
    app = open_page("solution")
    assert not app.exception
    assert [metric.value for metric in app.metric] == ["left", "a yes / no question", "200"]
    save(app)
    design = solution.current_solution(workspace, PROJECT)
    assert design == solution.propose_solution(workspace, PROJECT)
    assert design.positive == "yes"


def test_choices_of_a_person_go_on_record(stage: Stage) -> None:
    workspace = stage("designed")
    app = open_page("solution")
    app.text_input(key="solution.name").set_value("Ada")
    box(app, "Score").set_value("log_loss")
    box(app, "The real case").set_value("no")
    box(app, "Locked away").set_value(30)
    box(app, "Parts").set_value(3)
    box(app, "Take out").set_value(["charge"])
    save(app)
    assert not app.exception
    design = solution.current_solution(workspace, PROJECT)
    assert (design.metric, design.positive) == ("log_loss", "no")
    assert design.metric_reason == "Chosen by Ada."
    assert (design.split.holdout, design.split.folds) == (0.3, 3)
    assert "charge" not in design.features
    assert workspace.history(PROJECT).latest("solution").author == "Ada"


def test_a_change_elsewhere_is_told_and_not_overwritten(stage: Stage) -> None:
    workspace = stage("designed")
    app = open_page("solution")
    box(app, "Score").set_value("log_loss")
    design = solution.current_solution(workspace, PROJECT)
    solution.save_solution(workspace, PROJECT, design, author="Bob")
    save(app)
    assert not app.exception
    assert "Bob saved version 2 meanwhile." in texts(app)
    assert solution.current_solution(workspace, PROJECT) == design


def test_a_split_by_time_needs_its_column(stage: Stage) -> None:
    workspace = stage("designed")
    app = open_page("solution")
    box(app, "How rows").set_value("time")
    save(app)
    assert not app.exception
    assert "needs the column that says when each row happened" in texts(app)
    assert workspace.history(PROJECT).latest("solution").version == 1


def test_no_feature_left_is_refused(stage: Stage) -> None:
    workspace = stage("designed")
    app = open_page("solution")
    box(app, "Take out").set_value(["tenure", "charge", "contract"])
    save(app)
    assert "No feature is left to learn from." in texts(app)
    assert workspace.history(PROJECT).latest("solution").version == 1


def test_a_payoff_for_another_question_is_said_and_cannot_be_saved(stage: Stage) -> None:
    workspace = stage("designed")
    business.save_charter(workspace, PROJECT, business.assumed_charter("regression", TARGET))
    app = open_page("solution")
    assert not app.exception
    assert "The charter's payoff is for an amount" in texts(app)
    version = workspace.history(PROJECT).latest("solution").version
    save(app)
    assert "payoff" in app.error[0].value
    assert workspace.history(PROJECT).latest("solution").version == version
    app.button(key="solution.to_business").click().run()
    assert "Business: what is it worth" in texts(app)


def test_a_target_that_cannot_be_learnt_is_explained(undesigned) -> None:  # type: ignore[no-untyped-def]
    frame = customers(120)
    frame["code"] = [f"c{row}" for row in range(120)]
    undesigned(frame, target="code", kind="multiclass")
    app = open_page("solution")
    assert not app.exception
    assert "Every value of target code differs" in texts(app)
    assert app.button(key="solution.to_data")


def test_personal_data_is_shown_masked(undesigned) -> None:  # type: ignore[no-untyped-def]
    frame = customers(120)
    frame["mail"] = [f"person{row % 40}@example.org" for row in range(120)]
    undesigned(frame)
    app = open_page("solution")
    assert "1 column seems to hold personal data." in texts(app)
    shown = app.dataframe[0].value
    assert list(shown["Column"]) == ["mail"]
    assert not shown["Because"].str.contains("person").any()


@pytest.mark.parametrize("kind", ["multiclass", "regression"])
def test_other_questions_offer_their_own_scores(undesigned, kind: str) -> None:  # type: ignore[no-untyped-def]
    target = {"multiclass": "contract", "regression": "charge"}[kind]
    undesigned(customers(200), target=target, kind=kind)
    app = open_page("solution")
    assert not app.exception
    offered = [choice.code for choice in solution.metric_choices(kind)]
    assert box(app, "Score").value in offered
    assert not [one for one in app.selectbox if one.label.startswith("The real case")]
