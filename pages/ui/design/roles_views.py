"""Three ways to say what columns are for and mean: two tables that fit the page, and one column at a time."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.lifecycle.records import Payload
from pages.ui.design.roles_draft import RolesDraft

ROLE_WORDS = {
    "target": "the answer that the model shall give",
    "feature": "may enter the model",
    "identifier": "names a row; never learnt from",
    "time": "says when a row happened",
    "group": "rows with the same value belong together",
    "sensitive": "protected trait; kept out of the model",
    "amount": "money or size of a row",
    "ignored": "left out",
}
IN_TIME = "Is the value there at the moment of prediction?"
ANSWERS = "Who answers for this column?"
AT_LEAST, AT_MOST = "Below it a number is wrong.", "Above it a number is wrong."
ROLES, MEANING, ONE = "Roles", "Meaning and limits", "One column"
LONGEST_REASON, LONGEST_MEANING, LONGEST_UNIT, LONGEST_OWNER = 300, 500, 80, 120


def show_view(draft: RolesDraft, key: str) -> None:
    """Show the way that is chosen; what is typed in one is there in the others."""
    views: dict[str, Callable[[RolesDraft, str], None]] = {ROLES: _roles, MEANING: _meaning, ONE: _one}
    way = st.segmented_control(
        "What to fill in",
        list(views),
        default=ROLES,
        required=True,
        label_visibility="collapsed",
        key="data.roles_view",
    )
    views[way or ROLES](draft, key)


def _roles(draft: RolesDraft, key: str) -> None:
    config = st.column_config
    _table(
        draft,
        f"data.roles.{key}",
        {
            "role": config.SelectboxColumn("Role", options=list(ROLE_WORDS), required=True, width=95),
            "known_at_prediction": config.CheckboxColumn("In time", width=85, help=IN_TIME),
            "reason": config.TextColumn("Why this role", width=400, max_chars=LONGEST_REASON),
            "known_reason": config.TextColumn("If not in time: why", width=150, max_chars=LONGEST_REASON),
        },
    )


def _meaning(draft: RolesDraft, key: str) -> None:
    config = st.column_config
    _table(
        draft,
        f"data.meaning.{key}",
        {
            "meaning": config.TextColumn("Meaning", width=300, max_chars=LONGEST_MEANING),
            "unit": config.TextColumn("Unit", width=80, max_chars=LONGEST_UNIT),
            "legal_minimum": config.NumberColumn("At least", help=AT_LEAST, step=None, width=105),
            "legal_maximum": config.NumberColumn("At most", help=AT_MOST, step=None, width=105),
            "owner": config.TextColumn("Owner", width=140, max_chars=LONGEST_OWNER, help=ANSWERS),
        },
    )


def _table(draft: RolesDraft, key: str, columns: dict[str, Any]) -> None:
    edited = st.data_editor(
        draft.table(key),
        column_config={"column": st.column_config.TextColumn("Column", pinned=True, width=140), **columns},
        column_order=["column", *columns],
        disabled=["column"],
        hide_index=True,
        width="stretch",
        height=min(38 + 35 * len(draft.rows), 570),
        key=key,
    )
    draft.take(edited)


def _one(draft: RolesDraft, key: str) -> None:
    names = [row["column"] for row in draft.rows]
    chosen = st.selectbox("Column", names, key=f"data.one.{key}")
    row = draft.row(chosen or names[0])
    with st.container(border=True):
        row.update(_asked(row, f"data.one.{key}.{row['column']}"))


def _asked(row: Payload, key: str) -> Payload:
    roles = list(ROLE_WORDS)
    answers: Payload = {
        "role": st.selectbox(
            "Role",
            roles,
            index=roles.index(row["role"]),
            format_func=lambda role: f"{role}: {ROLE_WORDS[role]}",
            key=f"{key}.role",
        ),
        "reason": _text("Why this role", row["reason"], LONGEST_REASON, f"{key}.reason"),
        "known_at_prediction": st.toggle(
            "Known in time", bool(row["known_at_prediction"]), help=IN_TIME, key=f"{key}.known"
        ),
    }
    if not answers["known_at_prediction"]:
        answers["known_reason"] = _text("Why not", row["known_reason"], LONGEST_REASON, f"{key}.known_reason")
    answers["meaning"] = _text("Meaning", row["meaning"], LONGEST_MEANING, f"{key}.meaning")
    with st.grid(2, min_column_width=130):
        answers["unit"] = _text("Unit", row["unit"], LONGEST_UNIT, f"{key}.unit")
        answers["owner"] = _text("Owner", row["owner"], LONGEST_OWNER, f"{key}.owner", ANSWERS)
        for name, label, meaning in (
            ("legal_minimum", "At least", AT_LEAST),
            ("legal_maximum", "At most", AT_MOST),
        ):
            answers[name] = st.number_input(
                label, value=_number(row[name]), help=meaning, key=f"{key}.{name}"
            )
    return answers


def _text(label: str, text: str | None, longest: int, key: str, meaning: str | None = None) -> str:
    return st.text_input(label, text or "", max_chars=longest, help=meaning, key=key)


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)
