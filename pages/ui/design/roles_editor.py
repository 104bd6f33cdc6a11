"""What each column is for and what it means: the target on top, then the columns, and one save."""

import streamlit as st

from core.errors import BadInput, TrefoilError
from core.lifecycle.records import Payload, Record
from core.services.design import data
from core.services.design.data import DataView, Roles
from core.services.design.dictionary import current_dictionary, dictionary_rows, save_columns
from pages.ui.access import workspace
from pages.ui.concurrency import saw_version
from pages.ui.design.roles_draft import RolesDraft
from pages.ui.design.roles_views import ROLE_WORDS, show_view
from pages.ui.escape import plain
from pages.ui.messages import show_error
from pages.ui.person import ask_name


@st.fragment
def show_roles(project: str, view: DataView, dictionary: Record | None) -> None:
    """Show the editor; saving records the roles and, where words changed, the dictionary."""
    assert view.dataset is not None
    names = [column.name for column in view.dataset.columns]
    words_version = dictionary.version if dictionary else 0
    form = f"{project}.{view.version}.{view.roles_version}"
    before = view.roles or to_confirm(project, view.dataset.fingerprint, view.roles_version)
    target = st.selectbox(
        "Target: the column that the model shall predict",
        names,
        index=names.index(before.target) if before.target in names else None,
        placeholder="Choose the column to predict",
        key=f"data.target.{form}",
    )
    if target and target != before.target:
        before = proposed(project, view.dataset.fingerprint, target)
        st.caption("The roles below were proposed again for this target.")
    if view.roles is None or target != view.roles.target:
        _say_proposed(before)
    key = f"{form}.{words_version}"
    rows = dictionary_rows(before, current_dictionary(workspace(), project))
    draft = RolesDraft.opened((key, target or ""), rows)
    show_view(draft, f"{key}.{target}")
    who, _, button = st.columns([1, 2, 1], vertical_alignment="bottom")
    with who:
        name = ask_name("data.name")
    pressed = button.button(
        "Save the roles" if view.roles else "Confirm the roles",
        type="secondary" if view.roles and target == view.roles.target else "primary",
        width="stretch",
        key=f"data.roles_save.{key}",
    )
    _legend()
    if pressed:
        _save(project, view, before, target, draft.rows, name, words_version)


@st.cache_data(max_entries=16, show_spinner="Looking at the columns…")
def to_confirm(project: str, fingerprint: str, roles_version: int) -> Roles:
    """Return the roles to start from, computed once for each table."""
    return data.roles_to_confirm(workspace(), project)


@st.cache_data(max_entries=16, show_spinner="Looking at the columns…")
def proposed(project: str, fingerprint: str, target: str) -> Roles:
    """Return the roles proposed for a target, computed once for each table and target."""
    return data.proposed_roles(workspace(), project, target)


def _say_proposed(roles: Roles) -> None:
    """List what the proposal keeps out of the model, and why: nothing is left out silently."""
    out = {role.column: role.reason for role in roles.roles if role.role.value not in ("target", "feature")}
    out |= roles.late()
    if out:
        told = "\n".join(f"- **{plain(name)}**: {plain(reason)}" for name, reason in out.items())
        st.markdown(f"Proposed to stay out of what the model learns from:\n{told}")


def _legend() -> None:
    with st.popover("What do the roles mean?", type="tertiary", icon=":material/help:"):
        st.markdown("\n".join(f"- **{role}**: {meaning}" for role, meaning in ROLE_WORDS.items()))


def _save(
    project: str,
    view: DataView,
    before: Roles,
    target: str | None,
    rows: list[Payload],
    name: str,
    words_version: int,
) -> None:
    try:
        if target is None:
            raise BadInput("No target is chosen.", "Choose the column that the model shall predict.")
        saved = save_columns(
            workspace(),
            project,
            before,
            target,
            rows,
            author=name,
            expected_versions=(view.roles_version, words_version),
        )
    except TrefoilError as error:
        show_error(error)
        return
    for record in saved:
        saw_version(record)
    st.toast("On record." if saved else "Nothing was changed.", icon=":material/check_circle:")
    st.rerun()
