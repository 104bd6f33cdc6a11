"""Personal data: what is done to each column, why, on what ground and until when."""

import pandas as pd
import streamlit as st

from core.errors import BadInput, TrefoilError
from core.services.design.solution import SolutionView
from core.services.privacy.plan import (
    ACTIONS,
    Answers,
    LegalBasis,
    PrivacyPlan,
    PrivacyView,
    action_of,
    answers_of,
    plan_from_answers,
    possible_actions,
    preview_action,
    view_for_change,
)
from core.services.privacy.protection import plan_next, protect_dataset
from pages.ui.access import workspace
from pages.ui.escape import plain
from pages.ui.messages import show_error
from pages.ui.person import name_on_record
from pages.ui.state import go_to

GROUPS = "Generalise to groups"


def show_found(view: SolutionView) -> None:
    """Show the columns that seem to hold personal data, and whether they would enter the model."""
    found = view.design.personal_data
    if not found:
        st.caption(":material/shield: No personal data was found. The search may miss some: look yourself.")
        return
    inside = [item.column for item in found if item.column in view.design.features]
    with st.container(border=True):
        st.markdown(f":orange[:material/shield:] **{_columns(len(found))} to hold personal data.**")
        if inside:
            st.markdown(
                f"{plain(', '.join(inside))} would enter the model, which can remember it. "
                "Take out what the decision does not need."
            )
        else:
            st.markdown("None of it enters the model.")
        table = pd.DataFrame(
            {
                "Column": [item.column for item in found],
                "Looks like": [item.kind for item in found],
                "Because": [item.evidence for item in found],
                "Enters the model": [item.column in inside for item in found],
            }
        )
        st.dataframe(table, hide_index=True, width="stretch")


def _columns(count: int) -> str:
    return "1 column seems" if count == 1 else f"{count} columns seem"


def show_plan(project: str, view: PrivacyView, version: int) -> None:
    """Show the plan that is in force, and lead to a change of it."""
    plan = view.plan
    assert plan is not None
    with st.container(border=True):
        st.markdown(
            f":material/verified_user: **A privacy plan is in force until {plan.retention_until}.** "
            f"Purpose: {plain(plan.purpose)}. Legal basis: {plan.legal_basis}."
        )
        st.dataframe(_actions_table(plan), hide_index=True, width="stretch")
        st.caption("New rows get the same actions before a model sees them.")
    if view.next_plan is not None:
        st.markdown(
            ":orange[:material/hourglass_top:] **A changed plan waits for the file.** The rows before the plan of now "
            "are gone, so upload the file again: the changed plan then takes over. Until then the plan above stays "
            "in force."
        )
        if st.button("Upload the file on Data", type="primary", key="privacy.to_data"):
            go_to("data")
    with st.expander("Change the plan", icon=":material/edit:"):
        st.caption(
            "Another purpose, ground or last day takes effect at once. Another action needs the file again: no "
            "unprotected copy is left from which it could be made."
        )
        ask_plan(project, view_for_change(view), version)


def ask_plan(project: str, view: PrivacyView, version: int) -> None:
    """Ask what is done to each column, show it on made-up values, and apply it to the data.

    Where a plan is in force already, a change of it is kept for the next file.
    """
    plan = view.plan
    key = f"{project}.{version}"
    extra = st.multiselect(
        "Columns to protect",
        [name for name in view.columns if name != view.target],
        default=list(view.proposed),
        placeholder="No column",
        help="Found or identifying columns are chosen already; add what the search missed.",
        key=f"privacy.columns.{key}",
    )
    if not extra:
        st.caption("Choose the columns that hold personal data.")
        return
    actions = {name: _ask_action(view, name, f"{name}.{key}") for name in extra}
    purpose, basis, until = st.columns([2, 1, 1])
    said = purpose.text_input(
        "Purpose: why is personal data used?",
        plan.purpose if plan else "",
        max_chars=500,
        key=f"privacy.purpose.{key}",
    )
    ground = basis.selectbox(
        "Legal basis",
        list(LegalBasis),
        index=list(LegalBasis).index(plan.legal_basis) if plan else None,
        format_func=lambda one: one.value,
        placeholder="Choose",
        help="One of the six grounds of the GDPR, article 6.",
        key=f"privacy.basis.{key}",
    )
    last = until.date_input("Last day of use", view.until, key=f"privacy.until.{key}")
    if plan is not None:
        if st.button("Keep the changed plan", key=f"privacy.change.{key}"):
            _change(project, plan, said, ground, last, actions)
        return
    is_sure = st.checkbox(
        "I know that unprotected copies of these rows are removed from the workspace for good.",
        key=f"privacy.sure.{key}",
    )
    if not is_sure:
        st.caption("Applying waits for the tick above: it cannot be undone.")
    if st.button("Apply to the data", disabled=not is_sure, key=f"privacy.apply.{key}"):
        _apply(project, said, ground, last, actions)


