"""The newest version of the data in one line, and what can be done with it."""

import streamlit as st

from core.design.wording import counted
from core.services.design.data import DataView
from core.services.reports import FORMATS, report, report_text
from core.services.workspace import MACHINE
from pages.ui.access import workspace
from pages.ui.design.intake import ask_source
from pages.ui.design.reading_form import can_read_differently, show_reading
from pages.ui.escape import plain
from pages.ui.figures import when

WRITTEN = {"html": ("Web page (HTML)", "text/html"), "md": ("Text (Markdown)", "text/markdown")}


def show_strip(project: str, view: DataView, *, is_busy: bool) -> None:
    """Show name, version, size and time, and the ways to a new version; none of these while one is read."""
    assert view.dataset is not None
    dataset = view.dataset
    told, acts = st.columns([1, 1.15], vertical_alignment="center")
    with told, st.container(gap=None):
        st.markdown(f"#### {plain(dataset.name)}")
        missing = view.profile["missing_cells"]
        by = "" if view.author == MACHINE else f" by {view.author}"
        facts = (
            f"Version {view.version}",
            counted(dataset.rows, "row"),
            counted(len(dataset.columns), "column"),
            f"{counted(missing, 'cell')} missing" if missing else "no cell missing",
            f"{when(view.read_at)}{by}",
        )
        st.caption(plain(" · ".join(facts)))
    with acts, st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        if not is_busy:
            _new_version(project, view)
        _report(project, view)


def _new_version(project: str, view: DataView) -> None:
    with st.popover(
        "New version", icon=":material/upload_file:", on_change="rerun", key=_new_version_key(view.version)
    ):
        st.caption("The versions before stay on record. What was made from them is marked as out of date.")
        ask_source(project, "File with the same columns", "data.replace")
    if can_read_differently(view):
        with st.popover(
            "Read it differently", icon=":material/tune:", key=f"data.differently.{view.version}"
        ):
            show_reading(project, view)


def open_new_version(version: int) -> None:
    """Have the ways to a new version open in the next run; called as the callback of a button."""
    st.session_state[_new_version_key(version)] = True


def _new_version_key(version: int) -> str:
    return f"data.new.{version}"


def _report(project: str, view: DataView) -> None:
    opened = st.popover(
        "Report", icon=":material/description:", on_change="rerun", key=f"data.report.{view.version}"
    )
    if not opened.open:
        return
    with opened:
        st.caption("What this page knows, to hand on to people without the app.")
        with st.spinner("Writing the report…"):
            document = report(workspace(), project, "data")
        for form in FORMATS:
            title, mime = WRITTEN[form]
            st.download_button(
                title,
                report_text(document, form),
                file_name=f"data-v{view.version}.{form}",
                mime=mime,
                icon=":material/download:",
                on_click="ignore",
                width="stretch",
                key=f"data.report.{form}",
            )
