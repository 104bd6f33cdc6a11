"""What is different in the newest version of the data, in words and figures."""

import pandas as pd
import streamlit as st

from core.design.data.comparison import Comparison
from core.errors import TrefoilError
from core.services.design.data import DataView
from core.services.design.masking import masked_comparison
from core.services.design.version_comparison import newest_comparison
from pages.ui.access import workspace
from pages.ui.design.data_personal import hidden_columns
from pages.ui.escape import plain
from pages.ui.messages import show_error


def show_version_changes(project: str, view: DataView) -> None:
    """Show how the newest version differs from the one before; nothing for a first version.

    Personal values are masked unless a person chose to see them.
    """
    try:
        found = newest_comparison(workspace(), project)
    except TrefoilError as error:
        show_error(error)
        return
    if found is None:
        return
    version, comparison = found[0], masked_comparison(found[1], hidden_columns(view))
    st.markdown(f"**What is different from version {version}**")
    if comparison.rows is not None:
        _row_figures(comparison)
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in comparison.in_words()))
    _shift_table(comparison)


def _row_figures(comparison: Comparison) -> None:
    rows = comparison.rows
    assert rows is not None
    figures = {"Rows that came": rows.added, "Rows that went": rows.removed, "Rows unchanged": rows.same}
    if rows.changed is not None:
        figures["Rows changed"] = rows.changed
    with st.grid(len(figures), min_column_width=150):
        for title, count in figures.items():
            st.metric(title, f"{count:,}", border=True)


def _shift_table(comparison: Comparison) -> None:
    if not comparison.shifts:
        return
    st.caption(
        "How far each column moved: 0% is the same distribution, 100% nothing in common. Worth a look from 10%, "
        "when chance (with these numbers of rows, for all columns together) stays below it."
    )
    st.dataframe(
        pd.DataFrame(
            {
                "Column": [shift.column for shift in comparison.shifts],
                "Moved": [100 * shift.effect for shift in comparison.shifts],
                "Chance stays below": [100 * shift.noise for shift in comparison.shifts],
                "Before": [shift.before for shift in comparison.shifts],
                "Now": [shift.after for shift in comparison.shifts],
                "Values before": [shift.rows_before for shift in comparison.shifts],
                "Values now": [shift.rows_after for shift in comparison.shifts],
            }
        ),
        hide_index=True,
        width="stretch",
        column_config={
            "Moved": st.column_config.NumberColumn(format="%.1f%%"),
            "Chance stays below": st.column_config.NumberColumn(format="%.1f%%"),
        },
    )
