"""Which columns a model leans on."""

import altair as alt
import pandas as pd

from core.charts.figure import NEUTRAL, Rows, bar_height, finish, label_axis, layered, table


def importance_data(rows: Rows, top: int = 15) -> pd.DataFrame:
    """Return the most important columns, most important first.

    Parameters
    ----------
    rows : rows with `column` and `importance` (loss of score when the column is shuffled),
        optionally `lower` and `upper`
    """
    data = table(rows, ["column", "importance"], ["lower", "upper"])
    return data.sort_values("importance", ascending=False, kind="stable").head(top).reset_index(drop=True)


def importance_figure(data: pd.DataFrame, metric: str = "score") -> alt.LayerChart:
    """Return bars of importance with their spread."""
    base = alt.Chart(data).encode(
        y=alt.Y("column:N", sort=None, title=None, axis=label_axis()),
        tooltip=[
            alt.Tooltip("column:N", title="column"),
            alt.Tooltip("importance:Q", title=f"loss of {metric}", format=".4f"),
        ],
    )
    bars = base.mark_bar(cornerRadiusEnd=3).encode(
        x=alt.X("importance:Q", title=f"loss of {metric} when shuffled")
    )
    spread = base.mark_rule(strokeWidth=2, color=NEUTRAL).encode(x=alt.X("lower:Q"), x2="upper:Q")
    description = f"Loss of {metric} when each of {len(data)} columns is shuffled, largest first."
    return finish(layered(bars, spread), "What the model leans on", description, bar_height(len(data)))
