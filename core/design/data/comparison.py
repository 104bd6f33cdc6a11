"""Two versions of a table compared: their columns, their rows, and how each column is distributed."""

import numpy as np
import pandas as pd

from core.design.data.columns import Column
from core.design.data.shifts import Shift, shifts
from core.design.frozen import Frozen
from core.design.wording import counted

SAME_SHARE = 0.95
"""Share of equal values from which a column that went and one that came may be one and the same."""
TELLING_VALUES = 10
"""Fewer different values than this coincide by chance, so that they are no evidence of a renaming."""


class Renamed(Frozen):
    """A column that probably has another name now, and the evidence in half a sentence."""

    before: str
    after: str
    evidence: str


class KindChange(Frozen):
    """A column whose values are of another kind now."""

    column: str
    before: str
    after: str


class RowChanges(Frozen):
    """What happened to the rows, over the columns that both versions have in the same kind.

    Attributes
    ----------
    identifier : str or None
        Column by which rows were matched; None when whole rows were counted, and changed ones cannot be told.
    added, removed, same : int
        Rows.
    changed : int or None
        Rows with the same identifier and another content.
    changed_cells : dict
        Changed rows by column, where there are any.
    """

    identifier: str | None
    added: int
    removed: int
    same: int
    changed: int | None
    changed_cells: dict[str, int] = {}


class Comparison(Frozen):
    """What is different in a newer version of a table."""

    rows_before: int
    rows_after: int
    columns_added: tuple[str, ...]
    columns_removed: tuple[str, ...]
    renamed: tuple[Renamed, ...]
    kinds: tuple[KindChange, ...]
    is_reordered: bool
    rows: RowChanges | None
    shifts: tuple[Shift, ...]

    @property
    def is_different(self) -> bool:
        """Whether anything differs but the order of the columns."""
        rows = self.rows
        has_other_rows = rows is None or bool(rows.added or rows.removed or rows.changed)
        return has_other_rows or bool(self.columns_added or self.columns_removed or self.kinds)

    def in_words(self) -> tuple[str, ...]:
        """Return the differences as sentences, the most important first."""
        return (*_schema_words(self), *_row_words(self), *_shift_words(self))


def compare_versions(
    before: pd.DataFrame,
    after: pd.DataFrame,
    columns_before: tuple[Column, ...],
    columns_after: tuple[Column, ...],
    identifier: str | None = None,
) -> Comparison:
    """Compare two versions of a table.

    Parameters
    ----------
    before, after : DataFrame of shape (n_rows, n_columns)
        As stored.
    identifier : str, optional
        Column that names the rows; used when it names each row once in both versions.
    """
    old, new = {c.name: c for c in columns_before}, {c.name: c for c in columns_after}
    shared = [name for name in old if name in new]
    kinds = [
        KindChange(column=name, before=old[name].kind.value, after=new[name].kind.value)
        for name in shared
        if old[name].kind is not new[name].kind
    ]
    changed_kind = {change.column for change in kinds if not _is_text(change)}
    comparable = [name for name in shared if name not in changed_kind]
    key = identifier if identifier in comparable and _names_rows(before, after, str(identifier)) else None
    gone, come = [n for n in old if n not in new], [n for n in new if n not in old]
    return Comparison(
        rows_before=len(before),
        rows_after=len(after),
        columns_added=tuple(come),
        columns_removed=tuple(gone),
        renamed=tuple(_renamed(before, after, gone, come, key)),
        kinds=tuple(kinds),
        is_reordered=shared != [name for name in new if name in old],
        rows=_row_changes(before, after, comparable, key) if comparable else None,
        shifts=shifts(before, after, [old[name] for name in comparable if name != key]),
    )


def _is_text(change: KindChange) -> bool:
    """Tell whether a change of kind is only about how many different texts there are."""
    return {change.before, change.after} <= {"category", "text"}


def _names_rows(before: pd.DataFrame, after: pd.DataFrame, column: str) -> bool:
    return all(frame[column].is_unique and not frame[column].hasnans for frame in (before, after))


def _row_changes(
    before: pd.DataFrame, after: pd.DataFrame, columns: list[str], key: str | None
) -> RowChanges:
    if key is None:
        return _counted(row_hashes(before, after, columns))
    others = [name for name in columns if name != key]
    at = pd.Index(before[key]).get_indexer(pd.Index(after[key]))
    old, new = at[at >= 0], np.flatnonzero(at >= 0)
    cells: dict[str, int] = {}
    is_changed = np.zeros(len(new), dtype=bool)
    for name in others:
        differs = _differs(before[name].iloc[old], after[name].iloc[new])
        is_changed |= differs
        if differs.any():
            cells[name] = int(differs.sum())
    changed = int(is_changed.sum())
    return RowChanges(
        identifier=key,
        added=len(after) - len(new),
        removed=len(before) - len(new),
        same=len(new) - changed,
        changed=changed,
        changed_cells=dict(sorted(cells.items(), key=lambda item: -item[1])),
    )


def _counted(hashes: tuple[np.ndarray, np.ndarray]) -> RowChanges:
    """Count whole rows: a row that occurs three times and twice later was removed once."""
    before, after = hashes
    same = _common(before, after)
    return RowChanges(
        identifier=None, added=len(after) - same, removed=len(before) - same, same=same, changed=None
    )


def _common(before: np.ndarray, after: np.ndarray) -> int:
    """Return how many values two arrays have in common, each as often as in both."""
    values, counts = np.unique(before, return_counts=True)
    others, times = np.unique(after, return_counts=True)
    _, left, right = np.intersect1d(values, others, assume_unique=True, return_indices=True)
    return int(np.minimum(counts[left], times[right]).sum())


