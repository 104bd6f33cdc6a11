"""A document that goes out for review: one page with a form, whose answer comes back as one small file."""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from core.documents.document import Document
from core.documents.html import TEMPLATES, render

FORMAT = "trefoil-review-1"


@dataclass(frozen=True)
class ReviewRequest:
    """What is asked of a reviewer.

    Attributes
    ----------
    number : str
        Opaque name of the request.
    token : str
        Secret of this request, in the page that goes out; answers are sealed with it.
    content_hash : str
        Hash of the record that is reviewed.
    """

    number: str
    token: str
    content_hash: str
    reviewer: str
    question: str


def review_items(document: Document) -> tuple[str, ...]:
    """Return the titles of the sections that can be commented on, in order."""
    return tuple(section.title for section in document.sections if not section.is_empty)


def review_html(document: Document, request: ReviewRequest) -> str:
    """Return the page: the document, a form below it, and the one script that writes the answer file."""
    script = (TEMPLATES / "review.js").read_text(encoding="utf-8")
    told = {
        "format": FORMAT,
        "number": request.number,
        "token": request.token,
        "content_hash": request.content_hash,
    }
    return render(
        "review.html",
        document,
        request=request,
        items=review_items(document),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        told=json.dumps(told),
    )


def seal(token: str, body: str) -> str:
    """Return the SHA-256 (hex) that the page writes beside an answer's body."""
    return hashlib.sha256(f"{token}\n{body}".encode()).hexdigest()


def answer_text(request: ReviewRequest, answer: dict[str, Any]) -> str:
    """Return an answer file as the page writes it."""
    body = json.dumps({**answer, "number": request.number, "content_hash": request.content_hash})
    return json.dumps({"format": FORMAT, "body": body, "seal": seal(request.token, body)})
