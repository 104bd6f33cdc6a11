"""The charter as a file: take it away, or start from one."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.services import business
from pages.ui.charter_form import fill_form
from pages.ui.messages import show_note
from pages.ui.upload import ask_file

CHOSEN = "business.file.chosen"
FIELD_WORDS = {
    "target": "target",
    "positive": "positive label",
    "metric": "metric",
    "leave_out": "columns to leave out",
    "split": "split",
}


def start_from_file(view: business.BusinessView) -> None:
    """Offer the charter on record as YAML, and fill the form from such a file."""
    with st.expander("The charter as a file", icon=":material/description:"):
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
    chosen = st.session_state.pop(CHOSEN, None)
    if chosen is not None:
        show_note(_said(chosen))


def _fill(file: UploadedFile) -> None:
    answers, chosen = business.answers_from_file(file, file.name)
    fill_form(answers)
    st.session_state[CHOSEN] = chosen


def _said(chosen: list[str]) -> str:
    said = "The form is filled from the file. Look it over and save it."
    if not chosen:
        return said
    words = ", ".join(FIELD_WORDS[field] for field in chosen)
    return (
        f"{said} The file also chooses {words}: set these on Data and Solution, or run the file unattended."
    )
