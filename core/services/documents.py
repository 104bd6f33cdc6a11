"""Documents: the decision diary and the model card, both read off the records."""

from dataclasses import dataclass
from datetime import datetime

from core.design.wording import capital
from core.lifecycle.records import Record
from core.lifecycle.staleness import History, is_event, kind_title
from core.lifecycle.steps import BY_CODE, STEP_OF_KIND
from core.services.deployment.release import live_version
from core.services.words import card_words
from core.services.workspace import Workspace, need

EVENT_WORDS = {
    "approval": "Signature",
    "hand_back": "Sent back",
    "promotion": "Rollback",
    "note": "Note",
    "review_request": "Sent out for review",
    "review": "Review",
    "erasure": "Rows of a person deleted",
}
NEWEST, SUPERSEDED, STALE, HAPPENED = "current", "replaced", "out of date", "happened"
VALID, VOID = "valid", "void"


@dataclass(frozen=True)
class DiaryEntry:
    """One record, in words.

    Attributes
    ----------
    standing : str
        "current", "replaced" (a newer version exists) or "out of date" (something underneath changed);
        "valid" or "void" for a signature; "happened" for other events.
    lineage : tuple of str
        What it was made from, and whether that changed since.
    signatures : tuple of str
        Who signed it, and whether the signature still holds.
    """

    record: Record
    what: str
    standing: str
    lineage: tuple[str, ...]
    signatures: tuple[str, ...]

    @property
    def when(self) -> datetime:
        """The moment of the record, in UTC."""
        return self.record.created_at


@dataclass(frozen=True)
class DocumentsView:
    """What the Documents page shows; `card` is Markdown, None before the first release."""

    diary: list[DiaryEntry]
    card: str | None
    version: int | None


def documents_view(workspace: Workspace, project: str) -> DocumentsView:
    """Return the diary, newest first, and the model card of the live release."""
    history = workspace.history(project)
    return DocumentsView(diary(history), live_card(history, project), live_version(history))


def diary(history: History) -> list[DiaryEntry]:
    """Return every record as an entry, newest first."""
    by_id = {record.id: record for record in history.records}
    return [_entry(record, history, by_id) for record in reversed(history.records)]


def live_card(history: History, project: str) -> str | None:
    """Return the model card of the live release as Markdown, from the records as they were at its release."""
    from core.deployment.package.card import model_card_text
    from core.documents.model_card import model_card

    version = live_version(history)
    released = [r for r in history.records if r.kind == "release" and r.payload["version"] == version]
    if not released:
        return None
    then = History([record for record in history.records if record.id <= released[-1].id])
    words = card_words(need(then, "candidate").payload)
    card = model_card(then, project=project, version=int(version or 0), author=released[-1].author, **words)
    return model_card_text(card, {"name": project, "version": version})


def _entry(record: Record, history: History, by_id: dict[int, Record]) -> DiaryEntry:
    return DiaryEntry(
        record,
        _what(record, history),
        _standing(record, history),
        tuple(_lineage(used.record_id, history, by_id) for used in record.inputs),
        tuple(_signatures(record, history)),
    )


def _what(record: Record, history: History) -> str:
    payload = record.payload
    if record.kind == "approval":
        return f"{EVENT_WORDS['approval']} on {BY_CODE[payload['step']].title}"
    if record.kind == "hand_back":
        return f"Sent back from {BY_CODE[payload['from']].title} to {BY_CODE[payload['to']].title}"
    if record.kind == "promotion":
        return f"Rollback from version {payload['from_version']} to {payload['version']}"
    if is_event(record.kind):
        return EVENT_WORDS[record.kind]
    title = capital(f"{kind_title(record.kind)} {record.version}")
    summary = payload.get("summary") or payload.get("goal") or payload.get("name") or ""
    verdict = payload.get("verdict")
    return ": ".join(part for part in (title, verdict or summary) if part)


def _standing(record: Record, history: History) -> str:
    if record.kind == "approval":
        holds = history.approval_of(record.payload["kind"])
        same = holds is not None and holds.payload["lineage_hash"] == record.payload["lineage_hash"]
        return VALID if same else VOID
    if is_event(record.kind):
        return HAPPENED
    newest = history.latest(record.kind)
    if newest is not None and newest.id != record.id:
        return SUPERSEDED
    return STALE if history.is_stale(record.kind) else NEWEST


def _lineage(record_id: int, history: History, by_id: dict[int, Record]) -> str:
    used = by_id[record_id]
    newest = history.latest(used.kind)
    changed = newest is not None and newest.content_hash != used.content_hash
    return f"{kind_title(used.kind)} {used.version}" + (" (changed since)" if changed else "")


def _signatures(record: Record, history: History) -> list[str]:
    signed = [
        approval
        for approval in history.records
        if approval.kind == "approval"
        and approval.payload["kind"] == record.kind
        and approval.payload["lineage_hash"] == record.lineage_hash
    ]
    return [
        f"{approval.author} ({'still valid' if _standing(approval, history) == VALID else 'void'})"
        for approval in signed
    ]


def step_title(record: Record) -> str:
    """Return the title of the step that made a record; empty for events."""
    step = STEP_OF_KIND.get(record.kind)
    return step.title if step else ""
