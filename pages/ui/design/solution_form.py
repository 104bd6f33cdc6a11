"""The design as one form: its answers follow each other at once, and are saved together."""

import streamlit as st

from core.errors import BadInput, TrefoilError
from core.lifecycle.records import Payload
from core.services.design import solution
from core.services.design.solution import SolutionDesign, SolutionView
from pages.ui.access import workspace
from pages.ui.concurrency import saw_version
from pages.ui.design.design_form import ask_features, ask_success
from pages.ui.design.solution_architecture import ask_architecture
from pages.ui.design.solution_lock import show_locked_changes
from pages.ui.design.solution_meaning import ask_meaning
from pages.ui.design.solution_split import ask_split, show_time_split
from pages.ui.messages import show_error
from pages.ui.person import ask_name


@st.fragment
def show_form(project: str, view: SolutionView, *, is_protected: bool) -> None:
    """Ask for the design, show what follows from the answers, and save them.

    A fragment: an answer redraws the form alone, and nothing is read again.
    """
    key = f"{project}.{view.version}.{view.design.target}"
    answers = {**ask_meaning(view, key), **ask_success(view, key)}
    answers |= ask_split(view, key, answers["metric"], answers.get("positive"), answers["horizon"])
    drawing = st.container()
    answers |= ask_features(view, key)
    answers |= ask_architecture(view, key, is_protected=is_protected)
    design, problem = _designed(view, answers)
    if design is not None:
        with drawing:
            show_time_split(project, design)
        show_locked_changes(view.lock, view.design, design)
    who, why, button = st.columns([1, 2, 1], vertical_alignment="bottom")
    with who:
        name = ask_name("solution.name")
    needed = "" if view.lock else " (optional)"
    reason = why.text_input(f"What changed, and why{needed}", max_chars=300, key=f"solution.reason.{key}")
    is_new = not view.is_saved or design != view.design
    pressed = button.button(
        "Save the design" if view.is_saved else "Confirm the design",
        type="primary" if is_new else "secondary",
        width="stretch",
        key=f"solution.save.{key}",
    )
    if pressed and problem is not None:
        show_error(problem)
    elif pressed and design is not None:
        _save(project, view, design, name, reason.strip())


def _designed(view: SolutionView, answers: Payload) -> tuple[SolutionDesign | None, BadInput | None]:
    try:
        return solution.design_from_answers(view.design, answers), None
    except BadInput as error:
        return None, error


def _save(project: str, view: SolutionView, design: SolutionDesign, name: str, reason: str) -> None:
    if design.metric != view.design.metric:
        design = design.model_copy(update={"metric_reason": f"Chosen by {name}."})
    try:
        saved = solution.save_solution(
            workspace(), project, design, author=name, reason=reason, expected_version=view.version
        )
    except TrefoilError as error:
        show_error(error)
        return
    saw_version(saved)
    st.toast("The design is on record.", icon=":material/check_circle:")
    st.rerun()
