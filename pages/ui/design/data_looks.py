"""Counts over all rows for the charts of the Data page, kept for as long as the same is looked at."""

import streamlit as st

from core.design.data.columns import Dataset
from core.services.design import looks
from pages.ui.access import workspace

COUNTING = "Counting…"


@st.cache_data(max_entries=40, show_spinner=COUNTING)
def pair(fingerprint: str, x: str, y: str, _dataset: Dataset):  # type: ignore[no-untyped-def]
    """Return `core.services.design.looks.look_at_pair` of a table that never changes."""
    return looks.look_at_pair(workspace(), _dataset, x, y)


@st.cache_data(max_entries=40, show_spinner=COUNTING)
def over_time(fingerprint: str, time: str, column: str, value: str | None, _dataset: Dataset):  # type: ignore[no-untyped-def]
    """Return `core.services.design.looks.look_over_time` of a table that never changes."""
    return looks.look_over_time(workspace(), _dataset, time, column, value)


@st.cache_data(max_entries=40, show_spinner=COUNTING)
def by_group(  # type: ignore[no-untyped-def]
    fingerprint: str, column: str, by: str, target: str | None, positive: str | None, _dataset: Dataset
):
    """Return `core.services.design.looks.look_by_group` of a table that never changes."""
    return looks.look_by_group(workspace(), _dataset, column, by, target, positive)
