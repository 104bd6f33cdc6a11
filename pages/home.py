"""Where do we stand, what is it worth, and what comes next?"""

from typing import Any

import streamlit as st

from core.lifecycle.steps import BY_CODE
from core.services.home import HomeView, home_view
from pages.ui.access import workspace
from pages.ui.escape import plain
from pages.ui.figures import amount, figure, money
from pages.ui.home.lifecycle_map import lifecycle_map
from pages.ui.home.next_action import show_next_action
from pages.ui.home.welcome import show_welcome
from pages.ui.job import is_working, job_panel
from pages.ui.state import current_project, go_to

QUIET: dict[str, Any] = {"delta_color": "off", "delta_arrow": "off", "border": True, "height": "stretch"}

WORK_TITLES = {
    "quality": "Checking the data",
    "proof": "Running the quick tries",
    "train": "Training",
    "compare": "Judging the chosen model",
    "test": "Testing",
    "release": "Releasing",
    "predict": "Scoring",
    "monitor": "Comparing",
    "ingest": "Reading the data",
}


def main() -> None:
    """Show the page."""
    project = current_project()
    if project is None:
        show_welcome()
        return
    view = home_view(workspace(), project)
    _title(project, view)
    if view.money or view.gates_total or view.live_version:
        _figures(view)
    _alerts(view)
    job = job_panel(
        project,
        "autopilot",
        doing_title="Bringing everything up to date",
        below=lambda _: _map(home_view(workspace(), project)),
    )
    for running in view.jobs:
        if running.kind in WORK_TITLES:
            job_panel(project, running.kind, doing_title=WORK_TITLES[running.kind])
    if not is_working(job):
        _map(view)
        _what_next(project, view)


def _map(view: HomeView) -> None:
    with st.container(border=True):
        current = view.next_action.step.code if view.next_action else None
        lifecycle_map(view.states, current, iteration=view.iteration, running=view.running)


def _title(project: str, view: HomeView) -> None:
    about = [f"Iteration {view.iteration}"]
    if view.rows is not None:
        about.append(f"{view.rows:,} rows of {plain(view.data_name)}")
    with st.container(gap=None):
        st.title(plain(project), anchor=False)
        if view.goal:
            st.markdown(plain(view.goal))
        st.caption(" · ".join(about))


def _figures(view: HomeView) -> None:
    with st.grid(4, min_column_width=150):
        if view.money:
            _money(view)
        _release(view)


def _release(view: HomeView) -> None:
    st.metric(
        "Gates passed",
        f"{view.gates_passed} of {view.gates_total}" if view.gates_total else "–",
        delta=_gate_words(view),
        **QUIET,
    )
    st.metric(
        "Live model",
        f"Version {view.live_version}" if view.live_version else "–",
        delta="answers on Predict" if view.live_version else "after Release",
        **QUIET,
    )


def _gate_words(view: HomeView) -> str:
    """Say where gates are checked, and how many warn: these have not passed and do not forbid a release."""
    if not view.gates_total:
        return "after Test"
    warned = view.gates_warned
    return f"{warned} {'warns' if warned == 1 else 'warn'}, see Test" if warned else "checked on Test"


def _money(view: HomeView) -> None:
    found = view.money or {}
    currency = found["currency"]
    low, high = found["interval"]
    remarks = [", out of date" if found["is_stale"] else "", ", assumed" if view.is_payoff_assumed else ""]
    st.metric(
        f"Worth per row{''.join(remarks)}",
        plain(money(found["value_per_row"], currency)),
        delta=plain(f"likely {amount(low)} to {amount(high)}"),
        help="On rows that the model never saw; the interval holds nine times in ten.",
        **QUIET,
    )
    st.metric(
        "Simple rule, per row",
        plain(money(found["baseline_value_per_row"], currency)),
        delta=plain(found["baseline_title"]),
        help="What doing without a model earns on the same rows.",
        **QUIET,
    )


def _alerts(view: HomeView) -> None:
    if not view.alerts:
        return
    worst, *others = view.alerts
    colour = "red" if worst["severity"] == "act" else "orange"
    with st.container(border=True):
        told, button = st.columns([4, 1.2], vertical_alignment="center")
        with told.container(gap=None):
            st.markdown(
                f":{colour}[:material/notifications:] **{plain(worst['title'])}.** {plain(worst['what_to_do'])}"
            )
            if others:
                st.caption("Also: " + "; ".join(plain(alert["title"].lower()) for alert in others) + ".")
        if button.button("See Monitor", width="stretch", key="home.alerts"):
            go_to("monitor")


def _what_next(project: str, view: HomeView) -> None:
    has_history = len(view.iterations) > 1 or view.hand_back is not None
    action, change = st.columns([1.3, 1]) if has_history else (st.container(), None)
    with action.container(border=True, height="stretch"):
        show_next_action(project, view)
    if change is not None:
        with change.container(border=True, height="stretch"):
            _iterations(view)


def _iterations(view: HomeView) -> None:
    st.markdown("**What changed between iterations**")
    for item in view.iterations:
        currency = view.money["currency"] if view.money else ""
        st.markdown(
            f"Iteration {item['iteration']}, version {item['version']}: "
            f"**{plain(money(item['value_per_row'], currency))}** per row, score {plain(figure(item['score']))}."
        )
    if len(view.iterations) > 1:
        st.caption("Each was judged on the locked rows of its own data: small differences mean little.")
    if view.hand_back is not None:
        payload = view.hand_back.payload
        st.caption(
            f"Sent back from {BY_CODE[payload['from']].title} to {BY_CODE[payload['to']].title}: "
            f"{plain(view.hand_back.reason)}"
        )


main()
