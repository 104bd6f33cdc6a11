"""The newest version of a project's data held against the one before, worked out once."""

from hashlib import sha256
from typing import TYPE_CHECKING

from pydantic import ValidationError

from core.design.data.columns import Dataset, Role, Roles
from core.lifecycle.records import Payload
from core.lifecycle.staleness import History
from core.services.workspace import Workspace, load

if TYPE_CHECKING:
    from core.design.data.comparison import Comparison


def has_earlier_version(history: History) -> bool:
    """Tell whether there is a version before the newest one."""
    return sum(record.kind == "dataset" for record in history.records) > 1


def new_file_comparison(workspace: Workspace, project: str) -> "tuple[int, Comparison] | None":
    """Return `newest_comparison` where the newest version came from another file than the one before.

    None where the same rows were read differently, protected or tidied here: whoever did it knows.
    """
    records = [record for record in workspace.history(project).records if record.kind == "dataset"]
    sources = [load(record, Dataset).source_sha256 for record in records[-2:]]
    return newest_comparison(workspace, project) if len(set(sources)) > 1 else None


def newest_comparison(workspace: Workspace, project: str) -> "tuple[int, Comparison] | None":
    """Return the version before and what is different now; None for a first version.

    None too when the rows of the version before were removed, for a privacy plan or a person's request.
    """
    history = workspace.history(project)
    records = [record for record in history.records if record.kind == "dataset"]
    if len(records) < 2:
        return None
    before, after = (load(record, Dataset) for record in records[-2:])
    if not workspace.datasets.path(before.fingerprint).exists():
        return None
    return records[-2].version, comparison(workspace, before, after, _identifier(history, after))


def comparison_payload(workspace: Workspace, project: str) -> Payload | None:
    """Return the comparison with the version before as plain values, its sentences included."""
    found = newest_comparison(workspace, project)
    if found is None:
        return None
    version, comparison = found
    return {"version": version, "in_words": list(comparison.in_words()), **comparison.model_dump(mode="json")}


def comparison(
    workspace: Workspace, before: Dataset, after: Dataset, identifier: str | None = None
) -> "Comparison":
    """Return what is different in `after`, computed once for each pair of tables."""
    from core.design.data.comparison import Comparison, compare_versions
    from core.design.data.roles import propose_roles

    key = sha256(f"{before.fingerprint}\n{after.fingerprint}\n{identifier}".encode()).hexdigest()
    kept = workspace.files.folder("comparisons") / f"{key}.json"
    if kept.exists():
        try:
            return Comparison.model_validate_json(kept.read_text(encoding="utf-8"))
        except ValidationError:
            kept.unlink()
    old, new = workspace.datasets.get(before.fingerprint), workspace.datasets.get(after.fingerprint)
    if identifier is None:
        identifier = _named(propose_roles(new, after.columns, None), after)
    found = compare_versions(old, new, before.columns, after.columns, identifier)
    part = kept.with_suffix(".part")
    part.write_text(found.model_dump_json(), encoding="utf-8")
    part.replace(kept)
    return found


def _identifier(history: History, dataset: Dataset) -> str | None:
    """Return the column that names the rows by the roles on record, or None to have one proposed."""
    record = history.latest("roles")
    return None if record is None else _named(load(record, Roles), dataset)


def _named(roles: Roles, dataset: Dataset) -> str | None:
    """Return the first identifier that is different in every row."""
    unique = {column.name for column in dataset.columns if column.distinct == dataset.rows}
    return next((name for name in roles.columns(Role.IDENTIFIER) if name in unique), None)
