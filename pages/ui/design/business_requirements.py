"""The numbered requirements: each in plain words, with the fields of its own kind."""

from typing import Any

import streamlit as st

from core.errors import BadInput
from core.services.design import business
from core.services.design.solution import metric_choices
from pages.ui.design.business_limits import pick_column
from pages.ui.escape import plain

Answers = dict[str, Any]
ROWS = "business.rows"
BLANK: Answers = {
    "kind": "value_over_baseline",
    "limit": 0.0,
    "metric": None,
    "column": None,
    "columns": [],
    "gap": None,
    "direction": None,
    "model": None,
    "asked_by": "",
    "note": "",
}
KINDS: dict[str, str] = {
    "value_over_baseline": "earns more than a simple rule",
    "value_over_today": "earns more than today's process",
    "value_per_row": "is worth enough",
    "metric": "reaches a score",
    "latency_ms": "answers quickly",
    "model_mb": "is small",
    "max_age_days": "is recent",
    "interpretable": "can be read by a person",
    "monotone": "follows a column in one direction",
    "fairness_gap": "treats groups alike",
    "only_columns": "needs only these columns",
    "without_columns": "does without these columns",
}
LIMITS: dict[str, str] = {
    "value_over_baseline": "{currency} per row more, at least",
    "value_over_today": "{currency} per row more, at least",
    "value_per_row": "{currency} per row, at least",
    "metric": "Score, at least (for errors: at most)",
    "latency_ms": "Milliseconds for one row, at most",
    "model_mb": "Megabytes, at most",
    "max_age_days": "Days since it was fitted, at most",
    "fairness_gap": "Gap between groups, at most",
}
DIRECTIONS = {"rising": "never falls", "falling": "never rises"}
GAPS = {
    "selection_rate": "share that is acted on",
    "true_positive_rate": "share of real cases that is acted on",
    "metric": "score",
}
CLASSES = {
    "formula": "a formula: one weighted sum",
    "small trees": "small trees, or a formula",
    "any": "any model",
}
ORDER = ("gap", "metric", "column", "columns", "direction", "model", "limit")
"""Fields of a requirement in the order in which they read as a sentence."""
WIDE_ENOUGH = 190
"""Pixels below which the words of a drop-down list are cut off."""
UNANSWERED = {
    "column": "which column",
    "columns": "which columns",
    "direction": "in which direction",
    "model": "how readable the model must be",
}
MARKS = {
    "pass": ":green[:material/check_circle:]",
    "obeyed": ":green[:material/check_circle:]",
    "fail": ":red[:material/cancel:]",
    "cannot tell": ":orange[:material/help:]",
    "out of date": ":orange[:material/sync:]",
    "not yet": ":gray[:material/schedule:]",
}


def fill_requirements(demands: list[Answers]) -> None:
    """Write the demands into the form's fields."""
    st.session_state[ROWS] = []
    for demand in demands:
        add_requirement(demand)


def add_requirement(demand: Answers | None = None) -> None:
    """Append a requirement to the form."""
    number = st.session_state.get("business.next_row", 0)
    st.session_state["business.next_row"] = number + 1
    stated = demand or {}
    for field, blank in BLANK.items():
        found = stated.get(field)
        st.session_state[f"business.{field}.{number}"] = blank if found is None else found
    st.session_state[f"business.limit.{number}"] = float(stated.get("limit") or 0.0)
    st.session_state[ROWS] = [*st.session_state[ROWS], number]


def remove_requirement(number: int) -> None:
    """Take a requirement out of the form."""
    st.session_state[ROWS] = [row for row in st.session_state[ROWS] if row != number]


def requirement_answers() -> list[Answers]:
    """Return the demands as they stand in the form, each with the fields of its kind."""
    return [_demand(row) for row in st.session_state[ROWS]]


def refuse_unanswered() -> None:
    """Refuse a requirement that lacks an answer, by its number and the words of its field.

    Raises
    ------
    BadInput
        Where a column, a direction or a class of models is not chosen yet.
    """
    for number, row in enumerate(st.session_state[ROWS], start=1):
        kind = _said(row, "kind")
        for field in business.fields_of(kind):
            if field in UNANSWERED and not _said(row, field):
                raise BadInput(
                    f"Requirement R{number} “{KINDS[kind]}” does not say {UNANSWERED[field]} yet.",
                    f"Choose it at R{number}, or remove R{number}; then save again.",
                )


def _fields(row: int) -> tuple[str, ...]:
    """Return the fields that a requirement asks for; a gap asks for a score only where scores are compared."""
    fields = business.fields_of(_said(row, "kind"))
    if "gap" in fields and _said(row, "gap") != "metric":
        return tuple(field for field in fields if field != "metric")
    return fields


