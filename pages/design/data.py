"""What do we have, and can we trust it? Upload, what was read, roles of columns, profile."""

import streamlit as st

from core.services import data, intake
from core.services.data import DataView
from pages.ui.access import workspace
from pages.ui.closing import close_step
from pages.ui.concurrency import tell_change
from pages.ui.data_profile import show_profile
from pages.ui.escape import plain
from pages.ui.intake import ask_source
from pages.ui.intake_report import show_intake_report
from pages.ui.job import is_working, job_panel
from pages.ui.project import open_step
from pages.ui.reading_form import show_reading
from pages.ui.reading_questions import ask_questions, pending_questions
from pages.ui.roles_editor import show_roles
from pages.ui.version_changes import show_version_changes

MOST_MISSING = 0.5


def main() -> None:
    """Show the page."""
    project, history = open_step("data")
    tell_change("roles", history.latest("roles"))
    newest = history.latest("dataset")
    job = job_panel(project, intake.KIND, doing_title="Reading the table", result=newest)
    questions = pending_questions(job, newest)
    if job is not None and questions:
        ask_questions(project, job, questions)
    view = data.data_view(workspace(), project)
    if view.dataset is not None:
        _overview(view)
        show_version_changes(project)
        show_intake_report(view)
    if not is_working(job) and not questions:
        _bring_in(project, view)
    if view.dataset is not None:
        show_roles(project, view)
        st.subheader("What is in it?", anchor=False)
        show_profile(view)
    close_step("data", project, workspace().history(project))


def _bring_in(project: str, view: DataView) -> None:
    if view.dataset is None:
        with st.container(border=True):
            st.markdown(
                "**Bring in a table.** One row per case, with the column to be predicted already known."
            )
            ask_source(project, "Table as a file", "data.upload")
        return
    with st.expander("Replace with a new version of the table", icon=":material/upload_file:"):
        st.caption("The versions before stay on record. What was made from them is marked as out of date.")
        ask_source(project, "File with the same columns", "data.replace")
    show_reading(project, view)


def _overview(view: DataView) -> None:
    assert view.dataset is not None
    profile, dataset = view.profile, view.dataset
    with st.grid(4, min_column_width=150):
        st.metric("Rows", f"{dataset.rows:,}", border=True)
        st.metric("Columns", len(dataset.columns), border=True)
        st.metric("Cells without a value", f"{profile['missing_cells']:,}", border=True)
        st.metric("Rows that repeat another", f"{profile['duplicates']:,}", border=True)
    for warning in _warnings(view):
        st.warning(plain(warning), icon=":material/warning:")


def _warnings(view: DataView) -> list[str]:
    assert view.dataset is not None
    found = []
    empty = [c["name"] for c in view.profile["columns"] if c["missing_share"] > MOST_MISSING]
    if empty:
        found.append(f"More than half of the values are missing in: {', '.join(empty)}.")
    if view.profile["duplicates"] > 0.1 * view.dataset.rows:
        found.append("More than one row in ten repeats another: the same case may be counted twice.")
    balance = view.profile["class_balance"]
    if balance and balance[-1]["share"] < 0.05:
        rare, count = balance[-1]["label"], balance[-1]["count"]
        found.append(f"{rare} is rare: {count:,} rows. A share of right answers would flatter.")
    return found


main()
