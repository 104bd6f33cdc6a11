"""What an experiment was to find out, as its record says."""

import streamlit as st

from core.lifecycle.records import Record
from pages.ui.escape import plain


def show_purpose(experiment: Record) -> None:
    """Show the question and the note of an experiment; nothing where nobody wrote any."""
    question, note = (experiment.payload.get(name, "") for name in ("hypothesis", "note"))
    if question:
        st.markdown(f":material/help: **To find out:** {plain(question)}")
    if note:
        st.markdown(f":material/sticky_note_2: **Note:** {plain(note)}")
