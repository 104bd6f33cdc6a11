"""Erasure: a person's rows are deleted from every copy, and what was learnt from them is named."""

import hmac
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from core.design.data.columns import Column, ColumnKind, Dataset, Roles
from core.design.data.reading.notes import set_aside
from core.design.frozen import Frozen
from core.errors import BadInput, Missing, NotReady
from core.services.privacy.copies import rewrite_logs, settle
from core.services.privacy.protection import Protection, protection
from core.services.privacy.secret_key import secret_key
from core.services.privacy.traces import files_below, files_holding
from core.services.workspace import MACHINE, Workspace, load, need

if TYPE_CHECKING:
    import pandas as pd

ERASED = "(erased)"
SHORTEST_TELLING_TEXT, SHORTEST_TELLING_NUMBER = 4, 6
WRITTEN_BY_PEOPLE = ("charter", "approval", "hand_back", "go_decision", "note", "privacy")
LOGS = "*.log"


class Erasure(Frozen):
    """Payload of an `erasure` event: what was deleted, told without the value.

    Attributes
    ----------
    value_hash : str
        Keyed hash (HMAC-SHA256) of column and value; only who holds the key and the value can match it.
    rows : int
        Rows of the newest dataset that are gone.
    tables, uploads : int
        Tables and kept files that were removed or rewritten.
    models : tuple of int
        Versions of the model that were trained on a dataset with these rows.
    still_holding : tuple of str
        Files of the workspace in which a text that was this person's alone still stands.
    elsewhere : tuple of str
        Where the rows came from outside the workspace; this is never touched.
    """

    column: str
    value_hash: str
    rows: int
    tables: int
    uploads: int
    models: tuple[int, ...]
    still_holding: tuple[str, ...]
    elsewhere: tuple[str, ...] = ()


class Ahead(Frozen):
    """What forgetting a person would delete, before anything is deleted.

    Attributes
    ----------
    rows : int
        Rows of the newest dataset.
    models : tuple of int
        Released versions that were trained on a dataset with these rows.
    """

    rows: int
    models: tuple[int, ...]


def erasure_ahead(workspace: Workspace, project: str, column: str, value: str) -> Ahead:
    """Return what `forget_person` would find; raises Missing or BadInput as it does, and changes nothing."""
    history = workspace.history(project)
    dataset = load(need(history, "dataset"), Dataset)
    stored = _as_stored(workspace, protection(history), dataset, column, value)
    table = workspace.datasets.get(dataset.fingerprint)
    rows = int(_matches(table, column, {stored}).sum()) if column in table.columns else 0
    if not rows and not _older_rows(workspace, project, column, {value, stored}):
        raise Missing(f"No row has this value in {column}.", "Check the column and the value.")
    return Ahead(rows=rows, models=_models_trained_on(workspace, project, column, {value, stored}))


def forget_person(
    workspace: Workspace, project: str, column: str, value: str, author: str = MACHINE
) -> Erasure:
    """Delete the rows in which `column` is `value`, everywhere in the workspace, and record it.

    A new dataset version without them is made; older tables and kept files are removed, logs of
    predictions, monitoring windows and release references are rewritten, and texts that stood in these
    rows alone are blanked in records, ended jobs and log files. Models are not changed: the versions that
    were trained on the rows are returned. Where a privacy plan masks or pseudonymises the column, `value`
    is the value before the plan.

    Raises
    ------
    Missing
        When no stored row has the value.
    NotReady
        While work of the project runs, which could write the rows again.
    """
    _refuse_running(workspace, project)
    history = workspace.history(project)
    dataset, now = load(need(history, "dataset"), Dataset), protection(history)
    stored = _as_stored(workspace, now, dataset, column, value)
    table = workspace.datasets.get(dataset.fingerprint)
    is_gone = _matches(table, column, {stored}) if column in table.columns else table.index < 0
    gone, rest = table[is_gone], table[~is_gone].reset_index(drop=True)
    logs = rewrite_logs(workspace, project, lambda log: _without(log, column, stored))
    if gone.empty and not logs and not _older_rows(workspace, project, column, {value, stored}):
        raise Missing(f"No row has this value in {column}.", "Check the column and the value.")
    if rest.empty:
        raise BadInput("No row would be left.", "Delete the project instead.")
    models = _models_trained_on(workspace, project, column, {value, stored})
    telling = set(filter(_is_telling, {value, stored, *_only_in(gone, rest, dataset.columns)}))
    if len(gone):
        _save_rest(workspace, project, dataset, now, rest, author)
    removed = settle(workspace, project, logs)
    _blank_texts(workspace, project, telling)
    erasure = Erasure(
        column=column,
        value_hash=hmac.new(secret_key(workspace), f"{column}\n{value}".encode(), sha256).hexdigest(),
        rows=len(gone),
        tables=removed.tables,
        uploads=removed.uploads,
        models=models,
        still_holding=_still_holding(workspace, telling),
        elsewhere=tuple([dataset.origin.in_words()] if dataset.origin.path or dataset.origin.url else []),
    )
    workspace.save(project, "erasure", erasure, author=author, reason="A person asked to be forgotten.")
    return erasure


def _refuse_running(workspace: Workspace, project: str) -> None:
    if workspace.jobs.active(project):
        raise NotReady("Work of this project is running and may use the rows.", "Wait for it, or stop it.")


