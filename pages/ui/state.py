"""The one typed door to session state and the URL: which project is open, and where to go."""

import streamlit as st

from core.lifecycle.steps import BY_CODE
from core.services.person import remember_name, remembered_name
from pages.ui.access import workspace

PROJECT = "project"
AUTHOR = "author"


def current_project() -> str | None:
    """Return the name of the open project: from the URL, else from the session, else None."""
    return st.query_params.get(PROJECT) or st.session_state.get(PROJECT) or None


def open_project(name: str | None) -> None:
    """Make `name` the open project, in the URL (which survives F5) and in the session."""
    st.session_state[PROJECT] = name
    if name:
        st.query_params[PROJECT] = name
    else:
        st.query_params.pop(PROJECT, None)


def keep_project(existing: list[str]) -> str | None:
    """Carry the open project over to this run's URL, or close it when it no longer exists."""
    name = current_project()
    known = name if name in existing else None
    if (st.session_state.get(PROJECT), st.query_params.get(PROJECT)) != (known, known):
        open_project(known)
    return known


def project_query() -> dict[str, str]:
    """Return the query parameters that keep the project open on another page."""
    name = current_project()
    return {PROJECT: name} if name else {}


def go_to(code: str) -> None:
    """Open the page of a step, or "home", "documents" or "settings", and keep the project."""
    st.switch_page(page_file(code), query_params=project_query())


def page_file(code: str) -> str:
    """Return the page file of a step's code or of one of the other pages."""
    return BY_CODE[code].page if code in BY_CODE else f"pages/{code}.py"


def author() -> str:
    """Return the name that this person last gave, in an earlier session too, or an empty text."""
    if AUTHOR not in st.session_state:
        st.session_state[AUTHOR] = remembered_name(workspace()) if _is_at_this_computer() else ""
    return str(st.session_state[AUTHOR])


def remember_author(name: str) -> None:
    """Offer `name` again in every form, and in the next session at this computer."""
    st.session_state[AUTHOR] = name
    if _is_at_this_computer():
        remember_name(workspace(), name)


def _is_at_this_computer() -> bool:
    """Tell whether the browser runs where the app does: nobody else's name is offered over a network."""
    return st.context.ip_address is None


def is_dark() -> bool:
    """Tell whether the page is shown in dark colours."""
    return bool(st.context.theme.type == "dark")
