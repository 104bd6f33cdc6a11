"""How will it be used, safely? Question, judgement, use and personal data, fixed before modelling."""

import streamlit as st

from core.design.data.reading.questions import Question
from core.errors import TrefoilError
from core.lifecycle.staleness import History
from core.services.design import solution
from core.services.design.solution import SolutionView
from core.services.design.target_answers import open_target_questions
from core.services.privacy.plan import privacy_view
from pages.ui.access import workspace
from pages.ui.closing import close_step
from pages.ui.concurrency import tell_change
from pages.ui.design.solution_form import show_form
from pages.ui.design.solution_lock import show_lock
from pages.ui.design.solution_people import ask_to_forget, show_anonymity, show_sensitive
from pages.ui.design.solution_privacy import ask_plan, show_found, show_plan
from pages.ui.design.solution_questions import ask_target_questions
from pages.ui.escape import plain
from pages.ui.messages import show_error
from pages.ui.project import open_step
from pages.ui.review_panel import review_panel
from pages.ui.state import go_to


def main() -> None:
    """Show the page."""
    project, history = open_step("solution")
    tell_change("solution", history.latest("solution"))
    questions: tuple[Question, ...] = ()
    try:
        questions = _open_questions(project, history)
        if questions:
            dataset = history.latest("dataset")
            ask_target_questions(project, questions, dataset.version if dataset else 0)
        view = solution.solution_view(workspace(), project)
    except TrefoilError as error:
        _cannot_design(error, is_asked=bool(questions))
        return
    if view.mismatch:
        _mismatch(view)
    _question(view)
    show_lock(view.lock)
    show_form(project, view, is_protected=history.latest("privacy") is not None)
    _personal_data(project, view, history)
    review_panel(project, "solution")
    close_step("solution", project, workspace().history(project))


def _open_questions(project: str, history: History) -> tuple[Question, ...]:
    is_saved = history.latest("solution") is not None and not history.is_stale("solution")
    return () if is_saved else open_target_questions(workspace(), project)


def _cannot_design(error: TrefoilError, *, is_asked: bool) -> None:
    if is_asked:
        st.caption("The design follows once these questions are answered.")
        return
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


@st.fragment
def _personal_data(project: str, view: SolutionView, history: History) -> None:
    st.subheader("Whose data is it?", anchor=False)
    shown = privacy_view(workspace(), project, view.design.personal_data)
    show_sensitive(view.sensitive)
    dataset = history.latest("dataset")
    version = dataset.version if dataset else 0
    if shown.plan is None:
        show_found(view)
        with st.expander("Protect personal data", icon=":material/shield:"):
            ask_plan(project, shown, version)
    else:
        show_plan(project, shown, version)
    with st.expander("How well does a row hide among the others?", icon=":material/groups:"):
        show_anonymity(project, shown)
    with st.expander("Forget a person", icon=":material/person_remove:"):
        ask_to_forget(project, shown)


main()
