"""Router: the frame round every page, navigation from the lifecycle, run the page."""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.ui.frame import show_frame
from pages.ui.messages import show_crash


def main() -> None:
    """Show the frame and the chosen page."""
    st.set_page_config(page_icon="☘️", layout="wide", initial_sidebar_state="auto")
    show_frame().run()


if get_script_run_ctx(suppress_warning=True) is None:
    # Imported by the server, before any page runs: without this, the first visit to a deep link would
    # run pages/settings.py and the like on their own (Streamlit's older multipage mode).
    PagesManager.uses_pages_directory = False
    app = st.App("app.py", on_script_error=show_crash)
else:
    main()
