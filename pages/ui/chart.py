"""A figure with its data to download."""

from io import StringIO
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def show_chart(figure: "alt.TopLevelMixin", data: "pd.DataFrame", name: str) -> None:
    """Show a figure as wide as its place, with its data as CSV one click away.

    Parameters
    ----------
    data : DataFrame
        The data of the figure, as drawn.
    name : str
        Short file name without suffix, unique on the page: "roc-curve".
    """
    st.altair_chart(figure, width="stretch", key=f"chart.{name}")
    with st.popover("Data", icon=":material/table_view:", type="tertiary", key=f"chart.{name}.data"):
        st.dataframe(data.head(200), width="stretch", hide_index=True)
        st.download_button(
            "Download data",
            chart_csv(data),
            file_name=f"{name}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key=f"chart.{name}.download",
        )


def chart_csv(data: "pd.DataFrame") -> str:
    """Return a table as CSV whose text cells no spreadsheet takes for a formula (OWASP, CSV injection)."""
    safe = data.rename(columns=lambda column: quote_formula(str(column)))
    for column in safe.select_dtypes(["object", "string", "category"]):
        safe[column] = safe[column].astype(object).map(quote_formula)
    buffer = StringIO()
    safe.to_csv(buffer, index=False, lineterminator="\n")
    return buffer.getvalue()


def quote_formula(value: object) -> object:
    """Return a cell with an apostrophe in front when a spreadsheet would run it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
