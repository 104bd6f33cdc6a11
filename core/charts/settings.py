"""Settings of a search: how they go together with the score, and how much each of them matters."""

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from core.charts.figure import Rows, bar_height, finish, label_axis, table

WIDE = 10.0
"""From this ratio of largest to smallest on, positive settings are placed by their logarithm."""


def settings_data(rows: Rows) -> pd.DataFrame:
    """Return one row for each trial and setting that varies, with its place between the ends of its axis.

    Parameters
    ----------
    rows : rows with `number`, `score` and `params` (setting to value)

    Returns
    -------
    DataFrame
        trial, score, setting, value (as text) and place: 0 (smallest) to 1 (largest); values that are not
        numbers are spaced evenly in alphabetical order.
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
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def settings_figure(data: pd.DataFrame, metric: str) -> alt.Chart:
    """Return each trial as a line across its settings, coloured by its score."""
    settings = list(dict.fromkeys(data["setting"]))
    axis = alt.Axis(labelAngle=-25, labelOverlap=False, labelLimit=140, grid=True)
    ends = alt.Axis(values=[0, 1], labelExpr="datum.value == 0 ? 'smallest' : 'largest'", grid=False)
    chart = (
        alt.Chart(data)
        .mark_line(strokeWidth=1.8, opacity=0.75, point=alt.OverlayMarkDef(size=24, filled=True))
        .encode(
            x=alt.X("setting:N", sort=settings, title=None, axis=axis),
            y=alt.Y("place:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=ends),
            detail="trial:N",
            color=alt.Color("score:Q", title=metric, legend=alt.Legend(orient="top", format=".3g")),
            tooltip=[
                alt.Tooltip("trial:N", title="trial"),
                alt.Tooltip("setting:N", title="setting"),
                alt.Tooltip("value:N", title="value"),
                alt.Tooltip("score:Q", title=metric, format=".4f"),
            ],
        )
    )
    trials = data["trial"].nunique()
    return finish(
        chart, "Settings and score", f"{trials} trials across {len(settings)} settings, by {metric}."
    )


def setting_importance_data(rows: Rows) -> pd.DataFrame:
    """Return settings by how much they matter, from rows with `setting` and `share` (0 to 1)."""
    data = table(rows, ["setting", "share"])
    return data.sort_values("share", ascending=False, kind="stable").reset_index(drop=True)


def setting_importance_figure(data: pd.DataFrame) -> alt.Chart:
    """Return bars of how much of the variation of the score each setting explains."""
    chart = (
        alt.Chart(data)
        .mark_bar(cornerRadiusEnd=3)
        .encode(
            x=alt.X("share:Q", title="share of the variation of the score", axis=alt.Axis(format="%")),
            y=alt.Y("setting:N", sort=None, title=None, axis=label_axis()),
            tooltip=[alt.Tooltip("setting:N"), alt.Tooltip("share:Q", format=".0%")],
        )
    )
    description = f"Share of the variation of the score that each of {len(data)} settings explains."
    return finish(chart, "Which setting mattered", description, bar_height(len(data)))


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
