"""What is it worth, and to whom? Goal, decision, payoff and requirements: the charter."""

import pandas as pd
import streamlit as st

from core.charts.decision import decision_data, decision_figure
from core.errors import TrefoilError
from core.services import business
from pages.ui.access import workspace
from pages.ui.chart import show_chart
from pages.ui.charter_form import (
    current_answers,
    edited_version,
    fill_form,
    is_changed,
    open_form,
    payoff_answers,
    reload_form,
    show_amount,
    show_requirements,
)
from pages.ui.closing import close_step
from pages.ui.escape import plain
from pages.ui.figures import money
from pages.ui.messages import show_error, show_warning
from pages.ui.person import ask_name
from pages.ui.project import open_step

CELLS = (
    (
        ("true_positive", "We act, and it is a real case"),
        ("false_positive", "We act, and it is a false alarm"),
    ),
    (("false_negative", "We miss a real case"), ("true_negative", "We do nothing, and rightly so")),
)
CURRENCIES = ["EUR", "USD", "GBP", "CHF", "points"]


def main() -> None:
    """Show the page."""
    project, _ = open_step("business")
    view = business.business_view(workspace(), project)
    open_form(project, view)
    _changed_elsewhere(project, view)
    if view.charter is not None and view.charter.assumed:
        show_warning("Nobody stated this payoff: the app assumed it. Write down what it is really worth.")
    _drafts(view)
    _goal()
    _worth()
    st.subheader("What must the model meet?", anchor=False)
    st.caption("Each requirement becomes a gate: a model that misses one cannot be released.")
    show_requirements(st.session_state["business.currency"] or "")
    _save(project, view)
    close_step("business", project, workspace().history(project))


def _changed_elsewhere(project: str, view: business.BusinessView) -> None:
    if view.version <= edited_version():
        return
    show_warning(f"The charter was changed elsewhere: version {view.version}, by {view.saved_by}.")
    if st.button("Load the newest version", key="business.reload"):
        reload_form(project, view)
        st.rerun()


def _drafts(view: business.BusinessView) -> None:
    def start_from_draft() -> None:
        code = st.session_state["business.case"]
        if code:
            fill_form(view.drafts[code].charter.model_dump(mode="json"))

    st.pills(
        "Start from a typical case, then make it yours",
        list(view.drafts),
        format_func=lambda code: view.drafts[code].title,
        key="business.case",
        on_change=start_from_draft,
        persist_state="session",
    )


def _goal() -> None:
    st.subheader("What is decided, and by whom?", anchor=False)
    st.text_input(
        "Goal",
        max_chars=300,
        placeholder="Keep customers who are about to leave.",
        key="business.goal",
        persist_state="session",
    )
    decision, who = st.columns([2, 1])
    decision.text_input(
        "The decision that the model helps with",
        max_chars=300,
        placeholder="Call a customer with an offer, or do not.",
        key="business.decision",
        persist_state="session",
    )
    who.text_input(
        "Who answers for it",
        max_chars=120,
        placeholder="Head of customer service",
        key="business.stakeholder",
        persist_state="session",
    )


def _worth() -> None:
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


def _when_acting_pays(answers: dict, currency: str) -> None:
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
        return "Fill in the amounts: the model will be tuned and judged by them."
    if gain <= 0 and harm <= 0:
        return ":orange[**Acting never pays with these amounts.**] Then no model is needed."
    if threshold is None:
        return ":orange[**Acting pays as much on a false alarm as on a real case.**] Check the amounts."
    if threshold <= 0:
        return ":orange[**Acting always pays with these amounts.**] Then no model is needed."
    return (
        f"**Acting pays from a probability of {threshold:.1%}.** "
        "The model will be tuned and judged by these amounts."
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


def _save(project: str, view: business.BusinessView) -> None:
    who, why, button = st.columns([1, 2, 1], vertical_alignment="bottom")
    with who:
        name = ask_name("business.name")
    reason = why.text_input("What changed, and why (optional)", max_chars=300, key="business.reason")
    changed = is_changed(view)
    pressed = button.button(
        "Save the charter" if changed else "Saved",
        type="primary" if changed else "secondary",
        width="stretch",
        key="business.save",
    )
    if not pressed:
        return
    try:
        charter = business.charter_from_answers(current_answers())
        record = business.save_charter(
            workspace(),
            project,
            charter,
            author=name,
            reason=reason.strip(),
            expected_version=edited_version(),
        )
    except TrefoilError as error:
        show_error(error)
        return
    st.session_state["business.opened"] = (project, record.version)
    st.toast("The charter is saved.", icon=":material/check_circle:")
    st.rerun()


main()
