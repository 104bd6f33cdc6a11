"""Raw tables and arrays as typed tables: what a file's reader does, for data that is already in memory."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from core.design.data.columns import Column
from core.design.data.reading.conform import conform, describe_columns, value_text
from core.design.data.reading.inference import Context, infer_column
from core.errors import BadInput


def as_frame(X: pd.DataFrame | np.ndarray, names: list[str]) -> pd.DataFrame:
    """Return a table with text names, rows numbered from 0, and text where objects stood.

    Parameters
    ----------
    X : DataFrame or ndarray of shape (n_rows, n_columns)
    names : list of str
        One a column.

    Raises
    ------
    BadInput
        Where two columns have the same name.
    """
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadInput(f"Columns that stand twice: {', '.join(twice)}.", "Rename them.")
    frame = X.reset_index(drop=True) if isinstance(X, pd.DataFrame) else pd.DataFrame(X)
    frame = frame.set_axis(names, axis="columns")
    return frame.assign(**{name: _readable(frame[name]) for name in names if frame[name].dtype == object})


def typed_table(frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """Return a table whose texts are read as numbers, dates or truth values where all are, with its columns.

    Parameters
    ----------
    frame : DataFrame
        From `as_frame`.
    """
    typed = frame.assign(**{name: _inferred(frame[name]) for name in frame.columns if _is_text(frame[name])})
    return typed, describe_columns(typed)


def typed_like(frame: pd.DataFrame, columns: tuple[Column, ...]) -> pd.DataFrame:
    """Return new rows, typed as the table that was learnt from where each value fits."""
    return conform(frame, columns)


def _readable(values: pd.Series) -> pd.Series:
    """Objects as what they all are (numbers, dates), else as text."""
    found = values.infer_objects()
    if found.dtype != object:
        return found
    kind = pd.api.types.infer_dtype(values, skipna=True)
    if kind == "boolean":
        return values.astype("boolean")
    if kind in ("date", "datetime"):
        return pd.to_datetime(values)
    if kind in ("decimal", "mixed-integer-float"):
        return values.astype("float64")
    return values.map(_text, na_action="ignore").astype("str")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else value_text(value)


def _is_text(values: pd.Series) -> bool:
    return isinstance(values.dtype, pd.StringDtype)


def _inferred(values: pd.Series) -> pd.Series:
    texts = pa.array(values.fillna("").tolist(), type=pa.string())
    typed, _ = infer_column(str(values.name), texts, Context(".", lambda row: f"row {row + 1}"))
    return typed.set_axis(values.index)
