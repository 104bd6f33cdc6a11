"""The next best thing to do, by hand or unattended."""

import streamlit as st

from core.lifecycle.staleness import State
from core.services.home import HomeView
from pages.ui.escape import plain
from pages.ui.job import start_job
from pages.ui.state import go_to

BUDGETS = {15: "15 seconds", 60: "1 minute", 300: "5 minutes", 1800: "30 minutes"}
AUTOMATIC = ("solution", "quality", "proof", "train", "compare", "test")
ACTIONS = {
    State.NOT_STARTED: "Start {}",
    State.IN_PROGRESS: "Finish {}",
    State.STALE: "Bring {} up to date",
    State.BLOCKED: "See what {} says",
}


def show_next_action(project: str, view: HomeView) -> None:
    """Propose the earliest step that is not done, and doing the rest unattended."""
    action = view.next_action
    if action is None:
        _watch(view)
        return
    state = next(state for state in view.states if state.step is action.step)
    is_running = action.step.code in view.running
    label = f"Watch {action.step.title}" if is_running else ACTIONS[state.state].format(action.step.title)
    words = f"Now: {action.step.title} is running" if is_running else f"Next: {label[0].lower()}{label[1:]}"
    st.markdown(f"**{words}**")
    st.markdown(f"{plain(action.why)} {plain(action.step.why)}")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button(label, type="primary", key="home.next"):
            go_to(action.step.code)
        if _can_run_alone(view):
            _autopilot(project)


def _watch(view: HomeView) -> None:
    if any(alert["severity"] == "act" for alert in view.alerts):
        st.markdown("**Next: answer the alert**")
        st.markdown("See on Monitor what has changed, then retrain with the newest batch or go back a step.")
        label = "Answer the alert"
    else:
        warned = "; the last batch raised a warning" if view.alerts else ""
        st.markdown(f"**Every step is up to date{warned}.**")
        st.markdown("Bring new rows to Predict, or hold a new batch against the reference on Monitor.")
        label = "Check a new batch"
    if st.button(label, type="primary", key="home.next"):
        go_to("monitor")


def _can_run_alone(view: HomeView) -> bool:
    """Tell whether unattended work has a table and a target to start from, and something left to do."""
    states = {state.step.code: state.state for state in view.states}
    is_left = any(states[code] not in (State.DONE, State.BLOCKED) for code in AUTOMATIC)
    return states["data"] is State.DONE and is_left and states["test"] is not State.BLOCKED


def _autopilot(project: str) -> None:
    with st.popover("Bring everything up to date…", icon=":material/auto_mode:"):
        st.markdown("Does every step from Solution to Test that is missing or out of date.")
        st.caption("It stops before the release: that one a person signs.")
        budget = st.selectbox(
            "Time for training", list(BUDGETS), index=1, format_func=BUDGETS.__getitem__, key="home.budget"
        )
        if st.button("Start", type="primary", width="stretch", key="home.autopilot"):
            start_job(project, "autopilot", {"budget_s": budget, "release": False})