def _demand(row: int) -> Answers:
    kind = _said(row, "kind")
    fields = _fields(row)
    found = {field: _said(row, field) for field in ("asked_by", "note", *fields)}
    return {
        "kind": kind,
        **{field: BLANK[field] if value is None else value for field, value in found.items()},
    }


def _said(row: int, field: str) -> Any:
    return st.session_state.get(f"business.{field}.{row}")


def show_requirements(currency: str, columns: list[str], traced: list[business.Traced]) -> None:
    """Ask for the numbered requirements, one box each, and show what was last said about them."""
    st.subheader("What must the model meet?", anchor=False)
    st.caption("Each is a gate: a model that misses one cannot be released. One is enough to begin with.")
    rows = st.session_state[ROWS]
    for number, row in enumerate(rows, start=1):
        with st.container(border=True):
            _requirement(number, row, currency, columns, is_only=len(rows) == 1)
    st.button("Add a requirement", icon=":material/add:", on_click=add_requirement, key="business.add")
    _trace(traced)


def _requirement(number: int, row: int, currency: str, columns: list[str], *, is_only: bool) -> None:
    fields = _fields(row)
    kind, remove = st.columns([6, 0.6], vertical_alignment="bottom")
    chosen = kind.selectbox(
        f"R{number} · The model",
        list(KINDS),
        format_func=KINDS.__getitem__,
        on_change=_forget_proposed_why,
        args=(row,),
        key=f"business.kind.{row}",
        persist_state="session",
    )
    remove.button(
        "",
        icon=":material/delete:",
        type="tertiary",
        disabled=is_only,
        help="A charter has at least one requirement." if is_only else f"Remove R{number}",
        on_click=remove_requirement,
        args=(row,),
        key=f"business.remove.{row}",
    )
    with st.grid(len(fields), min_column_width=WIDE_ENOUGH):
        for field in sorted(fields, key=ORDER.index):
            _term(field, row, chosen, currency, columns)
    who, why = st.columns([1, 2])
    who.text_input("Asked by", max_chars=80, key=f"business.asked_by.{row}", persist_state="session")
    why.text_input("Why", max_chars=200, key=f"business.note.{row}", persist_state="session")


def _forget_proposed_why(row: int) -> None:
    """Clear a why that a typical case proposed for another kind of requirement; a typed one stays."""
    if _said(row, "note") in business.PROPOSED_WHYS:
        st.session_state[f"business.note.{row}"] = ""


def _term(field: str, row: int, kind: str, currency: str, columns: list[str]) -> None:
    key = f"business.{field}.{row}"
    if field == "limit":
        label = LIMITS[kind].format(currency=plain(currency))
        st.number_input(label, step=0.01 if kind in ("metric", "fairness_gap") else 1.0, key=key,
                        format="%.4g", persist_state="session")  # fmt: skip
    elif field == "column":
        pick_column("Sensitive column" if kind == "fairness_gap" else "Column", key, columns)
    elif field == "columns":
        chosen = st.session_state.get(key) or []
        st.multiselect("Columns", list(dict.fromkeys([*columns, *chosen])), accept_new_options=True,
                       placeholder="Choose columns, or type their names", key=key, persist_state="session")  # fmt: skip
    elif field == "metric":
        task = st.session_state["business.question"]
        titles = {choice.code: choice.title for choice in metric_choices(task)}
        _choose("Which score", key, titles, "that of the solution design")
    elif field == "gap":
        _choose("What is compared", key, GAPS, GAPS["selection_rate"])
    elif field == "direction":
        _choose("As it rises, the prediction", key, DIRECTIONS, "choose")
    else:
        _choose("It may be", key, CLASSES, "choose")


def _choose(label: str, key: str, words: dict[str, str], empty: str) -> None:
    chosen = st.session_state.get(key)
    codes = list(words) if chosen in (None, *words) else [*words, chosen]
    st.selectbox(
        label,
        codes,
        index=None,
        format_func=lambda code: words.get(code, code),
        placeholder=empty[:1].upper() + empty[1:],
        key=key,
        persist_state="session",
    )


def _trace(traced: list[business.Traced]) -> None:
    """Show where each saved requirement acts, and what was last said there."""
    if not traced:
        return
    with st.expander("Where the saved requirements act, and what was last said", icon=":material/rule:"):
        for requirement in traced:
            asked = f" · asked by {plain(requirement.asked_by)}" if requirement.asked_by else ""
            st.markdown(f"**{requirement.number}** {plain(requirement.text)}{asked}")
            for place in requirement.places:
                said = plain(place.evidence or place.how)
                st.caption(f"{MARKS[place.verdict]} {place.where.capitalize()}, {place.verdict}: {said}")
