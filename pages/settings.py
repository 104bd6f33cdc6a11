"""Where is everything kept, and what runs it?"""

import pandas as pd
import streamlit as st

from core.services.installation import installation_view
from pages.ui.access import workspace
from pages.ui.person import ask_name

UNITS = ("B", "KB", "MB", "GB", "TB")


def main() -> None:
    """Show the page."""
    st.title("Settings", anchor=False)
    st.caption("Everything stays in one folder of this computer; nothing is sent anywhere.")
    view = installation_view(workspace())
    with st.container(border=True):
        st.markdown("**You**")
        ask_name("settings.name")
        st.caption("It is offered in every form of this session and goes on record with what you decide.")
    with st.container(border=True):
        st.markdown("**Workspace folder**")
        st.code(str(view.home), language=None)
        st.caption("Copy it to back up every project. Set TREFOIL_HOME before the start to use another one.")
        with st.grid(3, min_column_width=110):
            st.metric("Used", size(sum(view.used.values())))
            st.metric("Free on the disk", size(view.free))
            st.metric("Projects", view.projects)
        parts = {"Part": list(view.used), "Size": [size(number) for number in view.used.values()]}
        st.dataframe(pd.DataFrame(parts), hide_index=True, width="stretch")
    with st.container(border=True):
        st.markdown("**Background worker**")
        if view.workers:
            st.badge("Running", icon=":material/check_circle:", color="green")
            st.caption("It ends by itself after 15 minutes without work.")
        else:
            st.badge("Resting", icon=":material/bedtime:", color="gray")
            st.caption("There is nothing to do. It starts by itself with the next piece of work.")
    with st.expander("Versions of the libraries"):
        st.dataframe(
            pd.DataFrame({"Library": list(view.versions), "Version": list(view.versions.values())}),
            hide_index=True,
            width="stretch",
        )


def size(number: float) -> str:
    """Return bytes in words: "12.4 MB"."""
    for unit in UNITS:
        if number < 1000 or unit == UNITS[-1]:
            break
        number /= 1000
    return f"{number:.0f} {unit}" if unit == "B" or number >= 100 else f"{number:.1f} {unit}"


main()
