"""Bringing a table in: as a file, by its path, or from a database; read as a job in the background."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.errors import TrefoilError
from core.lifecycle.records import Payload
from core.services.design import intake
from core.services.memory import largest_file_bytes
from core.services.ports import DatabaseRead
from core.services.work import settle
from pages.ui.access import workspace
from pages.ui.escape import plain
from pages.ui.messages import show_error
from pages.ui.person import name_on_record
from pages.ui.upload import ask_table

PATIENCE_S = 2.0
"""So long the page waits for a small table before it shows the progress instead."""
TABS = ("A file", "A path on this computer", "A database")
FORMATS = (
    "CSV, JSON Lines, Excel (.xlsx) or Parquet, up to 500 MB; CSV in gzip too. It stays on this computer."
)
ADDRESSES = "sqlite:///FILE · duckdb:///FILE · postgresql://USER@HOST/DATABASE · mysql://USER@HOST/DATABASE"


def ask_source(project: str, label: str, key: str) -> None:
    """Show the three ways to bring a table in; only the open one is drawn."""
    tabs = st.tabs(TABS, on_change="rerun", key=f"{key}.tabs")
    for tab, show in zip(tabs, (_ask_file, _ask_path, _ask_database), strict=True):
        if tab.open:
            with tab:
                show(project, label, key)


def read_in_background(project: str, order: Payload, *, expected_version: int | None = None) -> None:
    """Have an order read; a small table is there when this returns. Raises TrefoilError."""
    intake.begin(workspace(), project, order, author=name_on_record(), expected_version=expected_version)
    wait_for_table(project)


def wait_for_table(project: str) -> None:
    """Give a small table the time to be there, and say so when it is."""
    job = workspace().jobs.latest(project, intake.KIND)
    if job is None:
        return
    job = settle(workspace(), job, PATIENCE_S)
    if job.state == "done" and "version" in job.result:
        st.toast(plain(f"{job.params['name']} is version {job.result['version']} of the data."))


def _ask_file(project: str, label: str, key: str) -> None:
    def take(file: UploadedFile) -> None:
        read_in_background(project, intake.from_stream(workspace(), file, file.name))

    ask_table(label, key, take, doing="Reading the file…")
    st.caption(FORMATS)


def _ask_path(project: str, _: str, key: str) -> None:
    with st.form(f"{key}.path.form", border=False):
        path = st.text_input(
            "Path on this computer", placeholder="/data/customers.parquet", key=f"{key}.path"
        )
        pressed = st.form_submit_button("Read this file", key=f"{key}.path.read")
    st.caption(
        f"For large files, up to {largest_file_bytes() / 2**30:.1f} GB with the memory here: nothing goes through "
        "the browser. Above 50 MB no copy is made either."
    )
    if pressed:
        _take(project, lambda: intake.from_path(workspace(), path), "Reading the file…")


def _ask_database(project: str, _: str, key: str) -> None:
    with st.form(f"{key}.database.form", border=False):
        url = st.text_input("Address", placeholder="postgresql://ada@db.example/shop", key=f"{key}.url")
        st.caption(plain(ADDRESSES))
        password = st.text_input(
            "Password", type="password", key=f"{key}.password", help="Used once. It is not stored."
        )
        table = st.text_input("Table", placeholder="orders, or sales.orders", key=f"{key}.table")
        query = st.text_area("or a query", placeholder="SELECT … FROM …", key=f"{key}.query", height=100)
        pressed = st.form_submit_button("Read from the database", key=f"{key}.database.read")
    st.caption("The database is opened for reading only; up to 5 million rows, with the types that it gives.")
    if pressed:
        wanted = DatabaseRead(url, table, query, password)
        _take(project, lambda: intake.from_database(workspace(), wanted), "Fetching the rows…")


def _take(project: str, order, doing: str) -> None:  # type: ignore[no-untyped-def]
    try:
        with st.spinner(doing):
            read_in_background(project, order())
    except TrefoilError as error:
        show_error(error)
        return
    st.rerun()
