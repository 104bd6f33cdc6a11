"""What every figure shares: reading rows into fixed fields, thinning, titles, neutral colours."""

from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap
from typing import Any, TypeVar, cast

import altair as alt
import numpy as np
import pandas as pd

Rows = pd.DataFrame | Sequence[Mapping[str, Any]]
Chart = TypeVar("Chart", bound=alt.TopLevelMixin)

# One grey and one orange that keep a contrast of 3:1 and more on the light and on the dark page.
NEUTRAL = "#75819a"
LIMIT = "#d9622b"
MAX_POINTS = 500
LABEL_WIDTH = 220
TITLE_WIDTH = 38
"""Characters of a title that fit beside each other in the narrowest column, about 300 pixels."""
TITLE_LINE = 20
PADDING = {"left": 0, "top": 0, "right": 8, "bottom": 4}
"""Pixels round a figure: it fills its place, with no blank strip below."""


def table(rows: Rows, required: Sequence[str], optional: Sequence[str] = ()) -> pd.DataFrame:
    """Return rows as a table with exactly the fields asked for, absent optional ones as NaN.

    Raises ValueError naming the required fields that are missing.
    """
    frame = pd.DataFrame(rows).copy()
    missing = [field for field in required if field not in frame]
    if missing and len(frame):
        raise ValueError(f"The figure needs the fields {', '.join(missing)}.")
    return frame.reindex(columns=[*required, *optional])


def words(values: Iterable[Any], default: str = "") -> pd.Series:
    """Return values as text, missing ones as `default`."""
    return pd.Series([default if pd.isna(value) else str(value) for value in values], dtype=object)


def thin(data: pd.DataFrame, points: int = MAX_POINTS) -> pd.DataFrame:
    """Return at most `points` rows, evenly spaced, the first and the last among them."""
    if len(data) <= points:
        return data.reset_index(drop=True)
    chosen = np.unique(np.linspace(0, len(data) - 1, points).round().astype(int))
    return data.iloc[chosen].reset_index(drop=True)


def finish(chart: Chart, title: str, description: str, height: int = 320) -> Chart:
    """Return the chart with its title, its description for screen readers and a transparent background.

    A long title is told in several lines, each of which makes the figure higher.
    """
    lines = wrap(title, TITLE_WIDTH) or [title]
    finished: Chart = chart.properties(
        title=title if len(lines) == 1 else lines,
        description=description,
        background="transparent",
        padding=PADDING,
        height=height + TITLE_LINE * (len(lines) - 1),
    )
    return finished


def layered(*charts: alt.Chart | alt.LayerChart) -> alt.LayerChart:
    """Return charts drawn over each other, the first at the bottom."""
    return cast(alt.LayerChart, alt.layer(*charts))


def bar_height(bars: int, each: int = 26) -> int:
    """Return the height in pixels of a figure of horizontal bars, with its title and axis."""
    return each * max(bars, 2) + 130


def label_axis() -> alt.Axis:
    """Return an axis that shows every label, cut to a readable width."""
    return alt.Axis(labelLimit=LABEL_WIDTH, labelOverlap=False)


def slanted_axis(limit: int = 120) -> alt.Axis:
    """Return an axis of names below a heatmap: slanted, every one shown, cut after `limit` pixels."""
    return alt.Axis(labelLimit=limit, labelAngle=-40, labelOverlap=False)


def rule_at(value: float, label: str, *, vertical: bool = False) -> alt.LayerChart:
    """Return a dashed line at a limit, with its label."""
    base = alt.Chart(pd.DataFrame({"limit": [value], "label": [label]}))
    axis = alt.X("limit:Q") if vertical else alt.Y("limit:Q")
    line = base.mark_rule(strokeDash=[6, 4], strokeWidth=2, color=LIMIT)
    if vertical:
        text = base.mark_text(
            align="left", baseline="bottom", dx=6, dy=-6, color=LIMIT, fontWeight="bold"
        ).encode(axis, y=alt.value("height"), text="label:N")
        return layered(line.encode(axis), text)
    text = base.mark_text(align="left", baseline="bottom", dx=4, dy=-3, color=LIMIT, fontWeight="bold")
    return layered(line.encode(axis), text.encode(axis, x=alt.value(0), text="label:N"))