def row_hashes(
    before: pd.DataFrame, after: pd.DataFrame, columns: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Return a 64-bit hash of each row of both tables; equal rows have equal hashes.

    Two different rows share one with a probability of about n² / 2^65: 3e-8 for a million rows each.
    """
    totals = np.zeros(len(before), dtype="uint64"), np.zeros(len(after), dtype="uint64")
    for position, name in enumerate(columns):
        factor = np.uint64(2 * (position * 0x9E3779B97F4A7C15 % 2**63) + 1)
        for total, values in zip(totals, _alike(before[name], after[name]), strict=True):
            total += pd.util.hash_array(values) * factor
    return totals


def _alike(before: pd.Series, after: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return two columns as plain arrays of one type, in which equal values are equal."""
    if pd.api.types.is_datetime64_any_dtype(before.dtype):
        return tuple(c.to_numpy("datetime64[us]").view("int64") for c in (before, after))  # type: ignore[return-value]
    is_whole = all(pd.api.types.is_integer_dtype(c.dtype) for c in (before, after))
    if is_whole:
        return before.to_numpy("int64"), after.to_numpy("int64")
    if all(pd.api.types.is_numeric_dtype(c.dtype) for c in (before, after)):
        return tuple(c.to_numpy("float64", na_value=np.nan) + 0.0 for c in (before, after))  # type: ignore[return-value]
    codes, _ = pd.factorize(pd.concat([before, after], ignore_index=True))
    return codes[: len(before)], codes[len(before) :]


def _differs(before: pd.Series, after: pd.Series) -> np.ndarray:
    left, right = _alike(before, after)
    differs = left != right
    if left.dtype.kind == "f":
        differs &= ~(np.isnan(left) & np.isnan(right))
    return differs


def _renamed(
    before: pd.DataFrame, after: pd.DataFrame, gone: list[str], come: list[str], key: str | None
) -> list[Renamed]:
    """Guess which columns have another name: almost all values are the same, and they are telling."""
    at = pd.Index(before[key]).get_indexer(pd.Index(after[key])) if key else None
    found: list[tuple[float, str, str, str]] = []
    for old in gone:
        for new in come:
            if not _is_comparable(before[old], after[new]):
                continue
            share, what = _same_share(before[old], after[new], at)
            if share >= SAME_SHARE:
                found.append((share, old, new, what))
    renamed: list[Renamed] = []
    for _, old, new, what in sorted(found, key=lambda item: -item[0]):
        if all(old != one.before and new != one.after for one in renamed):
            renamed.append(Renamed(before=old, after=new, evidence=what))
    return renamed


def _is_comparable(before: pd.Series, after: pd.Series) -> bool:
    is_same = _family(before) == _family(after)
    return is_same and before.nunique() >= 2 and after.nunique() >= 2


def _family(values: pd.Series) -> str:
    if pd.api.types.is_bool_dtype(values.dtype):
        return "truth"
    if pd.api.types.is_numeric_dtype(values.dtype):
        return "number"
    return "date" if pd.api.types.is_datetime64_any_dtype(values.dtype) else "text"


def _same_share(before: pd.Series, after: pd.Series, at: np.ndarray | None) -> tuple[float, str]:
    if at is not None and (at >= 0).any():
        differs = _differs(before.iloc[at[at >= 0]], after.iloc[np.flatnonzero(at >= 0)])
        share = 1 - float(differs.mean())
        return share, f"{share:.1%} of the {len(differs):,} rows with the same identifier have the same value"
    if min(before.nunique(), after.nunique()) < TELLING_VALUES:
        return 0.0, ""
    left, right = _alike(before, after)
    share = _common(pd.util.hash_array(left), pd.util.hash_array(right)) / max(len(left), len(right))
    return share, f"{share:.1%} of the values are the same, counted without regard to the row"


def _schema_words(comparison: Comparison) -> list[str]:
    words = []
    renamed = {one.before for one in comparison.renamed} | {one.after for one in comparison.renamed}
    removed = [name for name in comparison.columns_removed if name not in renamed]
    added = [name for name in comparison.columns_added if name not in renamed]
    if removed:
        words.append(f"{_columns(removed)} no longer there.")
    if added:
        words.append(f"{_columns(added)} new.")
    words += [
        f"{one.before} is probably called {one.after} now: {one.evidence}." for one in comparison.renamed
    ]
    words += [
        f"{one.column} was {one.before} and is {one.after} now."
        for one in comparison.kinds
        if not _is_text(one)
    ]
    if comparison.is_reordered:
        words.append("The columns stand in another order, which changes nothing.")
    return words


def _columns(names: list[str]) -> str:
    shown = ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
    return f"The column {shown} is" if len(names) == 1 else f"The columns {shown} are"


def _row_words(comparison: Comparison) -> list[str]:
    rows = comparison.rows
    if rows is None:
        return ["No column is in both versions in the same kind: rows cannot be compared."]
    if not (rows.added or rows.removed or rows.changed):
        return [f"All {rows.same:,} rows are the same."]
    told = [f"{counted(rows.added, 'row')} came", f"{rows.removed:,} went"]
    if rows.changed is not None:
        told.append(f"{rows.changed:,} changed")
    by = f"matched by {rows.identifier}" if rows.identifier else "a changed row counts as gone and come"
    words = [f"{', '.join(told)} and {rows.same:,} stayed the same ({by})."]
    if rows.changed_cells:
        shown = [f"{name} in {counted(count, 'row')}" for name, count in list(rows.changed_cells.items())[:5]]
        words.append(f"Changed: {', '.join(shown)}.")
    return words


def _shift_words(comparison: Comparison) -> list[str]:
    large = [shift for shift in comparison.shifts if shift.is_large]
    if not large:
        return ["No column is distributed noticeably differently."] if comparison.shifts else []
    return [shift.in_words() for shift in large]
