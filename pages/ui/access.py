"""The pages' way to the use cases: one workspace per server process."""

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from core.bootstrap import Workspace


def home() -> Path:
    """Return the workspace folder: TREFOIL_HOME, else ~/.trefoil."""
    from core.bootstrap import default_home

    return default_home().expanduser().resolve()


def workspace() -> "Workspace":
    """Return the workspace that all pages share."""
    return _open(str(home()))


@st.cache_resource(show_spinner="Opening the workspace…")
def _open(folder: str) -> "Workspace":
    from core.bootstrap import open_workspace
    from core.services.work import get_ready

    opened = open_workspace(Path(folder))
    get_ready(opened)
    return opened
