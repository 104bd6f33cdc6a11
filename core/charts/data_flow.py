"""The data flow of the solution as boxes and arrows."""

import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from core.charts.figure import NEUTRAL, finish, layered

BOX_WIDTH, BOX_HEIGHT = 0.66, 0.54
LINE_LETTERS = 22
ACCENT = "#6366f1"
ROW_HEIGHT = 130
LABEL_PX = 150
NARROW = "width < 520"
"""Vega expression: on a telephone only the titles fit; the words beside the drawing say the rest."""
ONLY_WIDE = alt.ExprRef(f"{NARROW} ? 0 : 1")
TITLE_PX = alt.ExprRef(f"{NARROW} ? 8 : 13")
TITLE_UP = alt.ExprRef(f"{NARROW} ? 0 : -16")
LABEL_ABOVE, LABEL_ASIDE = 0.08, 0.2


def data_flow_data(boxes: Sequence[Any], arrows: Sequence[Any]) -> dict[str, pd.DataFrame]:
    """Return the boxes and the arrows with their places in grid units.

    Parameters
    ----------
    boxes : sequence of objects with code, title, detail, column and row
    arrows : sequence of objects with start, end and label

    Returns
    -------
    dict
        "boxes" (title, detail, x, y, left, right, low, high) and "arrows" (label, x, y, x2, y2, label_x,
        label_y, angle in degrees of the arrow's head).
    """
    places = {box.code: (float(box.column), -float(box.row)) for box in boxes}
    drawn = [_box(box, *places[box.code]) for box in boxes]
    return {
        "boxes": pd.DataFrame(drawn),
        "arrows": pd.DataFrame([_arrow(arrow, places) for arrow in arrows]),
    }


def data_flow_figure(data: dict[str, pd.DataFrame], description: str) -> alt.LayerChart:
    """Return the drawing; `description` says it in words."""
    boxes, arrows = data["boxes"], data["arrows"]
    low, high = boxes["low"].min() - 0.1, boxes["high"].max() + 0.1
    across = alt.Scale(domain=[boxes["left"].min() - 0.05, boxes["right"].max() + 0.05], zero=False)
    upwards = alt.Scale(domain=[low, high], zero=False)

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=across, axis=None)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=upwards, axis=None)

    lines = alt.Chart(arrows).mark_rule(color=NEUTRAL, strokeWidth=1.5)
    heads = alt.Chart(arrows).mark_point(shape="triangle", filled=True, size=90, color=NEUTRAL, opacity=1)
    labels = alt.Chart(arrows).mark_text(fontSize=11, color=NEUTRAL, limit=LABEL_PX, opacity=ONLY_WIDE)
    frames = alt.Chart(boxes).mark_rect(cornerRadius=8, fill=ACCENT, fillOpacity=0.12, stroke=ACCENT)
    titles = alt.Chart(boxes).mark_text(fontSize=TITLE_PX, fontWeight="bold", dy=TITLE_UP, color=ACCENT)
    details = alt.Chart(boxes).mark_text(
        fontSize=11, dy=4, lineBreak="\n", color=NEUTRAL, limit=LABEL_PX, opacity=ONLY_WIDE
    )
    drawn = layered(
        frames.encode(x("left"), y("low"), x2="right:Q", y2="high:Q"),
        lines.encode(x("x"), y("y"), x2="x2:Q", y2="y2:Q"),
        heads.encode(x("x2"), y("y2"), angle=alt.Angle("angle:Q", scale=None)),
        labels.encode(x("label_x"), y("label_y"), text="label:N"),
        titles.encode(x("x"), y("y"), text="title:N"),
        details.encode(x("x"), y("y"), text="detail:N"),
    )
    return finish(drawn, "Data flow", description, height=round(ROW_HEIGHT * (high - low)))


def _box(box: Any, x: float, y: float) -> dict[str, Any]:
    return {
        "title": box.title,
        "detail": "\n".join(textwrap.wrap(box.detail, LINE_LETTERS, max_lines=2, placeholder="…")),
        "x": x,
        "y": y,
        "left": x - BOX_WIDTH / 2,
        "right": x + BOX_WIDTH / 2,
        "low": y - BOX_HEIGHT / 2,
        "high": y + BOX_HEIGHT / 2,
    }


def _arrow(arrow: Any, places: dict[str, tuple[float, float]]) -> dict[str, Any]:
    (x, y), (x2, y2) = places[arrow.start], places[arrow.end]
    if x == x2:
        side = 1 if y2 > y else -1
        ends = (x, y + side * BOX_HEIGHT / 2, x2, y2 - side * BOX_HEIGHT / 2)
        angle = 0 if side > 0 else 180
    else:
        side = 1 if x2 > x else -1
        ends = (x + side * BOX_WIDTH / 2, y + (y2 - y) / 6, x2 - side * BOX_WIDTH / 2, y2 - (y2 - y) / 6)
        angle = 90 if side > 0 else 270
    return {
        "label": arrow.label,
        "x": ends[0],
        "y": ends[1],
        "x2": ends[2],
        "y2": ends[3],
        "label_x": (ends[0] + ends[2]) / 2 + (LABEL_ASIDE if y != y2 else 0),
        "label_y": (ends[1] + ends[3]) / 2 + (LABEL_ABOVE if y == y2 else 0),
        "angle": angle,
    }
