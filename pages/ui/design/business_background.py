"""The background of a project: plain questions, those that are due first; a plan and the words used."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from core.lifecycle.records import Record
from core.lifecycle.steps import BY_CODE
from core.services.design import engagement
from pages.ui.access import workspace
from pages.ui.design.business_record import open_record, save_bar
from pages.ui.design.typical_case import chosen_case

FIRST = 3
"""Questions that are asked at once; more would be a wall of boxes."""
TABLES = {
    "plan": ("Plan", {"what": "What", "who": "Who", "when": "When"}),
    "glossary": ("Words of the business", {"term": "Word", "meaning": "What it means"}),
}


def show_background(project: str, view: engagement.EngagementView) -> None:
    """Ask what is due; what can wait and what is answered lies folded below."""
    fill = partial(fill_background, view.background)
    open_record("background", project, view.versions["background"], fill)
    st.subheader("What is it about?", anchor=False)
    answered = [asked for asked in engagement.QUESTIONS if asked not in (*view.due, *view.later)]
    if view.due:
        st.caption("These answers are needed now; a sentence each will do.")
    else:
        st.caption("Nothing is due now. What comes later can be answered at any time.")
    for asked in view.due[:FIRST]:
        _ask(asked)
    if view.due[FIRST:]:
        with st.expander(f"Due as well: {_count(len(view.due) - FIRST)}", icon=":material/notifications:"):
            for asked in view.due[FIRST:]:
                _ask(asked)
    if view.later:
        with st.expander(f"Can wait: {_count(len(view.later))}", icon=":material/schedule:"):
            for asked in view.later:
                _ask(asked, by=BY_CODE[asked.by].title)
    if answered:
        with st.expander(f"Answered: {_count(len(answered))}", icon=":material/check:"):
            for asked in answered:
                _ask(asked)
    with st.expander("Plan and words", icon=":material/event_note:"):
        for field in TABLES:
            _table(field)
    save_bar(
        "background",
        "Save the background",
        project,
        partial(_save, project),
        is_changed=background_is_changed(view),
    )


def fill_background(background: engagement.Background) -> None:
    """Write a background into the fields."""
    for field, answer in background.model_dump(mode="json").items():
        st.session_state[f"business.background.{field}"] = answer
    turn = st.session_state.get("business.background.turn", 0)
    st.session_state["business.background.turn"] = turn + 1


def background_is_changed(view: engagement.EngagementView) -> bool:
    """Tell whether the fields say something else than the record."""
    return _answers() != view.background.model_dump(mode="json")


def _answers() -> dict[str, Any]:
    fields = engagement.Background.model_fields
    found = {field: st.session_state[f"business.background.{field}"] for field in fields}
    return {field: answer.strip() if isinstance(answer, str) else answer for field, answer in found.items()}


def _save(project: str, name: str, version: int) -> Record:
    background = engagement.Background.model_validate(_answers())
    return engagement.save_background(workspace(), project, background, author=name, expected_version=version)


def _ask(asked: engagement.Asked, by: str | None = None) -> None:
    case = chosen_case()
    example = case.background.get(asked.field, asked.example) if case else asked.example
    st.text_area(
        f"{asked.question} (before {by})" if by else asked.question,
        placeholder=f"For example: {example}",
        height=80,
        max_chars=2_000,
        key=f"business.background.{asked.field}",
        persist_state="session",
    )


def _table(field: str) -> None:
    title, words = TABLES[field]
    st.markdown(f"**{title}**")
    kept = f"business.background.{field}"
    key = f"{kept}.table.{st.session_state['business.background.turn']}"
    if key not in st.session_state:
        st.session_state[f"{kept}.base"] = pd.DataFrame(
            st.session_state[kept], columns=list(words), dtype=object
        )
    edited = st.data_editor(
        st.session_state[f"{kept}.base"],
        column_config={name: st.column_config.TextColumn(word) for name, word in words.items()},
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        key=key,
    )
    rows = edited.fillna("").astype(str).to_dict("records")
    st.session_state[kept] = [row for row in rows if any(text.strip() for text in row.values())]


def _count(number: int) -> str:
    return "1 question" if number == 1 else f"{number} questions"
