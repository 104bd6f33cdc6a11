"""Business: examples come from the typical case that a person works on."""

import pytest
from streamlit.testing.v1 import AppTest

from core.design.business.payoff_terms import Amount, BinaryPayoff
from core.services.design import business
from core.services.workspace import Workspace
from pages.ui.figures import money
from tests.app.conftest import Stage
from tests.app.test_business import show
from tests.app.walk import PROJECT, customers, open_page, texts


@pytest.mark.parametrize("code", ["credit", "demand"])
def test_examples_come_from_the_chosen_case(blank: Workspace, code: str) -> None:
    app = open_page("business")
    app.pills(key="business.case").set_value(code).run()
    draft = business.DRAFTS[code]
    app.text_input(key="business.goal").set_value("").run()
    assert app.text_input(key="business.goal").placeholder == f"For example: {draft.charter.goal}"
    show(app, "worth")
    said = [caption.value.replace("\\", "") for caption in app.caption]
    assert all(any(example in text for text in said) for example in draft.examples.values())
    show(app, "background")
    shown = app.text_area(key="business.background.situation").placeholder
    assert shown == f"For example: {draft.background['situation']}"


def test_a_saved_charter_keeps_the_examples_of_its_case(blank: Workspace) -> None:
    draft = business.DRAFTS["credit"]
    business.save_charter(blank, PROJECT, draft.charter.model_copy(update={"goal": "Lose less."}))
    app = show(open_page("business"), "background")
    assert draft.background["situation"] in app.text_area(key="business.background.situation").placeholder


def test_without_a_case_the_background_takes_no_side(blank: Workspace) -> None:
    app = show(open_page("business"), "background")
    shown = app.text_area(key="business.background.situation").placeholder
    assert not any(draft.background["situation"] in shown for draft in business.DRAFTS.values())


def test_a_click_that_overtakes_a_draft_loses_none_of_its_words(blank: Workspace) -> None:
    app = open_page("business")
    app.pills(key="business.case").set_value("credit").run()
    for field in ("goal", "decision", "stakeholder"):
        app.text_input(key=f"business.{field}").set_value("")
    app.button_group(key="business.part").set_value("worth").run()
    show(app, "decision")
    draft = business.DRAFTS["credit"].charter
    assert app.text_input(key="business.goal").value == draft.goal
    assert app.text_input(key="business.stakeholder").value == draft.stakeholder


def test_a_word_of_a_draft_can_be_taken_out_at_once(blank: Workspace) -> None:
    app = open_page("business")
    app.pills(key="business.case").set_value("credit").run()
    app.text_input(key="business.goal").set_value("").run()
    assert app.text_input(key="business.goal").value == ""
    assert app.text_input(key="business.decision").value == business.DRAFTS["credit"].charter.decision


def test_an_unsaved_charter_is_told_and_saved_from_any_part(blank: Workspace) -> None:
    app = open_page("business")
    app.pills(key="business.case").set_value("churn").run()
    show(app, "people")
    assert app.button(key="business.people.save").disabled
    assert "not saved yet: the charter, parts 1 to 4." in texts(app)
    app.button(key="business.people.add").click().run()
    app.text_input(key="business.people.name.0").set_value("Ruth").run()
    app.button(key="business.save").click().run()
    assert not app.exception
    assert business.current_charter(blank, PROJECT) == business.DRAFTS["churn"].charter
    assert app.text_input(key="business.people.name.0").value == "Ruth"
    show(app, "worth")
    assert "not saved yet: People." in texts(app)
    show(app, "people")
    app.button(key="business.people.save").click().run()
    assert "not saved yet" not in texts(app)


def test_before_a_word_is_written_nothing_is_called_unsaved(blank: Workspace) -> None:
    app = open_page("business")
    for part in ("risks", "background", "people", "decision"):
        show(app, part)
        assert not app.exception
        assert "not saved yet" not in texts(app)


def by_row(app: AppTest) -> AppTest:
    """Take the worth of a call that hits from the column charge: 0.5 times, less 5."""
    show(app, "worth")
    app.toggle(key="business.by_row").set_value(True).run()
    app.selectbox(key="business.true_positive.column").set_value("charge").run()
    app.number_input(key="business.true_positive.factor").set_value(0.5)
    return app.number_input(key="business.true_positive").set_value(-5.0).run()


def test_amounts_by_row_are_worked_out_for_one_row(stage: Stage) -> None:
    stage("designed")
    app = by_row(open_page("business"))
    middle = round(float(customers()["charge"].median()), 2)
    assert app.number_input(key="business.try.charge").value == pytest.approx(middle, abs=0.01)
    app.number_input(key="business.try.charge").set_value(58.0).run()
    # Acting gains 0.5 x 58 - 5 = 24 on a real case and loses 12 on another: 12 / (12 + 24) = 33.3%.
    assert "For this row acting pays from a probability of 33.3% on." in texts(app)
    assert "EUR 24.00" in app.table[0].value.to_string().replace("\\", "")


def test_amounts_by_row_say_what_a_row_is_worth_without_a_model(stage: Stage) -> None:
    stage("designed")
    app = show(by_row(open_page("business")), "limits")
    app.number_input(key="business.share").set_value(25.0).run()
    rows = customers()
    hit = 0.5 * rows.loc[rows["left"] == "yes", "charge"].mean() - 5
    shown = app.table[0].value["Worth per row"].str.replace("\\", "").to_dict()
    assert shown == {"Do nothing": "EUR 0.00", "Act on all": money(0.25 * hit - 0.75 * 12, "EUR")}
    assert "mean amounts of the real cases and of the others among the 400 rows" in texts(app)


def test_amounts_by_row_before_any_data_say_what_they_wait_for(blank: Workspace) -> None:
    payoff = BinaryPayoff(true_positive=Amount(column="price"), false_positive=-25)
    stated = business.DRAFTS["churn"].charter.model_copy(update={"payoff": payoff})
    business.save_charter(blank, PROJECT, stated)
    app = show(open_page("business"), "worth")
    assert "For this row acting pays from a probability of 20.0% on." in texts(app)
    show(app, "limits")
    assert not app.exception
    assert "These figures need the data" in texts(app)
