"""Data: take a table in, propose and record the roles of its columns, describe it."""

import json
from dataclasses import dataclass
from pathlib import Path

from core.design.columns import Dataset, Role, Roles
from core.lifecycle.records import Payload, Record
from core.services.workspace import MACHINE, Workspace, load, need


@dataclass(frozen=True)
class DataView:
    """What the Data page shows.

    Attributes
    ----------
    profile : dict
        As returned by `core.design.profile.profile_table`; empty before roles are known.
    """

    dataset: Dataset | None
    version: int
    roles: Roles | None
    roles_version: int
    profile: Payload


def ingest_upload(workspace: Workspace, project: str, name: str, content: bytes) -> Record:
    """Read uploaded bytes into an immutable dataset version."""
    return ingest_file(workspace, project, workspace.files.keep_upload(name, content), name=name)


def ingest_file(workspace: Workspace, project: str, path: Path, *, name: str | None = None) -> Record:
    """Read a file into an immutable dataset version; raises BadInput with what, where and what to do."""
    from core.design.reading import read_csv_table

    label = name or path.name
    reading = read_csv_table(path, label)
    dataset = Dataset(
        name=label,
        fingerprint=workspace.datasets.put(reading.frame),
        rows=len(reading.frame),
        columns=reading.columns,
        source=label,
        source_sha256=reading.source_sha256,
        notes=reading.notes,
    )
    return workspace.save(project, "dataset", dataset)


def propose_and_save_roles(workspace: Workspace, project: str, target: str | None = None) -> Record:
    """Record the proposed roles, with `target` as the target when it is given."""
    return save_roles(workspace, project, proposed_roles(workspace, project, target))


def proposed_roles(workspace: Workspace, project: str, target: str | None = None) -> Roles:
    """Return a role for each column, with reasons."""
    from core.design.roles import propose_roles

    dataset = load(need(workspace.history(project), "dataset"), Dataset)
    return propose_roles(workspace.datasets.get(dataset.fingerprint), dataset.columns, target)


def save_roles(
    workspace: Workspace,
    project: str,
    roles: Roles,
    *,
    author: str = MACHINE,
    expected_version: int | None = None,
) -> Record:
    """Record the roles; raises BadInput unless there is one target and at least one feature."""
    from core.design.roles import check_roles

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
    )


def profile(workspace: Workspace, dataset: Dataset, target: str | None) -> Payload:
    """Return the profile of a dataset, computed once for each dataset and target."""
    from hashlib import sha256

    key = sha256(f"{dataset.fingerprint}\n{target}".encode()).hexdigest()
    kept = workspace.files.folder("profiles") / f"{key}.json"
    if not kept.exists():
        from core.design.profile import profile_table
        from core.services.ports import json_safe

        frame = workspace.datasets.get(dataset.fingerprint)
        kept.write_text(json.dumps(json_safe(profile_table(frame, dataset.columns, target))))
    return dict(json.loads(kept.read_text()))


def preview(workspace: Workspace, dataset: Dataset, rows: int = 100):  # type: ignore[no-untyped-def]
    """Return the first rows of a dataset as a DataFrame."""
    return workspace.datasets.get(dataset.fingerprint).head(rows)


def feature_names(roles: Roles) -> list[str]:
    """Return the columns that may enter a model."""
    return roles.columns(Role.FEATURE)
