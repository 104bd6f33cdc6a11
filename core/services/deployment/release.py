"""Release: register a tested model, sign it, make it champion, export it, and roll back."""

import json
from dataclasses import dataclass
from pathlib import Path

from core.errors import BadInput, GateFailed, Missing, NotReady
from core.lifecycle.records import Payload, Record
from core.lifecycle.staleness import History
from core.services.deployment.clearance import obstacle
from core.services.deployment.reproducing import proven_script
from core.services.development.models import model_folder
from core.services.development.trial_runs import run_of_candidate
from core.services.sign import sign_off
from core.services.words import card_words
from core.services.work import Progress
from core.services.workspace import Workspace, need, need_fresh

MADE_FROM = ("test_report", "candidate")
JUDGED = ("score", "interval", "value_per_row", "value_interval")


@dataclass(frozen=True)
class ReleaseView:
    """What the Release page shows: all releases, and the number of the live version."""

    releases: list[Record]
    live_version: int | None


def release_view(workspace: Workspace, project: str) -> ReleaseView:
    """Return every release, newest first, and which version is live."""
    history = workspace.history(project)
    releases = [record for record in history.records if record.kind == "release"]
    return ReleaseView(releases[::-1], live_version(history))


def live_version(history: History) -> int | None:
    """Return the version that was promoted last, or None."""
    promoted = [r.payload["version"] for r in history.records if r.kind in ("release", "promotion")]
    return int(promoted[-1]) if promoted else None


def live_release(history: History) -> Record:
    """Return the release that is live; raises NotReady when nothing was released."""
    version = live_version(history)
    for record in history.records:
        if record.kind == "release" and record.payload["version"] == version:
            return record
    raise NotReady("No model is released yet.", "Do the step Release first.")


def run(workspace: Workspace, project: str, params: Payload, progress: Progress) -> Payload:
    """Job: register the tested model, point `champion` at it and build its package.

    `params`: author (who signs) and reason. Raises GateFailed when a gate says no, when a serious risk of
    the register was opened since, when the model has meanwhile passed the age that the charter allows, or when
    its printed script gives other predictions.
    """
    author, reason = str(params.get("author", "")).strip(), str(params.get("reason", "")).strip()
    if not author:
        raise BadInput("A release needs the name of the person who signs it.", "Write your name.")
    history = workspace.history(project)
    report = need_fresh(history, "test_report")
    if found := obstacle(history):
        raise GateFailed(f"{found.what} {found.why}", found.remedy)
    candidate = need(history, "candidate")
    folder = model_folder(workspace, candidate.payload["model"])
    script, reproduction = proven_script(workspace, project, report, progress)
    progress.report(force=True, doing="Registering the model", share=0.3)
    version = workspace.tracker.register(
        project, folder, run_id=run_of_candidate(workspace, project), tags=_lineage(history, report, author)
    ).version
    _stamp(folder, version)
    progress.report(force=True, doing="Building the package", share=0.6)
    package = _build_package(workspace, project, history, version, author, script)
    workspace.tracker.promote(project, version)
    payload = {
        "version": version,
        "alias": "champion",
        "model": folder.name,
        "package": package.name,
        "candidate": candidate.content_hash,
        "test_report": report.content_hash,
        "reproduction": reproduction,
        "reference": _keep_reference(workspace, project),
        "judged": {key: candidate.payload["evaluation"][key] for key in JUDGED},
        "warnings": [f"{gate['code']} {gate['evidence']}" for gate in warnings(report)],
    }
    workspace.save(project, "release", payload, made_from=MADE_FROM, author=author, reason=reason)
    sign_off(workspace, project, "release", author=author, note=reason)
    return {"version": version}


def warnings(report: Record) -> list[Payload]:
    """Return the gates of a test report that warn: whoever signs releases in spite of them."""
    return [gate for gate in report.payload["gates"] if gate["verdict"] == "warn"]


def rollback(workspace: Workspace, project: str, version: int, *, author: str, reason: str) -> Record:
    """Make an earlier version champion again; raises BadInput without a name or a reason."""
    if not author.strip() or not reason.strip():
        raise BadInput("A rollback needs a name and a reason.", "Fill in both.")
    history = workspace.history(project)
    known = [r.payload["version"] for r in history.records if r.kind == "release"]
    if version not in known:
        raise Missing(f"There is no released version {version}.", f"Released: {known}.")
    workspace.tracker.promote(project, version)
    payload = {"version": version, "from_version": live_version(history)}
    return workspace.save(project, "promotion", payload, author=author.strip(), reason=reason.strip())


def package_path(workspace: Workspace, project: str) -> Path:
    """Return the zip file of the live release; raises Missing when it is gone."""
    path = workspace.files.folder("packages") / live_release(workspace.history(project)).payload["package"]
    if not path.exists():
        raise Missing("The package is not in the workspace.", "Release again.")
    return path


def _keep_reference(workspace: Workspace, project: str) -> str:
    from core.services.development.learning import open_learning

    return workspace.datasets.put(open_learning(workspace, project).holdout.frame.reset_index(drop=True))


def _lineage(history: History, report: Record, author: str) -> dict[str, str]:
    kinds = ("charter", "dataset", "roles", "solution", "contract", "experiment", "candidate")
    tags = {kind: need(history, kind).content_hash for kind in kinds}
    return {**tags, "test_report": report.content_hash, "signed_by": author}


def _stamp(folder: Path, version: int) -> None:
    path = folder / "manifest.json"
    manifest = {**json.loads(path.read_text(encoding="utf-8")), "version": version}
    temporary = path.with_suffix(".part")
    temporary.write_text(json.dumps(manifest, indent=2, ensure_ascii=False), encoding="utf-8")
    temporary.replace(path)


def _build_package(
    workspace: Workspace, project: str, history: History, version: int, author: str, script: bytes
) -> Path:
    from core.deployment.package.builder import build_package
    from core.documents.model_card import model_card

    candidate = need(history, "candidate").payload
    out = workspace.files.folder("packages") / f"{candidate['model']}-v{version}.zip"
    card = model_card(history, project=project, version=version, author=author, **card_words(candidate))
    return build_package(model_folder(workspace, candidate["model"]), out, card=card, script=script)
