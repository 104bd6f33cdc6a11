"""Uploads that leave Streamlit's memory as soon as they are on disk."""

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.errors import TrefoilError
from pages.ui.messages import show_error

TURN = "upload.turn"

TABLES = ("csv", "tsv", "txt", "gz", "json", "jsonl", "ndjson", "xlsx", "xlsm", "parquet", "pq")


def ask_table(label: str, key: str, take: Callable[[UploadedFile], None], *, doing: str) -> None:
    """Show an uploader for a table, as `ask_file` does."""
    ask_file(label, key, take, doing=doing, types=TABLES)


def ask_file(
    label: str,
    key: str,
    take: Callable[[UploadedFile], None],
    *,
    doing: str,
    types: Sequence[str],
    megabytes: int | None = None,
) -> None:
    """Show an uploader; `take` gets the file once, after which Streamlit's copy is freed.

    An expected error of `take` is shown; on success the page reruns with an empty uploader.

    Parameters
    ----------
    doing : str
        What is said while `take` works: "Reading the file…".
    types : sequence of str
        Suffixes that are accepted, without the dot.
    megabytes : int or None
        Largest file; None for the app's own limit.
    """
    turn = st.session_state.get(TURN, 0)
    file = st.file_uploader(label, type=list(types), key=f"{key}.{turn}", max_upload_size=megabytes)
    failed = st.session_state.pop(f"{key}.error", None)
    if failed is not None and file is None:
        show_error(failed)
    if file is None:
        return
    try:
        with st.spinner(doing):
            take(file)
    except TrefoilError as error:
        st.session_state[f"{key}.error"] = error
    finally:
        _free(file)
    st.session_state[TURN] = turn + 1
    st.rerun()


def _free(file: UploadedFile) -> None:
    """Drop Streamlit's copy of the bytes, which a rotated widget key alone would keep."""
    context = get_script_run_ctx()
    if context is not None:
        context.uploaded_file_mgr.remove_file(session_id=context.session_id, file_id=file.file_id)
