"""What is predicted, in words: what a row stands for, what the target means, when the truth is known."""

import streamlit as st

from core.lifecycle.records import Payload
from core.services.design.solution import SolutionView, drafted_meanings

FIELDS = {
    "unit": ("One row stands for", "one customer on the first of a month"),
    "target_definition": ("The target means", "the contract ended within three months"),
    "horizon": ("The truth is known", "three months after the prediction"),
}


def ask_meaning(view: SolutionView, key: str) -> Payload:
    """Ask for the words that the design states."""
    st.subheader("What exactly is predicted?", anchor=False)
    answers: Payload = {}
    for field in FIELDS:
        st.session_state.setdefault(f"solution.{field}.{key}", getattr(view.design, field))
    real_case = _follow_the_real_case(view, key)
    with st.container(border=True):
        for place, (field, (label, example)) in zip(st.columns(3), FIELDS.items(), strict=True):
            answers[field] = place.text_input(
                label,
                max_chars=300,
                placeholder=example,
                key=f"solution.{field}.{key}",
            ).strip()
        st.caption(
            "A model can only be judged after the truth is known. Everything used for a prediction has to "
            "be known before."
        )
        _doubt_a_frequent_case(view, real_case)
    return answers


def _follow_the_real_case(view: SolutionView, key: str) -> str | None:
    """Reword what the target means when another label becomes the real case; own words stay."""
    if view.design.ml_task != "binary":
        return None
    proposed = None if view.asks_real_case else view.design.positive
    chosen: str | None = st.session_state.get(f"solution.positive.{key}", proposed)
    meanings, place = drafted_meanings(view), f"solution.target_definition.{key}"
    is_drafted = st.session_state[place] in meanings.values()
    if is_drafted or (view.asks_real_case and not st.session_state[place]):
        st.session_state[place] = meanings[chosen] if chosen else ""
    return chosen


def _doubt_a_frequent_case(view: SolutionView, real_case: str | None) -> None:
    if real_case is None:
        return
    found, rows = view.labels[real_case], sum(view.labels.values())
    if 2 * found > rows:
        st.caption(
            f":orange[:material/help:] As it stands, {found:,} of {rows:,} rows are real cases, on which we "
            "act. One acts on the rarer value more often: if Business means that one, change the real case "
            "below."
        )
