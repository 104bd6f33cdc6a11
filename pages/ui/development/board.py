"""The leaderboard of an experiment: score with its spread, money, ties, and the advice."""

import pandas as pd
import streamlit as st

from core.charts.leaderboard import leaderboard_data, leaderboard_figure
from core.design.business.payoff_terms import Payoff
from core.lifecycle.records import Payload
from core.lifecycle.staleness import History
from core.services.development import compare
from core.services.development.wording import deciding_words
from core.services.words import learner_title, metric_words, trial_title
from pages.ui.access import home, workspace
from pages.ui.chart import show_chart
from pages.ui.development.trials import members_words
from pages.ui.escape import plain
from pages.ui.figures import figure, money, number_format

DRAWN = 10


def board_of(project: str, history: History) -> compare.Board:
    """Return the leaderboard of the newest experiment at the present payoff, computed once for each."""
    return _board(str(home()), project, *_hashes(history))


def evaluation_of(project: str, history: History, number: int, threshold: float | None) -> Payload:
    """Return a trial's figures out of fold, computed once for each trial and threshold."""
    return _evaluation(str(home()), project, *_hashes(history), number, threshold)


def decision_of(project: str, history: History, number: int, threshold: float | None) -> Payload:
    """Return what a trial's decisions are worth at a threshold, computed once for each."""
    return _decision(str(home()), project, *_hashes(history), number, threshold)


def worth_of(project: str, history: History, number: int) -> Payload:
    """Return what a trial brings over what needs no model, out of fold, computed once for each."""
    return _worth(str(home()), project, *_hashes(history), number)


def _hashes(history: History) -> tuple[str, str]:
    experiment, charter = history.latest("experiment"), history.latest("charter")
    assert experiment is not None and charter is not None
    return experiment.lineage_hash, charter.content_hash


@st.cache_data(max_entries=20, show_spinner="Ranking the models…")
def _board(folder: str, project: str, experiment: str, charter: str) -> compare.Board:
    return compare.board(workspace(), project)


@st.cache_data(max_entries=50, show_spinner="Judging the model on rows it had not seen…")
def _evaluation(
    folder: str, project: str, experiment: str, charter: str, number: int, threshold: float | None
) -> Payload:
    return compare.trial_evaluation(workspace(), project, number, threshold)


@st.cache_data(max_entries=200, show_spinner=False)
def _decision(
    folder: str, project: str, experiment: str, charter: str, number: int, threshold: float | None
) -> Payload:
    return compare.decision_at(workspace(), project, number, threshold)


@st.cache_data(max_entries=50, show_spinner="Setting it beside what needs no model…")
def _worth(folder: str, project: str, experiment: str, charter: str, number: int) -> Payload:
    return compare.trial_worth(workspace(), project, number)


def show_board(board: compare.Board, payoff: Payoff) -> None:
    """Show the leaderboard as a table and as intervals, money under the payoff; say which models are tied."""
    metric = metric_words(board.metric)
    left, right = st.columns([1.2, 1], gap="medium")
    with left:
        st.dataframe(
            _frame(board),
            width="stretch",
            hide_index=True,
            column_config={
                "Model": st.column_config.TextColumn(width=138),
                "": st.column_config.TextColumn(width=82),
                "Score": st.column_config.NumberColumn(
                    metric.short, format=_format(board, "score"), width=66
                ),
                "±": st.column_config.NumberColumn(
                    format="%.2g",
                    width=52,
                    help="How far the score may be off (standard error over the parts that took turns in "
                    "checking, the folds).",
                ),
                "Value": st.column_config.NumberColumn(
                    f"{board.currency} per row", format=_format(board, "value_per_row"), width=80
                ),
                "Fit": st.column_config.NumberColumn(
                    "s", format="%.1f", width=45, help="Seconds to fit it on all parts of the rows in turn."
                ),
            },
        )
        st.caption(
            f"{metric.title}: {metric.direction}. Money of each model's decisions, "
            f"{deciding_words(payoff)}, on rows that it had not seen."
        )
    with right:
        rows = [_interval(row, note(row, board)) for row in board.rows[:DRAWN]]
        data = leaderboard_data(rows, board.is_greater_better)
        show_chart(leaderboard_figure(data, metric.short), data, "leaderboard")
    st.markdown(advice(board))
    for row in board.rows[:DRAWN]:
        if members := members_words(row):
            st.caption(f"{plain(trial_title(row))} is a weighted vote: {plain(members)}.")
        if row.get("misses"):
            st.caption(
                f"{plain(trial_title(row))} misses a constraint of the charter: {plain(row['misses'])}"
            )


def advice(board: compare.Board) -> str:
    """Return the tie and the advice in words, safe for Markdown."""
    best = board.rows[0]
    tied = [row for row in board.rows if row["is_tied"]]
    advised = next(row for row in board.rows if row["number"] == board.advised)
    if len(board.rows) == 1:
        return "Only one model finished: give the search more time to see what else is possible."
    if len(tied) == 1:
        return f"**{plain(trial_title(best))} is ahead of the others by more than chance explains.**"
    sentence = (
        f"The first {len(tied)} cannot be told apart: they differ by less than their scores may be off."
    )
    if advised["number"] == best["number"]:
        return f"{sentence} **The best of them, {plain(trial_title(best))}, is also the simplest.**"
    change = advised["value_per_row"] - best["value_per_row"]
    amount = plain(money(abs(change), board.currency))
    words = f"brings {amount} per row more than the first" if change >= 0 else f"gives up {amount} per row"
    return f"{sentence} **The simplest of them, {plain(trial_title(advised))}, {words}.**"


def note(row: Payload, board: compare.Board) -> str:
    """Return what to say beside a model: "best", "tied", "tied, advised" or nothing."""
    is_best = row["number"] == board.rows[0]["number"]
    words = ["best" if is_best else "tied" if row["is_tied"] else ""]
    words += ["advised"] if row["number"] == board.advised else []
    return ", ".join(filter(None, words))


def option(row: Payload, board: compare.Board) -> str:
    """Return a model as it reads in a list to choose from."""
    remark = note(row, board)
    return f"{trial_title(row)} · {figure(row['score'])}" + (f" · {remark}" if remark else "")


def _format(board: compare.Board, field: str) -> str:
    return number_format(max(abs(row[field]) for row in board.rows))


def _frame(board: compare.Board) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Model": [trial_title(row) for row in board.rows],
            "": [note(row, board) for row in board.rows],
            "Score": [row["score"] for row in board.rows],
            "±": pd.array([row["spread"] for row in board.rows], dtype="Float64"),
            "Value": [row["value_per_row"] for row in board.rows],
            "Fit": [row["seconds"] for row in board.rows],
        }
    )


def _interval(row: Payload, remark: str) -> Payload:
    spread = row["spread"] or 0.0
    return {
        "model": f"{learner_title(row['learner'])} {row['number']}",
        "score": row["score"],
        "lower": row["score"] - spread,
        "upper": row["score"] + spread,
        "note": remark,
    }
