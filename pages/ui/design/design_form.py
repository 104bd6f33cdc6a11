"""How a solution is judged: score, positive label, split and features, as questions."""

import pandas as pd
import streamlit as st

from core.lifecycle.records import Payload
from core.services.design import solution
from core.services.design.solution import Detectable, SolutionView
from pages.ui.escape import plain

SHARES = (10, 20, 30, 40)
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


def ask_split(view: SolutionView, key: str, metric: str, positive: str | None) -> Payload:
    """Ask how rows are divided into training rows, folds and the locked hold-out.

    Parameters
    ----------
    metric, positive : str, str or None
        The score and the real case as chosen above: what a hold-out can tell depends on them.
    """
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
        _show_detectable(view, metric, positive, share / 100)
    return {"strategy": strategy, "column": by, "holdout": share / 100, "folds": parts}


def _show_detectable(view: SolutionView, metric: str, positive: str | None, share: float) -> None:
    """Say what the chosen hold-out can tell from chance, beside smaller and larger ones."""
    title = next(c.title for c in solution.metric_choices(view.design.ml_task) if c.code == metric)
    found = solution.detectable(view, metric, share, positive)
    rows = round(view.rows * share)
    if found is None:
        st.caption(
            f"What {rows:,} rows can tell in {title} has no simple formula: the interval beside each verdict says it."
        )
        return
    real = f", {round(view.labels[positive] * share):,} of them real cases" if positive in view.labels else ""
    st.markdown(
        f"With **{rows:,} locked rows**{real}, differences in {title} below about "
        f"**{_difference(found)}** cannot be told from chance."
    )
    table = {
        f"{percent}%": [f"{round(view.rows * percent / 100):,}", _difference(other)]
        for percent in SHARES
        if (other := solution.detectable(view, metric, percent / 100, positive)) is not None
    }
    with st.expander("What other shares could tell"):
        frame = pd.DataFrame(table, index=["Rows locked away", f"Difference in {title}"])
        st.dataframe(frame, width="stretch")
        st.caption(
            f"Estimated ({found.how}), for independent rows, two models that err half together, and nine "
            "chances in ten. Rows of one group or of one day resemble each other: then it takes more."
        )


def _difference(found: Detectable) -> str:
    return f"{found.difference:.1%} of the error" if found.is_relative else f"{found.difference:.2g}"


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
