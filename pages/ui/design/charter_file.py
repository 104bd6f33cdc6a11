"""The charter as a file: take it away, or start from one."""

from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.services.design import business
from core.services.design.engagement import EngagementView
from pages.ui.design.business_background import fill_background
from pages.ui.design.business_people import fill_people
from pages.ui.design.business_record import fill_record
from pages.ui.design.business_risks import fill_risks
from pages.ui.design.charter_form import fill_form
from pages.ui.messages import show_note
from pages.ui.upload import ask_file

CHOSEN = "business.file.chosen"
ANSWERS = "business.file.answers"
AROUND = "business.file.around"
FIELD_WORDS = {
    "target": "target",
    "positive": "positive label",
    "metric": "metric",
    "leave_out": "columns to leave out",
    "split": "split",
    "architecture": "architecture",
}


def fill_from_file(project: str, view: EngagementView) -> None:
    """Fill the form from the file that was just uploaded, before any of its fields is shown."""
    answers = st.session_state.pop(ANSWERS, None)
    if answers is None:
        return
    fill_form(answers)
    around = st.session_state.pop(AROUND)
    parts = {"background": (fill_background, around.background), "people": (fill_people, around.people),
             "risks": (fill_risks, around.risks)}  # fmt: skip
    filled = [kind for kind, (_, stated) in parts.items() if stated is not None]
    for kind in filled:
        fill, stated = parts[kind]
        fill_record(kind, project, view.versions[kind], partial(fill, stated))
    show_note(_said(st.session_state.pop(CHOSEN), filled))


def start_from_file(view: business.BusinessView, drafts: Callable[[], None] | None = None) -> None:
    """Offer the charter on record as YAML, and such a file or a typical case to start from."""
    title = "The charter as a file" if drafts is None else "Start again, or take the charter away"
    with st.expander(title, icon=":material/description:"):
        if drafts is not None:
            drafts()
        ask_file(
            "Start from a charter file",
            "business.file",
            _fill,
            doing="Reading the charter\u2026",
            types=("yaml", "yml"),
            megabytes=1,
        )
        st.download_button(
            "Download the charter (YAML)",
            view.file,
            file_name=f"charter-v{view.version}.yaml",
            mime="application/yaml",
            icon=":material/download:",
            on_click="ignore",
            disabled=not view.file,
            help="With the solution design, once there is one." if view.file else "Save the charter first.",
            key="business.download",
        )


def _fill(file: UploadedFile) -> None:
    answers, chosen, around = business.answers_from_file(file, file.name)
    st.session_state[ANSWERS], st.session_state[CHOSEN], st.session_state[AROUND] = answers, chosen, around


def _said(chosen: list[str], filled: list[str]) -> str:
    said = "The form is filled from the file. Look it over and save it."
    if filled:
        said = f"{said} Also filled, each to be saved in its part: {', '.join(filled)}."
    if not chosen:
        return said
    words = ", ".join(FIELD_WORDS.get(field, field.replace("_", " ")) for field in chosen)
    return (
        f"{said} The file also chooses {words}: set these on Data and Solution, or run the file unattended."
    )
