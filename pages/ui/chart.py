"""A figure with its data to download."""

from typing import TYPE_CHECKING

import streamlit as st

from core.services.export import safe_csv

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd


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
            safe_csv(data),
            file_name=f"{name}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key=f"chart.{name}.download",
        )
