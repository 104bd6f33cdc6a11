"""What a right and a wrong decision is worth: the amounts, and what follows from them."""

import pandas as pd
import streamlit as st

from core.charts.decision import decision_data, decision_figure
from core.lifecycle.records import Payload
from core.services import business
from pages.ui.chart import show_chart
from pages.ui.charter_form import payoff_answers, show_amount
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


def show_worth() -> None:
    """Ask for the kind of question, the currency and each amount; show what follows at once."""
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
    draft = business.DRAFTS.get(st.session_state.get("business.case") or "")
    if draft is None or draft.charter.payoff.kind != kind:
        draft = business.first_draft(kind)
    say = {field: f"{draft.title}: {text}." for field, text in draft.examples.items()}
    {"binary": _binary, "multiclass": _classes, "regression": _amount}[kind](say, currency or "")


def _binary(examples: dict[str, str], currency: str) -> None:
    for row in CELLS:
        for place, (field, label) in zip(st.columns(2), row, strict=True):
            with place:
                show_amount(field, label, examples[field], currency)
    _when_acting_pays(payoff_answers(), currency)


def _when_acting_pays(answers: Payload, currency: str) -> None:
    payoff = business.BinaryPayoff(**{**answers, "currency": "-"})
    gain, harm = payoff.true_positive - payoff.false_negative, payoff.false_positive - payoff.true_negative
    threshold = business.break_even(payoff)
    table, figure = st.columns([1, 1.2], vertical_alignment="center")
    with table:
        st.markdown(_break_even_words(threshold, gain, harm))
        st.table(_confusion_in_money(payoff, currency), border="horizontal")
    with figure:
        data = decision_data(
            payoff.true_positive, payoff.false_positive, payoff.false_negative, payoff.true_negative
        )
        show_chart(decision_figure(data, currency, threshold), data, "when-acting-pays")


def _break_even_words(threshold: float | None, gain: float, harm: float) -> str:
    if gain == harm == 0:
        return "Fill in the amounts: the model will be judged by them."
    if gain <= 0 and harm <= 0:
        return ":orange[**Acting never pays with these amounts.**] Then no model is needed."
    if threshold is None:
        return ":orange[**Acting pays as much on a false alarm as on a real case.**] Check the amounts."
    if threshold <= 0:
        return ":orange[**Acting always pays with these amounts.**] Then no model is needed."
    return (
        f"**Acting pays from a probability of {threshold:.1%}.** "
        "The threshold, the comparison and the gates follow these amounts."
    )


def _confusion_in_money(payoff: business.BinaryPayoff, currency: str) -> pd.DataFrame:
    def row(real: float, false: float) -> list[str]:
        return [plain(money(amount, currency)) for amount in (real, false)]

    return pd.DataFrame(
        [
            row(payoff.true_positive, payoff.false_positive),
            row(payoff.false_negative, payoff.true_negative),
            row(payoff.true_positive - payoff.false_negative, payoff.false_positive - payoff.true_negative),
        ],
        index=["We act", "We do nothing", "**Acting changes it by**"],
        columns=["Real case", "No case"],
    )


def _classes(examples: dict[str, str], currency: str) -> None:
    right, wrong = st.columns(2)
    with right:
        show_amount("correct", "The right class", examples["correct"], currency)
    with wrong:
        show_amount("wrong", "A wrong class", examples["wrong"], currency)
    answers = payoff_answers()
    gap = answers["correct"] - answers["wrong"]
    if gap <= 0:
        st.markdown(":orange[**A wrong class is worth as much as the right one.**] Check the amounts.")
    elif answers["correct"] > 0 > answers["wrong"]:
        st.markdown(f"**It pays from {-answers['wrong'] / gap:.1%} right answers.**")


def _amount(examples: dict[str, str], currency: str) -> None:
    over, under = st.columns(2)
    with over:
        show_amount("over", "Cost of one unit too high", examples["over"], currency, least=0.0)
    with under:
        show_amount("under", "Cost of one unit too low", examples["under"], currency, least=0.0)
    answers = payoff_answers()
    too_high, too_low = (plain(money(10 * answers[side], currency)) for side in ("over", "under"))
    st.markdown(f"A forecast 10 units too high costs **{too_high}**; 10 units too low, **{too_low}**.")
