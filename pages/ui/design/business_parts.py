"""The short parts of the Business page: which one is open, what is still needed, and the next one."""

import streamlit as st

from core.services.design.business import BusinessView
from core.services.design.engagement import EngagementView
from pages.ui.design.charter_form import untouched_draft
from pages.ui.escape import plain
from pages.ui.messages import show_note

PART = "business.part"
PARTS = {
    "decision": "Decision",
    "worth": "Worth",
    "limits": "Limits and benefit",
    "requirements": "Requirements",
    "background": "Background",
    "people": "People",
    "risks": "Risks",
}
NEEDED = {"goal": "the goal", "decision": "the decision"}


def choose_part(around: EngagementView) -> str:
    """Ask which part to show; say which of the later ones wait for an answer now."""
    st.session_state.setdefault(PART, "decision")
    part = st.segmented_control(
        "Part of the charter",
        list(PARTS),
        format_func=lambda code: f"{list(PARTS).index(code) + 1} {PARTS[code]}",
        required=True,
        wrap=True,
        label_visibility="collapsed",
        key=PART,
        persist_state="session",
    )
    waiting = _waiting(around) if any(around.versions.values()) or len(around.due) > 3 else ""
    if waiting:
        st.caption(f":material/notifications: {waiting}")
    return str(part)


def _waiting(around: EngagementView) -> str:
    parts = []
    if around.due:
        asked = "1 question" if len(around.due) == 1 else f"{len(around.due)} questions"
        parts.append(f"{asked} in Background")
    if pressing := len(around.register.pressing()):
        parts.append("1 serious risk" if pressing == 1 else f"{pressing} serious risks")
    return f"Waiting for an answer: {' and '.join(parts)}." if parts else ""


def say_draft(view: BusinessView) -> None:
    """Say that the form still is a typical case, word for word, with example figures."""
    title = untouched_draft(view)
    if title is not None:
        show_note(f"This is the draft “{title}”. Its words and figures are examples: make them yours.")


def still_needed() -> None:
    """Say which answers a charter cannot be saved without."""
    missing = [
        word for field, word in NEEDED.items() if not (st.session_state[f"business.{field}"] or "").strip()
    ]
    if missing:
        st.caption(f"To be saved it still needs {plain(' and '.join(missing))}.")


def next_part(part: str) -> None:
    """Lead on to the next part of the charter."""
    codes = list(PARTS)
    following = codes[codes.index(part) + 1]

    def go_on() -> None:
        st.session_state[PART] = following

    with st.container(horizontal_alignment="right"):
        st.button(
            f"Continue with {PARTS[following]}",
            icon=":material/arrow_forward:",
            type="tertiary",
            on_click=go_on,
            key="business.continue",
        )
