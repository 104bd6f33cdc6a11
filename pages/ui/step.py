"""The frame of a step's page: header with question and state, guard, and footer with sign-off."""

from collections.abc import Callable

import streamlit as st

from core.lifecycle.staleness import History, State, StepState, kind_title
from core.lifecycle.steps import BY_CODE, STEP_OF_KIND, STEPS, Step, next_step
from pages.ui.escape import plain
from pages.ui.palette import STAGE_COLOURS, STATE_COLOURS, STATE_ICONS
from pages.ui.state import author, go_to, page_file, project_query, remember_author


def step_header(step_code: str, history: History, *, is_running: bool = False) -> None:
    """Show where we are, the step's question, why it matters, its state and what changed under it."""
    step = BY_CODE[step_code]
    state = history.state_of(step)
    with st.container(gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f":{STAGE_COLOURS[step.stage]}[{position(step)}]", width="content")
            state_badge(State.RUNNING if is_running else state.state)
        st.title(f"{step.title}: {decapitalise(step.question)}", anchor=False)
        st.caption(step.why)
    if not is_running:
        _banner(state)


def state_badge(state: State) -> None:
    """Show a state as an icon and a word."""
    st.markdown(f":{STATE_COLOURS[state]}-badge[{STATE_ICONS[state]} {state.value}]", width="content")


def position(step: Step) -> str:
    """Return the step's place in words: "Development · step 3 of 4"."""
    siblings = [other for other in STEPS if other.stage is step.stage]
    return f"{step.stage.value} · step {siblings.index(step) + 1} of {len(siblings)}"


def decapitalise(sentence: str) -> str:
    """Return a sentence as it reads after a colon."""
    return sentence[:1].lower() + sentence[1:]


def _banner(state: StepState) -> None:
    if state.state is State.STALE:
        st.warning(f"**This result is out of date.** {plain(state.because)}", icon=":material/sync:")
    elif state.state is State.BLOCKED:
        st.error(plain(state.because), icon=":material/error:")


def missing_kinds(step_code: str, history: History) -> list[str]:
    """Return the record kinds that the step is made from and that do not exist yet."""
    return [kind for kind in BY_CODE[step_code].made_from if history.latest(kind) is None]


def guard(step_code: str, history: History) -> None:
    """Go on only when the step has what it is made from; else say what is missing and where to make it."""
    missing = missing_kinds(step_code, history)
    if not missing:
        return
    step_header(step_code, history)
    with st.container(border=True):
        st.markdown("**Something has to come first.**")
        for maker in dict.fromkeys(STEP_OF_KIND[kind] for kind in missing):
            kinds = [kind_title(kind) for kind in missing if STEP_OF_KIND[kind] is maker]
            st.markdown(f"{maker.title} makes the {plain(' and the '.join(kinds))} that this step needs.")
        first = STEP_OF_KIND[missing[0]]
        if st.button(f"Go to {first.title}", type="primary", key=f"{step_code}.guard"):
            go_to(first.code)
    st.stop()


def step_footer(
    step: Step,
    *,
    on_sign: Callable[[str, str], None] | None,
    signed: str | None,
    on_send_back: Callable[[str, str], None],
    can_continue: bool,
    following: Step | None = None,
    waits_for: str = "This step has to be done first.",
) -> None:
    """Close the page: sign off by name, send the project back with a reason, or go on.

    Parameters
    ----------
    on_sign : callable or None
        Called with (name, comment); None where there is nothing to sign yet.
    signed : str or None
        Who signed, and when, in words; None when nobody has.
    on_send_back : callable
        Called with (code of the earlier step, reason).
    can_continue : bool
        Whether this step is done.
    following : Step, optional
        Where "Next" leads; default: the next step of the lifecycle.
    waits_for : str
        What has to happen before "Next" opens; shown beside it while it is closed.
    """
    st.divider()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if signed:
            st.badge(f"Signed: {plain(signed)}", icon=":material/verified:", color="green")
        elif on_sign is not None:
            _sign_off(step, on_sign)
        earlier = STEPS[: STEPS.index(step)]
        if earlier:
            _send_back(step, earlier, on_send_back)
        st.space("stretch")
        if not can_continue:
            st.caption(plain(waits_for), width="content")
        _next(step, following or next_step(step.code), can_continue)


def _sign_off(step: Step, on_sign: Callable[[str, str], None]) -> None:
    with st.popover("Sign off…", icon=":material/draw:"), st.form(f"{step.code}.sign", border=False):
        st.caption("Your name goes on record for what you see now; a later change makes it void.")
        name = st.text_input("Your name", value=author(), max_chars=80, key=f"{step.code}.sign_name")
        comment = st.text_input("Comment (optional)", max_chars=500, key=f"{step.code}.sign_comment")
        if not st.form_submit_button("Sign", type="primary"):
            return
        if name.strip():
            remember_author(name.strip())
            on_sign(name.strip(), comment.strip())
        else:
            st.error("A signature needs a name.")


def _send_back(step: Step, earlier: tuple[Step, ...], on_send_back: Callable[[str, str], None]) -> None:
    with st.popover("Send back to…", icon=":material/undo:"), st.form(f"{step.code}.back", border=False):
        titles = {other.title: other.code for other in reversed(earlier)}
        target = st.selectbox("Step to go back to", list(titles), key=f"{step.code}.back_to")
        reason = st.text_input("Why?", max_chars=500, key=f"{step.code}.back_reason")
        if not st.form_submit_button("Send back", type="primary"):
            return
        if reason.strip():
            on_send_back(titles[target], reason.strip())
        else:
            st.error("Say why, so that the next reader understands the step back.")


def _next(step: Step, following: Step | None, can_continue: bool) -> None:
    if following is None:
        st.page_link(page_file("home"), label="Back to the map", query_params=project_query())
    elif st.button(
        f"Next: {following.title}",
        type="primary",
        disabled=not can_continue,
        key=f"{step.code}.next",
    ):
        go_to(following.code)
