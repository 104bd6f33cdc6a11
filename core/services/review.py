"""Review without installing anything: one page goes out, one answer file comes back and is checked."""

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import Field, ValidationError

from core.design.frozen import Frozen
from core.errors import BadInput, Tampered
from core.lifecycle.records import Record
from core.lifecycle.staleness import History, kind_title
from core.lifecycle.steps import STEP_OF_KIND
from core.services.workspace import Workspace, need_fresh

if TYPE_CHECKING:
    from core.documents.document import Document

MAX_BYTES = 2**20
SEND_AGAIN = "Ask the reviewer to save the answer again from the page that was sent."


class Comment(Frozen):
    """What a reviewer says about one part; `item` is empty for the whole."""

    item: str = Field(default="", max_length=300)
    text: str = Field(min_length=1, max_length=4000)


class Answer(Frozen):
    """The body of an answer file."""

    number: str
    content_hash: str
    reviewer: str = Field(min_length=1, max_length=120)
    part: str = Field(default="", max_length=120)
    verdict: Literal["approve", "comment", "reject"]
    comments: tuple[Comment, ...] = Field(default=(), max_length=200)


@dataclass(frozen=True)
class SentOut:
    """A page that went out: its name and its HTML."""

    file_name: str
    page: str


@dataclass(frozen=True)
class Landed:
    """An answer that came back.

    Attributes
    ----------
    is_approval : bool
        Whether it became a signature on the step.
    because : str
        In words, what became of it.
    """

    record: Record
    is_approval: bool
    because: str


def send_for_review(
    workspace: Workspace,
    project: str,
    kind: str,
    document: "Document",
    *,
    reviewer: str,
    question: str = "",
    author: str,
) -> SentOut:
    """Return the page that asks a person to review the newest record of a kind, and put that on record.

    Parameters
    ----------
    kind : str
        Kind of the record that an approval would sign; it must not be stale.
    document : Document
        What the reviewer reads.

    Raises
    ------
    NotReady
        When there is no such record, or it is out of date.
    """
    from core.documents.review import ReviewRequest, review_html, review_items

    record = need_fresh(workspace.history(project), kind)
    request = ReviewRequest(
        secrets.token_hex(6), secrets.token_hex(16), record.content_hash, reviewer.strip(), question.strip()
    )
    payload = {
        "number": request.number,
        "token": request.token,
        "kind": kind,
        "version": record.version,
        "content_hash": record.content_hash,
        "lineage_hash": record.lineage_hash,
        "reviewer": request.reviewer,
        "question": request.question,
        "items": list(review_items(document)),
    }
    workspace.save(project, "review_request", payload, author=author, reason=request.question)
    return SentOut(f"{kind_title(kind)} review {request.number}.html", review_html(document, request))


def take_answer(workspace: Workspace, project: str, content: bytes, *, author: str) -> Landed:
    """Check an answer file against what was sent, and record it; an approval signs what is still current.

    Parameters
    ----------
    author : str
        Who brings the file in; the review itself carries the reviewer's name.

    Raises
    ------
    BadInput
        When it is no answer file, answers nothing that was sent, or was taken before.
    Tampered
        When it was changed after it was saved, or is about other content than was sent.
    """
    body, sealed = _opened(content)
    history = workspace.history(project)
    answer = _answer(body)
    request = _request(history, answer.number)
    _refuse_tampered(request, answer, body, sealed)
    if any(r.payload["seal"] == sealed for r in history.records if r.kind == "review"):
        raise BadInput("This answer was taken before.", "Nothing was recorded twice.")
    kind = request.payload["kind"]
    current = history.latest(kind)
    is_current = (
        current is not None
        and current.lineage_hash == request.payload["lineage_hash"]
        and not history.is_stale(kind)
    )
    payload = {
        **answer.model_dump(mode="json"),
        "kind": kind,
        "version": request.payload["version"],
        "seal": sealed,
        "was_current": is_current,
        "brought_by": author,
    }
    record = workspace.save(project, "review", payload, author=answer.reviewer, reason=_summary(answer))
    if answer.verdict == "approve" and is_current and current is not None:
        _approve(workspace, project, current, answer)
    return _landed(record, answer, kind, is_current=is_current)


def reviews_of(history: History, kind: str) -> list[Record]:
    """Return the reviews of a kind of record, newest first."""
    return [r for r in reversed(history.records) if r.kind == "review" and r.payload["kind"] == kind]


def waiting(history: History, kind: str) -> list[Record]:
    """Return the requests about a kind of record that nobody has answered yet, newest first."""
    answered = {r.payload["number"] for r in history.records if r.kind == "review"}
    return [
        r
        for r in reversed(history.records)
        if r.kind == "review_request" and r.payload["kind"] == kind and r.payload["number"] not in answered
    ]


def _opened(content: bytes) -> tuple[str, str]:
    from core.documents.review import FORMAT

    if len(content) > MAX_BYTES:
        raise BadInput("The file is above 1 MB: no answer is that long.", SEND_AGAIN)
    try:
        outer = json.loads(content)
        body, sealed = outer["body"], outer["seal"]
        is_known = outer["format"] == FORMAT and isinstance(body, str) and isinstance(sealed, str)
    except (ValueError, TypeError, KeyError, RecursionError):
        is_known = False
    if not is_known:
        raise BadInput("This is not an answer to a review.", SEND_AGAIN)
    return body, sealed


def _answer(body: str) -> Answer:
    try:
        return Answer.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the answer"
        raise BadInput(f"The answer is incomplete: {where}: {first['msg']}.", SEND_AGAIN) from None


def _request(history: History, number: str) -> Record:
    for record in history.records:
        if record.kind == "review_request" and record.payload["number"] == number:
            return record
    raise BadInput(
        f"No review with the number {number!a} was sent from this project.", "Open the other project."
    )


def _refuse_tampered(request: Record, answer: Answer, body: str, sealed: str) -> None:
    from core.documents.review import seal

    if not secrets.compare_digest(seal(request.payload["token"], body).encode(), sealed.encode()):
        raise Tampered("The answer was changed after it was saved.", SEND_AGAIN)
    if answer.content_hash != request.payload["content_hash"]:
        raise Tampered("The answer is about other content than was sent.", SEND_AGAIN)


def _approve(workspace: Workspace, project: str, current: Record, answer: Answer) -> None:
    payload = {
        "step": STEP_OF_KIND[current.kind].code,
        "kind": current.kind,
        "lineage_hash": current.lineage_hash,
        "review": answer.number,
    }
    workspace.save(project, "approval", payload, author=answer.reviewer, reason=_summary(answer))


def _summary(answer: Answer) -> str:
    if not answer.comments:
        return "No comments."
    first = answer.comments[0].text
    more = f" (and {len(answer.comments) - 1} more)" if len(answer.comments) > 1 else ""
    return f"{first[:200]}{more}"


def _landed(record: Record, answer: Answer, kind: str, *, is_current: bool) -> Landed:
    what = f"the {kind_title(kind)}, version {record.payload['version']}"
    if answer.verdict != "approve":
        verb = "rejects" if answer.verdict == "reject" else "comments on"
        return Landed(record, is_approval=False, because=f"{answer.reviewer} {verb} {what}.")
    if not is_current:
        because = f"{answer.reviewer} approved {what}, but it has changed since: there is no signature. Send it again."
        return Landed(record, is_approval=False, because=because)
    return Landed(record, is_approval=True, because=f"{answer.reviewer} approved {what}: signed.")
