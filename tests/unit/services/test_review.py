"""A page goes out, an answer comes back: checked against what was sent, refused when it was tampered with."""

import json
import re
from html import unescape
from pathlib import Path

import pytest

from core.bootstrap import open_workspace
from core.design.business.charter import Charter
from core.design.business.payoff_terms import BinaryPayoff
from core.design.business.requirements import Requirement, RequirementKind
from core.documents.document import Document, Section, Text
from core.documents.review import ReviewRequest, answer_text
from core.errors import BadInput, NotReady, Tampered
from core.services import projects, review
from core.services.design import business
from core.services.workspace import Workspace

PROJECT = "Keep customers"
DOCUMENT = Document("Charter", "Version 1", (Section("Goal", (Text("Keep them."),)), Section("Empty")))


def charter(goal: str = "Keep customers.") -> Charter:
    return Charter(
        goal=goal,
        decision="Whom to call.",
        payoff=BinaryPayoff(true_positive=60, false_positive=-12),
        requirements=(Requirement(number="R1", kind=RequirementKind.LATENCY_MS, limit=50),),
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    opened = open_workspace(tmp_path)
    projects.create_project(opened, PROJECT)
    business.save_charter(opened, PROJECT, charter(), author="Ana")
    return opened


def send(workspace: Workspace) -> ReviewRequest:
    """Send the charter out and return the request as the page carries it."""
    sent = review.send_for_review(workspace, PROJECT, "charter", DOCUMENT, reviewer="Ben", author="Ana")
    told = json.loads(unescape(re.search(r'data-told="([^"]*)"', sent.page)[1]))  # type: ignore[index]
    return ReviewRequest(told["number"], told["token"], told["content_hash"], "Ben", "")


def answer(request: ReviewRequest, **changes: object) -> bytes:
    said = {"reviewer": "Ben", "part": "sponsor", "verdict": "approve", "comments": [], **changes}
    return answer_text(request, said).encode()


def test_an_approval_of_what_is_current_signs_it(workspace: Workspace) -> None:
    landed = review.take_answer(workspace, PROJECT, answer(send(workspace)), author="Ana")
    assert landed.is_approval
    signed = workspace.history(PROJECT).approval_of("charter")
    assert signed is not None
    assert signed.author == "Ben"


def test_comments_land_on_their_item_and_sign_nothing(workspace: Workspace) -> None:
    said = [{"item": "Goal", "text": "By when?"}]
    content = answer(send(workspace), verdict="comment", comments=said)
    landed = review.take_answer(workspace, PROJECT, content, author="Ana")
    history = workspace.history(PROJECT)
    assert not landed.is_approval
    assert history.approval_of("charter") is None
    assert review.reviews_of(history, "charter")[0].payload["comments"] == said


def test_an_approval_of_what_has_changed_is_recorded_but_signs_nothing(workspace: Workspace) -> None:
    request = send(workspace)
    business.save_charter(workspace, PROJECT, charter("Another goal."), author="Ana")
    landed = review.take_answer(workspace, PROJECT, answer(request), author="Ana")
    assert not landed.is_approval
    assert "changed since" in landed.because
    assert workspace.history(PROJECT).approval_of("charter") is None


def test_only_requests_without_an_answer_are_waiting(workspace: Workspace) -> None:
    first, second = send(workspace), send(workspace)
    review.take_answer(workspace, PROJECT, answer(first), author="Ana")
    left = review.waiting(workspace.history(PROJECT), "charter")
    assert [record.payload["number"] for record in left] == [second.number]


def forged_body(content: bytes) -> bytes:
    outer = json.loads(content)
    outer["body"] = outer["body"].replace("Ben", "Bob")
    return json.dumps(outer).encode()


def forged_hash(request: ReviewRequest) -> bytes:
    return answer(ReviewRequest(request.number, request.token, "0" * 64, "Ben", ""))


def forged_token(request: ReviewRequest) -> bytes:
    return answer(ReviewRequest(request.number, "guess", request.content_hash, "Ben", ""))


def test_a_tampered_answer_is_refused(workspace: Workspace) -> None:
    request = send(workspace)
    for content in (forged_body(answer(request)), forged_hash(request), forged_token(request)):
        with pytest.raises(Tampered):
            review.take_answer(workspace, PROJECT, content, author="Ana")
    assert review.reviews_of(workspace.history(PROJECT), "charter") == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[1]",
        b"\xff\xfe",
        b"null",
        b'{"format": "trefoil-review-1", "body": 3, "seal": "x"}',
        b'{"format": "other", "body": "{}", "seal": "x"}',
        b'{"format": "trefoil-review-1", "body": "{}", "seal": "\xc3\xa9"}',
        b"[" * 100_000,
        b" " * (2**20 + 1),
    ],
)
def test_other_files_are_refused(workspace: Workspace, content: bytes) -> None:
    with pytest.raises(BadInput):
        review.take_answer(workspace, PROJECT, content, author="Ana")


def test_an_answer_is_taken_once(workspace: Workspace) -> None:
    content = answer(send(workspace))
    review.take_answer(workspace, PROJECT, content, author="Ana")
    with pytest.raises(BadInput, match="taken before"):
        review.take_answer(workspace, PROJECT, content, author="Ana")


def test_an_answer_to_another_project_is_refused(workspace: Workspace) -> None:
    request = send(workspace)
    projects.create_project(workspace, "Other")
    with pytest.raises(BadInput, match="No review with the number"):
        review.take_answer(workspace, "Other", answer(request), author="Ana")


def test_nothing_is_sent_out_before_there_is_something(workspace: Workspace) -> None:
    with pytest.raises(NotReady):
        review.send_for_review(workspace, PROJECT, "solution", DOCUMENT, reviewer="Ben", author="Ana")
