"""What do we have, and can we trust it? Take a table in, look at it, say what each column is for."""

from collections.abc import Callable

import streamlit as st

from core.design.wording import counted
from core.lifecycle.staleness import History
from core.services.design import data, intake, leaks
from core.services.design.data import DataView
from core.services.design.masking import masked_rows
from core.services.design.version_comparison import has_earlier_version
from pages.ui.access import workspace
from pages.ui.closing import close_step
from pages.ui.concurrency import tell_change
from pages.ui.design.data_columns import show_columns
from pages.ui.design.data_findings import show_findings
from pages.ui.design.data_personal import hidden_columns, masked_view
from pages.ui.design.data_relations import show_relations
from pages.ui.design.data_strip import show_strip
from pages.ui.design.data_tabs import CHANGES, COLUMNS, ORIGIN, RELATIONS, ROLES, ROWS, show_tabs
from pages.ui.design.intake import ask_source
from pages.ui.design.intake_report import show_intake_report
from pages.ui.design.reading_questions import ask_questions, pending_questions
from pages.ui.design.roles_editor import show_roles
from pages.ui.design.version_changes import show_version_changes
from pages.ui.job import is_working, job_panel
from pages.ui.project import open_step
from pages.ui.state import page_file


def main() -> None:
    """Show the page."""
    project, history = open_step("data")
    for kind in ("roles", "dictionary"):
        tell_change(kind, history.latest(kind))
    newest = history.latest("dataset")
    job = job_panel(project, intake.KIND, doing_title="Reading the table", result=newest)
    questions = pending_questions(job, newest)
    if job is not None and questions:
        ask_questions(project, job, questions)
    is_busy = is_working(job) or bool(questions)
    view = data.data_view(workspace(), project)
    if view.dataset is not None:
        show_strip(project, view, is_busy=is_busy)
        show_findings(project, view)
        _tabs(project, view, history)
    elif not is_busy:
        _bring_in(project)
    close_step("data", project, workspace().history(project))


def _bring_in(project: str) -> None:
    with st.container(border=True):
        with st.container(gap=None):
            st.markdown("**Bring in a table.**")
            st.caption("One row per case, with the column to be predicted already known.")
        ask_source(project, "Table as a file", "data.upload")
    st.page_link(
        page_file("home"), label="No table at hand? Start from an example", icon=":material/lightbulb:"
    )


def _tabs(project: str, view: DataView, history: History) -> None:
    shows: dict[str, Callable[[], None]] = {
        COLUMNS: lambda: show_columns(masked_view(view)),
        RELATIONS: lambda: show_relations(masked_view(view), leaks.suspects(workspace(), project)),
        ROLES: lambda: show_roles(project, view, history.latest("dictionary")),
        ROWS: lambda: _rows(view),
        ORIGIN: lambda: show_intake_report(view),
    }
    if has_earlier_version(history):
        shows[CHANGES] = lambda: show_version_changes(project, view)
    show_tabs(shows, COLUMNS if view.roles else ROLES, view.version)


def _rows(view: DataView) -> None:
    assert view.dataset is not None
    rows = masked_rows(data.preview(workspace(), view.dataset), hidden_columns(view))
    rows.index = rows.index + 1
    st.dataframe(
        rows,
        column_config={name: st.column_config.DateColumn() for name in data.whole_days(rows)},
        width="stretch",
        height=min(38 + 35 * len(rows), 500),
    )
    first = "All" if len(rows) == view.dataset.rows else "The first"
    st.caption(f"{first} {counted(len(rows), 'row')}, as they were read.")


main()
