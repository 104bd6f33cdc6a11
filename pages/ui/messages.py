"""Messages to the reader: what happened, why, and what to do next."""

import streamlit as st

from core.errors import TrefoilError
from pages.ui.escape import plain


def show_error(error: TrefoilError) -> None:
    """Show an expected error: what happened in bold, then the remedy."""
    remedy = f"  \n{plain(error.remedy)}" if error.remedy else ""
    st.error(f"**{plain(error.message)}**{remedy}", icon=":material/error:")


def show_warning(text: str) -> None:
    """Show a warning as plain text."""
    st.warning(plain(text), icon=":material/warning:")


def show_note(text: str) -> None:
    """Show a remark as plain text."""
    st.info(plain(text), icon=":material/info:")


def show_success(text: str) -> None:
    """Say as plain text that something worked."""
    st.success(plain(text), icon=":material/check_circle:")


def explain_empty(title: str, text: str) -> None:
    """Say why there is nothing to show yet, and what fills this place."""
    with st.container(border=True, horizontal_alignment="center"):
        st.markdown(f"**{plain(title)}**", width="content", text_alignment="center")
        st.caption(plain(text), width="content", text_alignment="center")


def show_crash(error: Exception) -> bool:
    """Show what no page expected, without its internals; returns True: the message is complete."""
    if isinstance(error, TrefoilError):
        show_error(error)
    else:
        st.error(
            "**Something went wrong that Trefoil did not expect.**  \nWhat is on record is safe. Reload the page "
            "to go on; the terminal that Trefoil was started from has the details.",
            icon=":material/error:",
        )
    return True
