"""Settings of a search: how they go together with the score, and how much each of them matters."""

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from core.charts.figure import LIMIT, NEUTRAL, Rows, bar_height, finish, label_axis, layered, table

BEST = "#6366f1"
"""Colour of the best trials: with a contrast of 4:1 on the light and on the dark page."""

HEIGHT = 380
WIDE = 10.0
"""From this ratio of largest to smallest on, positive settings are placed by their logarithm."""


def settings_data(rows: Rows, score_name: str = "", higher_is_better: bool = True) -> pd.DataFrame:
    """Return one row for each trial and setting that varies, with its place between the ends of its axis.

    Parameters
    ----------
    rows : rows with `number`, `score` and `params` (setting to value)
    score_name : str
        Name of a last axis that holds the score itself, the best on top; none where it is empty.

    Returns
    -------
    DataFrame
        trial, score, setting, value (as text) and place: 0 (smallest) to 1 (largest); values that are not
        numbers are spaced evenly in alphabetical order. No rows where no setting varies.
    """
    trials = table(rows, ["number", "score", "params"]).dropna(subset=["score"])
    drawn = pd.DataFrame(list(trials["params"]), index=trials.index)
    frames = [
        pd.DataFrame(
            {
                "trial": trials["number"],
                "score": trials["score"].astype(float),
                "setting": name,
                "value": [_shown(value) for value in drawn[name]],
                "place": _places(drawn[name]),
            }
        )
        for name in drawn
        if drawn[name].map(str).nunique() > 1
    ]
    columns = ["trial", "score", "setting", "value", "place"]
    if frames and score_name:
        frames.append(_score_axis(trials, score_name, higher_is_better))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def axis_ends(data: pd.DataFrame) -> pd.DataFrame:
    """Return the value at the lower and at the upper end of each axis: setting, place (0 or 1) and value."""
    ends = data[data["place"].isin((0.0, 1.0))]
    return ends.drop_duplicates(["setting", "place"])[["setting", "place", "value"]].reset_index(drop=True)


def settings_figure(data: pd.DataFrame, metric: str, higher_is_better: bool = True) -> alt.LayerChart:
    """Return each trial as a line across its settings to its score, coloured by it, with the ends of each axis."""
    colours = [LIMIT, BEST] if higher_is_better else [BEST, LIMIT]
    settings = list(dict.fromkeys(data["setting"]))
    axis = alt.Axis(labelAngle=-25, labelOverlap=False, labelLimit=150, grid=True, labelPadding=16)
    x = alt.X("setting:N", sort=settings, title=None, axis=axis)
    lines = (
        alt.Chart(data)
        .mark_line(strokeWidth=1.8, opacity=0.75, point=alt.OverlayMarkDef(size=24, filled=True))
        .encode(
            x=x,
            y=alt.Y("place:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=None),
            detail="trial:N",
            color=alt.Color("score:Q", scale=alt.Scale(range=colours), legend=None),
            tooltip=[
                alt.Tooltip("trial:N", title="trial"),
                alt.Tooltip("setting:N", title="setting"),
                alt.Tooltip("value:N", title="value"),
                alt.Tooltip("score:Q", title=metric, format=".4f"),
            ],
        )
    )
    trials = data["trial"].nunique()
    ends = alt.Chart(axis_ends(data)).encode(x=x, y=alt.Y("place:Q", axis=None), text="value:N")
    above = ends.transform_filter("datum.place == 1").mark_text(dy=-9, fontSize=9, color=NEUTRAL)
    below = ends.transform_filter("datum.place == 0").mark_text(dy=10, fontSize=9, color=NEUTRAL)
    chart = layered(lines, above, below)
    return finish(
        chart, "Settings and score", f"{trials} trials across {len(settings)} settings, by {metric}.", HEIGHT
    )


def setting_importance_data(rows: Rows) -> pd.DataFrame:
    """Return settings by how much they matter.

    Parameters
    ----------
    rows : rows with `setting` and `share`, optionally `lower` and `upper`; each 0 to 1
    """
    data = table(rows, ["setting", "share"], ["lower", "upper"])
    return data.sort_values("share", ascending=False, kind="stable").reset_index(drop=True)


def setting_importance_figure(data: pd.DataFrame) -> alt.LayerChart:
    """Return bars of how much of the variation of the score each setting explains, with their spread."""
    base = alt.Chart(data).encode(
        y=alt.Y("setting:N", sort=None, title=None, axis=label_axis()),
        tooltip=[
            alt.Tooltip("setting:N"),
            alt.Tooltip("share:Q", format=".0%"),
            alt.Tooltip("lower:Q", title="from", format=".0%"),
            alt.Tooltip("upper:Q", title="to", format=".0%"),
        ],
    )
    bars = base.mark_bar(cornerRadiusEnd=3).encode(
        x=alt.X(
            "share:Q",
            title="share of the variation of the score",
            axis=alt.Axis(format="%"),
            scale=alt.Scale(domain=[0, 1]),
        )
    )
    spread = base.mark_rule(strokeWidth=2, color=NEUTRAL).encode(x=alt.X("lower:Q"), x2="upper:Q")
    chart = layered(bars, spread)
    description = f"Share of the variation of the score that each of {len(data)} settings explains."
    return finish(chart, "Which setting mattered", description, bar_height(len(data)))


def _score_axis(trials: pd.DataFrame, name: str, higher_is_better: bool) -> pd.DataFrame:
    score = trials["score"].astype(float)
    spread = score.max() - score.min()
    place = (score - score.min()) / spread if spread > 0 else score * 0
    return pd.DataFrame(
        {
            "trial": trials["number"],
            "score": score,
            "setting": name,
            "value": [f"{each:.4g}" for each in score],
            "place": place if higher_is_better else 1 - place,
        }
    )


def _places(values: pd.Series) -> np.ndarray:
    numbers = pd.to_numeric(values, errors="coerce")
    if numbers.isna().any() or values.map(lambda value: isinstance(value, bool)).any():
        numbers = values.map(str).rank(method="dense")
    found = numbers.to_numpy(dtype=float)
    if found.min() > 0 and found.max() / found.min() >= WIDE:
        found = np.log(found)
    spread = found.max() - found.min()
    return (found - found.min()) / spread if spread > 0 else np.zeros(len(found))


def _shown(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
