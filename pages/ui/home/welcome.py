"""The first screen: from nothing to a project in one click."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.errors import TrefoilError
from core.services import projects
from pages.ui.access import workspace
from pages.ui.design.intake import wait_for_table
from pages.ui.escape import plain
from pages.ui.figures import when
from pages.ui.messages import show_error
from pages.ui.person import name_on_record
from pages.ui.state import go_to, open_project
from pages.ui.upload import ask_table

KIND_WORDS = {"binary": "Yes or no", "multiclass": "One of several classes", "regression": "An amount"}


def show_welcome() -> None:
    """Show how to start: an own table, an example, or a project that exists."""
    st.title("From a table to a model you can answer for", anchor=False)
    st.markdown(
        "Say what a right and a wrong decision is worth, bring a table, and get a tested model with every "
        "decision on record. Everything stays on this computer."
    )
    _existing()
    _own_table()
    _examples()


def _own_table() -> None:
    with st.container(border=True):
        with st.container(gap=None):
            st.markdown("**Start from your table**")
            st.caption(
                "One row per case: past cases, with how they turned out. The project takes the file's name."
            )
        ask_table("Table as a file", "home.upload", _create_from, doing="Reading the file…")
        opened = st.session_state.pop("home.created", None)
        if opened:
            open_project(opened)
            go_to("data")


def _create_from(file: UploadedFile) -> None:
    project = projects.create_from_upload(workspace(), file.name, file, author=name_on_record())
    wait_for_table(project.name)
    st.session_state["home.created"] = project.name


def _examples() -> None:
    st.subheader("Or try an example", anchor=False)
    known = projects.examples()
    for place, example in zip(st.columns(len(known)), known, strict=True):
        with place.container(border=True, height="stretch"):
            with st.container(gap="small"):
                st.badge(KIND_WORDS[example.charter.payoff.kind], color="violet")
                st.markdown(f"**{plain(example.title)}**")
                st.caption(plain(example.story))
            st.space("stretch")
            if st.button("Try it", width="stretch", key=f"home.example.{example.code}"):
                _open_example(example.code)


def _open_example(code: str) -> None:
    try:
        with st.spinner("Setting up the example…"):
            project = projects.create_from_example(workspace(), code)
    except TrefoilError as error:
        show_error(error)
        return
    open_project(project.name)
    go_to("home")


def _existing() -> None:
    known = workspace().projects.all()
    if not known:
        return
    st.subheader("Go on with a project", anchor=False)
    with st.container(border=True):
        for number, project in enumerate(known):
            name, since, button = st.columns([3, 2, 1], vertical_alignment="center")
            name.markdown(f"**{plain(project.name)}**")
            since.caption(f"since {when(project.created_at)}")
            if button.button("Open", width="stretch", key=f"home.open.{number}"):
                open_project(project.name)
                go_to("home")
