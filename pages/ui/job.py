"""Background work on a page: start it, watch it, stop it, and say how it ended."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.design.wording import counted
from core.errors import TrefoilError
from core.lifecycle.records import Record
from core.services.ports import Job
from core.services.work import cancel, submit, watch
from pages.ui.access import workspace
from pages.ui.escape import plain
from pages.ui.figures import seconds_since, when
from pages.ui.messages import show_error

LOOK_EVERY_S = 0.7
STYLE = "<style>[class*=st-key-job_panel]{background:rgba(99,102,241,.09)}</style>"
Show = Callable[[Job], None]


def start_job(project: str, kind: str, params: dict[str, Any] | None = None) -> None:
    """Queue a job and show the page again with its progress; a refusal is shown as a message."""
    try:
        submit(workspace(), project, kind, params)
    except TrefoilError as error:
        show_error(error)
        return
    st.rerun()


def job_panel(
    project: str,
    kind: str,
    *,
    doing_title: str,
    stop_label: str = "Stop",
    summary: Callable[[Job], str] | None = None,
    below: Show | None = None,
    result: Record | None = None,
) -> Job | None:
    """Show the newest job of a kind, live while it is active, and return it.

    Parameters
    ----------
    doing_title : str
        What the work is called: "Training".
    stop_label : str
        Words on the button that stops it.
    summary : callable, optional
        Takes the job, returns a short text on how far it is; shown before the present activity.
    below : callable, optional
        Draws what the job has found so far, under the panel, as long as it is active.
    result : Record, optional
        Newest result of this work; a failure before it is no longer news.
    """
    job = watch(workspace(), project, kind)
    if job is None:
        return None
    if job.is_active:
        live = st.fragment(_live, run_every=LOOK_EVERY_S)
        live(project, kind, doing_title, stop_label, summary, below)
    elif result is None or seconds_since(job.finished_at) <= seconds_since(result.created_at):
        _say_how_it_ended(job, doing_title)
    return job


def is_working(job: Job | None) -> bool:
    """Tell whether a job waits or runs."""
    return job is not None and job.is_active


def _live(
    project: str,
    kind: str,
    title: str,
    stop_label: str,
    summary: Callable[[Job], str] | None,
    below: Show | None,
) -> None:
    job = watch(workspace(), project, kind)
    if job is None or not job.is_active:
        st.rerun()
    st.html(STYLE)
    with st.container(border=True, key=f"job_panel_{kind}"):
        told, button = st.columns([4, 1.4], vertical_alignment="center")
        with told:
            st.markdown(f"**{plain(title)} · {time_words(job)}**")
            st.progress(share_done(job))
            st.caption(activity(job, summary(job) if summary else ""))
        _stop_button(button, job, stop_label)
    if below is not None:
        below(job)


def _stop_button(place: Any, job: Job, label: str) -> None:
    place.button(
        "Stopping…" if job.is_cancel_requested else label,
        disabled=job.is_cancel_requested,
        on_click=cancel,
        args=(workspace(), job.id),
        width="stretch",
        key=f"job.{job.kind}.stop",
    )


def share_done(job: Job) -> float:
    """Return how much of the work is done, 0 to 1: of its budget where it has one."""
    budget = job.progress.get("budget_s")
    if budget:
        return min(1.0, float(job.progress.get("spent_s") or 0.0) / float(budget))
    return min(1.0, max(0.0, float(job.progress.get("share") or 0.0)))


def time_words(job: Job) -> str:
    """Return the time in words: "41 of 60 seconds" with a budget, else the seconds so far."""
    if job.state == "queued":
        return "waiting for its turn"
    if not job.progress:
        return "getting ready"
    budget = job.progress.get("budget_s")
    if budget:
        spent = float(job.progress.get("spent_s") or 0.0)
        return f"{min(spent, float(budget)):.0f} of {float(budget):.0f} seconds"
    return f"{counted(round(seconds_since(job.created_at)), 'second')} so far"


def activity(job: Job, summary: str = "") -> str:
    """Return one line on what is happening, safe for Markdown."""
    doing = job.progress.get("doing")
    parts = [
        plain(summary),
        plain(f"now: {doing}") if doing else "",
        f"attempt {job.attempts}: resumed after an interruption" if job.attempts > 1 else "",
        "you may close this page",
    ]
    return " · ".join(part for part in parts if part)


def _say_how_it_ended(job: Job, title: str) -> None:
    if job.state == "failed":
        reason = job.error or "No reason is on record. Try again."
        st.error(
            f"**{plain(title)} did not finish** ({when(job.finished_at)}).  \n{plain(reason)}",
            icon=":material/error:",
        )
    elif job.state == "cancelled":
        reason = job.error or "What was finished is kept."
        st.info(
            f"**{plain(title)} was stopped** ({when(job.finished_at)}).  \n{plain(reason)}",
            icon=":material/stop_circle:",
        )