def _ask_action(view: PrivacyView, name: str, key: str) -> Answers:
    column = view.columns[name]
    found = view.found.get(name)
    known = (
        next((answers_of(one) for one in view.plan.actions if one.column == name), {}) if view.plan else {}
    )
    possible = possible_actions(column, is_target=name == view.target)
    proposed = view.proposed.get(name, "drop")
    possible += [proposed] if proposed not in possible else []
    with st.container(border=True):
        looks = f", looks like {found.kind} ({found.evidence})" if found else ""
        st.markdown(f"**{plain(name)}**{plain(looks)}")
        what, setting, why = st.columns([1.4, 0.8, 1.4])
        code = what.selectbox(
            "What is done",
            possible,
            index=possible.index(proposed),
            format_func=lambda code: ACTIONS.get(code, GROUPS),
            key=f"privacy.action.{key}",
        )
        answers: Answers = {"action": code, "groups": known.get("groups") if code == "groups" else None}
        if code == "bands":
            answers["width"] = setting.number_input(
                "Width of a band",
                min_value=0.001,
                value=known.get("width") or 10.0,
                key=f"privacy.width.{key}",
            )
        if code == "prefix":
            answers["length"] = setting.number_input(
                "Characters", 1, 20, known.get("length") or 3, key=f"privacy.length.{key}"
            )
        label = "Why it is needed" if code == "keep" else "Why (optional)"
        answers["reason"] = why.text_input(
            label, known.get("reason", ""), max_chars=300, key=f"privacy.reason.{key}"
        )
        _preview(view, name, answers)
    return answers


def _preview(view: PrivacyView, name: str, answers: Answers) -> None:
    shown = answers | {"reason": answers["reason"] or "to be said"}
    found = view.found.get(name)
    pairs = preview_action(action_of(name, shown), view.columns[name].kind, found.kind if found else "")
    st.caption("On made-up values:")
    st.code("\n".join(f"{before}  →  {after}" for before, after in pairs), language=None)


def _apply(project: str, purpose: str, ground: LegalBasis | None, last, actions: dict[str, Answers]) -> None:  # type: ignore[no-untyped-def]
    try:
        if ground is None:
            raise BadInput("The plan has no legal basis.", "Choose one of the six grounds.")
        plan = plan_from_answers(purpose, ground, last, actions)
        with st.spinner("Protecting the data and removing unprotected copies…"):
            _, removed = protect_dataset(workspace(), project, plan, name_on_record())
    except TrefoilError as error:
        show_error(error)
        return
    st.toast(
        f"Protected. Removed: {removed.tables} tables and {removed.uploads} files without protection.",
        icon=":material/shield:",
    )
    st.rerun()


def _change(  # type: ignore[no-untyped-def]
    project: str, now: PrivacyPlan, purpose: str, ground: LegalBasis | None, last, actions: dict[str, Answers]
) -> None:
    try:
        plan = plan_from_answers(purpose, ground or now.legal_basis, last, actions)
        if plan.actions == now.actions:
            protect_dataset(workspace(), project, plan, name_on_record())
        else:
            plan_next(workspace(), project, plan, name_on_record())
    except TrefoilError as error:
        show_error(error)
        return
    st.rerun()


def _actions_table(plan: PrivacyPlan) -> pd.DataFrame:
    codes = [getattr(action, "to", action.action) for action in plan.actions]
    return pd.DataFrame(
        {
            "Column": [action.column for action in plan.actions],
            "What is done": [ACTIONS.get(code, GROUPS) for code in codes],
            "Why": [action.reason for action in plan.actions],
        }
    )
