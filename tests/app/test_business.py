"""Business: goal, payoff, requirements; drafts, live money and a charter on record."""

import pytest
from streamlit.testing.v1 import AppTest

from core.design.business.charter_file import charter_from_yaml, charter_yaml, overrides_of
from core.errors import BadInput
from core.services import projects
from core.services.design import business, solution
from core.services.workspace import Workspace
from tests.app.conftest import Stage
from tests.app.walk import PROJECT, charter, open_page, texts


def show(app: AppTest, part: str) -> AppTest:
    """Open a part of the page."""
    return app.button_group(key="business.part").set_value(part).run()


def test_without_a_project_the_page_says_where_to_start(empty: Workspace) -> None:
    assert "No project is open" in texts(open_page("business", project=None))


def test_an_empty_form_is_not_saved_and_says_what_is_missing(blank: Workspace) -> None:
    app = open_page("business")
    app.button(key="business.save").click().run()
    assert not app.exception
    assert "The goal is empty." in texts(app)
    assert blank.history(PROJECT).latest("charter") is None


@pytest.mark.parametrize("code", list(business.DRAFTS))
def test_a_typical_case_fills_the_form_and_is_saved_as_it_stands(blank: Workspace, code: str) -> None:
    app = open_page("business")
    app.pills(key="business.case").set_value(code).run()
    app.text_input(key="business.name").set_value("Ada").run()
    app.button(key="business.save").click().run()
    assert not app.exception
    record = blank.history(PROJECT).latest("charter")
    assert business.current_charter(blank, PROJECT) == business.DRAFTS[code].charter
    assert record.author == "Ada"
    assert app.button(key="business.save").label == "Saved"


def test_the_break_even_follows_every_amount(blank: Workspace) -> None:
    app = open_page("business")
    app.pills(key="business.case").set_value("churn").run()
    assert "This is the draft “Customers who leave”" in texts(app)
    show(app, "worth")
    assert "Acting pays from a probability of 14.3%" in texts(app)
    app.number_input(key="business.false_positive").set_value(-60.0).run()
    assert "Acting pays from a probability of 50.0%" in texts(app)
    assert "EUR -60.00" in app.table[0].value.to_string().replace("\\", "")


@pytest.mark.parametrize(
    ("amounts", "words"),
    [
        ({"true_positive": -5.0, "false_positive": -1.0}, "Acting never pays"),
        ({"true_positive": 5.0, "false_positive": 1.0}, "Acting always pays"),
        ({}, "Fill in the amounts"),
    ],
)
def test_amounts_that_need_no_model_are_called_out(blank: Workspace, amounts: dict, words: str) -> None:
    app = show(open_page("business"), "worth")
    for field, amount in amounts.items():
        app.number_input(key=f"business.{field}").set_value(amount)
    assert words in texts(app.run())


def test_each_kind_of_question_has_its_own_payoff(blank: Workspace) -> None:
    app = show(open_page("business"), "worth")
    app.button_group(key="business.question").set_value("multiclass").run()
    app.number_input(key="business.correct").set_value(2.0)
    app.number_input(key="business.wrong").set_value(-6.0).run()
    assert "It pays from 75.0% right answers." in texts(app)
    app.button_group(key="business.question").set_value("regression").run()
    app.number_input(key="business.under").set_value(3.0).run()
    assert "10 units too low, **EUR 30.00**" in texts(app)


def test_requirements_are_numbered_in_their_order(stage: Stage) -> None:
    workspace = stage("designed")
    app = show(open_page("business"), "requirements")
    app.button(key="business.add").click().run()
    (first, second) = [
        box.key.split(".")[-1] for box in app.selectbox if box.key.startswith("business.kind.")
    ]
    app.selectbox(key=f"business.kind.{second}").set_value("latency_ms").run()
    app.number_input(key=f"business.limit.{second}").set_value(50.0).run()
    app.button(key=f"business.remove.{first}").click().run()
    app.button(key="business.save").click().run()
    saved = business.current_charter(workspace, PROJECT)
    assert [(r.number, r.kind, r.limit) for r in saved.requirements] == [("R1", "latency_ms", 50.0)]


def test_another_kind_of_requirement_clears_a_proposed_why_and_keeps_a_typed_one(blank: Workspace) -> None:
    app = open_page("business")
    app.button_group(key="business.case").set_value("churn").run()
    show(app, "requirements")
    first, second = app.session_state["business.rows"]
    why = app.text_input(key=f"business.note.{second}")
    assert why.value == "A call agent waits for the answer."
    app.selectbox(key=f"business.kind.{second}").set_value("model_mb").run()
    assert app.text_input(key=f"business.note.{second}").value == ""
    app.text_input(key=f"business.note.{first}").set_value("Finance said so.").run()
    app.selectbox(key=f"business.kind.{first}").set_value("value_per_row").run()
    assert app.text_input(key=f"business.note.{first}").value == "Finance said so."


@pytest.mark.parametrize(
    ("kind", "lacking"),
    [
        ("interpretable", "R1 “can be read by a person” does not say how readable"),
        ("monotone", "R1 “follows a column in one direction” does not say which column"),
        ("only_columns", "R1 “needs only these columns” does not say which columns"),
    ],
)
def test_a_requirement_without_its_answer_is_named_in_words(stage: Stage, kind: str, lacking: str) -> None:
    stage("designed")
    app = show(open_page("business"), "requirements")
    row = app.session_state["business.rows"][0]
    app.selectbox(key=f"business.kind.{row}").set_value(kind).run()
    app.button(key="business.save").click().run()
    assert not app.exception
    assert lacking in texts(app)


