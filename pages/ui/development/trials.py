"""Trials of a search: the best so far in a table, how they got there, and all of them."""

from typing import Any

import pandas as pd
import streamlit as st

from core.charts.leaderboard import progress_data, progress_figure
from core.services.words import MetricWords, learner_title, trial_title
from pages.ui.chart import show_chart
from pages.ui.figures import figure, number_format

Trials = list[dict[str, Any]]
STATE_WORDS = {"complete": "finished", "pruned": "stopped early", "failed": "failed"}


def best_trial(trials: Trials, metric: MetricWords) -> dict[str, Any] | None:
    """Return the finished trial with the best score, or None."""
    finished = ranked(trials, metric)
    return finished[0] if finished else None


def ranked(trials: Trials, metric: MetricWords) -> Trials:
    """Return the finished trials, best first, those that miss a constraint of the charter last."""
    finished = [trial for trial in trials if trial["state"] == "complete" and trial["score"] is not None]
    sign = -1 if metric.is_greater_better else 1
    return sorted(finished, key=lambda trial: (bool(trial.get("misses")), sign * trial["score"]))


def count_words(trials: Trials) -> str:
    """Return the number of trials in words: "23 trials, 6 stopped early"."""
    if not trials:
        return ""
    parts = [f"{len(trials)} trial{'' if len(trials) == 1 else 's'}"]
    for state in ("pruned", "failed"):
        number = sum(trial["state"] == state for trial in trials)
        if number:
            parts.append(f"{number} {STATE_WORDS[state]}")
    missing = sum(bool(trial.get("misses")) for trial in trials)
    if missing:
        parts.append(f"{missing} {'misses' if missing == 1 else 'miss'} a constraint of the charter")
    return ", ".join(parts)


def best_words(trials: Trials, metric: MetricWords) -> str:
    """Return the best trial so far in words, or an empty text."""
    best = best_trial(trials, metric)
    return (
        f"best so far {learner_title(best['learner'])}, {metric.short} {figure(best['score'])}"
        if best
        else ""
    )


def show_trials(trials: Trials, metric: MetricWords) -> None:
    """Show the best finished trials beside the score found over time."""
    board = ranked(trials, metric)
    if not board:
        st.caption("The first finished trial appears here within seconds.")
        return
    left, right = st.columns([1, 1.1], gap="medium")
    with left:
        st.markdown("**Best of each kind**")
        st.dataframe(
            _board_frame(board),
            width="stretch",
            hide_index=True,
            column_config=_columns(metric, largest_score(trials)),
        )
        st.caption(
            f"{metric.title}: {metric.direction}. Each model was judged on parts of the rows that it had not "
            "seen (folds); the ± is how far the mean over them may be off. Models closer than that are "
            "practically equal."
        )
    with right:
        rows = [
            {"seconds": t["at_s"], "score": t["score"], "model": learner_title(t["learner"])} for t in board
        ]
        data = progress_data(rows, metric.is_greater_better)
        show_chart(progress_figure(data, metric.short), data, "best-so-far")


def show_all_trials(trials: Trials, metric: MetricWords) -> None:
    """Show every trial in the order in which it ran."""
    frame = pd.DataFrame(
        {
            "Trial": [trial["number"] for trial in trials],
            "Model": [learner_title(trial["learner"]) for trial in trials],
            "Score": pd.array([trial["score"] for trial in trials], dtype="Float64"),
            "±": pd.array([trial["spread"] for trial in trials], dtype="Float64"),
            "Seconds": [trial["seconds"] for trial in trials],
            "State": [STATE_WORDS.get(trial["state"], trial["state"]) for trial in trials],
            "Misses": [trial.get("misses", "") for trial in trials],
            "Note": [trial["note"] for trial in trials],
            "Settings": [settings_words(trial) for trial in trials],
        }
    )
    if not frame["Misses"].any():
        frame = frame.drop(columns="Misses")
    st.dataframe(
        frame, width="stretch", hide_index=True, column_config=_columns(metric, largest_score(trials))
    )


def largest_score(trials: Trials) -> float:
    """Return the largest score in absolute value, 0 where there is none."""
    return max((abs(trial["score"]) for trial in trials if trial["score"] is not None), default=0.0)


def settings_words(trial: dict[str, Any]) -> str:
    """Return a trial's settings in one line; those of an ensemble are its members', named in its note."""
    if "members" in trial["params"]:
        return members_words(trial)
    return ", ".join(
        f"{name} {figure(value) if isinstance(value, float) else value}"
        for name, value in trial["params"].items()
    )


def members_words(trial: dict[str, Any]) -> str:
    """Return who votes in an ensemble: "67% LightGBM 12 + 33% Neural network 0 from 3 starts"; else nothing."""
    parts = []
    members = trial["params"].get("members", [])
    for number in dict.fromkeys(each["trial"] for each in members):
        alike = [each for each in members if each["trial"] == number]
        starts = f" from {len(alike)} starts" if len(alike) > 1 else ""
        weight = sum(each["weight"] for each in alike)
        parts.append(f"{weight:.0%} {trial_title(_as_trial(alike[0]))}{starts}")
    return " + ".join(parts)


def _as_trial(member: dict[str, Any]) -> dict[str, Any]:
    return {"learner": member["learner"], "number": member["trial"]}


def _board_frame(board: Trials) -> pd.DataFrame:
    """One row a kind of model, best first: its best trial, and how many of its trials finished."""
    best = {trial["learner"]: trial for trial in reversed(board)}
    kinds = [trial for trial in board if best[trial["learner"]] is trial]
    return pd.DataFrame(
        {
            "Model": [learner_title(trial["learner"]) for trial in kinds],
            "Score": [trial["score"] for trial in kinds],
            "±": pd.array([trial["spread"] for trial in kinds], dtype="Float64"),
            "Trials": [sum(other["learner"] == trial["learner"] for other in board) for trial in kinds],
            "Seconds": [trial["seconds"] for trial in kinds],
        }
    )


def _columns(metric: MetricWords, largest: float) -> dict[str, Any]:
    number = st.column_config.NumberColumn
    return {
        "Score": number(metric.short, format=number_format(largest)),
        "±": number(format="%.2g", help="Standard error: how far the mean over the folds may be off."),
        "Seconds": number(format="%.1f", help="Time that this trial took, all folds."),
    }
