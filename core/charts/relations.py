"""How columns relate to the target and to each other."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from core.charts.figure import Rows, bar_height, finish, label_axis, slanted_axis, table, words


def relation_data(rows: Rows, top: int = 20) -> pd.DataFrame:
    """Return the columns most related to the target, strongest first.

    Parameters
    ----------
    rows : rows with `column` and `score` (0 none, 1 fully determined), optionally `note`
    top : int
        Number of columns kept.
    """
    data = table(rows, ["column", "score"], ["note"])
    data["note"] = words(data["note"])
    return data.sort_values("score", ascending=False, kind="stable").head(top).reset_index(drop=True)


def relation_figure(data: pd.DataFrame, target: str, measure: str = "strength") -> alt.Chart:
    """Return bars of each column's relation to the target."""
    chart = (
        alt.Chart(data)
        .mark_bar(cornerRadiusEnd=3)
        .encode(
            x=alt.X("score:Q", title=measure),
            y=alt.Y("column:N", sort=None, title=None, axis=label_axis()),
            tooltip=[
                alt.Tooltip("column:N", title="column"),
                alt.Tooltip("score:Q", title=measure, format=".3f"),
                alt.Tooltip("note:N", title="note"),
            ],
        )
    )
    description = f"Relation of {len(data)} columns to {target}, strongest first."
    return finish(chart, f"What goes with {target}", description, bar_height(len(data)))


def correlation_data(rows: Rows) -> pd.DataFrame:
    """Return the pairs of a correlation heatmap.

    Parameters
    ----------
    rows : square DataFrame of correlations, or rows with `first`, `second`, `value` (-1 to 1)
    """
    is_matrix = isinstance(rows, pd.DataFrame) and list(rows.index) == list(rows.columns)
    if not is_matrix or not isinstance(rows, pd.DataFrame):
        return table(rows, ["first", "second", "value"])
    names = [str(name) for name in rows.columns]
    pairs = [
        (first, second, value)
        for first, values in zip(names, rows.to_numpy(), strict=True)
        for second, value in zip(names, values, strict=True)
    ]
    return pd.DataFrame(pairs, columns=["first", "second", "value"])


def correlation_figure(data: pd.DataFrame) -> alt.Chart:
    """Return a heatmap of correlations between columns."""
    names = list(dict.fromkeys(data["first"]))
    scale = alt.Scale(domain=[-1, 1], scheme="blueorange", reverse=True)
    chart = _heatmap(data, names, "correlation", scale)
    description = f"Correlations between {len(names)} columns."
    return finish(chart, "Columns that move together", description, bar_height(len(names)))


def association_data(associations: Mapping[str, Any]) -> pd.DataFrame:
    """Return each pair of columns twice, as first, second, value (0 to 1), statistic, rows.

    Parameters
    ----------
    associations : mapping
        With `columns` and `pairs`, as in a table's profile.
    """
    fields = ["first", "second", "value", "statistic", "rows"]
    found = table(associations["pairs"], fields)
    turned = found.rename(columns={"first": "second", "second": "first"})[fields]
    return pd.concat([found, turned], ignore_index=True)


def association_figure(data: pd.DataFrame, columns: Sequence[str]) -> alt.Chart:
    """Return a heatmap of how columns of any kind go together, in the order of `columns`."""
    names = list(columns)
    more = [alt.Tooltip("statistic:N"), alt.Tooltip("rows:Q", format=",")]
    chart = _heatmap(data, names, "strength", alt.Scale(domain=[0, 1]), more)
    description = f"How {len(names)} columns go together."
    return finish(chart, "What goes with what", description, bar_height(len(names)))


def _heatmap(
    data: pd.DataFrame, names: list[str], measure: str, scale: alt.Scale, more: Sequence[alt.Tooltip] = ()
) -> alt.Chart:
    """Return a cell for each pair of `first` and `second`, coloured by `value`; `more` is told on pointing."""
    upright = alt.Axis(labelLimit=120, labelOverlap=False)
    pair = [alt.Tooltip("first:N", title="column"), alt.Tooltip("second:N", title="with")]
    chart: alt.Chart = (
        alt.Chart(data)
        .mark_rect(cornerRadius=2)
        .encode(
            x=alt.X("first:N", sort=names, title=None, axis=slanted_axis()),
            y=alt.Y("second:N", sort=names, title=None, axis=upright),
            color=alt.Color("value:Q", title=measure, scale=scale),
            tooltip=[*pair, alt.Tooltip("value:Q", title=measure, format=".2f"), *more],
        )
    )
    return chart
