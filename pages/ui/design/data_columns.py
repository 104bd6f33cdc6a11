"""Every column in one table, drawn small; the chosen one is looked at beside it."""

import pandas as pd
import streamlit as st

from core.lifecycle.records import Payload
from core.services.design.data import DataView
from pages.ui.design.data_column import show_column
from pages.ui.design.data_facts import shape, typical

ESSENTIAL = ("Column", "Shape", "Missing", "Role", "Typical")
KINDS = {"number": "number", "category": "category", "boolean": "yes or no", "date": "date", "text": "text"}


def show_columns(view: DataView) -> None:
    """Show the table of columns, and the chosen column beside it."""
    columns = view.profile["columns"]
    left, right = st.columns([1.6, 1], gap="medium")
    with left:
        position = _table(view, columns)
    with right:
        show_column(view, columns[position])


def _table(view: DataView, columns: list[Payload]) -> int:
    """Show the table and return the position of the chosen column; what fits beside it comes first."""
    shows_all = st.toggle("More about each column", key="data.columns_more")
    chosen = st.dataframe(
        _rows(view, columns),
        column_config=_config(),
        column_order=None if shows_all else ESSENTIAL,
        hide_index=True,
        width="stretch",
        height=min(38 + 35 * len(columns), 600),
        on_select="rerun",
        selection_mode="single-row",
        key=f"data.column.{view.version}",
    ).selection.rows
    st.caption("Choose a row to look closer. The small drawings leave out the most extreme 2% of long tails.")
    if chosen and chosen[0] < len(columns):
        return int(chosen[0])
    target = view.roles.target if view.roles else None
    telling = (n for n, column in enumerate(columns) if "every value differs" not in column["notes"])
    names = [column["name"] for column in columns]
    return names.index(target) if target in names else next(telling, 0)


def _rows(view: DataView, columns: list[Payload]) -> pd.DataFrame:
    roles = {role.column: role.role.value for role in view.roles.roles} if view.roles else {}
    table = pd.DataFrame(
        {
            "Column": [column["name"] for column in columns],
            "Shape": [shape(column) for column in columns],
            "Missing": [100 * column["missing_share"] for column in columns],
            "Typical": [typical(column) for column in columns],
            "Different": [column["distinct"] for column in columns],
            "Holds": [KINDS.get(column["kind"], column["kind"]) for column in columns],
            "Note": [", ".join(column["notes"]) for column in columns],
        }
    )
    if roles:
        table.insert(3, "Role", [roles.get(column["name"], "") for column in columns])
    return table


def _config() -> dict[str, object]:
    config = st.column_config
    return {
        "Column": config.TextColumn(pinned=True, width=150),
        "Shape": config.BarChartColumn(y_min=0, width=80),
        "Missing": config.ProgressColumn(format="%.1f%%", min_value=0, max_value=100, width=90),
        "Holds": config.TextColumn(width=85),
        "Role": config.TextColumn(width=80),
        "Typical": config.TextColumn(help="Median, or the most frequent value", width=95),
        "Different": config.NumberColumn(format="localized", width=80),
    }
