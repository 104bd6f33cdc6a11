"""What a right and a wrong decision is worth: the amounts, and what follows from them."""

import pandas as pd
import streamlit as st

from core.charts.decision import decision_data, decision_figure
from core.services.design import business, payoff_figures
from pages.ui.chart import show_chart
from pages.ui.design.business_limits import pick_column
from pages.ui.design.business_payoff import payoff_answers
from pages.ui.design.typical_case import case_of_kind
from pages.ui.escape import plain
from pages.ui.figures import money

CELLS = (
    (
        ("true_positive", "We act, and it is a real case"),
        ("false_positive", "We act, and it is a false alarm"),
    ),
    (("false_negative", "We miss a real case"), ("true_negative", "We do nothing, and rightly so")),
)
CURRENCIES = ["EUR", "USD", "GBP", "CHF", "points"]


def show_worth(numbers: list[str], labels: list[str], amounts: payoff_figures.MeanAmounts | None) -> None:
    """Ask for the kind of question, the currency and each amount; show what follows at once.

    Parameters
    ----------
    numbers : list of str
        Columns that amounts may be taken from.
    labels : list of str
        Classes of the target, where they are known.
    amounts : MeanAmounts or None
        What the amount columns hold, where the data is known.
    """
    st.subheader("What is a right and a wrong decision worth?", anchor=False)
    st.caption("For one row. A cost is a negative amount. Rough figures do; they can change later.")
    question, unit = st.columns([3, 1])
    kind = question.segmented_control(
        "The model answers",
        list(business.QUESTIONS),
        format_func=lambda code: business.QUESTIONS[code].capitalize(),
        required=True,
        wrap=True,
        key="business.question",
        persist_state="session",
    )
    currency = unit.selectbox(
        "Currency",
        list(dict.fromkeys([*CURRENCIES, st.session_state["business.currency"]])),
        accept_new_options=True,
        key="business.currency",
        persist_state="session",
    )
    draft = case_of_kind(kind)
    say = {field: f"{draft.title}: {text}." for field, text in draft.examples.items()}
    if kind == "binary":
        _binary(say, currency or "", numbers, amounts)
    elif kind == "multiclass":
        _classes(say, currency or "", labels)
    else:
        _amount(say, currency or "")


def _ask_amount(
    field: str, label: str, example: str, currency: str, *, least: float | None = None,
    numbers: list[str] | None = None,
) -> None:  # fmt: skip
    """Ask for one amount in words; with `numbers` it may also follow a column of the row."""
    with st.container(border=True, gap="small", height="stretch"):
        st.number_input(
            f"{label} ({plain(currency)})",
            step=1.0,
            format="%.2f",
            min_value=least,
            key=f"business.{field}",
            persist_state="session",
        )
        if numbers is not None:
            times, column = st.columns([1, 2])
            times.number_input(
                "plus", step=0.1, format="%.4g", key=f"business.{field}.factor", persist_state="session"
            )
            with column:
                pick_column("times the row's", f"business.{field}.column", numbers)
        st.caption(plain(example))


def _binary(
    examples: dict[str, str], currency: str, numbers: list[str], amounts: payoff_figures.MeanAmounts | None
) -> None:
    by_row = st.toggle(
        "The amounts differ by row",
        help="Take an amount from a column of numbers, say 0.3 times the monthly charge.",
        key="business.by_row",
        persist_state="session",
    )
    for row in CELLS:
        for place, (field, label) in zip(st.columns(2), row, strict=True):
            with place:
                _ask_amount(field, label, examples[field], currency, numbers=numbers if by_row else None)
    _ask_amount(
        "cost_of_acting",
        "On top, acting on any row costs",
        f"{examples['cost_of_acting']} The amounts above come before this cost.",
        currency,
        least=0.0,
    )
    answers = payoff_answers()
    columns = _columns_of(answers)
    if columns:
        _one_row_worked_out(answers, columns, currency, amounts)
    else:
        _when_acting_pays(business.BinaryPayoff(**{**answers, "currency": "-", "capacity": None}), currency)


def _columns_of(answers: dict) -> list[str]:
    cells = [answers[cell] for cell in business.CELLS]
    return list(dict.fromkeys(cell["column"] for cell in cells if isinstance(cell, dict)))


def _one_row_worked_out(
    answers: dict, columns: list[str], currency: str, amounts: payoff_figures.MeanAmounts | None
) -> None:
    """Say how rows are decided whose amounts differ, and work one of them out."""
    st.markdown(
        "**Acting pays wherever its expected gain is above 0.** The amounts differ by row, so there is no one "
        "probability for all: each row is decided by its own amounts, after the cost of acting."
    )
    st.markdown("**One row, worked out**")
    row = {}
    for place, column in zip(st.columns(len(columns)), columns, strict=True):
        key = f"business.try.{column}"
        st.session_state.setdefault(key, round(amounts.median[column], 2) if amounts else 100.0)
        row[column] = place.number_input(
            f"A row whose {plain(column)} is", key=key, step=1.0, format="%.2f", persist_state="session"
        )
    st.caption(
        "Not part of the charter: change it to see another row. "
        + ("It begins with the middle value of the data." if amounts else "The data is not known yet.")
    )
    held = payoff_figures.worth_of_one_row(answers, row)
    if held is not None:
        _when_acting_pays(held, currency, of="this row")


