"""Saving the charter, from whichever part of the page is open, and what else is not saved yet."""

import streamlit as st

from core.errors import TrefoilError
from core.services.design import business
from core.services.design.engagement import EngagementView
from pages.ui.access import workspace
from pages.ui.design.business_background import background_is_changed
from pages.ui.design.business_parts import PARTS, still_needed
from pages.ui.design.business_people import people_are_changed
from pages.ui.design.business_record import is_open
from pages.ui.design.business_requirements import refuse_unanswered
from pages.ui.design.business_risks import risks_are_changed
from pages.ui.design.charter_form import OPENED, current_answers, edited_version, is_begun, is_changed
from pages.ui.messages import show_error
from pages.ui.person import ask_name, name_on_record

CHANGES = {
    "background": background_is_changed,
    "people": people_are_changed,
    "risks": risks_are_changed,
}


def say_unsaved(project: str, part: str, view: business.BusinessView, around: EngagementView) -> None:
    """Say which other parts hold something that is not on record yet."""
    kinds = [kind for kind in CHANGES if kind != part and is_open(kind, project) and CHANGES[kind](around)]
    unsaved = [PARTS[kind] for kind in kinds]
    if part in CHANGES and is_begun() and is_changed(view):
        unsaved = ["the charter, parts 1 to 4", *unsaved]
    if unsaved:
        st.caption(
            f":orange[:material/edit:] Kept while this window is open, not saved yet: {'; '.join(unsaved)}."
        )


def save_charter_from_elsewhere(project: str, view: business.BusinessView) -> None:
    """Offer to save the charter on a part that has a record of its own."""
    if not (is_begun() and is_changed(view)):
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap=None, width="stretch"):
            st.markdown("**The charter, parts 1 to 4, is not saved yet.**")
            still_needed()
        if st.button("Save the charter", key="business.save"):
            _save(project, name_on_record(), "")


def save_bar(project: str, view: business.BusinessView) -> None:
    """Show name, reason and button below a part of the charter."""
    changed = is_changed(view)
    if changed:
        still_needed()
    who, why, button = st.columns([1, 2, 1], vertical_alignment="bottom")
    with who:
        name = ask_name("business.name")
    reason = why.text_input("What changed, and why (optional)", max_chars=300, key="business.reason")
    pressed = button.button(
        "Save the charter" if changed else "Saved",
        type="primary" if changed else "secondary",
        width="stretch",
        key="business.save",
    )
    if pressed:
        _save(project, name, reason.strip())


def _save(project: str, name: str, reason: str) -> None:
    try:
        refuse_unanswered()
        charter = business.charter_from_answers(current_answers())
        record = business.save_charter(
            workspace(), project, charter, author=name, reason=reason, expected_version=edited_version()
        )
    except TrefoilError as error:
        show_error(error)
        return
    st.session_state[OPENED] = (project, record.version)
    st.toast("The charter is saved.", icon=":material/check_circle:")
    st.rerun()
