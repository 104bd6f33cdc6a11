"""Dictionary: what columns mean, kept beside their roles, and both edited in one table."""

import math
from typing import Any

from pydantic import ValidationError

from core.design.data.columns import Column, ColumnRole, Dataset, Role, Roles
from core.design.data.dictionary import Dictionary, Entry, draft_dictionary
from core.errors import BadInput
from core.lifecycle.records import Payload, Record
from core.services.design.data import edited_roles, save_roles
from core.services.workspace import MACHINE, Workspace, load, need

NOTHING = Dictionary()
WORDS = ("meaning", "unit", "owner")
LIMITS = ("legal_minimum", "legal_maximum")


def current_dictionary(workspace: Workspace, project: str) -> Dictionary:
    """Return an entry for each column of the newest data: as recorded, else drafted from the name."""
    history = workspace.history(project)
    record = history.latest("dictionary")
    dataset = load(need(history, "dataset"), Dataset)
    return draft_dictionary(dataset.columns, load(record, Dictionary) if record else None)


def save_dictionary(
    workspace: Workspace,
    project: str,
    dictionary: Dictionary,
    *,
    author: str = MACHINE,
    expected_version: int | None = None,
) -> Record:
    """Record what the columns mean; raises BadInput where an entry speaks of a column that is not there.

    The record is made from nothing: new data does not change what a column means, and no result depends on it.
    """
    known = {column.name for column in load(need(workspace.history(project), "dataset"), Dataset).columns}
    named = [entry.column for entry in dictionary.entries]
    for name in named:
        if name not in known:
            raise BadInput(f"Column {name} is not in the data.", "Leave its entry out.")
        if named.count(name) > 1:
            raise BadInput(f"Column {name} has two entries.", "Keep one.")
    return workspace.save(project, "dictionary", dictionary, author=author, expected_version=expected_version)


def dictionary_rows(roles: Roles, dictionary: Dictionary) -> list[Payload]:
    """Return one row a column, with all that can be said about it.

    Keys: column, role, reason, known_at_prediction, known_reason, legal_minimum, legal_maximum, meaning, unit,
    owner.
    """
    return [
        role.model_dump(mode="json") | {word: getattr(dictionary.of(role.column), word) for word in WORDS}
        for role in roles.roles
    ]


def split_rows(
    before: Roles, target: str, rows: list[Payload], author: str, kept: Dictionary = NOTHING
) -> tuple[Roles, Dictionary]:
    """Return the roles and the dictionary that an edited table says; `kept` gives the cleared findings.

    Parameters
    ----------
    rows : list of dict
        As `dictionary_rows` makes them; a key left out keeps what was there (blank for words).

    Raises
    ------
    BadInput
        Naming the column, where a limit is no number, limits are out of order, or a text is too long.
    """
    by_column = {row["column"]: row for row in rows}
    chosen = edited_roles(before, target, [row for row in rows if row["column"] != target], author)
    return (
        Roles(
            roles=tuple(_with_facts(role, by_column.get(role.column, {}), author) for role in chosen.roles)
        ),
        Dictionary(
            entries=tuple(_entry(role.column, by_column.get(role.column, {})) for role in chosen.roles),
            cleared=kept.cleared,
        ),
    )


def _with_facts(role: ColumnRole, row: Payload, author: str) -> ColumnRole:
    facts: Payload = {name: _limit(role.column, row[name]) for name in LIMITS if name in row}
    if "known_at_prediction" in row:
        is_known = bool(row["known_at_prediction"])
        reason = str(row.get("known_reason") or "").strip()
        facts |= {
            "known_at_prediction": is_known,
            "known_reason": "" if is_known else reason or f"Chosen by {author}.",
        }
    try:
        return ColumnRole.model_validate(role.model_dump() | facts)
    except ValidationError as error:
        message = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise BadInput(f"{message[0].upper()}{message[1:]}.", "Correct it and save again.") from error


def _limit(column: str, value: Any) -> float | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.inf
    if math.isnan(number):
        return None
    if math.isinf(number):
        raise BadInput(
            f"Column {column}: {str(value)[:40]} is no number for a legal limit.", "Write a number."
        )
    return number


def _entry(column: str, row: Payload) -> Entry:
    try:
        return Entry(column=column, **{word: str(row.get(word) or "").strip() for word in WORDS})
    except ValidationError as error:
        where = error.errors()[0]["loc"][0]
        raise BadInput(f"Column {column}: {where} is too long.", "Keep it under 500 characters.") from error


def save_columns(
    workspace: Workspace,
    project: str,
    before: Roles,
    target: str,
    rows: list[Payload],
    *,
    author: str,
    expected_versions: tuple[int | None, int | None] = (None, None),
) -> list[Record]:
    """Record what an edited table says: roles and dictionary, each only where it differs from its record.

    So a corrected word makes no model out of date.

    Parameters
    ----------
    before, target, rows
        As for `split_rows`; the row of the target has the role target.
    expected_versions : tuple of int or None
        Versions of the roles and of the dictionary that the table was made from, 0 where there was none.

    Raises
    ------
    BadInput
        As `split_rows` and `core.services.design.data.save_roles`, and where somebody saved another version meanwhile.
    """
    _refuse_other_targets(target, rows)
    history = workspace.history(project)
    on_record, words = history.latest("roles"), history.latest("dictionary")
    kept = current_dictionary(workspace, project)
    roles, dictionary = split_rows(before, target, rows, author, kept)
    is_new = on_record is None or history.is_stale("roles") or load(on_record, Roles) != roles
    saved = []
    if is_new or expected_versions[0] not in (None, on_record.version if on_record else 0):
        saved.append(
            save_roles(workspace, project, roles, author=author, expected_version=expected_versions[0])
        )
    if dictionary != (load(words, Dictionary) if words else draft_dictionary(_columns(workspace, project))):
        saved.append(
            save_dictionary(
                workspace, project, dictionary, author=author, expected_version=expected_versions[1]
            )
        )
    return saved


def _refuse_other_targets(target: str, rows: list[Payload]) -> None:
    for row in rows:
        if (row["role"] == Role.TARGET) is not (row["column"] == target):
            raise BadInput(
                f"Column {row['column']} has the role {row['role']}, and the target is {target}.",
                "Choose the target above the table; one column has this role.",
            )


def _columns(workspace: Workspace, project: str) -> tuple[Column, ...]:
    return load(need(workspace.history(project), "dataset"), Dataset).columns
