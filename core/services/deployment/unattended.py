"""Release without a person: only a model that no gate warns of may go live by itself."""

from core.lifecycle.records import Record
from core.lifecycle.staleness import History
from core.services.deployment.release import live_version, warnings
from core.services.workspace import Workspace, need

KEPT = "keep the live model"


def release_needs_person(history: History) -> str:
    """Return why the tested model may not go live unattended, in sentences; empty where it may.

    A warning forbids no release that a person signs: the gate against the live model warns where the new
    one is not shown to be better. Nobody signs an unattended run.
    """
    warned = warnings(need(history, "test_report"))
    if not warned:
        return ""
    version = live_version(history)
    kept = f"Version {version} stays live" if version is not None else "Nothing was released"
    said = " ".join(f"{gate['code']} warns: {gate['evidence']}" for gate in warned)
    return (
        f"{kept}: a model that a gate warns of goes live only with a person's signature, on Release. {said}"
    )


def record_kept(workspace: Workspace, project: str, *, author: str) -> Record:
    """Record that the live model was kept, and why: once for each test report."""
    history = workspace.history(project)
    report = need(history, "test_report")
    known = kept_at(history)
    if known is not None:
        return known
    payload = {
        "decision": KEPT,
        "version": live_version(history),
        "test_report": report.content_hash,
        "warnings": [f"{gate['code']} {gate['evidence']}" for gate in warnings(report)],
    }
    return workspace.save(project, "note", payload, author=author, reason=release_needs_person(history))


def kept_at(history: History) -> Record | None:
    """Return the decision to keep the live model that was taken on the newest test report, or None."""
    report = need(history, "test_report")
    for record in reversed(history.records):
        if record.kind == "note" and record.payload.get("test_report") == report.content_hash:
            return record if record.id > report.id else None
    return None