def _as_stored(
    workspace: Workspace, now: Protection | None, dataset: Dataset, column: str, value: str
) -> str:
    """The value as it stands in the newest dataset: a mask or a pseudonym under a privacy plan."""
    import pandas as pd

    from core.design.solution.privacy.actions import apply_plan

    if column not in {known.name for known in (*dataset.columns, *(now.columns if now else ()))}:
        raise Missing(f"There is no column {column} in the data.", "Check the column.")
    if now is None or column not in now.plan.columns("pseudonymise"):
        if now is not None and column in now.plan.columns("drop", "mask", "generalise"):
            raise BadInput(
                f"The privacy plan makes {column} too coarse to tell one person.",
                "Name a pseudonymised column.",
            )
        return value
    protected = apply_plan(pd.DataFrame({column: [value]}, dtype="str"), now.plan, secret_key(workspace))
    return str(protected[column].iloc[0])


def _without(table: "pd.DataFrame", column: str, value: str) -> "pd.DataFrame":
    if column not in table.columns:
        return table
    return table[~_matches(table, column, {value})].reset_index(drop=True)


def _matches(table: "pd.DataFrame", column: str, values: set[str]) -> "pd.Series":
    from core.design.data.reading.conform import as_text

    return as_text(table[column]).str.strip().isin(list(values)).astype(bool)


def _older_rows(workspace: Workspace, project: str, column: str, values: set[str]) -> set[str]:
    """Fingerprints of dataset versions, still stored, that hold one of the values."""
    records = [record for record in workspace.records.all(project) if record.kind == "dataset"]
    holding = set()
    for fingerprint in {record.payload["fingerprint"] for record in records}:
        if workspace.datasets.path(fingerprint).exists():
            table = workspace.datasets.get(fingerprint)
            if column in table.columns and _matches(table, column, values).any():
                holding.add(fingerprint)
    return holding


def _models_trained_on(workspace: Workspace, project: str, column: str, values: set[str]) -> tuple[int, ...]:
    """Released versions whose lineage leads to a dataset version with the rows, or to one no longer stored."""
    history = workspace.history(project)
    holding = _older_rows(workspace, project, column, values)
    by_id = {record.id: record for record in history.records}

    def holds(record_id: int) -> bool:
        record = by_id[record_id]
        if record.kind == "dataset":
            fingerprint = record.payload["fingerprint"]
            return fingerprint in holding or not workspace.datasets.path(fingerprint).exists()
        return any(holds(used.record_id) for used in record.inputs)

    return tuple(
        int(record.payload["version"])
        for record in history.records
        if record.kind == "release" and holds(record.id)
    )


def _only_in(gone: "pd.DataFrame", rest: "pd.DataFrame", columns: tuple[Column, ...]) -> set[str]:
    """Texts of the deleted rows that no other row has."""
    found: set[str] = set()
    for column in columns:
        if column.kind in (ColumnKind.TEXT, ColumnKind.CATEGORY):
            found |= set(gone[column.name].dropna().astype(str)) - set(rest[column.name].dropna().astype(str))
    return found


def _is_telling(text: str) -> bool:
    """Long enough not to stand anywhere by chance."""
    return len(text) >= (SHORTEST_TELLING_NUMBER if text.isdigit() else SHORTEST_TELLING_TEXT)


def _save_rest(
    workspace: Workspace,
    project: str,
    dataset: Dataset,
    now: Protection | None,
    rest: "pd.DataFrame",
    author: str,
) -> None:
    from core.services.design.data import save_roles

    fingerprint = workspace.datasets.put(rest)
    note = f"{dataset.rows - len(rest):,} rows deleted because a person asked to be forgotten."
    changes = {
        "fingerprint": fingerprint,
        "rows": len(rest),
        "columns": _recounted(dataset.columns, rest),
        "notes": (set_aside(note),),
        "answered": (),
    }
    roles = workspace.history(project).latest("roles")
    workspace.save(project, "dataset", dataset.model_copy(update=changes), author=author, reason=note)
    if now is not None:
        workspace.save(project, "privacy", now.model_copy(update={"protected": fingerprint}), author=author)
    if roles is not None:
        save_roles(workspace, project, load(roles, Roles), author=author)


def _recounted(columns: tuple[Column, ...], rest: "pd.DataFrame") -> tuple[Column, ...]:
    """The same columns of the same kinds, with the counts of the rows that are left."""
    from core.design.data.reading.conform import describe_columns

    counted = {column.name: column for column in describe_columns(rest)}
    return tuple(counted[column.name].model_copy(update={"kind": column.kind}) for column in columns)


def _blank_texts(workspace: Workspace, project: str, texts: set[str]) -> None:
    """Blank texts in records that machines made, in ended jobs and in log files."""
    if not texts:
        return
    longest_first = sorted(map(re.escape, texts), key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)")
    workspace.records.rewrite(project, lambda payload: _blanked(payload, pattern), but=WRITTEN_BY_PEOPLE)
    workspace.jobs.rewrite(project, lambda content: _blanked(content, pattern))
    for path in workspace.home.glob(LOGS):
        content = path.read_text(encoding="utf-8", errors="surrogateescape")
        blanked = pattern.sub(ERASED, content)
        if blanked != content:
            path.write_text(blanked, encoding="utf-8", errors="surrogateescape")


def _blanked(content: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(content, dict):
        return {pattern.sub(ERASED, key): _blanked(value, pattern) for key, value in content.items()}
    if isinstance(content, list):
        return [_blanked(value, pattern) for value in content]
    return pattern.sub(ERASED, content) if isinstance(content, str) else content


def _still_holding(workspace: Workspace, texts: set[str]) -> tuple[str, ...]:
    found = files_holding(files_below(workspace.home), texts)
    return tuple(path.relative_to(workspace.home).as_posix() for path in found)