def test_the_last_requirement_cannot_be_removed(stage: Stage) -> None:
    stage("designed")
    app = show(open_page("business"), "requirements")
    (remove,) = [button for button in app.button if (button.key or "").startswith("business.remove.")]
    assert remove.disabled


def test_a_change_elsewhere_is_not_overwritten(stage: Stage) -> None:
    workspace = stage("designed")
    app = open_page("business")
    app.text_input(key="business.goal").set_value("Mine").run()
    business.save_charter(workspace, PROJECT, charter(5.0), author="Bob")
    app.button(key="business.save").click().run()
    assert not app.exception
    assert "changed elsewhere" in texts(app)
    assert business.current_charter(workspace, PROJECT).goal != "Mine"
    app.run()
    app.button(key="business.reload").click().run()
    assert app.text_input(key="business.goal").value == charter().goal


def test_another_project_does_not_inherit_a_draft(stage: Stage) -> None:
    workspace = stage("designed")
    projects.create_project(workspace, "Other")
    app = open_page("business")
    app.text_input(key="business.goal").set_value("Only here").run()
    app.selectbox(key="frame.project").set_value("Other").run()
    assert app.text_input(key="business.goal").value == ""


def test_an_assumed_payoff_is_called_assumed(stage: Stage) -> None:
    workspace = stage("designed")
    business.save_charter(workspace, PROJECT, business.assumed_charter("binary", "left"))
    assert "the app assumed it" in texts(open_page("business"))


def test_text_of_a_person_is_shown_literally(stage: Stage) -> None:
    workspace = stage("designed")
    payoff = charter().payoff.model_copy(update={"currency": "![x](//e.x)"})
    business.save_charter(workspace, PROJECT, charter().model_copy(update={"payoff": payoff}))
    app = show(open_page("business"), "worth")
    assert not app.exception
    shown = [box.label for box in app.number_input] + [app.table[0].value.to_string()]
    assert not any("![x](" in text for text in shown)


@pytest.mark.parametrize(
    "changes",
    [
        {"goal": " "},
        {"decision": ""},
        {"requirements": []},
        {"payoff": {"kind": "regression", "over": -1}},
        {"payoff": {"kind": "regression", "currency": "thousands of euros"}},
    ],
)
def test_answers_out_of_range_are_refused_with_a_remedy(changes: dict) -> None:
    answers = business.DRAFTS["demand"].charter.model_dump(mode="json") | changes
    with pytest.raises(BadInput) as refused:
        business.charter_from_answers(answers)
    assert refused.value.remedy


def upload(app: AppTest, content: str, name: str = "charter.yaml") -> None:
    """Drop a file on the page."""
    uploader = next(box for box in app.file_uploader if (box.key or "").startswith("business.file"))
    uploader.upload(name, content.encode()).run()


@pytest.mark.parametrize("code", list(business.DRAFTS))
def test_a_charter_file_fills_the_form_and_is_saved_as_written(blank: Workspace, code: str) -> None:
    app = open_page("business")
    upload(app, charter_yaml(business.DRAFTS[code].charter, None))
    assert not app.exception
    assert "The form is filled from the file." in texts(app)
    app.button(key="business.save").click().run()
    assert business.current_charter(blank, PROJECT) == business.DRAFTS[code].charter


def test_a_file_that_is_wrong_is_refused_in_words_and_changes_nothing(stage: Stage) -> None:
    workspace = stage("designed")
    app = open_page("business")
    upload(app, "goal: x\npayoff: {kind: binary, true_positive: sixty}")
    assert not app.exception
    assert "charter.yaml: decision: is missing; payoff.true_positive: must be a number;" in texts(app)
    assert app.text_input(key="business.goal").value == charter().goal
    upload(app, business.business_view(workspace, PROJECT).file.replace("Keep customers", "Hold customers"))
    assert not app.error
    assert app.text_input(key="business.goal").value == "Hold customers who are about to leave."


def test_design_choices_of_a_file_are_pointed_out(stage: Stage) -> None:
    workspace = stage("designed")
    app = open_page("business")
    upload(app, business.business_view(workspace, PROJECT).file)
    said = texts(app)
    assert "The file also chooses target, positive label, metric," in said
    assert "split" in said


def test_the_charter_can_be_taken_away_once_it_is_saved(stage: Stage) -> None:
    workspace = stage("designed")
    kept = solution.current_solution(workspace, PROJECT)
    without = kept.model_copy(update={"features": tuple(f for f in kept.features if f != "charge")})
    solution.save_solution(workspace, PROJECT, without)
    app = open_page("business")
    assert not app.get("download_button")[0].disabled
    file = charter_from_yaml(business.business_view(workspace, PROJECT).file)
    assert file.charter == charter()
    assert file.design_overrides == overrides_of(without, ("charge",))


def test_before_the_first_charter_there_is_nothing_to_take_away(blank: Workspace) -> None:
    assert business.business_view(blank, PROJECT).file == ""
    assert open_page("business").get("download_button")[0].disabled
