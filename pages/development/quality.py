"""Is every row what we expect? The data contract, its check, and what is left out."""

import pandas as pd
import streamlit as st

from core.errors import TrefoilError
from core.lifecycle.records import Payload
from core.services import quality
from pages.ui.access import workspace
from pages.ui.chart import chart_csv
from pages.ui.closing import close_step
from pages.ui.escape import plain
from pages.ui.job import is_working, job_panel, start_job
from pages.ui.messages import explain_empty, show_error
from pages.ui.person import ask_name
from pages.ui.project import open_step
from pages.ui.versions import saw_version, tell_change

EDITOR = "quality.contract"
FIXED = ["name", "kind"]


def main() -> None:
    """Show the page."""
    project, history = open_step("quality")
    view = quality.quality_view(workspace(), project)
    tell_change("contract", history.latest("contract"))
    job = job_panel(project, "quality", doing_title="Checking the data", result=history.latest("quality"))
    is_current = view.quality is not None and not history.is_stale("quality")
    if not is_working(job):
        _start(project, view, is_current=is_current)
    if view.quality is None or view.contract is None:
        explain_empty(
            "There is no contract yet",
            "The contract says what each column must look like: its kind, its range, whether it may be "
            "empty. It is read off the data, and you can tighten it. Then every row is checked, here and "
            "ever after.",
        )
    else:
        _result(project, view.quality, can_list=is_current)
        _contract(project, view)
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
            "Download these cells", chart_csv(table), file_name="failing-cells.csv", mime="text/csv",
            icon=":material/download:", on_click="ignore", key="quality.cells",
        )  # fmt: skip
    with rows:
        if can_list:
            st.dataframe(quality.failing_rows(workspace(), project), width="stretch")
        else:
            explain_empty("The data changed since this check", "Check again to see the rows.")


def _contract(project: str, view: quality.QualityView) -> None:
    st.subheader("The contract", anchor=False)
    st.caption(
        "Error: a required column is absent, a kind is wrong, a value is missing where it may not be, or "
        "repeats where it may not. Warning: a value outside the range or the known categories."
    )
    assert view.contract is not None
    before = pd.DataFrame(quality.contract_rows(view.contract))
    with st.form(f"quality.form.{view.contract_version}", border=False):
        edited = st.data_editor(
            before,
            column_config=_columns(),
            column_order=[
                "name",
                "kind",
                "required",
                "nullable",
                "minimum",
                "maximum",
                "categories",
                "unique",
            ],
            disabled=FIXED,
            hide_index=True,
            width="stretch",
            key=f"{EDITOR}.{view.contract_version}",
        )
        who, why, button = st.columns([1, 2, 1], vertical_alignment="bottom")
        with who:
            name = ask_name("quality.name")
        reason = why.text_input("What changed, and why (optional)", max_chars=300, key="quality.reason")
        pressed = button.form_submit_button("Save and check again", width="stretch")
    st.download_button(
        "Download the contract (YAML)", quality.contract_yaml(view.contract), file_name="contract.yaml",
        mime="application/yaml", icon=":material/download:", on_click="ignore", key="quality.yaml",
    )  # fmt: skip
    if pressed:
        _save(project, view, edited, name, reason.strip())


def _columns() -> dict:
    config = st.column_config
    return {
        "name": config.TextColumn("Column", pinned=True),
        "kind": config.TextColumn("Kind", width=90),
        "required": config.CheckboxColumn("Required", width=110, help="The column must be in the file."),
        "nullable": config.CheckboxColumn("May be empty", width=140),
        "minimum": config.NumberColumn("At least", width=110),
        "maximum": config.NumberColumn("At most", width=110),
        "categories": config.TextColumn("Known values", width=200, help="Separated by |"),
        "unique": config.CheckboxColumn("No repeats", width=120),
    }


def _save(project: str, view: quality.QualityView, edited: pd.DataFrame, name: str, reason: str) -> None:
    rows = edited.astype(object).where(edited.notna(), None).to_dict("records")
    try:
        with st.spinner("Checking every row…"):
            quality.save_contract_rows(
                workspace(),
                project,
                rows,
                author=name,
                reason=reason,
                expected_version=view.contract_version,
            )
    except TrefoilError as error:
        show_error(error)
        return
    saved = workspace().history(project).latest("contract")
    assert saved is not None
    saw_version(saved)
    st.toast("The contract is saved and every row is checked.", icon=":material/check_circle:")
    st.rerun()


def _left_out(view: quality.QualityView) -> None:
    if not view.left_out:
        return
    with st.expander(f"{len(view.left_out)} columns do not enter the model"):
        st.dataframe(
            pd.DataFrame(view.left_out).rename(columns=str.capitalize), hide_index=True, width="stretch"
        )


main()
