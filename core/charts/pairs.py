"""Two columns against each other: a density, boxes by group, or shares by group."""

from typing import Any

import altair as alt

from core.charts.figure import LABEL_WIDTH, NEUTRAL, bar_height, finish, label_axis, layered, slanted_axis
from core.design.data.profile.pairs import Pair

CELL_HEIGHT = 22


def pair_figure(found: Pair) -> alt.Chart | alt.LayerChart:
    """Return the figure that fits what `core.design.data.profile.pairs.pair` counted."""
    if found.kind == "boxes":
        return _boxes(found)
    return _density(found) if found.kind == "density" else _counts(found)


def _density(found: Pair) -> alt.Chart:
    chart = (
        alt.Chart(found.data)
        .mark_rect()
        .encode(
            x=alt.X(_typed(found, "x_from"), title=found.x, scale=alt.Scale(zero=False)),
            x2="x_to",
            y=alt.Y(_typed(found, "y_from"), title=found.y, scale=alt.Scale(zero=False)),
            y2="y_to",
            color=alt.Color("count:Q", title="rows", scale=alt.Scale(type="log")),
            tooltip=[
                alt.Tooltip(_typed(found, "x_from"), title="from"),
                alt.Tooltip(_typed(found, "x_to"), title="to"),
                alt.Tooltip(_typed(found, "y_from"), title="upwards from"),
                alt.Tooltip(_typed(found, "y_to"), title="to"),
                alt.Tooltip("count:Q", title="rows", format=","),
                alt.Tooltip("share:Q", title="share", format=".2%"),
            ],
        )
    )
    return finish(chart, f"{found.y} by {found.x}", f"Rows by {found.x} and {found.y}.", 380)


def _boxes(found: Pair) -> alt.LayerChart:
    base = alt.Chart(found.data).encode(y=alt.Y("group:N", sort=None, title=found.x, axis=label_axis()))
    tooltip = [alt.Tooltip("group:N"), alt.Tooltip("rows:Q", format=",")]
    tooltip += [
        alt.Tooltip(_typed(found, name)) for name in ("low", "first", "median", "third", "high", "mean")
    ]
    whiskers = base.mark_rule(color=NEUTRAL, strokeWidth=2).encode(
        x=_axis(found, "low"), x2="high", tooltip=tooltip
    )
    boxes = base.mark_bar(height=14, cornerRadius=3).encode(
        x=_axis(found, "first"), x2="third", tooltip=tooltip
    )
    medians = base.mark_tick(color="white", thickness=2, height=14).encode(
        x=_axis(found, "median"), tooltip=tooltip
    )
    description = f"Middle half, median and range without outliers of {found.y} in {len(found.data)} groups."
    height = bar_height(len(found.data))
    return finish(layered(whiskers, boxes, medians), f"{found.y} by {found.x}", description, height)


def _counts(found: Pair) -> alt.Chart:
    names, values = (list(dict.fromkeys(found.data[side])) for side in ("x", "y"))
    chart = (
        alt.Chart(found.data)
        .mark_rect(cornerRadius=2)
        .encode(
            x=alt.X("y:N", sort=values, title=found.y, axis=slanted_axis()),
            y=alt.Y("x:N", sort=names, title=found.x, axis=alt.Axis(labelLimit=LABEL_WIDTH)),
            color=alt.Color("share_of_x:Q", title="share of the line", scale=alt.Scale(domainMin=0)),
            tooltip=[
                alt.Tooltip("x:N", title="line"),
                alt.Tooltip("y:N", title="column"),
                alt.Tooltip("count:Q", title="rows", format=","),
                alt.Tooltip("share_of_x:Q", title="share of the line", format=".1%"),
            ],
        )
    )
    description = f"Shares of {len(values)} values of {found.y} in {len(names)} groups of {found.x}."
    return finish(chart, f"{found.y} by {found.x}", description, bar_height(len(names), CELL_HEIGHT))


def _typed(found: Pair, field: str) -> str:
    return f"{field}:T" if found.data[field].dtype.kind == "M" else f"{field}:Q"


def _axis(found: Pair, field: str) -> Any:
    return alt.X(_typed(found, field), title=found.y, scale=alt.Scale(zero=False))
