"""The tabs of the Data page: their names, and opening one from elsewhere on the page."""

from collections.abc import Callable

import streamlit as st

COLUMNS, RELATIONS, ROLES, ROWS = "Columns", "Relations", "Roles and meaning", "Rows"
ORIGIN, CHANGES = "Origin", "Changes"


def show_tabs(shows: dict[str, Callable[[], None]], start: str, version: int) -> None:
    """Show the views in tabs; only the open one is computed."""
    tabs = st.tabs(list(shows), default=start, on_change="rerun", key=_key(version))
    for tab, show in zip(tabs, shows.values(), strict=True):
        if tab.open:
            with tab:
                show()


def open_tab(title: str, version: int) -> None:
    """Have a tab open in the next run; called as the callback of a button."""
    st.session_state[_key(version)] = title


def _key(version: int) -> str:
    return f"data.tabs.{version}"
