"""What background, people and risks share: opening a record once, and the bar that saves it."""

from collections.abc import Callable

import streamlit as st

from core.errors import TrefoilError
from core.lifecycle.records import Record
from pages.ui.messages import show_error, show_warning
from pages.ui.person import ask_name

Save = Callable[[str, int], Record]


def open_record(kind: str, project: str, version: int, fill: Callable[[], None]) -> None:
    """Fill the fields when the project is new to this session; tell when somebody saved a newer version."""
    opened = st.session_state.get(_key(kind))
    if opened is None or opened[0] != project:
        fill_record(kind, project, version, fill)
    elif opened[1] < version:
        show_warning(f"This was changed elsewhere: version {version} is on record.")
        if st.button("Load the newest version", key=f"business.{kind}.reload"):
            fill_record(kind, project, version, fill)
            st.rerun()


def save_bar(kind: str, label: str, project: str, save: Save, *, is_changed: bool) -> None:
    """Show name and button; `save` gets the name and the version that the fields were filled from."""
    who, _, button = st.columns([1, 1, 1], vertical_alignment="bottom")
    with who:
        name = ask_name("business.name")
    is_on_record = bool(st.session_state[_key(kind)][1])
    pressed = button.button(
        "Saved" if is_on_record and not is_changed else label,
        type="primary" if is_changed else "secondary",
        width="stretch",
        disabled=not (is_changed or is_on_record),
        help=None if is_changed or is_on_record else "Nothing is written in this part yet.",
        key=f"business.{kind}.save",
    )
    if not pressed:
        return
    try:
        record = save(name, st.session_state[_key(kind)][1])
    except TrefoilError as error:
        show_error(error)
        return
    st.session_state[_key(kind)] = (project, record.version)
    st.toast("Saved.", icon=":material/check_circle:")
    st.rerun()


def fill_record(kind: str, project: str, version: int, fill: Callable[[], None]) -> None:
    """Fill the fields and remember the version that they stand for."""
    fill()
    st.session_state[_key(kind)] = (project, version)


def is_open(kind: str, project: str) -> bool:
    """Tell whether the fields of a kind were filled in this session, so that they can hold something unsaved."""
    opened = st.session_state.get(_key(kind))
    return opened is not None and opened[0] == project


def _key(kind: str) -> str:
    return f"business.{kind}.opened"
