"""Two people, one form: a save of the other is told, and never overwritten by an older form."""

import streamlit as st

from core.lifecycle.records import Record
from core.services.workspace import MACHINE
from pages.ui.messages import show_warning


def tell_change(kind: str, record: Record | None) -> None:
    """Warn when somebody else saved a newer version since this session last saw it.

    Forms carry the version in their key, so what was typed for the older version is not saved.
    """
    if record is None:
        return
    key = f"versions.{kind}"
    before, now = st.session_state.get(key), (record.project, record.version)
    st.session_state[key] = now
    is_newer = before is not None and before[0] == now[0] and before[1] < now[1]
    if is_newer and record.author != MACHINE:
        show_warning(
            f"{record.author} saved version {record.version} meanwhile. It is shown here; "
            "what you had typed was not saved. Review it and enter your changes again."
        )


def saw_version(record: Record) -> None:
    """Remember a version that this session saved itself."""
    st.session_state[f"versions.{record.kind}"] = (record.project, record.version)
