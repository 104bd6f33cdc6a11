"""The charter as a form: its answers live in the session until they are saved."""

from typing import Any

import streamlit as st

from core.errors import BadInput
from core.services.business import BusinessView, charter_from_answers
from pages.ui.escape import plain

Answers = dict[str, Any]
OPENED = "business.opened"
ROWS = "business.rows"
BLANK_DEMAND = {"kind": "value_over_baseline", "limit": 0.0, "asked_by": "", "note": ""}
TEXTS = ("goal", "decision", "stakeholder")
AMOUNTS: dict[str, tuple[str, ...]] = {
    "binary": ("true_positive", "false_positive", "false_negative", "true_negative"),
    "multiclass": ("correct", "wrong"),
    "regression": ("over", "under"),
}
DEMANDS: dict[str, tuple[str, str]] = {
    "value_over_baseline": ("Earns more than a simple rule", "{currency} per row, at least"),
    "value_per_row": ("Is worth", "{currency} per row, at least"),
    "value_over_today": ("Earns more than today's process", "{currency} per row, at least"),
    "metric": ("Reaches a score", "at least; at most for errors"),
    "latency_ms": ("Answers quickly", "milliseconds a row, at most"),
    "model_mb": ("Is small", "megabytes, at most"),
    "max_age_days": ("Is recent", "days since it was fitted, at most"),
}
IN_FILE = ("Meets {kind}, as in the charter file", "limit")
"""How a demand reads whose terms (columns, directions...) a charter file states."""


def open_form(project: str, view: BusinessView) -> None:
    """Fill the form from the record when the project is new to this session; keep a draft otherwise."""
    if st.session_state.get(OPENED, ("", 0))[0] != project or ROWS not in st.session_state:
        reload_form(project, view)


def reload_form(project: str, view: BusinessView) -> None:
    """Fill the form from the newest record, or with blanks."""
    st.session_state[OPENED] = (project, view.version)
    st.session_state["business.reason"] = ""
    st.session_state["business.case"] = None
    if view.charter is not None:
        fill_form(view.charter.model_dump(mode="json"))
    else:
        kind = view.asked or "binary"
        blank = {"payoff": {"kind": kind, "currency": "EUR"}, "requirements": [BLANK_DEMAND]}
        fill_form(blank)


def fill_form(answers: Answers) -> None:
    """Write answers into the form's fields."""
    for field in TEXTS:
        st.session_state[f"business.{field}"] = answers.get(field, "")
    payoff = answers["payoff"]
    st.session_state["business.question"] = payoff["kind"]
    st.session_state["business.currency"] = payoff["currency"]
    for field in AMOUNTS[payoff["kind"]]:
        st.session_state[f"business.{field}"] = float(payoff.get(field, 0.0))
    st.session_state[ROWS] = []
    for demand in answers["requirements"]:
        add_requirement(demand)


def edited_version() -> int:
    """Return the version of the charter that the form was filled from."""
    return int(st.session_state[OPENED][1])


def add_requirement(demand: Answers | None = None) -> None:
    """Append a requirement to the form."""
    rows = st.session_state[ROWS]
    number = st.session_state.get("business.next_row", 0)
    st.session_state["business.next_row"] = number + 1
    for field, value in BLANK_DEMAND.items():
        st.session_state[f"business.{field}.{number}"] = (demand or {}).get(field, value)
    st.session_state[f"business.limit.{number}"] = float(st.session_state[f"business.limit.{number}"] or 0.0)
    st.session_state[f"business.terms.{number}"] = dict(demand or {})
    st.session_state[ROWS] = [*rows, number]


def remove_requirement(number: int) -> None:
    """Take a requirement out of the form."""
    st.session_state[ROWS] = [row for row in st.session_state[ROWS] if row != number]


def payoff_answers() -> Answers:
    """Return the payoff as it stands in the form."""
    kind = st.session_state["business.question"]
    amounts = {field: st.session_state.get(f"business.{field}") or 0.0 for field in AMOUNTS[kind]}
    return {"kind": kind, "currency": st.session_state["business.currency"] or "", **amounts}


def current_answers() -> Answers:
    """Return all answers as they stand in the form."""
    texts = {field: (st.session_state[f"business.{field}"] or "").strip() for field in TEXTS}
    demands = [_demand(row) for row in st.session_state[ROWS]]
    return {**texts, "payoff": payoff_answers(), "requirements": demands}


def _demand(row: int) -> Answers:
    found = {field: st.session_state.get(f"business.{field}.{row}") for field in BLANK_DEMAND}
    answers = {
        field: blank if found[field] is None else found[field] for field, blank in BLANK_DEMAND.items()
    }
    terms = _terms(row, answers["kind"])
    without = {"limit": None} if terms and terms.get("limit") is None else {}
    return {**terms, **answers, **without}


def _terms(row: int, kind: str) -> Answers:
    """Return all that a demand says while its kind is the one that it was opened with."""
    terms: Answers = st.session_state.get(f"business.terms.{row}", {})
    return terms if terms.get("kind") == kind else {}


def is_changed(view: BusinessView) -> bool:
    """Tell whether the form says something else than the record."""
    try:
        return view.charter is None or charter_from_answers(current_answers()) != view.charter
    except BadInput:
        return True


def show_amount(field: str, label: str, example: str, currency: str, *, least: float | None = None) -> None:
    """Ask for one amount of the payoff, with what it stands for in words."""
    with st.container(border=True, gap="small", height="stretch"):
        st.number_input(
            f"{label} ({plain(currency)})",
            step=1.0,
            format="%.2f",
            min_value=least,
            key=f"business.{field}",
            persist_state="session",
        )
        st.caption(plain(example))


def show_requirements(currency: str) -> None:
    """Ask for the numbered requirements, one row each."""
    rows = st.session_state[ROWS]
    for number, row in enumerate(rows, start=1):
        with st.container(border=True):
            _requirement(number, row, currency, is_only=len(rows) == 1)
    st.button("Add a requirement", icon=":material/add:", on_click=add_requirement, key="business.add")


def _opened_kind(row: int) -> str:
    return str(st.session_state[f"business.terms.{row}"].get("kind", BLANK_DEMAND["kind"]))


def _requirement(number: int, row: int, currency: str, *, is_only: bool) -> None:
    kind, limit, who, why, remove = st.columns([2.2, 1.6, 1.3, 2.4, 0.4], vertical_alignment="bottom")
    chosen = kind.selectbox(
        f"R{number} · The model",
        list(dict.fromkeys([*DEMANDS, _opened_kind(row)])),
        format_func=lambda code: DEMANDS.get(code, IN_FILE)[0].format(kind=code),
        key=f"business.kind.{row}",
        persist_state="session",
    )
    unit = DEMANDS.get(chosen, IN_FILE)[1].format(currency=plain(currency))
    terms = _terms(row, chosen)
    limit.number_input(
        f"{unit[:1].upper()}{unit[1:]}",
        step=1.0,
        disabled=bool(terms) and terms.get("limit") is None,
        key=f"business.limit.{row}",
        persist_state="session",
    )
    who.text_input("Asked by", max_chars=80, key=f"business.asked_by.{row}", persist_state="session")
    why.text_input("Why", max_chars=200, key=f"business.note.{row}", persist_state="session")
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
