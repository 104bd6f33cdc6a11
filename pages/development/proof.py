"""Is there a signal worth the money? A ladder from doing nothing to a small tree, and go or no-go."""

import streamlit as st

from core.design.business.charter import Charter
from core.errors import TrefoilError
from core.lifecycle.records import Payload, Record
from core.lifecycle.staleness import History
from core.services.development import proof
from core.services.workspace import load, need
from pages.ui.access import workspace
from pages.ui.closing import close_step
from pages.ui.development.ladder import show_ladder, show_rule
from pages.ui.escape import plain
from pages.ui.figures import when
from pages.ui.job import is_working, job_panel, start_job
from pages.ui.messages import explain_empty, show_error
from pages.ui.person import ask_name
from pages.ui.project import open_step, say_assumed


def main() -> None:
    """Show the page."""
    project, history = open_step("proof")
    baselines = history.latest("baselines")
    job = job_panel(project, "proof", doing_title="Running the quick tries", result=baselines)
    is_current = baselines is not None and not history.is_stale("baselines")
    if not is_working(job):
        label = "Run the quick tries again" if baselines else "Run the quick tries"
        if st.button(label, type="secondary" if is_current else "primary", key="proof.run"):
            start_job(project, "proof")
    if baselines is None:
        explain_empty(
            "No quick try yet",
            "Four quick tries, a few seconds in all: no model, the simple rule (the best one that looks at a "
            "single column), a linear model and a small tree. They show whether the data holds a signal, and what "
            "it is worth.",
        )
    else:
        say_assumed(history)
        show_ladder(baselines.payload, load(need(history, "charter"), Charter).payoff)
        show_rule(baselines.payload)
        _decide(project, history, baselines.payload, is_current)
    close_step("proof", project, history)


def _decide(project: str, history: History, baselines: Payload, is_current: bool) -> None:
    st.subheader("Go, or no-go?", anchor=False)
    decision = history.latest("go_decision")
    is_decided = decision is not None and not history.is_stale("go_decision")
    if decision is not None and is_decided:
        _decided(decision)
    if not is_current:
        st.caption("The quick tries are out of date. Run them again before deciding.")
        return
    _propose(baselines, said=decision.reason if decision and is_decided else "")
    if is_decided:
        with st.expander("Decide again", icon=":material/edit:"):
            _ask(project)
    else:
        _ask(project)


def _ask(project: str) -> None:
    with st.form("proof.decision"):
        left, right = st.columns([1, 2])
        with left:
            name = ask_name("proof.name")
        reason = right.text_input("Why?", max_chars=500, key="proof.reason")
        with st.container(horizontal=True):
            go = st.form_submit_button("Go", type="primary", icon=":material/check:", key="proof.go")
            no_go = st.form_submit_button("No-go", icon=":material/block:", key="proof.no_go")
    if go or no_go:
        _save(project, go=go, name=name, reason=reason)


def _decided(decision: Record) -> None:
    is_go = decision.payload["verdict"] == "go"
    words = f"{decision.payload['summary']} ({when(decision.created_at)})"
    (st.success if is_go else st.error)(
        plain(words), icon=":material/check_circle:" if is_go else ":material/block:"
    )


def _propose(baselines: Payload, said: str) -> None:
    proposal = proof.propose_decision(baselines)
    reason = "" if proposal.reason == said else plain(proposal.reason)
    st.markdown(f"**The figures say {'go' if proposal.go else 'no-go'}.** {reason}")
    for remark in proof.remarks(baselines):
        st.markdown(f"- {plain(remark)}")


def _save(project: str, *, go: bool, name: str, reason: str) -> None:
    try:
        proof.decide(workspace(), project, go=go, author=name, reason=reason)
    except TrefoilError as error:
        show_error(error)
        return
    st.toast("On record.", icon=":material/check_circle:")
    st.rerun()


main()
