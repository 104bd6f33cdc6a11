"""The ladder of baselines: score with its spread, and what each rung is worth."""

import streamlit as st

from core.charts.baselines import ladder_data, ladder_figure
from core.charts.leaderboard import leaderboard_data, leaderboard_figure
from core.design.business.payoff_terms import Payoff
from core.lifecycle.records import Payload
from core.services.development.wording import deciding_words
from core.services.words import metric_words
from pages.ui.chart import show_chart
from pages.ui.development.worth_or_cost import worth_or_cost
from pages.ui.escape import plain

KINDS = {"dummy": "no model", "rule": "rule"}


def show_ladder(baselines: Payload, payoff: Payoff) -> None:
    """Show how good each rung is beside what its decisions are worth under the payoff."""
    metric = metric_words(baselines["metric"])
    left, right = st.columns(2, gap="medium")
    with left:
        scored = [_score_row(rung) for rung in baselines["rungs"] if rung["score"] is not None]
        data = leaderboard_data(scored, metric.is_greater_better)
        show_chart(leaderboard_figure(data, metric.short), data, "ladder-score")
        st.caption(f"{metric.direction.capitalize()}; the bar is how far the score may be off.")
    with right:
        currency = baselines["currency"]
        data = ladder_data(_value_rows(baselines), metric.title, currency)
        show_chart(ladder_figure(data, metric.title, f"{currency} per row"), data, "ladder-value")
        st.caption(f"Decisions on rows that the model had not seen, {deciding_words(payoff)}.")


def show_rule(baselines: Payload) -> None:
    """Say the simple rule in words, with its money."""
    rule = next((rung for rung in baselines["rungs"] if rung["code"] == "rule"), None)
    if rule is None:
        return
    with st.container(border=True, gap="small"):
        st.markdown("**The simple rule: the best one that looks at a single column**")
        st.markdown(f"#### {plain(rule['description'])}")
        worth = worth_or_cost(rule["value_per_row"], baselines["currency"])
        st.caption(f"It {plain(worth)} per row. Anyone can apply it without a model: it is the mark to beat.")


def _score_row(rung: Payload) -> Payload:
    spread = rung["spread"] or 0.0
    return {
        "model": rung["title"],
        "score": rung["score"],
        "lower": rung["score"] - spread,
        "upper": rung["score"] + spread,
    }


def _value_rows(baselines: Payload) -> list[Payload]:
    references = [
        {"name": name.capitalize(), "score": None, "value": value, "kind": "no model"}
        for name, value in baselines["references"].items()
    ]
    rungs = [
        {
            "name": rung["title"],
            "score": None,
            "value": rung["value_per_row"],
            "kind": KINDS.get(rung["code"], "model"),
        }
        for rung in baselines["rungs"]
        if rung["code"] != "dummy"
    ]
    return references + rungs
