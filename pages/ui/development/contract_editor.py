"""The data contract as a table to edit."""

from typing import Any

import pandas as pd
import streamlit as st

from core.errors import TrefoilError
from core.services.development import quality
from pages.ui.access import workspace
from pages.ui.concurrency import saw_version
from pages.ui.messages import show_error
from pages.ui.person import ask_name

EDITOR = "quality.contract"
FIXED = ["name", "kind"]


def show_contract(project: str, view: quality.QualityView) -> None:
    """Show the contract as a table; saving records it and checks every row again."""
    st.subheader("The contract", anchor=False)
    st.caption(
        "What each column must look like. Error: a required column is absent, a kind is wrong, a value is "
        "missing where it may not be, or repeats where it may not. Warning: a value outside the range or "
        "the known categories. A range read off the data reaches a tenth of its width beyond what was seen: "
        "narrow it where you know the limits, such as 23 for an hour."
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


def _columns() -> dict[str, Any]:
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
