"""How the values of one column are distributed."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from core.charts.figure import bar_height, finish, label_axis, table, words


def distribution_data(profile: Mapping[str, Any]) -> pd.DataFrame:
    """Return the data of a column's distribution.

    Parameters
    ----------
    profile : mapping
        With `histogram` (a list of left, right, count) for a number, or `top` (a list of value,
        count, most frequent first) for anything else.

    Returns
    -------
    DataFrame
        left, right, count, share; or value, count, share. Shares are of all counted rows, 0 to 1.
    """
    if profile.get("histogram"):
        data = table(profile["histogram"], ["left", "right", "count"])
    else:
        top = profile.get("top") or []
        data = table(top, ["value", "count"])
        data["value"] = words([row["value"] for row in top], "(missing)")
    total = data["count"].sum()
    data["share"] = data["count"] / total if total else 0.0
    return data


def distribution_figure(data: pd.DataFrame, column: str) -> alt.Chart:
    """Return a histogram, or bars for the most frequent values, of `distribution_data`."""
    return _histogram(data, column) if "left" in data else _bars(data, column)


def _histogram(data: pd.DataFrame, column: str) -> alt.Chart:
    chart = (
        alt.Chart(data)
        .mark_bar(binSpacing=1)
        .encode(
            x=alt.X("left:Q", bin="binned", title=None),
            x2="right:Q",
            y=alt.Y("count:Q", title="rows"),
            tooltip=[
                alt.Tooltip("left:Q", title="from"),
                alt.Tooltip("right:Q", title="to"),
                alt.Tooltip("count:Q", title="rows", format=","),
                alt.Tooltip("share:Q", title="share", format=".1%"),
            ],
        )
    )
    return finish(chart, column, f"Histogram of {column} over {len(data)} ranges.", 240)


def _bars(data: pd.DataFrame, column: str) -> alt.Chart:
    chart = (
        alt.Chart(data)
        .mark_bar(cornerRadiusEnd=3)
        .encode(
            x=alt.X("count:Q", title="rows"),
            y=alt.Y("value:N", sort=None, title=None, axis=label_axis()),
            tooltip=[
                alt.Tooltip("value:N", title="value"),
                alt.Tooltip("count:Q", title="rows", format=","),
                alt.Tooltip("share:Q", title="share", format=".1%"),
            ],
        )
    )
    return finish(chart, column, f"The {len(data)} most frequent values of {column}.", bar_height(len(data)))
