"""The profile of a table: what each column holds and how it goes with the target, ready for JSON."""

from typing import Any

import numpy as np
import pandas as pd

from core.design.data.columns import Column, ColumnKind
from core.design.data.reading.conform import as_text, value_text
from core.design.data.relation import relation_to_target, scaled
from core.errors import Missing

TOP_VALUES = 10
MAX_BINS = 30
MAX_CORRELATED = 25
ALMOST_CONSTANT = 0.99
MOSTLY_MISSING = 0.5
CLASS_LIKE_NUMBERS = 20
QUANTILES = (0.05, 0.25, 0.75, 0.95)
MAX_TEXT = 80


def profile_table(
    frame: pd.DataFrame, columns: tuple[Column, ...], target: str | None = None
) -> dict[str, Any]:
    """Return the profile of a table as JSON-able values; no figure is NaN.

    Parameters
    ----------
    frame : DataFrame of shape (n_rows, n_columns)
    target : str or None
        Column that relations and class balance refer to.

    Returns
    -------
    dict
        rows, duplicates (rows equal to an earlier one), missing_cells, target, class_balance (list of label,
        count, share; empty for amounts), correlation (columns, matrix: Pearson, up to 25 numbers), and
        columns: a list of dicts with name, kind, missing, missing_share, distinct, minimum, maximum, mean,
        median, deviation, quantiles, zeros, top (value, count, share), histogram (edges, counts), relation
        (value 0 to 1, statistic) and notes. What does not apply is None.
    """
    if target is not None and target not in frame.columns:
        raise Missing(f"Column {target} is not in the data.", "Choose another target.")
    goal = _Target(frame, columns, target)
    return {
        "rows": len(frame),
        "duplicates": int(frame.duplicated().sum()),
        "missing_cells": sum(column.missing for column in columns),
        "target": target,
        "class_balance": goal.balance(),
        "correlation": _correlation(frame, columns),
        "columns": [_profile(frame[column.name], column, goal) for column in columns],
    }


class _Target:
    """The target as codes or amounts, made once."""

    def __init__(self, frame: pd.DataFrame, columns: tuple[Column, ...], target: str | None) -> None:
        self.name = target
        if target is None:
            return
        column = next(column for column in columns if column.name == target)
        self.series = frame[target]
        is_number = column.kind is ColumnKind.NUMBER
        self.is_amount = is_number and column.distinct > CLASS_LIKE_NUMBERS
        amounts = self.series.to_numpy(dtype=float, na_value=np.nan) if self.is_amount else None
        self.values = amounts if amounts is not None else pd.factorize(self.series)[0]

    def balance(self) -> list[dict[str, Any]]:
        if self.name is None or self.is_amount:
            return []
        counts = as_text(self.series.dropna()).value_counts()
        total = int(counts.sum())
        return [
            {"label": str(label), "count": int(count), "share": count / total}
            for label, count in counts.head(100).items()
        ]

    def relation(self, values: pd.Series, column: Column) -> dict[str, Any] | None:
        if self.name in (None, column.name) or column.distinct < 2:
            return None
        is_number = column.kind in (ColumnKind.NUMBER, ColumnKind.DATE)
        usable = _numbers(values, column) if is_number else values
        found = relation_to_target(usable, is_number, self.values, self.is_amount)
        return {"value": found[0], "statistic": found[1]} if found else None


def _profile(values: pd.Series, column: Column, goal: _Target) -> dict[str, Any]:
    rows = len(values)
    top = [] if column.kind is ColumnKind.EMPTY else _top(values, rows)
    return {
        "name": column.name,
        "kind": column.kind.value,
        "missing": column.missing,
        "missing_share": column.missing / rows if rows else 0.0,
        "distinct": column.distinct,
        **_measures(values, column),
        "top": top,
        "relation": goal.relation(values, column),
        "notes": _notes(column, rows, top),
    }


