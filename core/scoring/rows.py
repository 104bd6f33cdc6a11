"""Rows from outside (JSON, CSV text) turned into typed columns, and safe cells on the way out."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from .contract import ContractReport, Finding
from .recipe import value_text

MAX_SENTENCES = 20
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
WHOLE_FLOAT = re.compile(r"^(-?\d+)\.0+$")
TRUTH = {"true": True, "false": False}


class BadRows(ValueError):
    """Rows cannot be read; the text names the row and the column."""


def rows_frame(rows: list[dict[str, Any]], inputs: list[str], contract: dict[str, Any]) -> pd.DataFrame:
    """Return JSON rows as a typed frame of the columns that the model knows.

    Parameters
    ----------
    rows : list of dict
        Each names every input column; null stands for a missing value.
    inputs : list of str
        Columns that each row must carry; others are left out.

    Raises
    ------
    BadRows
        A row is not an object, lacks a column, or holds a list or an object in one.
    """
    require_columns(rows, inputs)
    raw = pd.DataFrame({name: [row[name] for row in rows] for name in inputs}, dtype=object)
    return typed_frame(raw, contract)


def require_columns(rows: list[dict[str, Any]], inputs: list[str]) -> None:
    """Raise `BadRows` unless each row is an object that has a plain value for every input column."""
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise BadRows(f"Row {number} is not an object of column names and values.")
        for name in inputs:
            if name not in row:
                raise BadRows(f"Row {number} lacks column '{name}'. Send null where the value is missing.")
            if isinstance(row[name], (list, dict)):
                raise BadRows(f"Row {number}, column '{name}': send a number, a text, true, false or null.")


def read_csv_rows(path: Path, contract: dict[str, Any]) -> pd.DataFrame:
    """Read a CSV (UTF-8, comma) as text and return it with the columns typed by the contract."""
    return typed_frame(read_csv_text(path), contract)


def read_csv_text(path: Path) -> pd.DataFrame:
    """Read a CSV (UTF-8, comma) as text. Only an empty cell is missing: "NA" and "None" stay text."""
    return pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8-sig")


def typed_frame(frame: pd.DataFrame, contract: dict[str, Any]) -> pd.DataFrame:
    """Return the frame with each contracted column converted to its kind.

    A column is converted as a whole or, when one of its values does not fit, left as it is: the
    contract then says what is wrong with it.
    """
    typed = {
        column["name"]: CONVERTERS.get(column["kind"], _unchanged)(frame[column["name"]], column)
        for column in contract["columns"]
        if column["name"] in frame.columns
    }
    return frame.assign(**typed)


def aligned_text(value: Any, known: set[str]) -> Any:
    """Return the text that stands for a value among known ones: "2.0" and 2.0 are the known "2"."""
    if not isinstance(value, str):
        return value if pd.isna(value) else value_text(value)
    whole = WHOLE_FLOAT.match(value)
    return whole.group(1) if whole and value not in known and whole.group(1) in known else value


def quoted_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a copy whose texts and column names no spreadsheet takes for a formula.

    Source: OWASP, "CSV Injection": a leading apostrophe before = + - @ tab and carriage return.
    Texts that are plain numbers stay as they are.
    """
    quoted = frame.copy()
    for position, dtype in enumerate(frame.dtypes):
        if not pd.api.types.is_numeric_dtype(dtype):
            texts = [_quoted(value) for value in frame.iloc[:, position]]
            quoted.isetitem(position, pd.array(texts, dtype=object))
    return quoted.set_axis([_quoted(name) for name in frame.columns], axis=1)


def json_records(predictions: pd.DataFrame) -> list[dict[str, Any]]:
    """Return predictions as JSON objects, one a row."""
    return [{str(name): value for name, value in row.items()} for row in predictions.to_dict("records")]


def failure_texts(report: ContractReport, severity: str) -> list[str]:
    """Return one sentence a failing cell of a severity, "error" or "warning"; at most 20, then the rest."""
    texts = [_sentence(finding) for finding in report.findings if finding.severity == severity]
    rest = (report.errors if severity == "error" else report.warnings) - len(texts[:MAX_SENTENCES])
    return [*texts[:MAX_SENTENCES], *([f"And {rest:,} more."] if rest > 0 else [])]


def _sentence(finding: Finding) -> str:
    where = "" if finding.row is None else f"Row {finding.row + 1:,}, "
    value = f" ({finding.value})" if finding.value else ""
    return f"{where}column '{finding.column}': {finding.check}{value}."


def _quoted(value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith(FORMULA_STARTS) or is_number(value):
        return value
    return f"'{value}"


def is_number(text: str) -> bool:
    """Tell whether a text is a plain decimal number."""
    return bool(re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text))


def _as_number(values: pd.Series, _: dict[str, Any]) -> pd.Series:
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return values
    numbers = values.map(_exact_number).astype("float64")
    return numbers if _all_converted(values, numbers) else values


def _exact_number(value: Any) -> float:
    """Return the nearest float, as Python reads it: pandas' own parser may miss it by one digit."""
    if isinstance(value, bool) or (isinstance(value, str) and not is_number(value.strip())):
        return float("nan")
    try:
        return float("nan") if pd.isna(value) else float(value)
    except OverflowError:
        return float("inf")


def _as_date(values: pd.Series, _: dict[str, Any]) -> pd.Series:
    if not values.map(lambda value: isinstance(value, str) or pd.isna(value)).all():
        return values
    dates = pd.to_datetime(values, errors="coerce", format="ISO8601")
    return dates if _all_converted(values, dates) else values


def _as_boolean(values: pd.Series, _: dict[str, Any]) -> pd.Series:
    if pd.api.types.is_bool_dtype(values):
        return values
    truths = values.map(lambda value: TRUTH.get(str(value).strip().lower()) if pd.notna(value) else None)
    if not _all_converted(values, truths):
        return values
    return truths.astype("object") if truths.isna().any() else truths.astype(bool)


def _as_category(values: pd.Series, column: dict[str, Any]) -> pd.Series:
    if pd.api.types.is_numeric_dtype(values):
        return values
    known = set(column.get("categories") or ())
    return values.map(lambda value: aligned_text(value, known)).astype("str")


def _all_converted(values: pd.Series, converted: pd.Series) -> bool:
    blank = values.isna() | values.map(lambda value: isinstance(value, str) and not value.strip())
    return bool((converted.notna() | blank).all())


def _unchanged(values: pd.Series, _: dict[str, Any]) -> pd.Series:
    return values


CONVERTERS: dict[str, Callable[[pd.Series, dict[str, Any]], pd.Series]] = {
    "number": _as_number,
    "date": _as_date,
    "boolean": _as_boolean,
    "category": _as_category,
}
