"""Reports on the Documents page: shown as they are downloaded, sent out for review, and answered."""

import base64
import json
import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from core.documents.review import ReviewRequest, answer_text
from core.services import projects
from core.services.design import business
from core.services.reports import REPORTS, report, report_text
from core.services.review import reviews_of
from core.services.workspace import Workspace
from tests.app.conftest import Stage
from tests.app.walk import PROJECT, charter, open_page, texts

HOSTILE = "![x](http://evil.example/a.png) <img src=http://evil.example/b.png> :red[c] $d$"


def open_tab(title: str) -> AppTest:
    app = open_page("documents")
    app.session_state["documents.tabs"] = title
    return app.run()


def shown(app: AppTest) -> str:
    """Return the HTML of the report that is shown."""
    (frame,) = app.get("iframe")
    start, content = frame.proto.src.split(",", 1)
    assert start == "data:text/html;charset=utf-8;base64"
    return base64.b64decode(content).decode()


def ask(app: AppTest, code: str, reviewer: str = "Ben", question: str = "") -> AppTest:
    app.text_input(key=f"review.{code}.reviewer").input(reviewer)
    app.text_area(key=f"review.{code}.question").input(question)
    return next(button for button in app.button if button.label == "Make the review page").click().run()


def request_of(app: AppTest, code: str) -> ReviewRequest:
    page = app.session_state[f"review.{PROJECT}.{code}.sent"].page
    told = json.loads(unescape(re.search(r'data-told="([^"]*)"', page)[1]))  # type: ignore[index]
    return ReviewRequest(told["number"], told["token"], told["content_hash"], "Ben", "")


def bring(app: AppTest, request: ReviewRequest, tamper: bool = False, **answer: object) -> AppTest:
    said = {"reviewer": "Ben", "part": "sponsor", "verdict": "approve", "comments": [], **answer}
    content = answer_text(request, said)
    if tamper:
        content = content.replace("approve", "comment")
    app.file_uploader[0].upload("answer.json", content.encode()).run()
    return app


@pytest.mark.parametrize("code", list(REPORTS))
def test_each_report_is_shown_as_it_is_downloaded(stage: Stage, code: str) -> None:
    workspace = stage("tested")
    app = open_tab(REPORTS[code].title)
    assert not app.exception
    assert shown(app) == report_text(report(workspace, PROJECT, code), "html")
    assert "Download as Markdown" in [button.label for button in app.get("download_button")]


@pytest.mark.parametrize("code", list(REPORTS))
def test_an_empty_project_shows_gaps_and_asks_for_no_review(empty: Workspace, code: str) -> None:
    projects.create_project(empty, PROJECT)
    app = open_tab(REPORTS[code].title)
    assert not app.exception
    assert "Asked on" in shown(app)
    assert "is not on record yet" in texts(app)
    assert "Make the review page" not in [button.label for button in app.button]


def test_a_report_is_written_again_when_a_record_is_added(stage: Stage) -> None:
    workspace = stage("designed")
    app = open_tab("Charter")
    changed = charter().model_copy(update={"goal": "Win customers back."})
    business.save_charter(workspace, PROJECT, changed)
    assert "Win customers back." in shown(app.run())


def test_an_approval_comes_back_as_a_signature_with_its_comments(stage: Stage) -> None:
    workspace = stage("designed")
    app = ask(open_tab("Charter"), "charter", question="Is the payoff right?")
    assert not app.exception
    assert "Waiting for Ben" in texts(app)
    assert "Download the review page" in [button.label for button in app.get("download_button")]
    comments = [{"item": "Scope", "text": "Shops too?"}, {"item": "", "text": "Good."}]
    bring(app, request_of(app, "charter"), comments=comments)
    assert not app.exception
    said = texts(app)
    assert "Ben approved the charter, version 1: signed." in said
    assert "**Scope:** Shops too?" in said
    assert "**The whole:** Good." in said
    assert "Waiting for" not in said
    signed = workspace.history(PROJECT).approval_of("charter")
    assert signed is not None
    assert signed.author == "Ben"


def test_an_approval_of_what_has_changed_says_that_it_signs_nothing(stage: Stage) -> None:
    workspace = stage("designed")
    app = ask(open_tab("Charter"), "charter")
    business.save_charter(workspace, PROJECT, charter(5.0))
    assert "changed since: an approval will not sign" in texts(app.run())
    bring(app, request_of(app, "charter"))
    assert "there is no signature" in texts(app)
    assert "this signed nothing" in texts(app)
    assert workspace.history(PROJECT).approval_of("charter") is None


def test_a_tampered_answer_is_refused_with_its_sentence(stage: Stage) -> None:
    workspace = stage("designed")
    app = ask(open_tab("Charter"), "charter")
    bring(app, request_of(app, "charter"), tamper=True)
    assert not app.exception
    assert "The answer was changed after it was saved." in texts(app)
    assert reviews_of(workspace.history(PROJECT), "charter") == []


def test_a_review_needs_a_name(stage: Stage) -> None:
    stage("designed")
    app = ask(open_tab("Charter"), "charter", reviewer=" ")
    assert "The reviewer has no name." in texts(app)
    assert "Waiting for" not in texts(app)


def test_what_reviewers_write_is_shown_literally(stage: Stage) -> None:
    stage("designed")
    app = ask(open_tab("Charter"), "charter", reviewer=HOSTILE[:100], question=HOSTILE)
    comments = [{"item": HOSTILE, "text": HOSTILE}]
    bring(app, request_of(app, "charter"), reviewer=HOSTILE[:100], part=HOSTILE[:100], verdict="comment",
          comments=comments)  # fmt: skip
    assert not app.exception
    raw = "\n".join(
        str(element.value) for kind in ("markdown", "caption", "info") for element in app.get(kind)
    )
    unescaped = re.sub(r"\\.", "", raw)
    for trick in ("![x](", "<img", ":red[", "$d$"):
        assert trick not in unescaped


def test_the_token_of_a_request_is_not_shown(stage: Stage) -> None:
    stage("designed")
    app = ask(open_tab("Charter"), "charter")
    token = request_of(app, "charter").token
    app.session_state["documents.tabs"] = "Decision diary"
    app.run()
    app.session_state["documents.diary"] = {"selection": {"rows": [0], "columns": []}}
    app.run()
    assert "Sent out for review" in texts(app)
    assert app.code
    assert not any(token in code.value for code in app.code)
