"""What each column is used for: the target on top, a table for the rest."""

import pandas as pd
import streamlit as st

from core.errors import TrefoilError
from core.lifecycle.records import Payload
from core.services import data
from core.services.data import DataView, Roles
from pages.ui.access import workspace
from pages.ui.concurrency import saw_version
from pages.ui.messages import show_error
from pages.ui.person import ask_name

ROLE_WORDS = {
    "feature": "may enter the model",
    "identifier": "names a row; never learnt from",
    "time": "says when a row happened",
    "group": "rows with the same value belong together",
    "sensitive": "protected trait; kept out of the model",
    "amount": "money or size of a row",
    "ignored": "left out",
}


def show_roles(project: str, view: DataView) -> None:
    """Show the editor; saving records the roles."""
    assert view.dataset is not None
    st.subheader("What is each column for?", anchor=False)
    names = [column.name for column in view.dataset.columns]
    before = view.roles or to_confirm(project, view.dataset.fingerprint, view.roles_version)
    target = st.selectbox(
        "Target: the column that the model shall predict",
        names,
        index=names.index(before.target) if before.target in names else None,
        placeholder="Choose the column to predict",
        key=f"data.target.{view.version}.{view.roles_version}",
    )
    if target and target != before.target:
        before = proposed(project, view.dataset.fingerprint, target)
        st.caption("The roles below were proposed again for this target.")
    with st.form(f"data.roles_form.{view.version}.{view.roles_version}", border=False):
        edited = _table(view, before, target)
        _legend()
        who, _, button = st.columns([1, 2, 1], vertical_alignment="bottom")
        with who:
            name = ask_name("data.name")
        pressed = button.form_submit_button(
            "Save the roles" if view.roles else "Confirm the roles",
            type="secondary" if view.roles and target == view.roles.target else "primary",
            width="stretch",
        )
    if pressed:
        _save(project, view, before, target, edited, name)


@st.cache_data(max_entries=16, show_spinner="Looking at the columns…")
def to_confirm(project: str, fingerprint: str, roles_version: int) -> Roles:
    """Return the roles to start from, computed once for each table."""
    return data.roles_to_confirm(workspace(), project)


@st.cache_data(max_entries=16, show_spinner="Looking at the columns…")
def proposed(project: str, fingerprint: str, target: str) -> Roles:
    """Return the roles proposed for a target, computed once for each table and target."""
    return data.proposed_roles(workspace(), project, target)


def _table(view: DataView, before: Roles, target: str | None) -> pd.DataFrame:
    assert view.dataset is not None
    columns = {column.name: column for column in view.dataset.columns}
    rows = [
        {
            "column": role.column,
            "role": role.role.value,
            "reason": role.reason,
            "kind": columns[role.column].kind.value,
            "missing": 100 * columns[role.column].missing / max(view.dataset.rows, 1),
            "distinct": columns[role.column].distinct,
        }
        for role in before.roles
        if role.column != target
    ]
    config = st.column_config
    return st.data_editor(
        pd.DataFrame(rows),
        column_config={
            "column": config.TextColumn("Column", pinned=True),
            "role": config.SelectboxColumn("Role", options=list(ROLE_WORDS), required=True, width="small"),
            "reason": config.TextColumn("Why", width="large", max_chars=300),
            "kind": config.TextColumn("Holds", width="small"),
            "missing": config.NumberColumn("Missing", format="%.1f %%", width="small"),
            "distinct": config.NumberColumn("Different", width="small"),
        },
        disabled=["column", "kind", "missing", "distinct"],
        hide_index=True,
        width="stretch",
        key=f"data.roles.{view.version}.{view.roles_version}.{target}",
    )


def _legend() -> None:
    words = " · ".join(f"**{role}** {meaning}" for role, meaning in ROLE_WORDS.items())
    st.caption(words)


def _save(
    project: str, view: DataView, before: Roles, target: str | None, edited: pd.DataFrame, name: str
) -> None:
    if target is None:
        st.error("Choose the target first: the column that the model shall predict.")
        return
    rows: list[Payload] = edited[["column", "role", "reason"]].astype(object).to_dict("records")
    try:
        roles = data.edited_roles(before, target, rows, name)
        saved = data.save_roles(workspace(), project, roles, author=name, expected_version=view.roles_version)
    except TrefoilError as error:
        show_error(error)
        return
    saw_version(saved)
    st.toast("The roles are on record.", icon=":material/check_circle:")
    st.rerun()
