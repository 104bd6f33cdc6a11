"""The payoff between the form's fields and the answers that a charter is made of."""

from typing import Any

import streamlit as st

from core.services.design.business import CELLS

Answers = dict[str, Any]
FIXED: dict[str, tuple[str, ...]] = {"multiclass": ("correct", "wrong"), "regression": ("over", "under")}


def fill_payoff(payoff: Answers) -> None:
    """Write a payoff into the form's fields; what it does not say becomes 0 or empty."""
    keep = st.session_state
    keep["business.question"], keep["business.currency"] = payoff["kind"], payoff["currency"]
    for cell in CELLS:
        worth = payoff.get(cell, 0.0)
        amount = worth if isinstance(worth, dict) else {"plus": worth}
        keep[f"business.{cell}"] = float(amount.get("plus", 0.0))
        keep[f"business.{cell}.factor"] = float(amount.get("factor", 1.0))
        keep[f"business.{cell}.column"] = amount.get("column")
    keep["business.by_row"] = any(keep[f"business.{cell}.column"] for cell in CELLS)
    for field in ("cost_of_acting", *FIXED["multiclass"], *FIXED["regression"]):
        keep[f"business.{field}"] = float(payoff.get(field, 0.0))
    capacity = payoff.get("capacity") or {}
    for field in ("rows", "of"):
        keep[f"business.capacity.{field}"] = capacity.get(field)
    keep["business.matrix"] = payoff.get("matrix") or {}
    keep["business.by_pair"] = bool(keep["business.matrix"])


def payoff_answers() -> Answers:
    """Return the payoff as it stands in the form."""
    kind = st.session_state["business.question"]
    answers = {"kind": kind, "currency": st.session_state["business.currency"] or ""}
    if kind == "binary":
        worths = {cell: _worth(cell) for cell in CELLS}
        return {**answers, **worths, "cost_of_acting": _number("cost_of_acting"), "capacity": _capacity()}
    fixed = {field: _number(field) for field in FIXED[kind]}
    if kind == "multiclass" and st.session_state.get("business.by_pair"):
        fixed["matrix"] = st.session_state.get("business.matrix", {})
    return {**answers, **fixed}


def _number(field: str) -> float:
    return float(st.session_state.get(f"business.{field}") or 0.0)


def _worth(cell: str) -> float | Answers:
    column = st.session_state.get(f"business.{cell}.column")
    if not (st.session_state.get("business.by_row") and column):
        return _number(cell)
    return {"column": column, "factor": _number(f"{cell}.factor"), "plus": _number(cell)}


def _capacity() -> Answers | None:
    found = {field: st.session_state.get(f"business.capacity.{field}") for field in ("rows", "of")}
    return None if set(found.values()) == {None} else found
