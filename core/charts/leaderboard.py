"""Trials beside each other, and the best so far over time."""

import altair as alt
import pandas as pd

from core.charts.figure import (
    NEUTRAL,
    Rows,
    bar_height,
    finish,
    label_axis,
    layered,
    rule_at,
    table,
    thin,
    words,
)


def leaderboard_data(rows: Rows, higher_is_better: bool = True, top: int = 15) -> pd.DataFrame:
    """Return the best trials, best first.

    Parameters
    ----------
    rows : rows with `model` and `score`, optionally `lower`, `upper` (interval) and `note`
        ("best", "tie", "today", "baseline"); models of the same name are numbered.
    """
    data = table(rows, ["model", "score"], ["lower", "upper", "note"])
    data = data.sort_values("score", ascending=not higher_is_better, kind="stable").head(top)
    data = data.reset_index(drop=True)
    data["note"] = words(data["note"])
    repeat = data.groupby("model").cumcount()
    numbered = data["model"].astype(str) + (repeat + 1).map(lambda n: f" ({n})" if n > 1 else "")
    return data.assign(model=numbered)


def leaderboard_figure(data: pd.DataFrame, metric: str) -> alt.LayerChart:
    """Return each trial's score as a point on its interval."""
    base = alt.Chart(data).encode(
        y=alt.Y("model:N", sort=None, title=None, axis=label_axis()),
        tooltip=[
            alt.Tooltip("model:N", title="model"),
            alt.Tooltip("score:Q", title=metric, format=".4f"),
            alt.Tooltip("lower:Q", title="interval from", format=".4f"),
            alt.Tooltip("upper:Q", title="interval to", format=".4f"),
            alt.Tooltip("note:N", title="note"),
        ],
    )
    interval = base.mark_rule(strokeWidth=4, opacity=0.6, color=NEUTRAL).encode(
        x=alt.X("lower:Q", title=metric, scale=alt.Scale(zero=False)), x2="upper:Q"
    )
    point = base.mark_point(filled=True, size=110, opacity=1).encode(
        x=alt.X("score:Q", title=metric, scale=alt.Scale(zero=False)),
        shape=alt.Shape("note:N", title=None, legend=None),
    )
    description = f"{metric} of {len(data)} models with intervals, best first."
    return finish(layered(interval, point), f"Models by {metric}", description, bar_height(len(data)))


def progress_data(rows: Rows, higher_is_better: bool = True) -> pd.DataFrame:
    """Return the trials in order of time with the best score up to each.

    Parameters
    ----------
    rows : rows with `seconds` (since the start) and `score`, optionally `model`
    """
    data = table(rows, ["seconds", "score"], ["model"]).dropna(subset=["score"])
    data = data.sort_values("seconds", kind="stable").reset_index(drop=True)
    data["best"] = data["score"].cummax() if higher_is_better else data["score"].cummin()
    data["model"] = words(data["model"])
    return thin(data, 1000)


def progress_figure(
    data: pd.DataFrame, metric: str, *, limit: float | None = None, limit_label: str = "required"
) -> alt.LayerChart:
    """Return trials as dots and the best so far as a line, with the required limit if there is one."""
    base = alt.Chart(data).encode(x=alt.X("seconds:Q", title="seconds"))
    dots = base.mark_circle(size=55, opacity=0.75, color=NEUTRAL).encode(
        y=alt.Y("score:Q", title=metric, scale=alt.Scale(zero=False)),
        tooltip=[
            alt.Tooltip("model:N", title="model"),
            alt.Tooltip("score:Q", title=metric, format=".4f"),
            alt.Tooltip("seconds:Q", title="after seconds", format=".1f"),
        ],
    )
    line = base.mark_line(interpolate="step-after", strokeWidth=2.5).encode(y=alt.Y("best:Q", title=metric))
    layers = [dots, line] + ([] if limit is None else [rule_at(limit, limit_label)])
    description = f"{metric} of {len(data)} trials over time; the line is the best so far."
    return finish(layered(*layers), "Best so far", description)
