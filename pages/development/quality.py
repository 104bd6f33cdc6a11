"""Is every row what we expect? The data contract, its check, and what is left out."""

import pandas as pd
import streamlit as st

from core.design.wording import counted
from core.lifecycle.records import Payload
from core.services.development import quality
from core.services.export import safe_csv
from pages.ui.access import workspace
from pages.ui.closing import close_step
from pages.ui.concurrency import tell_change
from pages.ui.development.contract_editor import show_contract
from pages.ui.escape import plain
from pages.ui.job import is_working, job_panel, start_job
from pages.ui.messages import explain_empty
from pages.ui.project import open_step


def main() -> None:
    """Show the page."""
    project, history = open_step("quality")
    view = quality.quality_view(workspace(), project)
    tell_change("contract", history.latest("contract"))
    job = job_panel(project, "quality", doing_title="Checking the data", result=history.latest("quality"))
    is_current = view.quality is not None and not history.is_stale("quality")
    if not is_working(job):
        _start(project, view, is_current=is_current)
    if is_working(job) and view.quality is None:
        st.caption("The contract and its check appear here in a moment.")
    elif view.quality is None or view.contract is None:
        explain_empty(
            "There is no contract yet",
            "The contract says what each column must look like: its kind, its range, whether it may be "
            "empty. It is read off the data, and you can tighten it. Then every row is checked, here and "
            "ever after.",
        )
    else:
        _result(project, view.quality, can_list=is_current)
        show_contract(project, view)
        _entering(view)
        _left_out(view)
    close_step("quality", project, workspace().history(project))


def _start(project: str, view: quality.QualityView, *, is_current: bool) -> None:
    label = "Infer the contract and check every row"
    with st.container(horizontal=True, vertical_alignment="center"):
        kind = "secondary" if is_current else "primary"
        if st.button(f"{label} again" if view.contract else label, type=kind, key="quality.run"):
            start_job(project, "quality")
        if view.contract and is_current:
            st.caption(
                "Reading it off the data again replaces your edits with a new version.", width="content"
            )


def _result(project: str, checked: Payload, *, can_list: bool) -> None:
    passed = checked["verdict"] == "pass"
    with st.grid(4, min_column_width=150):
        st.metric("The contract is", "kept" if passed else "broken", border=True)
        st.metric("Rows checked", f"{checked['checked_rows']:,}", border=True)
        st.metric("Errors", f"{checked['errors']:,}", border=True, help="A row with an error cannot be used.")
        st.metric("Warnings", f"{checked['warnings']:,}", border=True, help="Unusual, but usable.")
    (st.success if passed else st.error)(
        plain(checked["summary"]), icon=":material/check_circle:" if passed else ":material/error:"
    )
    if checked["failures"]:
        _failures(project, checked["failures"], can_list=can_list)


def _failures(project: str, failures: list[Payload], *, can_list: bool) -> None:
    st.subheader("What does not fit", anchor=False)
    cells, rows = st.tabs(["Cells", "Whole rows"])
    with cells:
        table = pd.DataFrame(failures)[["severity", "column", "check", "row", "value"]]
        table["row"] = table["row"].map(lambda row: None if row is None or pd.isna(row) else int(row) + 1)
        st.caption(f"The first {len(table):,}, errors first. Row 1 is the first below the header.")
        st.dataframe(table.rename(columns=str.capitalize), hide_index=True, width="stretch")
        st.download_button(
            "Download these cells", safe_csv(table), file_name="failing-cells.csv", mime="text/csv",
            icon=":material/download:", on_click="ignore", key="quality.cells",
        )  # fmt: skip
    with rows:
        if can_list:
            st.dataframe(quality.failing_rows(workspace(), project), width="stretch")
        else:
            explain_empty("The data changed since this check", "Check again to see the rows.")


def _entering(view: quality.QualityView) -> None:
    if not view.entering:
        return
    with st.expander("What a model sees of each column"):
        st.caption(
            "Gaps are filled, values scaled and means taken inside each fold, from its own rows alone."
        )
        st.dataframe(
            pd.DataFrame(view.entering).rename(columns=str.capitalize), hide_index=True, width="stretch"
        )


def _left_out(view: quality.QualityView) -> None:
    if not view.left_out:
        return
    with st.expander(f"{counted(len(view.left_out), 'column does', 'columns do')} not enter the model"):
        st.dataframe(
            pd.DataFrame(view.left_out).rename(columns=str.capitalize), hide_index=True, width="stretch"
        )


main()
