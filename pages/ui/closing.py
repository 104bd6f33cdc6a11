"""The end of a step's page: who signed, sign-off, hand-back and the next step."""

from functools import partial

import streamlit as st

from core.errors import TrefoilError
from core.lifecycle.staleness import History, State, kind_title
from core.lifecycle.steps import BY_CODE, STEP_OF_KIND, Step, next_step
from core.services import sign
from pages.ui.access import workspace
from pages.ui.figures import when
from pages.ui.messages import show_error
from pages.ui.state import author, go_to
from pages.ui.step import missing_kinds, step_footer


def close_step(code: str, project: str, history: History, *, can_continue: bool | None = None) -> None:
    """Show the footer of a step, wired to sign-off and hand-back.

    Parameters
    ----------
    can_continue : bool, optional
        Whether the next step can start; default: when this step is done.
    """
    step = BY_CODE[code]
    kind = step.produces[-1]
    approval = history.approval_of(kind)
    can_sign = history.latest(kind) is not None and not history.is_stale(kind)
    step_footer(
        step,
        on_sign=partial(_sign, project, code) if can_sign else None,
        signed=f"{approval.author}, {when(approval.created_at)}" if approval else None,
        on_send_back=partial(_send_back, project, code),
        following=_first_missing(code, history),
        can_continue=history.state_of(step).state is State.DONE if can_continue is None else can_continue,
        waits_for=waits_for(step, history),
    )


def waits_for(step: Step, history: History) -> str:
    """Return what a step still needs before the project can go on, in one sentence."""
    found = history.state_of(step)
    if found.state is State.NOT_STARTED:
        return f"Still to do: {', '.join(map(kind_title, step.produces))}."
    if found.state is State.STALE:
        return "Out of date: do this step again first."
    return "Blocked, as said above." if found.state is State.BLOCKED else found.because


def _first_missing(code: str, history: History) -> Step | None:
    """Return the step that makes what the next step still lacks, else the next step."""
    following = next_step(code)
    lacking = missing_kinds(following.code, history) if following else []
    makers = [STEP_OF_KIND[kind] for kind in lacking if kind not in BY_CODE[code].produces]
    return makers[0] if makers else following


def _sign(project: str, code: str, name: str, note: str) -> None:
    try:
        sign.sign_off(workspace(), project, code, author=name, note=note)
    except TrefoilError as error:
        show_error(error)
        return
    st.toast("Signed.", icon=":material/verified:")
    st.rerun()


def _send_back(project: str, code: str, to_step: str, reason: str) -> None:
    try:
        sign.send_back(workspace(), project, from_step=code, to_step=to_step, author=author(), reason=reason)
    except TrefoilError as error:
        show_error(error)
        return
    go_to(to_step)
