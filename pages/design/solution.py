"""How will it be used, safely? ML task, metric, split, features and personal data, fixed beforehand."""

import pandas as pd
import streamlit as st

from core.errors import BadInput, TrefoilError
from core.services import solution
from core.services.solution import SolutionView
from pages.ui.access import workspace
from pages.ui.closing import close_step
from pages.ui.concurrency import saw_version, tell_change
from pages.ui.design_form import ask_features, ask_split, ask_success
from pages.ui.escape import plain
from pages.ui.messages import show_error
from pages.ui.person import ask_name
from pages.ui.project import open_step
from pages.ui.state import go_to


def main() -> None:
    """Show the page."""
    project, history = open_step("solution")
    tell_change("solution", history.latest("solution"))
    try:
        view = solution.solution_view(workspace(), project)
    except TrefoilError as error:
        _cannot_design(error)
        return
    if view.mismatch:
        _mismatch(view)
    _question(view)
    _personal_data(view)
    _form(project, view)
    close_step("solution", project, workspace().history(project))


def _cannot_design(error: TrefoilError) -> None:
    show_error(error)
    if st.button("Go to Data", type="primary", key="solution.to_data"):
        go_to("data")


def _mismatch(view: SolutionView) -> None:
    with st.container(border=True):
        st.markdown(
            ":red[:material/error:] **The payoff and the target do not fit.** " + plain(view.mismatch)
        )
        st.markdown("Without a payoff for this question, no figure in money would mean anything.")
        with st.container(horizontal=True):
            if st.button("Change the payoff on Business", type="primary", key="solution.to_business"):
                go_to("business")
            if st.button("Change the target on Data", key="solution.to_data"):
                go_to("data")


def _question(view: SolutionView) -> None:
    design = view.design
    target, asked, rows = st.columns([1, 1.4, 1])
    target.metric("The model predicts", plain(design.target), border=True)
    asked.metric("That is", solution.QUESTIONS[design.ml_task], border=True)
    rows.metric("Rows to learn and judge", f"{view.rows:,}", border=True)
    st.caption(plain(design.task_reason))


def _personal_data(view: SolutionView) -> None:
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


def _form(project: str, view: SolutionView) -> None:
    key = f"{project}.{view.version}.{view.design.target}"
    with st.form(f"solution.form.{key}", border=False):
        answers = {**ask_success(view, key), **ask_split(view, key), **ask_features(view, key)}
        who, why, button = st.columns([1, 2, 1], vertical_alignment="bottom")
        with who:
            name = ask_name("solution.name")
        reason = why.text_input(
            "What changed, and why (optional)", max_chars=300, key=f"solution.reason.{key}"
        )
        pressed = button.form_submit_button(
            "Save the design" if view.is_saved else "Confirm the design",
            type="secondary" if view.is_saved else "primary",
            width="stretch",
        )
    if pressed:
        _save(project, view, answers, name, reason.strip())


def _save(project: str, view: SolutionView, answers: dict, name: str, reason: str) -> None:
    if answers["metric"] != view.design.metric:
        answers["metric_reason"] = f"Chosen by {name}."
    try:
        design = solution.design_from_answers(view.design, answers)
        saved = solution.save_solution(
            workspace(), project, design, author=name, reason=reason, expected_version=view.version
        )
    except BadInput as error:
        show_error(error)
        return
    saw_version(saved)
    st.toast("The design is on record.", icon=":material/check_circle:")
    st.rerun()


main()
