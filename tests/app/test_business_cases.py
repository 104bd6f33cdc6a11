"""Business: examples come from the typical case that a person works on."""

import pytest

from core.services.design import business
from core.services.workspace import Workspace
from tests.app.test_business import show
from tests.app.walk import PROJECT, open_page, texts


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
