"""What taking the table in did: how it was read, what was asked, set aside, changed and noticed."""

import streamlit as st

from core.design.data.intake_report import Finding, intake_report
from core.design.wording import counted
from core.services.design.data import DataView
from core.services.design.masking import masked_report
from pages.ui.design.data_personal import hidden_columns
from pages.ui.design.reading_form import reading_rows
from pages.ui.escape import plain
from pages.ui.figures import short_hash

WIDTHS = {"Where": st.column_config.TextColumn(width=130), "What": st.column_config.TextColumn(width=750)}
"""In pixels: the room of the table is for the sentences."""
TITLES = {
    "set_aside": "Set aside: not in the data",
    "changed": "Changed on the way in",
    "noticed": "Noticed",
}


def show_intake_report(view: DataView) -> None:
    """Show where the newest version came from and what reading it did, personal values masked."""
    assert view.dataset is not None
    report = masked_report(intake_report(view.dataset), hidden_columns(view))
    st.caption(
        plain(
            f"From {report.source}. {counted(report.rows, 'row')} and {counted(report.columns, 'column')}, "
            f"kept unchangeable with the fingerprint {short_hash(view.dataset.fingerprint)}."
        )
    )
    for group, title in TITLES.items():
        _findings(title, getattr(report, group))
    if not (report.set_aside or report.changed or report.noticed):
        st.markdown("Nothing had to be changed while reading.")
    if report.asked:
        st.markdown("**Asked and answered**")
        rows = [{"Question": question, "Answer": answer} for question, answer in report.asked]
        st.dataframe(rows, hide_index=True, width="stretch")
    if view.dataset.reading:
        st.markdown("**How it was read, and why**")
        st.dataframe(reading_rows(view.dataset.reading), hide_index=True, width="stretch")


def _findings(title: str, findings: tuple[Finding, ...]) -> None:
    if findings:
        st.markdown(f"**{title}**")
        rows = [{"Where": finding.column, "What": finding.text} for finding in findings]
        st.dataframe(rows, column_config=WIDTHS, hide_index=True, width="stretch")
