"""Limits and benefit: how many rows can be acted on, what is done today, and what a year brings."""

from typing import Any

import pandas as pd
import streamlit as st

from core.lifecycle.staleness import History
from core.services.design import business, payoff_figures
from pages.ui.design.business_payoff import payoff_answers
from pages.ui.design.worth import show_benefit
from pages.ui.escape import plain
from pages.ui.figures import money
from pages.ui.messages import show_note

Answers = dict[str, Any]
YEAR = ("rows_per_year", "cost_once", "cost_per_year")
TODAY = {"unknown": "Not stated", "column": "A column holds it", "stated": "I know how often"}


def fill_limits(answers: Answers) -> None:
    """Write today's process, the rows of a year and the costs into the form's fields."""
    keep, today = st.session_state, answers.get("today") or {}
    keep["business.today"] = "column" if today.get("column") else "stated" if today else "unknown"
    keep["business.today.column"] = today.get("column")
    for field in ("acted", "right"):
        share = today.get(field)
        keep[f"business.today.{field}"] = None if share is None else float(100 * share)
    for field in YEAR:
        keep[f"business.{field}"] = answers.get(field)


def limits_answers() -> Answers:
    """Return today's process, the rows of a year and the costs as they stand in the form."""
    return {"today": _today(), **{field: st.session_state.get(f"business.{field}") for field in YEAR}}


def _today() -> Answers | None:
    how = st.session_state.get("business.today")
    if how == "column":
        return {"column": st.session_state.get("business.today.column")}
    if how != "stated":
        return None
    shares = {field: st.session_state.get(f"business.today.{field}") for field in ("acted", "right")}
    return {field: None if share is None else share / 100 for field, share in shares.items()}


def show_limits(history: History, columns: list[str], amounts: payoff_figures.MeanAmounts | None) -> None:
    """Ask for the capacity, today's process and the year's figures; show what follows at once."""
    kind, currency = st.session_state["business.question"], st.session_state["business.currency"] or ""
    if kind == "binary":
        _capacity()
    _ask_today(kind, columns)
    if kind == "binary":
        _without_model(history, currency, amounts)
    _year(currency)
    _benefit(history, currency)


def _optional(label: str, key: str, **options: Any) -> None:
    st.number_input(label, value=None, key=key, persist_state="session", **options)


def _capacity() -> None:
    st.subheader("How many rows can be acted on?", anchor=False)
    st.caption("At most 500 calls among the 10,000 customers of a week, say. Leave it empty for any number.")
    rows, of = st.columns(2)
    with rows:
        _optional("Acted on, at most", "business.capacity.rows", min_value=0.0, step=10.0, format="%.0f")
    with of:
        _optional("Among so many rows", "business.capacity.of", min_value=0.0, step=100.0, format="%.0f")


def _ask_today(kind: str, columns: list[str]) -> None:
    st.subheader("How is it decided today?", anchor=False)
    st.caption("The model has to earn more than what is done without it.")
    ways = list(TODAY) if kind == "binary" else ["unknown", "column"]
    if st.session_state.get("business.today") not in ways:
        st.session_state["business.today"] = "unknown"
    how = st.segmented_control(
        "Today's decisions", ways, format_func=TODAY.__getitem__, required=True, wrap=True,
        key="business.today", persist_state="session",
    )  # fmt: skip
    if how == "column":
        pick_column("Column with today's decision", "business.today.column", columns)
    elif how == "stated":
        acted, right = st.columns(2)
        percent: dict[str, Any] = {"min_value": 0.0, "max_value": 100.0, "step": 1.0, "format": "%.1f"}
        with acted:
            _optional("Of 100 rows, acted on today", "business.today.acted", **percent)
        with right:
            _optional("Of 100 acted on, real cases", "business.today.right", **percent)


def pick_column(label: str, key: str, columns: list[str]) -> str | None:
    """Ask for a column of the data; its name can be typed before there is any data."""
    chosen = st.session_state.get(key)
    return st.selectbox(
        label,
        list(dict.fromkeys([*columns, *([chosen] if chosen else [])])),
        index=None,
        placeholder="Choose a column, or type its name",
        accept_new_options=True,
        key=key,
        persist_state="session",
    )


def _without_model(history: History, currency: str, amounts: payoff_figures.MeanAmounts | None) -> None:
    known = payoff_figures.share_of_real_cases(history)
    if "business.share" not in st.session_state:
        st.session_state["business.share"] = round(100 * known, 1) if known is not None else 20.0
    st.markdown("**What a row is worth without a model**")
    share = st.number_input(
        "Real cases among 100 rows", 0.0, 100.0, step=1.0, format="%.1f", key="business.share",
        help="Not part of the charter: the figure to try the amounts with.", persist_state="session",
    )  # fmt: skip
    if known is not None:
        st.caption(f"The data on record holds {100 * known:.1f} among 100.")
    payoff = _complete_payoff()
    differs = any(isinstance(payoff[cell], dict) for cell in business.CELLS)
    values = payoff_figures.values_without_model(payoff, _complete_today(), share / 100, amounts)
    if values is None:
        said = "These figures need the data: they stand here once it holds the columns of the amounts."
        st.caption(said if differs else "Fill in the amounts first.")
        return
    worths = [plain(money(value, currency)) for value in values.values()]
    st.table(pd.DataFrame({"Worth per row": worths}, index=[name.capitalize() for name in values]))
    if differs and amounts is not None:
        st.caption(_estimated(amounts))


def _estimated(amounts: payoff_figures.MeanAmounts) -> str:
    of = f"the {amounts.rows:,} rows on record"
    if amounts.is_by_case:
        return f"An estimate from the mean amounts of the real cases and of the others among {of}."
    return (
        f"An estimate from the mean amounts of {of}, as if real cases had the same amounts as the others. "
        "Once Solution says which rows are real cases, each kind counts with its own."
    )


def _complete_payoff() -> Answers:
    """Return the payoff, without a capacity that is half stated."""
    answers = payoff_answers()
    is_half = None in (answers["capacity"] or {}).values()
    return {**answers, "capacity": None} if is_half else answers


def _complete_today() -> Answers | None:
    today = _today()
    return None if today is None or None in today.values() else today


def _year(currency: str) -> None:
    st.subheader("What does a year bring?", anchor=False)
    rows, once, yearly = st.columns(3)
    amount: dict[str, Any] = {"min_value": 0.0, "step": 1000.0, "format": "%.0f"}
    with rows:
        _optional("Rows decided on in a year", "business.rows_per_year", **amount)
    with once:
        _optional(f"Building it costs, once ({plain(currency)})", "business.cost_once", **amount)
    with yearly:
        _optional(f"Running it costs, a year ({plain(currency)})", "business.cost_per_year", **amount)


def _benefit(history: History, currency: str) -> None:
    rows, once, yearly = (st.session_state.get(f"business.{field}") for field in YEAR)
    if not rows:
        st.caption("Say how many rows a year has: then the yearly benefit can be worked out.")
        return
    if once or yearly:
        least = ((once or 0.0) + (yearly or 0.0)) / rows
        amount = plain(money(least, currency))
        st.markdown(f"To pay for itself in its first year a model must bring **{amount} more per row**.")
    found = payoff_figures.benefit_on_record(history, rows, once, yearly)
    if found is None:
        show_note("The benefit needs a model's figures: choose one on Compare, and it is shown here.")
        return
    show_benefit(found, currency)
    if found["is_past"]:
        st.caption(":orange[Something changed since the model was chosen: judge it again on Compare.]")
