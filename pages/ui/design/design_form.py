"""What a solution is judged by, and what the model may know, as questions."""

import pandas as pd
import streamlit as st

from core.design.solution.design import MONEY
from core.design.wording import counted
from core.lifecycle.records import Payload
from core.services.design.solution import SolutionView
from pages.ui.escape import plain
from pages.ui.figures import money


def ask_success(view: SolutionView, key: str) -> Payload:
    """Ask for the score, and for the positive label of a yes / no question."""
    st.subheader("How is success measured?", anchor=False)
    choices = {choice.code: choice for choice in view.metrics}
    answers: Payload = {}
    with st.container(border=True):
        answers["metric"] = st.selectbox(
            "Score",
            list(choices),
            index=list(choices).index(view.design.metric),
            format_func=lambda code: f"{choices[code].title}: {choices[code].meaning}",
            key=f"solution.metric.{key}",
        )
        st.caption(plain(_about_score(view, answers["metric"])))
        if view.design.ml_task == "binary":
            answers["positive"] = _ask_real_case(view, key)
    return answers


def _about_score(view: SolutionView, metric: str) -> str:
    design, choices = view.design, {choice.code: choice for choice in view.metrics}
    is_proposed = metric == design.metric and design.metric_reason
    why = f"{choices[metric].title}: {design.metric_reason} " if is_proposed else ""
    if metric == MONEY:
        return (
            f"{why}Models are ranked by what their decisions are worth. A threshold is settled on other rows than "
            "those it is judged on."
        )
    if MONEY not in choices and not view.mismatch:
        why += "Money cannot be the score here: Business takes amounts from columns. "
    return f"{why}Models are ranked by this score, and by their worth in money."


def _ask_real_case(view: SolutionView, key: str) -> str | None:
    """Ask on which label we act; nothing is chosen where the proposed one contradicts the payoff."""
    labels, worth = list(view.labels), view.worth
    if view.asks_real_case and worth is not None:
        each = "; ".join(
            f"**{plain(money(worth.on_all[label], worth.currency, sign=True))}** a row if it is "
            f"**{plain(label)}** ({counted(view.labels[label], 'row')})"
            for label in labels
        )
        st.markdown(
            ":orange[:material/help:] **Which value is the case on which we act?** By the payoff of Business, "
            f"acting on every row instead of none brings {each}."
        )
    return st.selectbox(
        "The real case, on which we act",
        labels,
        index=None if view.asks_real_case else labels.index(str(view.design.positive)),
        placeholder="Choose the value",
        format_func=lambda label: f"{label} ({counted(view.labels[label], 'row')})",
        key=f"solution.positive.{key}",
    )


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
    enter = counted(len(inside), "column enters", "columns enter")
    st.caption(f"{enter} the model: {plain(names)}.")
    st.caption("Take out what is not known yet at the moment of the decision.")
    if view.left_out:
        count = counted(len(view.left_out), "column stays", "columns stay")
        with st.expander(f"{count} out"):
            out = pd.DataFrame({"Column": list(view.left_out), "Why": list(view.left_out.values())})
            st.dataframe(out, hide_index=True, width="stretch")
    return {"features": [name for name in view.usable if name not in taken_out]}
