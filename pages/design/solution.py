"""How will it be used, safely? ML task, metric, split, features and personal data, fixed beforehand."""

import pandas as pd
import streamlit as st

from core.errors import BadInput, TrefoilError
from core.services import solution
from core.services.solution import SolutionView
from pages.ui.access import workspace
from pages.ui.closing import close_step
from pages.ui.escape import plain
from pages.ui.messages import show_error
from pages.ui.person import ask_name
from pages.ui.project import open_step
from pages.ui.state import go_to
from pages.ui.versions import saw_version, tell_change

STRATEGIES = {
    "stratified": "At random, each part with the same share of every class",
    "random": "At random",
    "time": "By time: learn from the past, judge on the latest rows",
    "grouped": "By group: rows that belong together stay together",
}


def main() -> None:
    """Show the page."""
    project, history = open_step("solution")
    tell_change("solution", history.latest("solution"))
    try:
        view = solution.solution_view(workspace(), project)
    except TrefoilError as error:
        _cannot_design(error)
        return
    if view.mismatch:
        _mismatch(view)
    _question(view)
    _personal_data(view)
    _form(project, view)
    close_step("solution", project, workspace().history(project))


def _cannot_design(error: TrefoilError) -> None:
    show_error(error)
    if st.button("Go to Data", type="primary", key="solution.to_data"):
        go_to("data")


def _mismatch(view: SolutionView) -> None:
    with st.container(border=True):
        st.markdown(
            ":red[:material/error:] **The payoff and the target do not fit.** " + plain(view.mismatch)
        )
        st.markdown("Without a payoff for this question, no figure in money would mean anything.")
        with st.container(horizontal=True):
            if st.button("Change the payoff on Business", type="primary", key="solution.to_business"):
                go_to("business")
            if st.button("Change the target on Data", key="solution.to_data"):
                go_to("data")


def _question(view: SolutionView) -> None:
    design = view.design
    target, asked, rows = st.columns([1, 1.4, 1])
    target.metric("The model predicts", plain(design.target), border=True)
    asked.metric("That is", solution.QUESTIONS[design.ml_task], border=True)
    rows.metric("Rows to learn and judge", f"{view.rows:,}", border=True)
    st.caption(plain(design.task_reason))


def _personal_data(view: SolutionView) -> None:
    found = view.design.personal_data
    if not found:
        st.caption(":material/shield: No personal data was found. The search may miss some: look yourself.")
        return
    inside = [item.column for item in found if item.column in view.design.features]
    with st.container(border=True):
        st.markdown(f":orange[:material/shield:] **{_columns(len(found))} to hold personal data.**")
        if inside:
            st.markdown(
                f"{plain(', '.join(inside))} would enter the model, which can remember it. "
                "Take out what the decision does not need."
            )
        else:
            st.markdown("None of it enters the model.")
        table = pd.DataFrame(
            {
                "Column": [item.column for item in found],
                "Looks like": [item.kind for item in found],
                "Because": [item.evidence for item in found],
                "Enters the model": [item.column in inside for item in found],
            }
        )
        st.dataframe(table, hide_index=True, width="stretch")


def _columns(count: int) -> str:
    return "1 column seems" if count == 1 else f"{count} columns seem"


def _form(project: str, view: SolutionView) -> None:
    key = f"{project}.{view.version}.{view.design.target}"
    with st.form(f"solution.form.{key}", border=False):
        answers = {**_success(view, key), **_split(view, key), **_features(view, key)}
        who, why, button = st.columns([1, 2, 1], vertical_alignment="bottom")
        with who:
            name = ask_name("solution.name")
        reason = why.text_input(
            "What changed, and why (optional)", max_chars=300, key=f"solution.reason.{key}"
        )
        pressed = button.form_submit_button(
            "Save the design" if view.is_saved else "Confirm the design",
            type="secondary" if view.is_saved else "primary",
            width="stretch",
        )
    if pressed:
        _save(project, view, answers, name, reason.strip())


def _success(view: SolutionView, key: str) -> dict:
    st.subheader("How is success measured?", anchor=False)
    choices = {choice.code: choice for choice in solution.metric_choices(view.design.ml_task)}
    answers: dict = {}
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


def _split(view: SolutionView, key: str) -> dict:
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


def _features(view: SolutionView, key: str) -> dict:
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


def _save(project: str, view: SolutionView, answers: dict, name: str, reason: str) -> None:
    if answers["metric"] != view.design.metric:
        answers["metric_reason"] = f"Chosen by {name}."
    try:
        design = solution.design_from_answers(view.design, answers)
        saved = solution.save_solution(
            workspace(), project, design, author=name, reason=reason, expected_version=view.version
        )
    except BadInput as error:
        show_error(error)
        return
    saw_version(saved)
    st.toast("The design is on record.", icon=":material/check_circle:")
    st.rerun()


main()
