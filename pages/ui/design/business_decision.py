"""What is decided, and by whom: the three sentences that a charter begins with."""

import streamlit as st

from pages.ui.design.typical_case import case_of_kind


def show_decision() -> None:
    """Ask for the goal, the decision and the person who answers for it."""
    st.subheader("What is decided, and by whom?", anchor=False)
    example = case_of_kind(st.session_state["business.question"]).charter
    st.text_input(
        "Goal",
        max_chars=300,
        placeholder=f"For example: {example.goal}",
        key="business.goal",
        persist_state="session",
    )
    decision, who = st.columns([2, 1])
    decision.text_input(
        "The decision that the model helps with",
        max_chars=300,
        placeholder=f"For example: {example.decision}",
        key="business.decision",
        persist_state="session",
    )
    who.text_input(
        "Who answers for it",
        max_chars=120,
        placeholder=f"For example: {example.stakeholder}",
        key="business.stakeholder",
        persist_state="session",
    )
