"""What taking the table in did, readable at a glance: read, asked, set aside, changed, noticed."""

import streamlit as st

from core.design.data.intake_report import Finding, IntakeReport, intake_report
from core.services.data import DataView
from pages.ui.escape import plain
from pages.ui.figures import short_hash
from pages.ui.reading_form import reading_rows

TITLES = {
    "set_aside": "Set aside: not in the data",
    "changed": "Changed on the way in",
    "noticed": "Noticed",
}


def show_intake_report(view: DataView) -> None:
    """Show the report of the newest version, open when something was set aside."""
    assert view.dataset is not None
    report = intake_report(view.dataset)
    origin = f"{view.dataset.name}, version {view.version}"
    with st.expander(
        f"{plain(origin)}: {summary(report)}", icon=":material/receipt_long:", expanded=bool(report.set_aside)
    ):
        st.caption(
            plain(
                f"From {report.source}. {report.rows:,} rows and {report.columns:,} columns, kept unchangeable "
                f"with the fingerprint {short_hash(view.dataset.fingerprint)}."
            )
        )
        if view.dataset.reading:
            st.markdown("**How it was read**")
            st.dataframe(reading_rows(view.dataset.reading), hide_index=True, width="stretch")
        if report.asked:
            st.markdown("**Asked and answered**")
            rows = [{"Question": question, "Answer": answer} for question, answer in report.asked]
            st.dataframe(rows, hide_index=True, width="stretch")
        for group, title in TITLES.items():
            _findings(title, getattr(report, group))


def summary(report: IntakeReport) -> str:
    """Return the report in half a line."""
    counts = (
        (len(report.set_aside), "set aside"),
        (len(report.changed), "changed"),
        (len(report.noticed), "noticed"),
        (len(report.asked), "asked"),
    )
    told = [f"{count} {what}" for count, what in counts if count]
    return ", ".join(told) or "nothing had to be changed while reading"


def _findings(title: str, findings: tuple[Finding, ...]) -> None:
    if findings:
        st.markdown(f"**{title}**")
        rows = [{"Where": finding.column, "What": finding.text} for finding in findings]
        st.dataframe(rows, hide_index=True, width="stretch")
