"""Is it fit to release? Every gate with its evidence, where to go when one says no, and each requirement."""

import streamlit as st

from core.lifecycle.records import Payload
from core.lifecycle.steps import BY_CODE
from core.services.design.engagement import Risk, untested_risks
from core.services.design.requirements import requirement_trace
from pages.ui.access import workspace
from pages.ui.closing import close_step
from pages.ui.deployment.requirements import show_requirements
from pages.ui.escape import plain
from pages.ui.figures import NARROW, when
from pages.ui.job import is_working, job_panel, start_job
from pages.ui.messages import explain_empty, show_warning
from pages.ui.project import open_step
from pages.ui.state import go_to

VERDICTS = {
    "pass": (":material/check_circle:", "passed", "green"),
    "warn": (":material/warning:", "warning", "orange"),
    "fail": (":material/cancel:", "failed", "red"),
    "cannot tell": (":material/help:", "could not tell", "yellow"),
}


def main() -> None:
    """Show the page."""
    project, history = open_step("test")
    report = history.latest("test_report")
    job = job_panel(project, "test", doing_title="Testing", result=report)
    label = "Check every condition again" if report else "Check every condition"
    is_current = report is not None and not history.is_stale("test_report")
    if not is_working(job) and st.button(
        label, type="secondary" if is_current else "primary", key="test.run"
    ):
        start_job(project, "test")
    if report is None:
        explain_empty(
            "No condition was checked yet",
            "The machine loads the chosen model again, times it, and holds it against every requirement "
            "of the charter. Each condition is a gate: all have to pass before a release. It takes a few "
            "seconds.",
        )
    else:
        _verdict(report.payload, when(report.created_at))
        _say_untested(untested_risks(history))
        for gate in _failed_first(report.payload["gates"]):
            _gate(gate)
        show_requirements(requirement_trace(workspace(), project))
    close_step("test", project, workspace().history(project))


def _verdict(report: Payload, made: str) -> None:
    gates = report["gates"]
    passed = sum(gate["verdict"] == "pass" for gate in gates)
    words = "Fit to release" if report["verdict"] == "pass" else "Not fit to release"
    with st.grid(3, min_column_width=NARROW):
        st.metric("Overall verdict", words, border=True)
        st.metric("Gates passed", f"{passed} of {len(gates)}", border=True)
        st.metric("Tested", made, border=True)
    if any(gate["verdict"] == "cannot tell" for gate in gates):
        st.caption("A gate that could not tell has not passed: what nobody measured cannot be released.")
    if any(gate["verdict"] == "warn" for gate in gates):
        st.caption("A warning does not forbid the release; it stays on record with the name of who signs.")


def _say_untested(risks: tuple[Risk, ...]) -> None:
    if not risks:
        return
    named = "; ".join(risk.title for risk in risks)
    show_warning(
        f"Since this test a risk register was saved, with serious risks that are open: {named}. They hold the "
        "release up: answer or accept them on Business under Risks, then check every condition again."
    )


def _failed_first(gates: list[Payload]) -> list[Payload]:
    last = ("warn", "pass")
    return sorted(gates, key=lambda gate: last.index(gate["verdict"]) if gate["verdict"] in last else -1)


def _gate(gate: Payload) -> None:
    icon, word, colour = VERDICTS[gate["verdict"]]
    with st.container(border=True, gap="small", key=f"test.gate.{gate['code']}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain(gate['code'])} · {plain(gate['title'])}**", width="content")
            st.space("stretch")
            st.badge(word, icon=icon, color=colour)
        st.markdown(plain(gate["evidence"]))
        if gate["requirement"]:
            st.caption(_asked(gate))
        if gate["verdict"] != "pass":
            _remedy(gate)


def _asked(gate: Payload) -> str:
    who = gate.get("asked_by")
    words = f", asked by {plain(who)}" if who else ""
    return f"Requirement {plain(gate['requirement'])} of the charter{words}."


def _remedy(gate: Payload) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**What to do:** {plain(gate['remedy'])}", width="stretch")
        target = BY_CODE[gate["send_back_to"]]
        if st.button(f"Go back to {target.title}", icon=":material/undo:", key=f"test.back.{gate['code']}"):
            go_to(target.code)


main()
