"""What the target asks before it can be learnt from: missing values, rare classes, repeated rows."""

import streamlit as st

from core.design.data.reading.questions import Question
from core.errors import TrefoilError
from core.services.design.target_answers import answer_target
from pages.ui.access import workspace
from pages.ui.escape import plain
from pages.ui.messages import show_error
from pages.ui.person import name_on_record


def ask_target_questions(project: str, questions: tuple[Question, ...], version: int) -> None:
    """Ask, and record the data as the answers have it; what the evidence speaks for is chosen already."""
    count = "a question" if len(questions) == 1 else f"{len(questions)} questions"
    with st.form(f"solution.ask.{version}"):
        st.markdown(f"**The target raises {count}**")
        st.caption("Answers go on record, and the data gets a new version where rows change.")
        answers = {question.code: _ask(question, version) for question in questions}
        is_answered = st.form_submit_button("Answer", type="primary", key=f"solution.ask.{version}.answer")
    if not is_answered:
        return
    try:
        with st.spinner("Changing the rows…"):
            answer_target(workspace(), project, answers, author=name_on_record())
    except TrefoilError as error:
        show_error(error)
        return
    st.rerun()


def _ask(question: Question, version: int) -> str:
    titles = {choice.value: plain(choice.title) for choice in question.choices}
    values = list(titles)
    answer = st.radio(
        plain(question.text),
        values,
        index=values.index(question.proposed),
        format_func=titles.__getitem__,
        key=f"solution.ask.{version}.{question.code}",
    )
    if question.examples:
        st.code("\n".join(question.examples), language=None)
    return str(answer)