def _numbers(values: pd.Series, column: Column) -> np.ndarray:
    """Return floats, NaN where missing; dates as seconds since 1970."""
    if column.kind is ColumnKind.DATE:
        seconds = values.to_numpy(dtype="datetime64[us]").astype(np.int64) / 1e6
        return np.where(values.isna(), np.nan, seconds)
    return values.to_numpy(dtype=float, na_value=np.nan)


def _measures(values: pd.Series, column: Column) -> dict[str, Any]:
    names = ("minimum", "maximum", "mean", "median", "deviation", "quantiles", "zeros", "histogram")
    blank = dict.fromkeys(names)
    if column.kind not in (ColumnKind.NUMBER, ColumnKind.DATE):
        return blank
    numbers = _numbers(values, column)
    numbers = numbers[np.isfinite(numbers)]
    if not len(numbers):
        return blank
    as_shown = _moment if column.kind is ColumnKind.DATE else float
    with np.errstate(over="ignore", invalid="ignore"):
        mean, deviation = float(numbers.mean()), float(numbers.std())
    low, median, high = (float(q) for q in np.quantile(numbers, (0.0, 0.5, 1.0)))
    is_number = column.kind is ColumnKind.NUMBER
    return {
        "minimum": as_shown(low),
        "maximum": as_shown(high),
        "mean": as_shown(mean) if np.isfinite(mean) else None,
        "median": as_shown(median),
        "deviation": deviation if is_number and np.isfinite(deviation) else None,
        "quantiles": {
            str(q): as_shown(v) for q, v in zip(QUANTILES, np.quantile(numbers, QUANTILES), strict=True)
        },
        "zeros": int((numbers == 0).sum()) if is_number else None,
        "histogram": _histogram(numbers, column, as_shown),
    }


def _histogram(numbers: np.ndarray, column: Column, as_shown: Any) -> dict[str, Any] | None:
    low, high = float(numbers.min()), float(numbers.max())
    if not np.isfinite((high - low) * (MAX_BINS + 1)):
        return None
    is_whole = bool((numbers == np.round(numbers)).all())
    if is_whole and high - low < MAX_BINS:
        edges = np.arange(low, high + 2) - 0.5
    else:
        edges = np.linspace(low, high, min(MAX_BINS, max(1, column.distinct)) + 1)
    if not (np.diff(edges) > 0).all():
        return None
    counts, edges = np.histogram(numbers, bins=edges)
    return {"edges": [as_shown(edge) for edge in edges], "counts": [int(count) for count in counts]}


def _moment(seconds: float) -> str:
    return str(np.datetime64(int(seconds * 1e6), "us").astype("datetime64[s]")).replace("T", " ")


def _top(values: pd.Series, rows: int) -> list[dict[str, Any]]:
    counts = values.value_counts().head(TOP_VALUES)
    return [
        {"value": value_text(value)[:MAX_TEXT], "count": int(count), "share": int(count) / rows}
        for value, count in counts.items()
    ]


def _notes(column: Column, rows: int, top: list[dict[str, Any]]) -> list[str]:
    if column.kind is ColumnKind.EMPTY:
        return ["empty"]
    notes = []
    if column.distinct == 1:
        notes.append("one value in every row" if not column.missing else "one value or missing")
    elif top and top[0]["share"] >= ALMOST_CONSTANT:
        notes.append("almost constant")
    if column.distinct == rows > 1:
        notes.append("every value differs")
    if column.missing > MOSTLY_MISSING * rows:
        notes.append("mostly missing")
    return notes


def _correlation(frame: pd.DataFrame, columns: tuple[Column, ...]) -> dict[str, Any]:
    names = [c.name for c in columns if c.kind is ColumnKind.NUMBER and c.distinct > 1][:MAX_CORRELATED]
    if len(names) < 2:
        return {"columns": names, "matrix": []}
    numbers = frame[names].astype(float).apply(scaled, raw=True)
    matrix = numbers.corr() if numbers.isna().to_numpy().any() else np.corrcoef(numbers.to_numpy().T)
    rows = np.asarray(matrix, dtype=float)
    return {
        "columns": names,
        "matrix": [[float(v) if np.isfinite(v) else None for v in row] for row in rows],
    }
