"""What was decided, by whom, and does it still hold? The diary, the reports and the model card."""

import json
from functools import partial

import pandas as pd
import streamlit as st

from core.errors import TrefoilError
from core.services.documents import DiaryEntry, DocumentsView, documents_view, step_title
from core.services.reports import REPORTS
from pages.ui.access import workspace
from pages.ui.document_preview import show_report
from pages.ui.escape import plain
from pages.ui.figures import short_hash, when
from pages.ui.messages import explain_empty, show_error
from pages.ui.review_panel import review_panel
from pages.ui.state import current_project, go_to, page_file

STANDING_COLOURS = {
    "current": "green",
    "valid": "green",
    "out of date": "yellow",
    "void": "red",
    "replaced": "gray",
    "happened": "gray",
}
NOT_IN_REPORTS = ("review_request", "review", "note")


def main() -> None:
    """Show the page."""
    st.title("Documents", anchor=False)
    project = current_project()
    if project is None:
        explain_empty("No project is open", "Documents are written from what a project has on record.")
        st.page_link(page_file("home"), label="Go to the start page", icon=":material/home:")
        return
    st.caption("Everything here is read off the records: nobody has to write it, and nobody can forget to.")
    view = documents_view(workspace(), project)
    reports = [report.title for report in REPORTS.values()]
    tabs = st.tabs(["Decision diary", *reports, "Model card"], on_change="rerun", key="documents.tabs")
    draw = (_diary, *(partial(_report, code) for code in REPORTS), _card)
    for tab, show in zip(tabs, draw, strict=True):
        if tab.open:
            with tab:
                show(project, view)


def _report(code: str, project: str, view: DocumentsView) -> None:
    try:
        told = [entry.record.id for entry in view.diary if entry.record.kind not in NOT_IN_REPORTS]
        show_report(project, code, max(told, default=0))
    except TrefoilError as error:
        show_error(error)
    st.subheader("Review", anchor=False)
    review_panel(project, code)


def _diary(project: str, view: DocumentsView) -> None:
    if not view.diary:
        explain_empty("Nothing is decided yet", "Each decision and result appears here, with its reason.")
        if st.button("Start with Business", type="primary", key="documents.start"):
            go_to("business")
        return
    table = _diary_table(view.diary)
    st.caption(f"{len(table):,} entries, newest first. Choose a row to see what it was made from.")
    chosen = st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "When": st.column_config.TextColumn(width=140),
            "What": st.column_config.TextColumn(width=220),
            "Why": st.column_config.TextColumn(width=190),
            "Holds": st.column_config.TextColumn(width=90),
            "Signed by": st.column_config.TextColumn(width=130),
        },
        key="documents.diary",
    ).selection.rows
    if chosen and chosen[0] < len(view.diary):
        _entry(view.diary[chosen[0]])
    st.download_button(
        "Download the diary as CSV",
        _diary_csv(table),
        file_name=f"{project} diary.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="documents.diary_csv",
    )


def _diary_table(diary: list[DiaryEntry]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "When": [when(entry.when) for entry in diary],
            "What": [entry.what for entry in diary],
            "Who": [entry.record.author for entry in diary],
            "Why": [entry.record.reason for entry in diary],
            "Holds": [entry.standing for entry in diary],
            "Signed by": [", ".join(entry.signatures) for entry in diary],
        }
    )


def _diary_csv(table: pd.DataFrame) -> str:
    from core.services.export import safe_csv

    return safe_csv(table)


def _entry(entry: DiaryEntry) -> None:
    record = entry.record
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(entry.what)}**", width="content")
            st.badge(entry.standing, color=STANDING_COLOURS[entry.standing])
        made_by = f"{plain(record.author)}, {when(record.created_at)}, iteration {record.iteration}"
        st.caption(" · ".join(part for part in (step_title(record), made_by) if part))
        if record.reason:
            st.markdown(f"**Why:** {plain(record.reason)}")
        if entry.lineage:
            st.markdown(f"**Made from:** {plain(', '.join(entry.lineage))}")
        if entry.signatures:
            st.markdown(f"**Signed by:** {plain(', '.join(entry.signatures))}")
        with st.expander("Content on record"):
            hashes = (short_hash(record.content_hash), short_hash(record.lineage_hash))
            st.caption("Content hash {}, lineage hash {}.".format(*hashes))
            st.code(
                json.dumps(_without_secrets(record.payload), indent=2, ensure_ascii=False)[:20_000],
                language="json",
            )


def _without_secrets(payload: dict) -> dict:
    return {key: value for key, value in payload.items() if key != "token"}


def _card(project: str, view: DocumentsView) -> None:
    if view.card is None:
        explain_empty(
            "No model is live yet",
            "With the first release, the model card appears here: what the model is for, what it was trained "
            "on, how well it does and what it must not be used for.",
        )
        return
    st.download_button(
        "Download the model card",
        view.card,
        file_name=f"{project} model card v{view.version}.md",
        mime="text/markdown",
        icon=":material/download:",
        on_click="ignore",
        key="documents.card",
    )
    with st.container(border=True):
        st.markdown(view.card)


main()
