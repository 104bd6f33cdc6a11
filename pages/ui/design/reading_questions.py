"""What a file asks before it is read: literal examples, choices, and the proposal chosen already."""

import streamlit as st

from core.design.data.reading.questions import Question
from core.errors import TrefoilError
from core.lifecycle.records import Record
from core.services.design import intake
from core.services.ports import Job
from pages.ui.design.intake import read_in_background
from pages.ui.escape import plain
from pages.ui.figures import seconds_since
from pages.ui.messages import show_error

DISMISSED = "data.dismissed"


def pending_questions(job: Job | None, newest: Record | None) -> tuple[Question, ...]:
    """Return what the newest reading asks, unless it was set aside or a newer version is there."""
    if job is None or st.session_state.get(DISMISSED) == job.id:
        return ()
    is_past = newest is not None and seconds_since(newest.created_at) < seconds_since(job.finished_at)
    return () if is_past else intake.open_questions(job)


def ask_questions(project: str, job: Job, questions: tuple[Question, ...]) -> None:
    """Ask, and have the table read again with the answers."""
    count = "1 question" if len(questions) == 1 else f"{len(questions)} questions"
    with st.form(f"data.ask.{job.id}"):
        st.markdown(f"**{plain(job.params['name'])} can be read in more than one way: {count}**")
        st.caption("What the evidence speaks for is chosen already. Your answers go on record.")
        answers = {question.code: _ask(question, job.id) for question in questions}
        with st.container(horizontal=True):
            is_answered = st.form_submit_button("Read it so", type="primary", key=f"data.ask.{job.id}.read")
            is_left = st.form_submit_button("Do not read it", key=f"data.ask.{job.id}.leave")
    if is_left:
        st.session_state[DISMISSED] = job.id
        st.rerun()
    if is_answered:
        _read(project, job, answers)


def _ask(question: Question, job_id: int) -> str:
    titles = {choice.value: plain(choice.title) for choice in question.choices}
    values = list(titles)
    answer = st.radio(
        plain(question.text),
        values,
        index=values.index(question.proposed),
        format_func=titles.__getitem__,
        key=f"data.ask.{job_id}.{question.code}",
    )
    if any(example not in question.text for example in question.examples):
        st.code("\n".join(question.examples), language=None)
    return str(answer)


def _read(project: str, job: Job, answers: dict[str, str]) -> None:
    order = intake.with_answers(job.params, answers)
    try:
        with st.spinner("Reading it so…"):
            read_in_background(project, order, expected_version=job.params.get("expected_version"))
    except TrefoilError as error:
        show_error(error)
        return
    st.rerun()
