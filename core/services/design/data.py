"""Data: what the step shows, the roles of the columns, and the profile."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from core.design.data.columns import ColumnRole, Dataset, Role, Roles
from core.lifecycle.records import Payload, Record
from core.services.design.intake import (
    ingest_file,
    ingest_stream,
    keep_stream,
    kept_upload,
    read_again,
    read_dataset,
)
from core.services.workspace import MACHINE, Workspace, load, need

__all__ = [
    "DataView",
    "ingest_file",
    "ingest_stream",
    "keep_stream",
    "kept_upload",
    "read_again",
    "read_dataset",
]

PROFILE_EDITION = 3
"""Raised when what a profile holds changes, so that one kept from before is not shown."""


@dataclass(frozen=True)
class DataView:
    """What the Data page shows.

    Attributes
    ----------
    profile : dict
        As returned by `core.design.data.profile.profile_table`; empty without a dataset.
    is_kept : bool
        Whether the file that the dataset was read from is still there to be read again.
    read_at, author : datetime or None, str
        When the version was recorded, and by whom.
    """

    dataset: Dataset | None
    version: int
    roles: Roles | None
    roles_version: int
    profile: Payload
    is_kept: bool = False
    read_at: datetime | None = None
    author: str = ""


def propose_and_save_roles(workspace: Workspace, project: str, target: str | None = None) -> Record:
    """Record the proposed roles, with `target` as the target when it is given."""
    return save_roles(workspace, project, proposed_roles(workspace, project, target))


def proposed_roles(workspace: Workspace, project: str, target: str | None = None) -> Roles:
    """Return a role for each column, with reasons."""
    from core.design.data.roles import propose_roles

    dataset = load(need(workspace.history(project), "dataset"), Dataset)
    return propose_roles(workspace.datasets.get(dataset.fingerprint), dataset.columns, target)


def roles_to_confirm(workspace: Workspace, project: str) -> Roles:
    """Return the roles chosen for the version before when the columns are the same, else a proposal."""
    history = workspace.history(project)
    dataset, chosen = load(need(history, "dataset"), Dataset), history.latest("roles")
    if chosen is not None:
        kept = load(chosen, Roles)
        if [role.column for role in kept.roles] == [column.name for column in dataset.columns]:
            return kept
    return proposed_roles(workspace, project)


def save_roles(
    workspace: Workspace,
    project: str,
    roles: Roles,
    *,
    author: str = MACHINE,
    expected_version: int | None = None,
) -> Record:
    """Record the roles; raises BadInput unless there is one target and at least one feature."""
    from core.design.data.roles import check_roles

    dataset = load(need(workspace.history(project), "dataset"), Dataset)
    check_roles(roles, dataset.columns)
    return workspace.save(
        project, "roles", roles, made_from=("dataset",), author=author, expected_version=expected_version
    )


def data_view(workspace: Workspace, project: str) -> DataView:
    """Return the dataset, its roles and its profile."""
    history = workspace.history(project)
    dataset_record, roles_record = history.latest("dataset"), history.latest("roles")
    if dataset_record is None:
        return DataView(None, 0, None, 0, {})
    dataset = load(dataset_record, Dataset)
    is_current = roles_record is not None and not history.is_stale("roles")
    roles = load(roles_record, Roles) if roles_record and is_current else None
    return DataView(
        dataset=dataset,
        version=dataset_record.version,
        roles=roles,
        roles_version=roles_record.version if roles_record else 0,
        profile=profile(workspace, dataset, roles.target if roles else None),
        is_kept=kept_upload(workspace, dataset) is not None,
        read_at=dataset_record.created_at,
        author=dataset_record.author,
    )


def profile(workspace: Workspace, dataset: Dataset, target: str | None) -> Payload:
    """Return the profile of a dataset.

    Its columns are described once a dataset, their relations once a dataset and target.
    """
    from core.design.data.profile import profile_columns, profile_relations, with_relations

    def described() -> Payload:
        return profile_columns(workspace.datasets.checked_path(dataset.fingerprint), dataset.columns)

    def related() -> Payload:
        return profile_relations(
            workspace.datasets.checked_path(dataset.fingerprint), dataset.columns, target
        )

    columns = _kept(workspace, [dataset.fingerprint], described)
    return with_relations(columns, _kept(workspace, [dataset.fingerprint, target], related))


def _kept(workspace: Workspace, key: list[str | None], compute: Callable[[], Payload]) -> Payload:
    """Return what was computed for a key before, else compute it and keep it."""
    from core.services.ports import json_safe

    name = sha256(json.dumps([PROFILE_EDITION, *key]).encode()).hexdigest()
    kept = workspace.files.folder("profiles") / f"{name}.json"
    if not kept.exists():
        part = kept.with_name(f"{name}.{uuid4().hex}.part")
        part.write_text(json.dumps(json_safe(compute())), encoding="utf-8")
        part.replace(kept)
    return dict(json.loads(kept.read_text(encoding="utf-8")))


def preview(workspace: Workspace, dataset: Dataset, rows: int = 100):  # type: ignore[no-untyped-def]
    """Return the first rows of a dataset as a DataFrame."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(workspace.datasets.checked_path(dataset.fingerprint)) as file:
        first = next(file.iter_batches(batch_size=rows), None)
    return first.to_pandas() if first is not None else workspace.datasets.get(dataset.fingerprint)


def whole_days(rows) -> list[str]:  # type: ignore[no-untyped-def]
    """Return the date columns of a DataFrame in which no value has a time of day."""
    dates = rows.select_dtypes("datetime")
    return [name for name in dates if (dates[name].dropna() == dates[name].dropna().dt.normalize()).all()]


def edited_roles(before: Roles, target: str, rows: list[dict[str, str]], author: str) -> Roles:
    """Return the roles after a person's edits.

    Parameters
    ----------
    rows : list of dict
        column, role and reason of every column but the target; a role that changed while its reason did
        not gets the author as its reason.
    """
    known = {role.column: role for role in before.roles}
    others = {row["column"]: _edited(known.get(row["column"]), row, author) for row in rows}
    chosen = ColumnRole(column=target, role=Role.TARGET, reason=f"Chosen as the target by {author}.")
    if target in known and known[target].role is Role.TARGET:
        chosen = known[target]
    return Roles(roles=tuple(others.get(name, chosen) for name in known))


def _edited(before: ColumnRole | None, row: dict[str, str], author: str) -> ColumnRole:
    reason, role = row.get("reason") or "", Role(row["role"])
    if before is None:
        return ColumnRole(column=row["column"], role=role, reason=reason)
    if role is not before.role and reason == before.reason:
        reason = f"Chosen by {author}."
    return before.model_copy(update={"role": role, "reason": reason})
