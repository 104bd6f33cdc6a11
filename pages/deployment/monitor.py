"""Is it still right, and still worth it? Hold a new batch against the reference, act on the alerts."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.errors import TrefoilError
from core.lifecycle.records import Payload, Record
from core.lifecycle.staleness import History
from core.services.deployment import monitor
from core.services.deployment.release import live_release
from core.services.words import metric_words
from core.services.work import submit
from pages.ui.access import workspace
from pages.ui.closing import close_step
from pages.ui.deployment.monitoring import (
    show_alerts,
    show_drift,
    show_then_and_now,
    show_watched,
    show_windows,
)
from pages.ui.development.contract_report import show_contract_report
from pages.ui.escape import plain
from pages.ui.figures import NARROW, figure, money
from pages.ui.job import is_working, job_panel
from pages.ui.messages import explain_empty, show_error
from pages.ui.person import ask_name
from pages.ui.project import open_step
from pages.ui.state import page_file, project_query
from pages.ui.upload import ask_table


def main() -> None:
    """Show the page."""
    project, history = open_step("monitor")
    windows = monitor.windows(workspace(), project)
    job = job_panel(project, "monitor", doing_title="Comparing", result=windows[-1] if windows else None)
    if not is_working(job):
        _ask(project)
    if windows:
        _show(history, windows)
        _retrain(project, history)
    else:
        explain_empty(
            "Nothing is monitored yet",
            "Upload a recent batch. It is compared with the rows that the live model was judged on; where the true "
            "answers are in the file, so are score and money.",
        )
    close_step("monitor", project, history)


def _ask(project: str) -> None:
    def take(file: UploadedFile) -> None:
        path = workspace().files.keep_upload(file.name, file.getvalue())
        submit(workspace(), project, "monitor", {"path": str(path), "name": file.name})

    ask_table("A file with recent rows", "monitor.file", take, doing="Keeping the file…")


def _show(history: History, windows: list[Record]) -> None:
    names = {f"{window.version} · {window.payload['name']}": window for window in reversed(windows)}
    name = (
        st.selectbox("Batch watched", list(names), key=f"monitor.window.{len(names)}")
        if len(names) > 1
        else next(iter(names))
    )
    found = names[name].payload
    show_alerts(found["alerts"])
    _figures(found, history)
    show_watched(found.get("requirements", []))
    show_contract_report(found["quality"])
    st.subheader("Do the inputs still look the same?", anchor=False)
    st.caption(
        "The reference are the rows that the live model was judged on at its release; current is this file. A "
        "column has drifted when it moved by enough to count, and by more than chance explains."
    )
    show_drift(found["drift"])
    st.subheader("Do the predictions still look the same?", anchor=False)
    show_then_and_now(found["prediction_drift"]["features"][0], "predictions-then-and-now")
    st.subheader("Batch after batch", anchor=False)
    metric = metric_words(_candidate(history)["metric"])
    show_windows(windows, metric.short, _candidate(history)["currency"])


def _candidate(history: History) -> Payload:
    live = live_release(history).payload["candidate"]
    return next(record.payload for record in history.records if record.content_hash == live)


def _figures(found: Payload, history: History) -> None:
    performance = found["performance"]
    with st.grid(3, min_column_width=NARROW):
        st.metric("Rows", f"{found['rows']:,}", border=True, height="stretch")
        if performance is None or performance["score"] is None:
            drifted = f"{len(found['drift']['drifted'])} of {len(found['drift']['features'])}"
            st.metric("Inputs that drifted", drifted, border=True)
            st.metric("Score and value", "not known yet", border=True)
        else:
            _against_release(performance, _candidate(history)["currency"])
    if performance is None:
        st.caption(
            "This file does not hold the true answers, so only inputs and predictions can be compared."
        )
    else:
        st.caption(plain(performance["sentence"]))


def _against_release(performance: Payload, currency: str) -> None:
    title = metric_words(performance["metric"]).short
    figures = {
        title: (figure(performance["score"]), figure(performance["reference_score"])),
        "Value per row": (
            money(performance["value_per_row"], currency),
            money(performance["reference_value"], currency),
        ),
    }
    for label, (now, before) in figures.items():
        words = f"{plain(before)} at release"
        st.metric(label, plain(now), words, delta_color="off", delta_arrow="off", border=True)


def _newest_alerts(history: History) -> list[Payload]:
    newest = history.latest("monitoring")
    return newest.payload["alerts"] if newest else []


def _retrain(project: str, history: History) -> None:
    if monitor.has_started_anew(history):
        with st.container(border=True):
            st.markdown(f"**Iteration {history.iteration} has begun: the newest batch joined the data.**")
            st.markdown(
                "The live model stays live. Bring everything up to date from the start page; only a model that "
                "passes every gate replaces it."
            )
            st.page_link(page_file("home"), label="Go to the start page", query_params=project_query())
        return
    is_urged = any(alert["severity"] == "act" for alert in _newest_alerts(history))
    with (
        st.expander("Retrain with the newest batch", icon=":material/autorenew:", expanded=is_urged),
        st.form("monitor.retrain"),
    ):
        st.caption(f"The newest batch is {plain(monitor.windows(workspace(), project)[-1].payload['name'])}.")
        st.markdown(
            "The newest batch's rows with a known answer join the data and the next iteration begins. "
            "The live model stays live until another one passes the gates."
        )
        name = ask_name("monitor.retrain_name")
        reason = st.text_input("Why?", max_chars=500, key="monitor.retrain_reason")
        if not st.form_submit_button("Retrain with this batch", type="primary"):
            return
        try:
            monitor.retrain(workspace(), project, author=name, reason=reason)
        except TrefoilError as error:
            show_error(error)
            return
        st.rerun()


main()