def _when_acting_pays(payoff: business.BinaryPayoff, currency: str, of: str = "") -> None:
    cost = payoff.cost_of_acting
    act = [payoff.true_positive - cost, payoff.false_positive - cost]
    wait = [payoff.false_negative, payoff.true_negative]
    threshold = payoff_figures.break_even(payoff)
    table, figure = st.columns([1, 1.2], vertical_alignment="center")
    with table:
        st.markdown(_break_even_words(threshold, act[0] - wait[0], act[1] - wait[1], of))
        st.table(_confusion_in_money(act, wait, currency), border="horizontal")
        if cost:
            st.caption("After the cost of acting.")
    with figure:
        data = decision_data(*act, *wait)
        show_chart(decision_figure(data, currency, threshold), data, "when-acting-pays")


def _break_even_words(threshold: float | None, gain: float, harm: float, of: str) -> str:
    if gain == harm == 0:
        return "Fill in the amounts: the model will be judged by them."
    if gain <= 0 and harm <= 0:
        return ":orange[**Acting never pays with these amounts.**] Then no model is needed."
    if of:
        share = "any probability" if threshold is not None and threshold <= 0 else ""
        share = share or ("no probability" if threshold is None else f"a probability of {threshold:.1%}")
        return f"**For {of} acting pays from {share} on.** Other amounts move it."
    if threshold is None:
        return ":orange[**Acting pays as much on a false alarm as on a real case.**] Check the amounts."
    if threshold <= 0:
        return ":orange[**Acting always pays with these amounts.**] Then no model is needed."
    return (
        f"**Acting pays from a probability of {threshold:.1%}.** "
        "The threshold, the comparison and the gates follow these amounts."
    )


def _confusion_in_money(act: list[float], wait: list[float], currency: str) -> pd.DataFrame:
    change = [after - before for after, before in zip(act, wait, strict=True)]
    return pd.DataFrame(
        [[plain(money(amount, currency)) for amount in row] for row in (act, wait, change)],
        index=["We act", "We do nothing", "**Acting changes it by**"],
        columns=["Real case", "No case"],
    )


def _classes(examples: dict[str, str], currency: str, labels: list[str]) -> None:
    right, wrong = st.columns(2)
    with right:
        _ask_amount("correct", "The right class", examples["correct"], currency)
    with wrong:
        _ask_amount("wrong", "A wrong class", examples["wrong"], currency)
    answers = payoff_answers()
    gap = answers["correct"] - answers["wrong"]
    if gap <= 0:
        st.markdown(":orange[**A wrong class is worth as much as the right one.**] Check the amounts.")
    elif answers["correct"] > 0 > answers["wrong"]:
        st.markdown(f"**It pays from {-answers['wrong'] / gap:.1%} right answers.**")
    if st.toggle("Some mistakes cost more than others", key="business.by_pair", persist_state="session"):
        _matrix(labels)


def _matrix(labels: list[str]) -> None:
    """Ask for the pairs of true and decided class that differ; an empty cell takes the usual amount."""
    matrix = st.session_state["business.matrix"]
    named = [*labels, *matrix, *(decided for row in matrix.values() for decided in row)]
    classes = list(dict.fromkeys(named))
    if not classes:
        st.caption("The classes are known once the data has a target: fill this in then.")
        return
    st.caption("One line for each true class, one column for each decided one. Empty: the usual amount.")
    key = f"business.matrix.{st.session_state['business.revision']}"
    if key not in st.session_state:
        rows = [[matrix.get(truth, {}).get(decided) for decided in classes] for truth in classes]
        st.session_state["business.matrix.base"] = pd.DataFrame(rows, classes, classes, dtype=float)
    edited = st.data_editor(
        st.session_state["business.matrix.base"],
        column_config={"_index": st.column_config.TextColumn("It is", disabled=True)},
        width="stretch",
        key=key,
    )
    found = {truth: row.dropna().to_dict() for truth, row in edited.iterrows()}
    st.session_state["business.matrix"] = {str(truth): row for truth, row in found.items() if row}


def _amount(examples: dict[str, str], currency: str) -> None:
    over, under = st.columns(2)
    with over:
        _ask_amount("over", "Cost of one unit too high", examples["over"], currency, least=0.0)
    with under:
        _ask_amount("under", "Cost of one unit too low", examples["under"], currency, least=0.0)
    answers = payoff_answers()
    too_high, too_low = (plain(money(10 * answers[side], currency)) for side in ("over", "under"))
    st.markdown(f"A forecast 10 units too high costs **{too_high}**; 10 units too low, **{too_low}**.")
