"""How a step's page opens: the project, its records, the guard and the header."""

import streamlit as st

from core.lifecycle.records import Payload
from core.lifecycle.staleness import History
from core.services.home import running_steps
from pages.ui.access import workspace
from pages.ui.messages import show_warning
from pages.ui.state import current_project, page_file
from pages.ui.step import guard, step_header


def open_step(code: str) -> tuple[str, History]:
    """Return the open project and its records, with the header shown.

    Stops the page with an explanation when no project is open, or when an earlier step has to come first.
    """
    project = current_project()
    if project is None:
        st.title("No project is open", anchor=False)
        st.markdown("Every step belongs to a project. Choose one, or start one from a CSV or an example.")
        st.page_link(page_file("home"), label="Go to the start page", icon=":material/home:")
        st.stop()
    history = workspace().history(project)
    guard(code, history)
    running = running_steps(workspace().jobs.active(project))
    step_header(code, history, is_running=code in running)
    return project, history


def say_assumed(history: History) -> None:
    """Say wherever money is shown that nobody stated the payoff, or that all of it is 0, when that is so."""
    charter = history.latest("charter")
    if charter is None:
        return
    if charter.payload["assumed"]:
        show_warning(
            "Nobody stated the payoff: money is counted in the app's own assumption. State it on Business."
        )
    elif has_no_stakes(charter.payload["payoff"]):
        show_warning(
            "The charter says that every decision is worth 0, so no figure in money can tell models apart. "
            "Say on Business, under Worth, what a right and a wrong decision is worth."
        )


def has_no_stakes(payoff: Payload) -> bool:
    """Tell whether a payoff gives every decision the worth 0."""
    return not any(value for name, value in payoff.items() if name not in ("kind", "currency", "capacity"))
