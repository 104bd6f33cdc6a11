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
        With `histogram` for a number or date: a list of left, right, count, or edges and counts as a column's
        profile has them; or `top` (a list of value, count, most frequent first) for anything else.

    Returns
    -------
    DataFrame
        left, right, count, share; or value, count, share. Shares are of all counted rows, 0 to 1.
    """
    if profile.get("histogram"):
        data = table(_bins(profile["histogram"]), ["left", "right", "count"])
    else:
        top = profile.get("top") or []
        data = table(top, ["value", "count"])
        data["value"] = words([row["value"] for row in top], "(missing)")
    total = data["count"].sum()
    data["share"] = data["count"] / total if total else 0.0
    return data


def _bins(histogram: Any) -> Any:
    """Return bins from edges and counts; edges that are text are moments."""
    if not isinstance(histogram, Mapping):
        return histogram
    edges = histogram["edges"]
    moments: Any = pd.to_datetime(edges) if isinstance(edges[0], str) else edges
    return pd.DataFrame({"left": moments[:-1], "right": moments[1:], "count": histogram["counts"]})


def distribution_figure(data: pd.DataFrame, column: str) -> alt.Chart:
    """Return a histogram, or bars for the most frequent values, of `distribution_data`."""
    return _histogram(data, column) if "left" in data else _bars(data, column)


def _histogram(data: pd.DataFrame, column: str) -> alt.Chart:
    kind = "T" if data["left"].dtype.kind == "M" else "Q"
    axis = alt.X("left:T", title=None) if kind == "T" else alt.X("left:Q", bin="binned", title=None)
    chart = (
        alt.Chart(data)
        .mark_bar(binSpacing=1)
        .encode(
            x=axis,
            x2=f"right:{kind}",
            y=alt.Y("count:Q", title="rows"),
            tooltip=[
                alt.Tooltip(f"left:{kind}", title="from"),
                alt.Tooltip(f"right:{kind}", title="to"),
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
