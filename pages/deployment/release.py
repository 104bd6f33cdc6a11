"""Which version is live, and who said so? Sign a release, download it, run it, roll back."""

import streamlit as st

from core.errors import TrefoilError
from core.lifecycle.records import Payload, Record
from core.lifecycle.staleness import History
from core.lifecycle.steps import BY_CODE
from core.services.deployment import release
from core.services.deployment.clearance import Obstacle, obstacle
from pages.ui.access import workspace
from pages.ui.closing import close_step
from pages.ui.deployment.versions import show_live, show_versions
from pages.ui.escape import plain
from pages.ui.job import is_working, job_panel, start_job
from pages.ui.messages import explain_empty, show_error
from pages.ui.project import open_step
from pages.ui.state import author, go_to, remember_author


def main() -> None:
    """Show the page."""
    project, history = open_step("release")
    view = release.release_view(workspace(), project)
    job = job_panel(
        project, "release", doing_title="Releasing", result=view.releases[0] if view.releases else None
    )
    if not is_working(job):
        _sign_or_explain(project, history)
    if view.releases:
        show_live(project, view)
        show_versions(view)
        _rollback(project, view)
    else:
        explain_empty(
            "Nothing is released yet",
            "A release gives the tested model a version number, makes it live for Predict, and builds a package "
            "that IT can run without this app.",
        )
    close_step("release", project, history, can_continue=view.live_version is not None)


def _sign_or_explain(project: str, history: History) -> None:
    report = history.latest("test_report")
    assert report is not None
    found = obstacle(history)
    if _is_released(history, report) and not history.is_stale("test_report"):
        st.caption("The tested model is released. A new release needs a new choice and a new test.")
    elif found is not None:
        _explain(found)
    else:
        _sign(project, release.warnings(report))


def _is_released(history: History, report: Record) -> bool:
    newest = history.latest("release")
    return newest is not None and newest.payload["test_report"] == report.content_hash


def _explain(found: Obstacle) -> None:
    step = BY_CODE[found.send_back_to]
    with st.container(border=True):
        st.markdown(
            f":red[:material/block:] **{plain(found.what)}** {plain(found.why)} {plain(found.remedy)}"
        )
        with st.container(horizontal=True, gap="small"):
            if step.code != "test" and st.button("See the gates", key="release.see_gates"):
                go_to("test")
            if st.button(f"Go back to {step.title}", type="primary", key="release.go_back"):
                go_to(step.code)


def _sign(project: str, warnings: list[Payload]) -> None:
    with st.form("release.form"):
        passed = "No gate says no, and one warns." if warnings else "All gates pass."
        st.markdown(f"**{passed} Release this model?**")
        for gate in warnings:
            warning = (
                f"{plain(gate['code'])} {plain(gate['evidence'])} The warning stays on record with your name."
            )
            st.warning(warning, icon=":material/warning:")
        st.caption("It gets the next version number and goes live; the version before stays available.")
        left, right = st.columns([1, 2])
        name = left.text_input("Your name", value=author(), max_chars=80, key="release.name")
        reason = right.text_input("Why release it now?", max_chars=500, key="release.reason")
        if not st.form_submit_button("Sign and release", type="primary"):
            return
    if name.strip() and reason.strip():
        remember_author(name.strip())
        start_job(project, "release", {"author": name.strip(), "reason": reason.strip()})
    else:
        st.error("A release needs a name and a reason: they stay on record.")


def _rollback(project: str, view: release.ReleaseView) -> None:
    others = [r.payload["version"] for r in view.releases if r.payload["version"] != view.live_version]
    if not others:
        return
    with (
        st.expander("Roll back to an earlier version", icon=":material/history:"),
        st.form("release.rollback"),
    ):
        version = st.selectbox("Version to make live", others, key="release.rollback_version")
        name = st.text_input("Your name", value=author(), max_chars=80, key="release.rollback_name")
        reason = st.text_input("Why?", max_chars=500, key="release.rollback_reason")
        if not st.form_submit_button("Make it live", type="primary"):
            return
        try:
            release.rollback(workspace(), project, int(version), author=name, reason=reason)
        except TrefoilError as error:
            show_error(error)
            return
        remember_author(name.strip())
        st.toast(f"Version {version} is live.", icon=":material/check_circle:")
        st.rerun()


main()
