"""What a solution is judged by, and what the model may know, as questions."""

import pandas as pd
import streamlit as st

from core.lifecycle.records import Payload
from core.services.design import solution
from core.services.design.solution import SolutionView
from pages.ui.escape import plain


def ask_success(view: SolutionView, key: str) -> Payload:
    """Ask for the score, and for the positive label of a yes / no question."""
    st.subheader("How is success measured?", anchor=False)
    choices = {choice.code: choice for choice in solution.metric_choices(view.design.ml_task)}
    answers: Payload = {}
    with st.container(border=True):
        answers["metric"] = st.selectbox(
            "Score",
            list(choices),
            index=list(choices).index(view.design.metric),
            format_func=lambda code: f"{choices[code].title}: {choices[code].meaning}",
            key=f"solution.metric.{key}",
        )
        why = (
            f"{choices[view.design.metric].title}: {view.design.metric_reason} "
            if view.design.metric_reason
            else ""
        )
        st.caption(plain(f"{why}Models are ranked by this score, and by their worth in money."))
        if view.design.ml_task == "binary":
            answers["positive"] = st.selectbox(
                "The real case, on which we act",
                list(view.labels),
                index=list(view.labels).index(view.design.positive),
                format_func=lambda label: f"{label} ({view.labels[label]:,} rows)",
                key=f"solution.positive.{key}",
            )
    return answers


def ask_features(view: SolutionView, key: str) -> Payload:
    """Ask which usable columns stay out of the model."""
    st.subheader("What may the model know?", anchor=False)
    inside = set(view.design.features)
    taken_out = st.multiselect(
        "Take out of the model",
        view.usable,
        default=[name for name in view.usable if name not in inside],
        placeholder="None: every usable column enters",
        key=f"solution.taken_out.{key}",
    )
    names = ", ".join(view.design.features)
    st.caption(f"{len(inside)} columns enter the model: {plain(names)}.")
    st.caption("Take out what is not known yet at the moment of the decision.")
    if view.left_out:
        count = "1 column stays" if len(view.left_out) == 1 else f"{len(view.left_out)} columns stay"
        with st.expander(f"{count} out"):
            out = pd.DataFrame({"Column": list(view.left_out), "Why": list(view.left_out.values())})
            st.dataframe(out, hide_index=True, width="stretch")
    return {"features": [name for name in view.usable if name not in taken_out]}
