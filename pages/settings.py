"""Where is everything kept, and what runs it?"""

import pandas as pd
import streamlit as st

from core.services.installation import installation_view
from pages.ui.access import workspace
from pages.ui.figures import size_words
from pages.ui.person import ask_name


def main() -> None:
    """Show the page."""
    st.title("Settings", anchor=False)
    st.caption("Everything stays in one folder of this computer; nothing is sent anywhere.")
    view = installation_view(workspace())
    with st.container(border=True):
        st.markdown("**You**")
        ask_name("settings.name")
        st.caption("It is offered in every form, the next time too, and goes on record with what you decide.")
    with st.container(border=True):
        st.markdown("**Workspace folder**")
        st.code(str(view.home), language=None)
        st.caption("Copy it to back up every project. Set TREFOIL_HOME before the start to use another one.")
        with st.grid(3, min_column_width=110):
            st.metric("Used", size_words(sum(view.used.values())))
            st.metric("Free on the disk", size_words(view.free))
            st.metric("Projects", view.projects)
        parts = {"Part": list(view.used), "Size": [size_words(number) for number in view.used.values()]}
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


main()
