"""The profile of one column: its figures by kind, exact, over all rows."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.design.data.columns import Column, ColumnKind
from core.design.data.profile.days import calendar
from core.design.data.profile.disguised import disguised_dates, disguised_numbers, disguised_texts
from core.design.data.profile.ordered import (
    QUANTILES,
    different_values,
    histogram,
    most_frequent,
    outliers,
    quantiles,
    sorting,
    typical_histogram,
)
from core.design.data.profile.source import codes_of, present_numbers
from core.design.data.reading.conform import value_text

ALMOST_CONSTANT = 0.99
MOSTLY_MISSING = 0.5
MAX_TEXT = 80
MICROSECONDS = 1e6
ORDERED = (ColumnKind.NUMBER, ColumnKind.DATE)
BLANK: dict[str, Any] = dict.fromkeys(
    ("minimum", "maximum", "mean", "median", "deviation", "quantiles", "zeros", "negatives", "infinite", "outliers",
     "histogram", "typical_histogram", "lengths", "calendar", "order")
)  # fmt: skip


def profile_column(
    values: pa.ChunkedArray, column: Column, rows: int
) -> tuple[dict[str, Any], np.ndarray | None]:
    """Return a column's profile, and its codes where they were made on the way (-1 where missing).

    See `core.design.data.profile.table.profile_columns` for the keys.
    """
    codes = None
    if column.kind in ORDERED:
        measured = _of_ordered(present_numbers(values, column.kind), column, rows)
    elif column.kind is ColumnKind.EMPTY:
        measured = {**BLANK, "top": [], "disguised": []}
    else:
        measured, codes = _of_texts(values, column, rows)
    found = {
        "name": column.name,
        "kind": column.kind.value,
        "missing": column.missing,
        "missing_share": column.missing / rows if rows else 0.0,
        "distinct": column.distinct,
        "distinct_share": column.distinct / max(rows - column.missing, 1),
        **measured,
    }
    return {**found, "notes": _notes(column, rows, found)}, codes


def _of_ordered(present: np.ndarray, column: Column, rows: int) -> dict[str, Any]:
    is_date = column.kind is ColumnKind.DATE
    ordered = np.sort(present)
    different, counts = different_values(ordered) if len(ordered) else (ordered, ordered)
    top = most_frequent(different, counts, rows, _moment_text if is_date else value_text)
    unit = MICROSECONDS if is_date else 1.0
    present, ordered, different = (array / unit for array in (present, ordered, different))
    finite = ordered[np.searchsorted(ordered, -np.inf, "right") : np.searchsorted(ordered, np.inf, "left")]
    hidden = (disguised_dates if is_date else disguised_numbers)(different, counts)
    return {
        **BLANK,
        **(_measures(present, finite, column) if len(finite) else {}),
        "infinite": None if is_date else len(ordered) - len(finite),
        "calendar": calendar(_without_first_and_last(finite, hidden)) if is_date and len(finite) else None,
        "order": sorting(present),
        "top": top,
        "disguised": hidden,
    }


def _measures(present: np.ndarray, ordered: np.ndarray, column: Column) -> dict[str, Any]:
    is_number = column.kind is ColumnKind.NUMBER
    shown = float if is_number else _moment
    with np.errstate(over="ignore", invalid="ignore"):
        mean, deviation = float(ordered.mean()), float(ordered.std())
    middle = quantiles(ordered, (0.5, *QUANTILES)).tolist()
    is_whole = bool((ordered == np.round(ordered)).all())
    first_zero, first_positive = np.searchsorted(ordered, 0, "left"), np.searchsorted(ordered, 0, "right")
    return {
        "minimum": shown(float(ordered[0])),
        "maximum": shown(float(ordered[-1])),
        "mean": shown(mean) if np.isfinite(mean) else None,
        "median": shown(middle[0]),
        "deviation": deviation if is_number and np.isfinite(deviation) else None,
        "quantiles": {str(q): shown(v) for q, v in zip(QUANTILES, middle[1:], strict=True)},
        "zeros": int(first_positive - first_zero) if is_number else None,
        "negatives": int(first_zero) if is_number else None,
        "outliers": outliers(ordered, shown) if is_number else None,
        "histogram": histogram(ordered, column.distinct, is_whole, shown),
        "typical_histogram": typical_histogram(ordered, column.distinct, is_whole, shown),
    }


def _without_first_and_last(moments: np.ndarray, hidden: list[dict[str, Any]]) -> np.ndarray:
    """Return sorted moments without the placeholders at either end, unless nothing would be left."""
    days = [np.datetime64(one["value"], "D").astype(np.int64) * 86_400 for one in hidden]
    start = sum(int(one["count"]) for one, day in zip(hidden, days, strict=True) if day <= moments[0])
    end = sum(int(one["count"]) for one, day in zip(hidden, days, strict=True) if day > moments[0])
    inside = moments[start : len(moments) - end]
    return inside if len(inside) else moments


def _of_texts(values: pa.ChunkedArray, column: Column, rows: int) -> tuple[dict[str, Any], np.ndarray | None]:
    codes, texts, counts = _coded(values, column, rows)
    is_text = pa.types.is_string(texts.type) or pa.types.is_large_string(texts.type)
    return {
        **BLANK,
        "lengths": _lengths(texts, counts) if is_text else None,
        "order": _text_order(codes, texts) if is_text else None,
        "top": most_frequent(texts, counts, rows, lambda value: value_text(value.as_py())[:MAX_TEXT]),
        "disguised": disguised_texts(texts, counts) if is_text else [],
    }, codes


def _coded(
    values: pa.ChunkedArray, column: Column, rows: int
) -> tuple[np.ndarray | None, pa.Array, np.ndarray]:
    if column.distinct == rows and column.missing == 0:
        texts = values.combine_chunks()
        texts = texts.chunk(0) if isinstance(texts, pa.ChunkedArray) else texts
        return None, texts, np.ones(rows, dtype=np.int64)
    codes, texts = codes_of(values)
    return codes, texts, np.bincount(codes[codes >= 0], minlength=len(texts))


def _lengths(texts: pa.Array, counts: np.ndarray) -> dict[str, Any] | None:
    if not len(texts):
        return None
    lengths = pc.utf8_length(texts).to_numpy(zero_copy_only=False)
    rows_of_length = np.bincount(lengths, weights=counts)
    below = np.cumsum(rows_of_length)
    return {
        "minimum": int(lengths.min()),
        "median": int(np.searchsorted(below, below[-1] / 2)),
        "mean": float((lengths * counts).sum() / counts.sum()),
        "maximum": int(lengths.max()),
    }


def _text_order(codes: np.ndarray | None, texts: pa.Array) -> str | None:
    if len(texts) < 3 or (codes is not None and (np.diff(codes[codes >= 0]) < 0).any()):
        return None
    first, second = texts[:-1], texts[1:]
    if pc.all(pc.less_equal(first, second)).as_py():
        return "ascending"
    return "descending" if pc.all(pc.greater_equal(first, second)).as_py() else None


def _moment(seconds: float) -> str:
    return str(np.datetime64(int(seconds * MICROSECONDS), "us").astype("datetime64[s]")).replace("T", " ")


def _moment_text(microseconds: np.int64) -> str:
    return value_text(np.datetime64(int(microseconds), "us"))


def _notes(column: Column, rows: int, found: dict[str, Any]) -> list[str]:
    if column.kind is ColumnKind.EMPTY:
        return ["empty"]
    top, notes = found["top"], []
    if column.distinct == 1:
        notes.append("one value in every row" if not column.missing else "one value or missing")
    elif top and top[0]["share"] >= ALMOST_CONSTANT:
        notes.append("almost constant")
    if column.distinct == rows > 1:
        notes.append("every value differs")
    if column.missing > MOSTLY_MISSING * rows:
        notes.append("mostly missing")
    if found["disguised"]:
        notes.append("may hide missing values")
    return notes
