"""The copies that a workspace keeps of a project's rows: finding, changing and removing them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.lifecycle.records import Record
from core.services.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

TABLE_FIELDS = {
    "dataset": "fingerprint",
    "prediction": "fingerprint",
    "monitoring": "fingerprint",
    "release": "reference",
}
RECOMPUTED = ("profiles", "comparisons", "leaks")


@dataclass(frozen=True)
class Removed:
    """What is gone from the workspace.

    Attributes
    ----------
    tables, uploads : int
        Parquet files and kept files that were removed.
    still_needed : tuple of str
        Files that stay because another project uses them.
    """

    tables: int
    uploads: int
    still_needed: tuple[str, ...]


def rewrite_logs(
    workspace: Workspace, project: str, change: "Callable[[pd.DataFrame], pd.DataFrame]"
) -> dict[str, str]:
    """Store each log of predictions, monitoring window and release reference again, changed.

    Returns
    -------
    dict
        Fingerprint of each table that differs to that of the table that takes its place. Nothing else is
        touched before `settle`.
    """
    changed = {}
    for fingerprint in sorted(_tables(workspace.records.all(project), but="dataset")):
        if workspace.datasets.path(fingerprint).exists():
            new = workspace.datasets.put(change(workspace.datasets.get(fingerprint)))
            if new != fingerprint:
                changed[fingerprint] = new
    return changed


def settle(workspace: Workspace, project: str, changed: dict[str, str]) -> Removed:
    """Let records name the changed tables, and remove every older copy of the project's rows.

    Gone are the tables that were changed, older dataset versions, kept files, and what is only computed
    from tables. What another project uses stays. It can be called again after it was interrupted.
    """
    if changed:
        workspace.records.rewrite(project, lambda payload: _renamed(payload, changed))
    records = workspace.records.all(project)
    datasets = [record.payload for record in records if record.kind == "dataset"]
    old = {payload["fingerprint"] for payload in datasets} | set(changed)
    now = _tables(records, but="dataset") | {datasets[-1]["fingerprint"]}
    needed = _of_other_projects(workspace, project)
    tables = [workspace.datasets.path(fingerprint) for fingerprint in sorted(old - now)]
    uploads = [path for path in workspace.files.folder("uploads").iterdir() if not path.name.startswith(".")]
    gone = [sum(_remove(path, needed) for path in paths) for paths in (tables, uploads)]
    _forget_computed(workspace)
    own = {payload["source_sha256"] for payload in datasets}
    kept = [path.name for path in (*tables, *(p for p in uploads if p.stem in own)) if path.exists()]
    return Removed(gone[0], gone[1], tuple(kept))


def remove_upload(workspace: Workspace, project: str, path: Path) -> bool:
    """Remove a file from the uploads, unless another project was read from it; tell whether it is gone."""
    is_kept = path.resolve().parent == workspace.files.folder("uploads").resolve()
    return is_kept and _remove(path, _of_other_projects(workspace, project, is_read=True))


def discard(workspace: Workspace, project: str, fingerprint: str, source_sha256: str) -> None:
    """Remove a table that is not recorded, and the file it was read from, unless something needs them."""
    needed = _tables(workspace.records.all(project)) | _of_other_projects(workspace, project, is_read=True)
    _remove(workspace.datasets.path(fingerprint), needed)
    _remove(workspace.files.folder("uploads") / f"{source_sha256}.csv", needed)


def _tables(records: list[Record], but: str = "") -> set[str]:
    fields = [(record, TABLE_FIELDS[record.kind]) for record in records if record.kind in TABLE_FIELDS]
    return {record.payload[field] for record, field in fields if record.kind != but}


def _renamed(payload: Any, names: dict[str, str]) -> Any:
    if isinstance(payload, dict):
        return {key: _renamed(value, names) for key, value in payload.items()}
    if isinstance(payload, list):
        return [_renamed(value, names) for value in payload]
    return names.get(payload, payload) if isinstance(payload, str) else payload


def _of_other_projects(workspace: Workspace, project: str, *, is_read: bool = False) -> set[str]:
    """Stems of the tables that other projects use, and of files that they or active jobs read.

    `is_read` says that the project's running job has read its file; one that waits still needs it.
    """
    used: set[str] = set()
    for other in workspace.projects.all():
        reading = workspace.jobs.active(other.name)
        if is_read and other.name == project:
            reading = [job for job in reading if job.state == "queued"]
        if other.name != project:
            records = workspace.records.all(other.name)
            used |= _tables(records)
            used |= {record.payload["source_sha256"] for record in records if record.kind == "dataset"}
            asked = workspace.jobs.latest(other.name, "ingest")
            reading = [*reading, *([asked] if asked else [])]
        used |= {Path(str(job.params.get("path", ""))).stem for job in reading}
    return used


def _remove(path: Path, needed: set[str]) -> bool:
    is_there = path.is_file() and path.stem not in needed
    if is_there:
        path.unlink()
    return is_there


def _forget_computed(workspace: Workspace) -> None:
    """Profiles and comparisons show values; they are computed again when somebody looks."""
    for name in RECOMPUTED:
        for path in workspace.files.folder(name).iterdir():
            path.unlink(missing_ok=True)
