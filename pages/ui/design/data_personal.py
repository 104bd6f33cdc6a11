"""Personal values on the Data page: masked until a person asks to see them."""

from dataclasses import replace

import streamlit as st

from core.design.wording import counted
from core.services.design import looks
from core.services.design.data import DataView
from core.services.design.masking import masked_profile
from pages.ui.access import workspace
from pages.ui.escape import plain

MOST_NAMED = 5


def hidden_columns(view: DataView) -> tuple[str, ...]:
    """Return the columns of personal data to be masked; none where a person chose to see them in the open tab."""
    assert view.dataset is not None
    names = tuple(one.column for one in looks.personal_data(workspace(), view.dataset))
    if not names:
        return ()
    told = ", ".join(names[:MOST_NAMED]) + ("…" if len(names) > MOST_NAMED else "")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        is_shown = st.toggle("Show personal values", key=f"data.personal.{view.version}")
        st.caption(
            plain(f"{counted(len(names), 'column')} {'shown' if is_shown else 'masked'}: {told}."),
            width="content",
        )
    return () if is_shown else names


def masked_view(view: DataView) -> DataView:
    """Return what a tab may show: personal values are masked unless a person chose to see them."""
    return replace(view, profile=masked_profile(view.profile, hidden_columns(view)))
