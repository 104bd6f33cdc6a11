"""What does it say about these rows? Upload a file, check it, score it, download the answers."""

from pathlib import PurePath
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.design.wording import counted
from core.errors import TrefoilError
from core.lifecycle.records import Payload, Record
from core.lifecycle.staleness import History
from core.services.deployment import predict
from core.services.work import submit
from pages.ui.access import workspace
from pages.ui.closing import close_step
from pages.ui.deployment.predictions import say_range, show_predictions
from pages.ui.development.contract_report import show_contract_report
from pages.ui.escape import plain
from pages.ui.figures import NARROW, money, when
from pages.ui.job import is_working, job_panel
from pages.ui.messages import explain_empty, show_error
from pages.ui.project import open_step
from pages.ui.upload import ask_table

QUIET: dict[str, Any] = {"delta_color": "off", "delta_arrow": "off", "border": True, "height": "stretch"}
DECIDED_BY, BY_PERSON = "decided_by", "ask a person"


def main() -> None:
    """Show the page."""
    project, history = open_step("predict")
    batches = predict.batches(history)
    job = job_panel(project, "predict", doing_title="Scoring", result=batches[0] if batches else None)
    if not is_working(job):
        _ask(project, history)
    if batches:
        chosen = _choose(batches)
        _show(history, chosen)
    else:
        explain_empty(
            "No file was scored yet",
            "Upload rows with the same columns as the training data, without the answer. Each row is checked "
            "against the data contract (what each column must look like), scored by the live model, and kept "
            "on record.",
        )
    close_step("predict", project, history, can_continue=True)


def _ask(project: str, history: History) -> None:
    inputs = predict.needed_columns(workspace(), history)

    def take(file: UploadedFile) -> None:
        path = workspace().files.keep_upload(file.name, file.getvalue())
        submit(workspace(), project, "predict", {"path": str(path), "name": file.name})

    ask_table("A file with the rows to score", "predict.file", take, doing="Keeping the file…")
    with st.expander(f"{counted(len(inputs), 'column')} that the file needs"):
        st.dataframe({"Column": inputs}, hide_index=True, width="stretch")
        st.caption("Other columns are allowed; they are kept beside the answers and the model ignores them.")


def _choose(batches: list[Record]) -> Record:
    if len(batches) == 1:
        return batches[0]
    titles = {f"{record.version} · {record.payload['name']}": record for record in batches}
    return titles[st.selectbox("Scored file", list(titles), key="predict.batch")]


def _limit_words(decision: Payload) -> str:
    if decision["threshold"] is None:
        return f"from an expected gain of {plain(money(decision['least_gain'], decision['currency']))}"
    return f"from a probability of {decision['threshold']:.3f}"


def _show(history: History, batch: Record) -> None:
    payload = batch.payload
    decision = payload.get("decision")
    asked = payload.get("ask_a_person")
    with st.grid(2 + bool(decision) + (asked is not None), min_column_width=NARROW):
        st.metric("Rows scored", f"{payload['rows']:,}", border=True, height="stretch")
        if decision:
            st.metric(
                "To act on",
                f"{decision['acted']:,}",
                delta=_limit_words(decision),
                **QUIET,
            )
        if asked is not None:
            share = f"{asked / payload['rows']:.0%} of the rows" if payload["rows"] else None
            st.metric("To ask a person", f"{asked:,}", delta=share, **QUIET)
        st.metric("Model version", payload["version"], border=True, height="stretch")
    st.caption(f"File: {plain(payload['name'])}, scored {when(batch.created_at)}")
    say_range(payload.get("range"))
    show_contract_report(payload["contract"])
    try:
        scored = predict.scored_rows(workspace(), payload["fingerprint"])
    except TrefoilError as error:
        show_error(error)
        return
    show_predictions(_asked_about(scored, payload), payload["outputs"])
    st.download_button(
        "Download the answers",
        lambda: predict.scored_csv(workspace(), payload["fingerprint"]),
        file_name=answers_name(payload["name"]),
        mime="text/csv",
        icon=":material/download:",
        type="primary",
        on_click="ignore",
        key="predict.download",
    )
    _log(predict.batches(history))


def answers_name(uploaded: str) -> str:
    """Return what the answers are called when they are taken away: "november scored.csv"."""
    stem = PurePath(uploaded.removesuffix(".gz")).stem
    return f"{stem} scored.csv"


def _asked_about(scored: pd.DataFrame, payload: Payload) -> pd.DataFrame:
    """Return the rows to show: all, or only those on which a person is asked."""
    if not payload.get("ask_a_person"):
        return scored
    st.caption(
        "Where the model is not sure enough, it asks a person: the column decided_by says who decides on each row."
    )
    if not st.toggle("Only rows to ask a person about", key="predict.asked"):
        return scored
    decided_by = next(name for name in payload["outputs"] if name.rstrip("_") == DECIDED_BY)
    return scored[scored[decided_by] == BY_PERSON]


def _log(batches: list[Record]) -> None:
    with st.expander(f"All scored files ({len(batches)})", icon=":material/history:"):
        rows = [
            {
                "File": record.payload["name"],
                "Scored": when(record.created_at),
                "Rows": record.payload["rows"],
                "Model version": record.payload["version"],
                "Contract errors": record.payload["contract"]["errors"],
                "Warnings": record.payload["contract"]["warnings"],
            }
            for record in batches
        ]
        st.dataframe(rows, width="stretch", hide_index=True)


main()
