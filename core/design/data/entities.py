"""Repeated entities: customers, patients and other cases that stand in several rows."""

from dataclasses import dataclass

import pandas as pd

from core.design.data.columns import Column, ColumnKind
from core.design.data.leakage.group_id import GROUP_ID
from core.design.data.leakage.table import checked_table
from core.design.data.names import name_words

FEWEST_ENTITIES = 10
FEWEST_BARE = 30
MOST_DISTINCT = 0.9
ID_WORDS = {
    "id", "ids", "key", "uuid", "guid", "no", "nr", "number", "num", "code", "index", "idx", "row", "rownum",
    "instant", "serial", "record", "unnamed",
}  # fmt: skip
GROUP_WORDS = {
    "customer", "client", "patient", "user", "person", "household", "subject", "student", "employee",
    "account", "member", "session", "group", "family", "donor",
}  # fmt: skip


@dataclass(frozen=True)
class Entity:
    """A column that names a case with several rows.

    Attributes
    ----------
    reason : str
        Why its rows belong together, with figures.
    """

    column: str
    distinct: int
    reason: str


def find_entities(frame: pd.DataFrame, columns: tuple[Column, ...], target: str | None) -> tuple[Entity, ...]:
    """Return the columns whose rows belong together, the one with the fewest values first.

    A name must say so ("patient_id", "customer"), or say identifier while rows of one value share the target
    far beyond chance.

    Parameters
    ----------
    frame : DataFrame of shape (n_rows, n_columns)
    """
    candidates = [c for c in columns if c.name != target and _may_repeat(frame, c)]
    shared = _that_decide(frame, candidates, columns, target)
    found = [
        Entity(c.name, c.distinct, _reason(frame, c, shared.get(c.name)))
        for c in candidates
        if _says_entity(c) or c.name in shared
    ]
    return tuple(sorted(found, key=lambda entity: entity.distinct))


def _may_repeat(frame: pd.DataFrame, column: Column) -> bool:
    is_name = column.kind in (ColumnKind.CATEGORY, ColumnKind.TEXT) or (
        column.kind is ColumnKind.NUMBER and pd.api.types.is_integer_dtype(frame[column.name])
    )
    is_repeated = FEWEST_ENTITIES <= column.distinct <= MOST_DISTINCT * len(frame)
    return is_name and is_repeated and column.missing == 0 and bool(_words(column) & (ID_WORDS | GROUP_WORDS))


def _words(column: Column) -> set[str]:
    return set(name_words(column.name))


def _says_entity(column: Column) -> bool:
    words = _words(column)
    is_bare = words <= GROUP_WORDS and column.distinct >= FEWEST_BARE
    return bool(words & GROUP_WORDS) and (bool(words & ID_WORDS) or is_bare)


def _that_decide(
    frame: pd.DataFrame, candidates: list[Column], columns: tuple[Column, ...], target: str | None
) -> dict[str, str]:
    """Return the candidates named as identifiers whose rows share the target, with the evidence."""
    named = [c for c in candidates if _words(c) & ID_WORDS]
    targets = [c for c in columns if c.name == target]
    table = checked_table(frame, (*named, *targets), target) if named and target else None
    if table is None:
        return {}
    return {finding.columns[0]: finding.evidence for finding in GROUP_ID.findings(table)}


def _reason(frame: pd.DataFrame, column: Column, evidence: str | None) -> str:
    each = len(frame) / column.distinct
    decides = f" Also, {evidence}" if evidence else ""
    return f"Several rows share one value ({each:.1f} on average): they stay on the same side of the split.{decides}"
