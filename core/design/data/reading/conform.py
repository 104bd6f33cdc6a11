"""Kinds of the columns of a typed table, and casting a new table to the kinds of a known one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from core.design.data.columns import Column, ColumnKind
from core.design.data.reading.arrow_frame import as_series
from core.design.data.reading.column_texts import MISSING_MARKS
from core.design.data.reading.dates import parse_dates
from core.design.data.reading.distinct import count_distinct
from core.design.data.reading.threads import in_parallel

FEW_VALUES = 50
MANY_VALUES = 1_000
REPEATED_SHARE = 0.05
EXACT_INTEGER_LIMIT = 2.0**53
WHOLE_IN_GROUPS = r"[+-]?(\d+|[1-9]\d{0,2}(\.\d{3})+)"


def describe_columns(frame: pd.DataFrame) -> tuple[Column, ...]:
    """Return kind, missing and distinct values of each column of a typed table.

    Text is CATEGORY with at most 50 different values, or at most 1,000 that are under 5% of the rows;
    otherwise TEXT.
    """
    return tuple(_described(str(name), frame.iloc[:, i]) for i, name in enumerate(frame.columns))


def describe_table(table: pa.Table, counted: Mapping[str, int] = MappingProxyType({})) -> tuple[Column, ...]:
    """Return what `describe_columns` does, for a typed table in Arrow.

    Parameters
    ----------
    counted : mapping of str to int
        How many different values a column holds, where that is known; the rest is counted.
    """

    def described(name: str) -> Column:
        distinct = counted[name] if name in counted else count_distinct(table[name])
        return _described_arrow(name, table[name], distinct)

    return tuple(in_parallel(described, table.column_names))


def _described_arrow(name: str, values: pa.ChunkedArray, distinct: int) -> Column:
    missing, rows, kind = values.null_count, len(values), _ARROW_KINDS.get(values.type)
    if missing == rows:
        kind = ColumnKind.EMPTY
    return Column(name=name, kind=kind or _text_kind(distinct, rows), missing=missing, distinct=distinct)


def _described(name: str, values: pd.Series) -> Column:
    missing = int(values.isna().sum())
    distinct = int(values.nunique())
    return Column(name=name, kind=_kind_of(values, missing, distinct), missing=missing, distinct=distinct)


def _kind_of(values: pd.Series, missing: int, distinct: int) -> ColumnKind:
    rows = len(values)
    if missing == rows:
        return ColumnKind.EMPTY
    if pd.api.types.is_datetime64_any_dtype(values):
        return ColumnKind.DATE
    if pd.api.types.is_bool_dtype(values) or pd.api.types.infer_dtype(values, skipna=True) == "boolean":
        return ColumnKind.BOOLEAN
    if pd.api.types.is_numeric_dtype(values):
        return ColumnKind.NUMBER
    return _text_kind(distinct, rows)


def _text_kind(distinct: int, rows: int) -> ColumnKind:
    repeats = distinct <= MANY_VALUES and distinct < REPEATED_SHARE * rows
    return ColumnKind.CATEGORY if distinct <= FEW_VALUES or repeats else ColumnKind.TEXT


def conform(frame_as_read: pd.DataFrame, columns: tuple[Column, ...]) -> pd.DataFrame:
    """Return a copy of a new table with columns cast to the kinds of a known dataset.

    A column is cast only when each of its values fits; otherwise it stays as read, for the contract to
    name the rows. Unknown columns stay, absent ones stay absent.
    """
    result = frame_as_read.copy()
    for column in columns:
        if column.name in result.columns:
            result[column.name] = _CASTS.get(column.kind, _unchanged)(result[column.name])
    return result


def value_text(value: Any) -> str:
    """Return the text of one present value: integers without ".0", everything else as Python prints it."""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (float, np.floating)):
        number = float(value)
        is_whole = number.is_integer() and abs(number) < EXACT_INTEGER_LIMIT
        return str(int(number)) if is_whole else repr(number)
    if isinstance(value, (pd.Timestamp, np.datetime64)):
        return _moment_text(pd.Timestamp(value))
    return str(value)


def as_text(values: pd.Series) -> pd.Series:
    """Return values as text, missing where missing."""
    codes, present = pd.factorize(values)
    texts = np.array([*(value_text(value) for value in present), None], dtype=object)
    return pd.Series(texts[codes], index=values.index, dtype="str")


def _moment_text(moment: pd.Timestamp) -> str:
    return moment.date().isoformat() if moment == moment.normalize() else moment.isoformat(sep=" ")


def _to_text(values: pd.Series) -> pd.Series:
    return values if isinstance(values.dtype, pd.StringDtype) else as_text(values)


def _to_number(values: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return values
    if pd.api.types.is_datetime64_any_dtype(values) or pd.api.types.is_bool_dtype(values):
        return values
    written = _without_marks(values)
    if _is_in_groups(written.dropna()):
        return values
    numbers = pd.to_numeric(written, errors="coerce")
    return numbers.astype("float64") if numbers.notna().equals(written.notna()) else values


def _is_in_groups(texts: pd.Series) -> bool:
    """Tell whether 1.500 among texts may be a thousand and a half thousand, since reading did not settle it."""
    return bool(texts.str.contains(".", regex=False).any() and texts.str.fullmatch(WHOLE_IN_GROUPS).all())


def _to_date(values: pd.Series) -> pd.Series:
    if values.isna().all():
        return pd.Series(pd.NaT, index=values.index, dtype="datetime64[us]")
    if not isinstance(values.dtype, pd.StringDtype):
        return values
    present = _without_marks(values).dropna()
    if present.empty:
        return pd.Series(pd.NaT, index=values.index, dtype="datetime64[us]")
    dates = parse_dates(pa.array(present.str.strip(), type=pa.string())).values
    if dates is None:
        return values
    return pd.Series(as_series(dates).to_numpy(), index=present.index).reindex(values.index)


def _to_boolean(values: pd.Series) -> pd.Series:
    if pd.api.types.is_bool_dtype(values):
        return values
    if values.isna().all():
        return values.astype("boolean")
    if pd.api.types.is_numeric_dtype(values):
        return values
    truths = as_text(values).str.strip().str.lower().map({"true": True, "false": False})
    if not truths.notna().equals(values.notna()):
        return values
    return truths.astype("boolean") if truths.isna().any() else truths.astype(bool)


def _without_marks(values: pd.Series) -> pd.Series:
    return values.mask(values.isin(MISSING_MARKS))


def _unchanged(values: pd.Series) -> pd.Series:
    return values


_ARROW_KINDS = {
    pa.int64(): ColumnKind.NUMBER,
    pa.float64(): ColumnKind.NUMBER,
    pa.bool_(): ColumnKind.BOOLEAN,
    pa.timestamp("us"): ColumnKind.DATE,
}
_CASTS = {
    ColumnKind.NUMBER: _to_number,
    ColumnKind.CATEGORY: _to_text,
    ColumnKind.TEXT: _to_text,
    ColumnKind.DATE: _to_date,
    ColumnKind.BOOLEAN: _to_boolean,
}
