"""The frame of a step's page: header, guard and footer."""

import pytest
from streamlit.testing.v1 import AppTest


def header_page(kinds: list[str], stale: bool = False, is_running: bool = False) -> None:
    from datetime import UTC, datetime

    import streamlit as st

    from core.lifecycle.records import InputRef, Record
    from core.lifecycle.staleness import History
    from pages.ui.step import guard, step_header

    def record(number: int, kind: str, content: str, *inputs: InputRef) -> Record:
        now = datetime(2026, 11, 1, tzinfo=UTC)
        return Record(number, "p", kind, 1, 1, {}, "Ann", "", content, content, inputs, now)

    records = [record(number, kind, f"{kind} now") for number, kind in enumerate(kinds, 1)]
    if stale:
        records.append(record(9, "candidate", "chosen", InputRef(1, "charter", "charter of old")))
    guard("compare", History(records))
    step_header("compare", History(records), is_running=is_running)
    st.text("the page goes on")


def run(kinds: list[str], **given: bool) -> AppTest:
    return AppTest.from_function(header_page, kwargs={"kinds": kinds, **given}).run()


def text_of(page: AppTest) -> str:
    return "\n".join(element.value for element in (*page.markdown, *page.caption, *page.warning))


def test_the_header_says_where_we_are_and_what_is_asked() -> None:
    page = run(["charter", "experiment"])
    assert page.title[0].value == "Compare: which one, and why?"
    assert "Development · step 4 of 4" in text_of(page)
    assert "not started" in text_of(page)


def test_a_stale_step_names_what_changed() -> None:
    page = run(["charter", "experiment"], stale=True)
    assert page.warning[0].value == "**This result is out of date.** Changed since\\: charter\\."


def test_a_step_that_is_being_done_says_so_and_hides_what_was_out_of_date() -> None:
    page = run(["charter", "experiment", "go_decision"], stale=True, is_running=True)
    assert "running" in text_of(page)
    assert not page.warning


def test_the_guard_lets_a_ready_step_pass() -> None:
    page = run(["charter", "experiment", "go_decision"])
    assert page.text[0].value == "the page goes on"
    assert not page.button


def test_the_guard_stops_and_names_the_step_that_is_missing() -> None:
    page = run(["charter"])
    assert not page.text
    assert "Train and tune makes the experiment that this step needs." in text_of(page)
    assert [button.label for button in page.button] == ["Go to Train and tune"]


def test_the_held_back_rows_stay_closed_before_a_go() -> None:
    page = run(["charter", "experiment"])
    assert not page.text
    assert [button.label for button in page.button] == ["Go to Proof of concept"]


def footer_page(signed: str | None = None, can_continue: bool = True, can_sign: bool = True) -> None:
    import streamlit as st

    from core.lifecycle.steps import BY_CODE
    from pages.ui.step import step_footer

    said = st.session_state.setdefault("said", [])
    step_footer(
        BY_CODE["solution"],
        on_sign=(lambda *words: said.append(words)) if can_sign else None,
        signed=signed,
        on_send_back=lambda *words: said.append(words),
        can_continue=can_continue,
    )


def footer(**given: object) -> AppTest:
    return AppTest.from_function(footer_page, kwargs=given).run()


def press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def test_signing_hands_over_name_and_comment() -> None:
    page = footer()
    page.text_input(key="solution.sign_name").input(" Ann ")
    page.text_input(key="solution.sign_comment").input("fine")
    press(page, "Sign")
    assert page.session_state["said"] == [("Ann", "fine")]


def test_a_signature_needs_a_name() -> None:
    page = press(footer(), "Sign")
    assert page.error[0].value == "A signature needs a name."
    assert page.session_state["said"] == []


def test_sending_back_needs_a_reason_and_offers_earlier_steps_only() -> None:
    page = footer()
    assert page.selectbox(key="solution.back_to").options == ["Data", "Business"]
    press(page, "Send back")
    assert page.session_state["said"] == []
    page.text_input(key="solution.back_reason").input("new data")
    page.selectbox(key="solution.back_to").select("Business")
    press(page, "Send back")
    assert page.session_state["said"] == [("business", "new data")]


def test_who_signed_is_shown_as_plain_text() -> None:
    page = footer(signed="*Ann*")
    assert "\\*Ann\\*" in text_of(page)
    assert "Sign" not in [button.label for button in page.button]


@pytest.mark.parametrize("can_continue", [True, False])
def test_next_is_open_only_when_the_step_is_done(can_continue: bool) -> None:
    page = footer(can_continue=can_continue, can_sign=False)
    following = next(button for button in page.button if button.label == "Next: Data quality")
    assert following.disabled is not can_continue
    assert ("This step has to be done first" in text_of(page)) is not can_continue
