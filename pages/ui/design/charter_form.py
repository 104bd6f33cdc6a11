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
TEXTS = ("goal", "decision", "stakeholder")


def open_form(project: str, view: BusinessView) -> None:
    """Fill the form from the record when the project is new to this session; keep a draft otherwise."""
    if st.session_state.get(OPENED, ("", 0))[0] != project or ROWS not in st.session_state:
        reload_form(project, view)


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
