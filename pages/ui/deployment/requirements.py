"""The charter's requirements on a page: where each acts, and what was last said about it."""

from collections.abc import Sequence

import streamlit as st

from core.services.design.requirements import Place, TracedRequirement
from pages.ui.escape import plain

PLACES = {"gate": "Before release", "constraint": "In the search", "monitor": "In use"}
BADGES = {
    "pass": (":material/check_circle:", "met", "green"),
    "obeyed": (":material/check_circle:", "obeyed", "green"),
    "fail": (":material/cancel:", "not met", "red"),
    "cannot tell": (":material/help:", "could not tell", "yellow"),
    "out of date": (":material/update:", "out of date", "yellow"),
    "not yet": (":material/schedule:", "not yet", "gray"),
}


def show_requirements(traced: Sequence[TracedRequirement]) -> None:
    """Show each requirement with who asked for it and every place where it acts; nothing where there is none."""
    if not traced:
        return
    with st.expander("Where each requirement acts, and what was last said", icon=":material/rule:"):
        for requirement in traced:
            with st.container(border=True, gap="small", key=f"requirement.{requirement.number}"):
                st.markdown(f"**{plain(requirement.number)} · {plain(requirement.text)}**")
                st.caption(_about(requirement))
                for place in requirement.places:
                    _place(place)


def _about(requirement: TracedRequirement) -> str:
    who = f"Asked by {plain(requirement.asked_by)}." if requirement.asked_by else "No one is named for it."
    return f"{who} {plain(requirement.note)}".strip()


def _place(place: Place) -> None:
    icon, word, colour = BADGES[place.verdict]
    said, verdict = st.columns([5, 1.2], vertical_alignment="center")
    said.markdown(f"**{PLACES[place.where]}.** {plain(place.how)} {plain(place.evidence)}".strip())
    verdict.badge(word, icon=icon, color=colour)
