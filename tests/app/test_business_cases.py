"""Business: examples come from the typical case that a person works on."""

import pytest

from core.services.design import business
from core.services.workspace import Workspace
from tests.app.test_business import show
from tests.app.walk import PROJECT, open_page


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
