"""What is decided, and by whom: the three sentences that a charter begins with."""

import streamlit as st


def show_decision() -> None:
    """Ask for the goal, the decision and the person who answers for it."""
    st.subheader("What is decided, and by whom?", anchor=False)
    st.text_input(
        "Goal",
        max_chars=300,
        placeholder="Keep customers who are about to leave.",
        key="business.goal",
        persist_state="session",
    )
    decision, who = st.columns([2, 1])
    decision.text_input(
        "The decision that the model helps with",
        max_chars=300,
        placeholder="Call a customer with an offer, or do not.",
        key="business.decision",
        persist_state="session",
    )
    who.text_input(
        "Who answers for it",
        max_chars=120,
        placeholder="Head of customer service",
        key="business.stakeholder",
        persist_state="session",
    )
