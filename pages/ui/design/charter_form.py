"""The charter as a form: its answers live in the session until they are saved."""

from typing import Any

import streamlit as st

from core.errors import BadInput
from core.services.design.business import BusinessView, charter_from_answers
from pages.ui.design.business_limits import fill_limits, limits_answers
from pages.ui.design.business_payoff import fill_payoff, payoff_answers
from pages.ui.design.business_requirements import BLANK, ROWS, fill_requirements, requirement_answers

Answers = dict[str, Any]
OPENED = "business.opened"
REVISION = "business.revision"
ARRIVING = "business.arriving"
"""Fields that the app filled, each with the value before and after, until the browser has them."""
SHOWN = "business.arriving.shown"
TEXTS = ("goal", "decision", "stakeholder")


def open_form(project: str, view: BusinessView) -> None:
    """Fill the form from the record when the project is new to this session; keep a draft otherwise."""
    if st.session_state.get(OPENED, ("", 0))[0] != project or ROWS not in st.session_state:
        reload_form(project, view)
    _fill_again()


def _fill_again() -> None:
    """Fill again what a click took back that came before the browser had it.

    Such a click sends all fields of a part as they were; a person takes back one at a time. What was
    typed since stays in any case.
    """
    arriving = st.session_state.get(ARRIVING, {})
    late = {key: after for key, (before, after) in arriving.items() if st.session_state.get(key) == before}
    if len(late) > 1 or not st.session_state.get(SHOWN):
        for key, after in late.items():
            st.session_state[key] = after
    else:
        st.session_state.pop(ARRIVING, None)


def form_is_shown() -> None:
    """Note that a run came to its end: what the app filled in was sent to the browser."""
    st.session_state[SHOWN] = True


def reload_form(project: str, view: BusinessView) -> None:
    """Fill the form from the newest record, or with blanks."""
    st.session_state[OPENED] = (project, view.version)
    st.session_state["business.reason"] = ""
    st.session_state["business.case"] = None
    st.session_state.pop("business.share", None)
    if view.charter is not None:
        fill_form(view.charter.model_dump(mode="json"))
    else:
        kind = view.asked or "binary"
        fill_form({"payoff": {"kind": kind, "currency": "EUR"}, "requirements": [BLANK]})


def fill_form(answers: Answers) -> None:
    """Write answers into the form's fields."""
    before = _fields()
    _fill(answers)
    after = _fields()
    st.session_state[SHOWN] = False
    st.session_state[ARRIVING] = {
        key: (before.get(key), value) for key, value in after.items() if value != before.get(key)
    }


def _fields() -> Answers:
    """Return the single values of the form, by the keys of their fields."""
    kept = {str(key): value for key, value in st.session_state.items() if str(key).startswith("business.")}
    return {
        key: value for key, value in kept.items() if value is None or isinstance(value, (str, float, bool))
    }


def _fill(answers: Answers) -> None:
    st.session_state[REVISION] = st.session_state.get(REVISION, 0) + 1
    for field in TEXTS:
        st.session_state[f"business.{field}"] = answers.get(field, "")
    fill_payoff(answers["payoff"])
    fill_limits(answers)
    fill_requirements(answers["requirements"])


def edited_version() -> int:
    """Return the version of the charter that the form was filled from."""
    return int(st.session_state[OPENED][1])


def current_answers() -> Answers:
    """Return all answers as they stand in the form."""
    texts = {field: (st.session_state[f"business.{field}"] or "").strip() for field in TEXTS}
    return {
        **texts,
        "payoff": payoff_answers(),
        **limits_answers(),
        "requirements": requirement_answers(),
    }


def is_begun() -> bool:
    """Tell whether the goal or the decision holds a word."""
    return any((st.session_state[f"business.{field}"] or "").strip() for field in TEXTS)


def is_changed(view: BusinessView) -> bool:
    """Tell whether the form says something else than the record."""
    try:
        return view.charter is None or charter_from_answers(current_answers()) != view.charter
    except BadInput:
        return True


def untouched_draft(view: BusinessView) -> str | None:
    """Return the title of the typical case that the form still is, word for word; else None."""
    try:
        answered = charter_from_answers(current_answers())
    except BadInput:
        return None
    return next((draft.title for draft in view.drafts.values() if draft.charter == answered), None)
