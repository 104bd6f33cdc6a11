"""Who is doing this: a name that is asked once and goes on record."""

import streamlit as st

from pages.ui.state import author, remember_author

UNNAMED = "Analyst"


def name_on_record() -> str:
    """Return the name that this session goes on record with."""
    return author() or UNNAMED


def ask_name(key: str) -> str:
    """Ask for the person's name and return it; "Analyst" where none is given."""
    st.session_state.setdefault(key, author())
    name = st.text_input(
        "Your name",
        max_chars=80,
        key=key,
        placeholder=UNNAMED,
    ).strip()
    if name:
        remember_author(name)
    return name or name_on_record()
