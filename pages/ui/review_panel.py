"""Review of a report: a page goes out to a person, one small file comes back, comments stand at their item."""

from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.errors import TrefoilError
from core.lifecycle.records import Record
from core.lifecycle.staleness import History, kind_title
from core.services.reports import REPORTS, ask_for_review
from core.services.review import Landed, SentOut, reviews_of, take_answer, waiting
from pages.ui.access import workspace
from pages.ui.escape import plain
from pages.ui.figures import when
from pages.ui.messages import show_error, show_note, show_success
from pages.ui.person import name_on_record
from pages.ui.upload import ask_file

MOST_MEGABYTES = 1
VERDICTS = {
    "approve": ("approves", "green", ":material/check_circle:"),
    "comment": ("comments", "blue", ":material/chat:"),
    "reject": ("does not approve", "red", ":material/cancel:"),
}


def review_panel(project: str, code: str) -> None:
    """Ask for a review of a report, take answers in, and show what came back.

    Parameters
    ----------
    code : str
        One of `core.services.reports.REPORTS`.
    """
    history = workspace().history(project)
    kind = REPORTS[code].reviewed
    asking, answering = st.columns(2, gap="large")
    with asking:
        _ask(project, code, history)
    with answering:
        _answer(project, code)
    _waiting(history, kind)
    _came_back(history, kind)


def _ask(project: str, code: str, history: History) -> None:
    st.markdown("**Ask for a review**")
    kind = REPORTS[code].reviewed
    if history.latest(kind) is None or history.is_stale(kind):
        state = "is out of date" if history.latest(kind) else "is not on record yet"
        st.caption(f"The {kind_title(kind)} {state}: a review can be asked for once it is up to date.")
        return
    with st.form(f"review.{code}.ask", border=False, enter_to_submit=False):
        reviewer = st.text_input("Who reviews it?", max_chars=120, key=f"review.{code}.reviewer")
        question = st.text_area(
            "What do you ask? (optional)", max_chars=1000, height=80, key=f"review.{code}.question"
        )
        is_asked = st.form_submit_button("Make the review page", icon=":material/outgoing_mail:")
    if is_asked:
        try:
            with st.spinner("Writing the review page…"):
                sent = ask_for_review(
                    workspace(), project, code, reviewer=reviewer, question=question, author=name_on_record()
                )
            st.session_state[f"review.{project}.{code}.sent"] = sent
            st.rerun()
        except TrefoilError as error:
            show_error(error)
    _sent(project, code)


def _sent(project: str, code: str) -> None:
    sent: SentOut | None = st.session_state.get(f"review.{project}.{code}.sent")
    if sent is None:
        return
    st.download_button(
        "Download the review page",
        sent.page,
        file_name=sent.file_name,
        mime="text/html",
        type="primary",
        icon=":material/download:",
        on_click="ignore",
        key=f"review.{code}.page",
    )
    st.caption("Send this file. It opens in any browser, without a network, and gives back one small file.")


def _answer(project: str, code: str) -> None:
    st.markdown("**An answer came back?**")
    ask_file(
        "Answer file",
        f"review.{code}.answer",
        partial(_take, project, code),
        doing="Checking the answer…",
        types=("json",),
        megabytes=MOST_MEGABYTES,
    )
    landed: Landed | None = st.session_state.pop(f"review.{project}.{code}.landed", None)
    if landed is not None:
        (show_success if landed.is_approval else show_note)(landed.because)


def _take(project: str, code: str, file: UploadedFile) -> None:
    landed = take_answer(workspace(), project, file.getvalue(), author=name_on_record())
    st.session_state[f"review.{project}.{code}.landed"] = landed


def _waiting(history: History, kind: str) -> None:
    for request in waiting(history, kind):
        asked = f"{request.payload['reviewer']}, since {when(request.created_at)}"
        about = f"version {request.payload['version']}{_changed(history, request)}"
        question = f": {request.payload['question']}" if request.payload["question"] else ""
        st.markdown(f":material/hourglass_empty: Waiting for {plain(asked)} ({about}){plain(question)}")


def _changed(history: History, request: Record) -> str:
    current = history.latest(request.payload["kind"])
    is_same = current is not None and current.lineage_hash == request.payload["lineage_hash"]
    return "" if is_same else ", changed since: an approval will not sign"


def _came_back(history: History, kind: str) -> None:
    for review in reviews_of(history, kind):
        said = review.payload
        verb, colour, icon = VERDICTS[said["verdict"]]
        with st.container(border=True):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.badge(f"{plain(said['reviewer'])} {verb}", icon=icon, color=colour)
                part = f"{said['part']}, " if said["part"] else ""
                st.caption(f"{plain(part)} version {said['version']}, {when(review.created_at)}")
            if said["verdict"] == "approve" and not said["was_current"]:
                st.caption("The content had changed by then: this signed nothing.")
            for comment in said["comments"]:
                item = comment["item"] or "The whole"
                st.markdown(f"**{plain(item)}:** {plain(comment['text'])}")
