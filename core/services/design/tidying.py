"""Tidying the newest data: one of each repeated row, one spelling of each value; as a version of its own."""

from typing import TYPE_CHECKING

from core.design.data.columns import Dataset, Role, Roles
from core.design.data.reading.notes import changed, set_aside
from core.design.wording import counted
from core.errors import BadInput
from core.lifecycle.records import Record
from core.services.workspace import MACHINE, Workspace, load, need

if TYPE_CHECKING:
    import pandas as pd

NAMES_A_ROW = (Role.IDENTIFIER, Role.TIME)


def keep_one_of_each(
    workspace: Workspace,
    project: str,
    *,
    despite_names: bool = False,
    author: str = MACHINE,
    expected_version: int | None = None,
) -> Record:
    """Record the data without the rows that repeat an earlier one; the first of each stays.

    Parameters
    ----------
    despite_names : bool
        Whether rows that differ only in columns with the role identifier or time are the same.

    Raises
    ------
    BadInput
        When no row repeats another, or another version arrived meanwhile.
    """
    dataset, roles = _newest(workspace, project)
    names = [column.name for column in dataset.columns]
    if despite_names and roles is not None:
        naming = {role.column for role in roles.roles if role.role in NAMES_A_ROW}
        names = [name for name in names if name not in naming]
    frame = workspace.datasets.get(dataset.fingerprint)
    kept = frame.drop_duplicates(subset=names, ignore_index=True)
    removed = len(frame) - len(kept)
    if not removed:
        raise BadInput("No row repeats an earlier one.", "There is nothing to remove.")
    but = " but those that name it" if len(names) < len(dataset.columns) else ""
    note = set_aside(f"Removed: {counted(removed, 'row')} equal to an earlier one in every column{but}.")
    reason = "Repeated rows removed."
    return _record(workspace, project, dataset, kept, note, reason, author, expected_version)


def merge_spellings(
    workspace: Workspace,
    project: str,
    column: str,
    *,
    author: str = MACHINE,
    expected_version: int | None = None,
) -> Record:
    """Record the data with one spelling of each value of a column: the most frequent.

    Raises
    ------
    BadInput
        When no value stands in several spellings, or another version arrived meanwhile.
    """
    from core.design.data import spellings

    dataset, _ = _newest(workspace, project)
    chosen = [one for one in dataset.columns if one.name == column]
    found = spellings.find_spellings(workspace.datasets.checked_path(dataset.fingerprint), chosen)
    if not found:
        raise BadInput(f"No value of {column} stands in several spellings.", "There is nothing to merge.")
    frame = workspace.datasets.get(dataset.fingerprint)
    merged = frame.assign(**{column: spellings.merge_spellings(frame[column], found[0])})
    rows = counted(found[0].rows, "row")
    note = changed(f"{column}: {rows} read as the most frequent spelling ({found[0].in_words()}).")
    reason = "Spellings merged."
    return _record(workspace, project, dataset, merged, note, reason, author, expected_version)


def _newest(workspace: Workspace, project: str) -> tuple[Dataset, Roles | None]:
    """Return the newest dataset, and its roles where they are not out of date."""
    history = workspace.history(project)
    dataset, roles = load(need(history, "dataset"), Dataset), history.latest("roles")
    return dataset, load(roles, Roles) if roles and not history.is_stale("roles") else None


def _record(
    workspace: Workspace,
    project: str,
    dataset: Dataset,
    frame: "pd.DataFrame",
    note: str,
    reason: str,
    author: str,
    expected_version: int | None,
) -> Record:
    from core.design.data.reading.conform import describe_columns

    _, roles = _newest(workspace, project)
    changes = {
        "fingerprint": workspace.datasets.put(frame),
        "rows": len(frame),
        "columns": describe_columns(frame),
        "notes": (*dataset.notes, note),
    }
    return record_changed(
        workspace,
        project,
        dataset,
        dataset.model_copy(update=changes),
        roles,
        author=author,
        reason=reason,
        expected_version=expected_version,
    )


def record_changed(
    workspace: Workspace,
    project: str,
    before: Dataset,
    after: Dataset,
    roles: Roles | None,
    *,
    author: str,
    reason: str,
    expected_version: int | None = None,
) -> Record:
    """Record a dataset whose rows were changed here, and what holds for it as for the one before.

    That is the privacy plan, which acted on its rows already, and the roles.
    """
    from core.services.design.data import save_roles
    from core.services.privacy.protection import protection

    now = protection(workspace.history(project))
    record = workspace.save(
        project, "dataset", after, author=author, reason=reason, expected_version=expected_version
    )
    if now is not None and now.protected == before.fingerprint:
        kept = now.model_copy(update={"protected": after.fingerprint})
        workspace.save(project, "privacy", kept, author=author)
    if roles is not None:
        save_roles(workspace, project, roles, author=author)
    return record
