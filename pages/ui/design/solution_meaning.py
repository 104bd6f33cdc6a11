"""What is predicted, in words: what a row stands for, what the target means, when the truth is known."""

import streamlit as st

from core.lifecycle.records import Payload
from core.services.design.solution import SolutionView

FIELDS = {
    "unit": ("One row stands for", "one customer on the first of a month"),
    "target_definition": ("The target means", "the contract ended within three months"),
    "horizon": ("The truth is known", "three months after the prediction"),
}


def ask_meaning(view: SolutionView, key: str) -> Payload:
    """Ask for the words that the design states."""
    st.subheader("What exactly is predicted?", anchor=False)
    answers: Payload = {}
    with st.container(border=True):
        for place, (field, (label, example)) in zip(st.columns(3), FIELDS.items(), strict=True):
            answers[field] = place.text_input(
                label,
                getattr(view.design, field),
                max_chars=300,
                placeholder=example,
                key=f"solution.{field}.{key}",
            ).strip()
        st.caption(
            "A model can only be judged after the truth is known. Everything used for a prediction has to "
            "be known before."
        )
    return answers
