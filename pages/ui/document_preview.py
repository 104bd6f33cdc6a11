"""A report on a page: shown as it will be read, and downloaded as HTML or Markdown."""

import base64

import streamlit as st

from core.services.reports import REPORTS, Report, report, report_text
from pages.ui.access import home, workspace

HEIGHT = 720


def show_report(project: str, code: str, newest: int) -> None:
    """Show a report with its downloads.

    Parameters
    ----------
    newest : int
        Number of the newest record that reports tell of: the report is written again when it changes.
    """
    kind = REPORTS[code]
    page, text = _written(str(home()), project, code, newest)
    with st.container(horizontal=True):
        _download(project, kind, page, "HTML", "html")
        _download(project, kind, text, "Markdown", "md")
    st.iframe(as_address(page), height=HEIGHT, alt=kind.title)


def as_address(page: str) -> str:
    """Return an HTML page as an address of its own origin: it cannot reach the app, and its policy loads nothing."""
    return f"data:text/html;charset=utf-8;base64,{base64.b64encode(page.encode()).decode()}"


@st.cache_data(max_entries=8, show_spinner="Writing the report…")
def _written(folder: str, project: str, code: str, newest: int) -> tuple[str, str]:
    document = report(workspace(), project, code)
    return report_text(document, "html"), report_text(document, "md")


def _download(project: str, kind: Report, content: str, title: str, suffix: str) -> None:
    st.download_button(
        f"Download as {title}",
        content,
        file_name=f"{project} {kind.title.lower()}.{suffix}",
        mime="text/html" if suffix == "html" else "text/markdown",
        icon=":material/download:",
        on_click="ignore",
        key=f"documents.{kind.code}.{suffix}",
    )
