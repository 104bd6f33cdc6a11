"""What do we have, and can we trust it? Upload, what was read, roles of columns, profile."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.services import data
from core.services.data import DataView
from pages.ui.access import workspace
from pages.ui.closing import close_step
from pages.ui.concurrency import tell_change
from pages.ui.data_profile import show_profile
from pages.ui.escape import plain
from pages.ui.person import name_on_record
from pages.ui.project import open_step
from pages.ui.reading_form import show_reading
from pages.ui.roles_editor import show_roles
from pages.ui.upload import ask_table

FEW_NOTES = 3
MOST_MISSING = 0.5


def main() -> None:
    """Show the page."""
    project, history = open_step("data")
    tell_change("roles", history.latest("roles"))
    view = data.data_view(workspace(), project)
    if view.dataset is None:
        _first_upload(project)
    else:
        _overview(view)
        _new_version(project)
        _notes(view)
        show_reading(project, view)
        show_roles(project, view)
        st.subheader("What is in it?", anchor=False)
        show_profile(view)
    close_step("data", project, workspace().history(project))


def _first_upload(project: str) -> None:
    with st.container(border=True):
        st.markdown("**Bring in a table.** One row per case, with the column to be predicted already known.")
        _uploader(project, "Table as a file", "data.upload")
        st.caption(
            "CSV, JSON Lines, Excel (.xlsx) or Parquet, up to 500 MB; CSV in gzip too. It stays on this computer."
        )


def _uploader(project: str, label: str, key: str) -> None:
    def take(file: UploadedFile) -> None:
        record = data.ingest_stream(workspace(), project, file.name, file, author=name_on_record())
        st.toast(plain(f"{file.name} is version {record.version} of the data."))

    ask_table(label, key, take, doing="Reading the file…")


def _overview(view: DataView) -> None:
    assert view.dataset is not None
    profile, dataset = view.profile, view.dataset
    with st.grid(4, min_column_width=150):
        st.metric("Rows", f"{dataset.rows:,}", border=True)
        st.metric("Columns", len(dataset.columns), border=True)
        st.metric("Cells without a value", f"{profile['missing_cells']:,}", border=True)
        st.metric("Rows that repeat another", f"{profile['duplicates']:,}", border=True)
    for warning in _warnings(view):
        st.warning(plain(warning), icon=":material/warning:")


def _warnings(view: DataView) -> list[str]:
    assert view.dataset is not None
    found = []
    empty = [c["name"] for c in view.profile["columns"] if c["missing_share"] > MOST_MISSING]
    if empty:
        found.append(f"More than half of the values are missing in: {', '.join(empty)}.")
    if view.profile["duplicates"] > 0.1 * view.dataset.rows:
        found.append("More than one row in ten repeats another: the same case may be counted twice.")
    balance = view.profile["class_balance"]
    if balance and balance[-1]["share"] < 0.05:
        rare, count = balance[-1]["label"], balance[-1]["count"]
        found.append(f"{rare} is rare: {count:,} rows. A share of right answers would flatter.")
    return found


def _new_version(project: str) -> None:
    with st.expander("Replace with a new version of the table", icon=":material/upload_file:"):
        st.caption("The versions before stay on record. What was made from them is marked as out of date.")
        _uploader(project, "File with the same columns", "data.replace")


def _notes(view: DataView) -> None:
    assert view.dataset is not None
    notes = view.dataset.notes
    origin = f"{view.dataset.name}, version {view.version}"
    if not notes:
        st.caption(plain(f"{origin}: nothing had to be changed while reading."))
        return
    title = "1 remark" if len(notes) == 1 else f"{len(notes)} remarks"
    with st.expander(f"{plain(origin)}: {title} from reading it", expanded=len(notes) <= FEW_NOTES):
        for note in notes:
            st.markdown(f"- {plain(note)}")


main()
