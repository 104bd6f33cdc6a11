"""How much of each column is missing."""

import altair as alt
import pandas as pd

from core.charts.figure import LABEL_WIDTH, Rows, bar_height, finish, table


def missing_data(rows: Rows, top: int = 30) -> pd.DataFrame:
    """Return the columns with missing values, most first, from rows with `column` and `share` (0 to 1)."""
    data = table(rows, ["column", "share"], ["missing"])
    data = data[data["share"] > 0].sort_values("share", ascending=False, kind="stable")
    return data.head(top).reset_index(drop=True)


def missing_figure(data: pd.DataFrame) -> alt.Chart:
    """Return bars of the share of rows without a value."""
    chart = (
        alt.Chart(data)
        .mark_bar(cornerRadiusEnd=3)
        .encode(
            x=alt.X("share:Q", title="rows without a value", axis=alt.Axis(format="%")),
            y=alt.Y("column:N", sort=None, title=None, axis=alt.Axis(labelLimit=LABEL_WIDTH)),
            tooltip=[
                alt.Tooltip("column:N"),
                alt.Tooltip("missing:Q", title="rows", format=","),
                alt.Tooltip("share:Q", format=".1%"),
            ],
        )
    )
    description = f"{len(data)} columns have missing values."
    return finish(chart, "What is missing", description, bar_height(len(data)))
