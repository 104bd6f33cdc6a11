"""How a split by time divides the rows: learnt from, left in the gap, judged."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from core.charts.figure import LIMIT, NEUTRAL, finish, layered, table

FIELDS = ("part", "rows", "first", "last")
TITLES = {"learn": "Learn", "gap": "Gap, unused", "judge": "Judge"}
COLOURS = {"Learn": NEUTRAL, "Gap, unused": LIMIT, "Judge": "#6366f1"}


def split_parts_data(parts: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return the parts that hold rows, oldest first.

    Parameters
    ----------
    parts : sequence of {"part": "learn", "gap" or "judge", "rows", "first", "last"}

    Returns
    -------
    DataFrame
        part, rows, first, last (moments as text), start and end (running counts of rows).
    """
    data = table(parts, FIELDS)
    data = data[data["rows"] > 0].reset_index(drop=True)
    data["part"] = data["part"].map(TITLES)
    data["end"] = data["rows"].cumsum()
    data["start"] = data["end"] - data["rows"]
    return data


def split_parts_figure(data: pd.DataFrame, column: str) -> alt.LayerChart:
    """Return one bar, as long as the rows, cut where learning ends and where judging begins."""
    shown = [part for part in COLOURS if part in set(data["part"])]
    bars = (
        alt.Chart(data)
        .mark_bar(height=26)
        .encode(
            x=alt.X("start:Q", title="Rows, oldest first", axis=alt.Axis(format=",.0f", tickCount=4)),
            x2="end:Q",
            color=alt.Color(
                "part:N",
                title=None,
                scale=alt.Scale(domain=shown, range=[COLOURS[part] for part in shown]),
                legend=alt.Legend(orient="bottom"),
            ),
            tooltip=[
                alt.Tooltip("part:N", title="Part"),
                alt.Tooltip("rows:Q", title="Rows", format=","),
                alt.Tooltip("first:N", title="From"),
                alt.Tooltip("last:N", title="To"),
            ],
        )
    )
    said = "; ".join(
        f"{row.part}: {row.rows:,} rows, {row.first} to {row.last}" for row in data.itertuples(index=False)
    )
    return finish(layered(bars), f"Rows by {column}", f"{said}.", height=165)
