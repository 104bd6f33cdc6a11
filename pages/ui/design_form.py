"""How a solution is judged: score, positive label, split and features, as questions."""

import pandas as pd
import streamlit as st

from core.lifecycle.records import Payload
from core.services import solution
from core.services.solution import SolutionView
from pages.ui.escape import plain

STRATEGIES = {
    "stratified": "At random, each part with the same share of every class",
    "random": "At random",
    "time": "By time: learn from the past, judge on the latest rows",
    "grouped": "By group: rows that belong together stay together",
}


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


def ask_split(view: SolutionView, key: str) -> Payload:
    """Ask how rows are divided into training rows, folds and the locked hold-out."""
    st.subheader("On which rows is it judged?", anchor=False)
    plan = view.design.split
    allowed = [code for code in STRATEGIES if code != "stratified" or view.design.ml_task != "regression"]
    with st.container(border=True):
        how, column = st.columns([2, 1])
        strategy = how.selectbox(
            "How rows are divided",
            allowed,
            index=allowed.index(plan.strategy.value),
            format_func=STRATEGIES.__getitem__,
            key=f"solution.strategy.{key}",
        )
        by = column.selectbox(
            "Time or group column",
            [None, *view.columns],
            index=[None, *view.columns].index(plan.column),
            format_func=lambda name: "none" if name is None else name,
            help="Needed for a split by time or by group.",
            key=f"solution.column.{key}",
        )
        locked, folds = st.columns(2)
        share = locked.slider(
            "Locked away for the final judgement, % of rows",
            10, 40, round(100 * plan.holdout), step=5, key=f"solution.holdout.{key}",
        )  # fmt: skip
        parts = folds.slider(
            "Parts that take turns in checking while training", 2, 10, plan.folds, key=f"solution.folds.{key}"
        )
        st.caption(
            f"{plain(plan.reason)} About {view.rows * share / 100:,.0f} rows stay locked: no training and no "
            "tuning ever sees them, and each opening is counted."
        )
    return {"strategy": strategy, "column": by, "holdout": share / 100, "folds": parts}


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
        with st.expander(f"{len(view.left_out)} columns stay out"):
            out = pd.DataFrame({"Column": list(view.left_out), "Why": list(view.left_out.values())})
            st.dataframe(out, hide_index=True, width="stretch")
    return {"features": [name for name in view.usable if name not in taken_out]}
