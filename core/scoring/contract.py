"""Checking rows against a data contract: what is wrong, where, and how bad."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from .recipe import column_text, value_text

MAX_LISTED = 1_000
MAX_VALUE_TEXT = 80
TEXTS = ("column", "check", "value", "severity")
TRUTH_TEXTS = ("true", "false", "1", "0")

MISSING_COLUMN = "missing column"
WRONG_TYPE = "wrong type"
MISSING_VALUE = "missing value"
DUPLICATE = "duplicate"
BELOW_MINIMUM = "below minimum"
ABOVE_MAXIMUM = "above maximum"
BELOW_LEGAL = "below legal minimum"
ABOVE_LEGAL = "above legal maximum"
UNSEEN_CATEGORY = "unseen category"

SEVERITIES = {
    MISSING_COLUMN: "error",
    WRONG_TYPE: "error",
    MISSING_VALUE: "error",
    DUPLICATE: "error",
    BELOW_LEGAL: "error",
    ABOVE_LEGAL: "error",
    BELOW_MINIMUM: "warning",
    ABOVE_MAXIMUM: "warning",
    UNSEEN_CATEGORY: "warning",
}

Clause = dict[str, Any]
Test = Callable[[pd.Series, Clause], np.ndarray]


@dataclass(frozen=True)
class Finding:
    """One cell that fails one check; `row` is its position from 0, None for a missing column."""

    row: int | None
    column: str
    check: str
    value: str

    @property
    def severity(self) -> str:
        """Return "error" or "warning"."""
        return SEVERITIES[self.check]


@dataclass(frozen=True)
class ContractReport:
    """What a contract says about rows.

    Attributes
    ----------
    findings : tuple of Finding
        Failing cells, errors first, at most 1,000.
    errors, warnings : int
        All failing cells, listed or not.
    bad_rows : ndarray of int
        Positions of all rows with an error, in order.
    """

    findings: tuple[Finding, ...]
    checked_rows: int
    errors: int
    warnings: int
    summary: str
    bad_rows: np.ndarray

    @cached_property
    def failures(self) -> pd.DataFrame:
        """The findings as a table: row, column, check, value, severity; row is missing for a column."""
        cells = [(f.row, f.column, f.check, f.value, f.severity) for f in self.findings]
        listed = pd.DataFrame(cells, columns=["row", *TEXTS])
        return listed.astype({"row": "Int64"} | dict.fromkeys(TEXTS, "str"))

    @property
    def passed(self) -> bool:
        """True without errors; warnings do not stop a row."""
        return self.errors == 0


@dataclass(frozen=True)
class Failing:
    """One check that failed in one column, at these row positions; None for a missing column."""

    column: str
    check: str
    rows: np.ndarray | None

    @property
    def count(self) -> int:
        return 1 if self.rows is None else len(self.rows)

    @property
    def severity(self) -> str:
        return SEVERITIES[self.check]


def check_contract(frame: pd.DataFrame, contract: dict[str, Any]) -> ContractReport:
    """Check each row against a contract, all checks to the end.

    Parameters
    ----------
    frame : DataFrame of shape (n_rows, any)
        Columns that the contract does not name are left alone.
    contract : dict
        ``{"columns": [{"name", "kind", "required", "nullable", "minimum", "maximum", "categories",
        "unique"}, ...]}``; kind is number, category, boolean, date or text. A number may also have
        "legal_minimum" and "legal_maximum".
    """
    present = [clause["name"] for clause in contract["columns"] if clause["name"] in frame.columns]
    rows = frame[present].reset_index(drop=True)
    failing = [found for clause in contract["columns"] for found in _failing(rows, clause)]
    return contract_report(len(rows), failing, lambda column, positions: rows[column].iloc[positions])


def _failing(rows: pd.DataFrame, clause: Clause) -> Iterator[Failing]:
    name: str = clause["name"]
    if name not in rows.columns:
        if clause.get("required", True):
            yield Failing(name, MISSING_COLUMN, None)
        return
    for check, test in _tests(clause):
        holds = test(rows[name], clause)
        if not holds.all():
            yield Failing(name, check, np.flatnonzero(~holds))


def _tests(clause: Clause) -> list[tuple[str, Test]]:
    wanted: list[tuple[str, Test, bool]] = [
        (WRONG_TYPE, _has_type, True),
        (MISSING_VALUE, _has_value, not clause.get("nullable", True)),
        (DUPLICATE, _is_first, bool(clause.get("unique"))),
        (BELOW_LEGAL, _is_legal_low, clause.get("legal_minimum") is not None),
        (ABOVE_LEGAL, _is_legal_high, clause.get("legal_maximum") is not None),
        (BELOW_MINIMUM, _reaches_minimum, clause.get("minimum") is not None),
        (ABOVE_MAXIMUM, _keeps_maximum, clause.get("maximum") is not None),
        (UNSEEN_CATEGORY, _is_known, clause.get("categories") is not None),
    ]
    return [(check, test) for check, test, is_wanted in wanted if is_wanted]


def contract_report(
    n_rows: int, failing: list[Failing], values: Callable[[str, np.ndarray], Sequence[Any] | pd.Series]
) -> ContractReport:
    """Return the report of checks that failed.

    Parameters
    ----------
    failing : list of Failing
        In the order of the contract.
    values : callable (column, positions) -> values
    """
    ordered = sorted(failing, key=lambda found: (found.severity, found.rows is not None))
    errors = sum(found.count for found in ordered if found.severity == "error")
    warnings = sum(found.count for found in ordered) - errors
    bad = [found.rows for found in ordered if found.severity == "error" and found.rows is not None]
    bad_rows = np.unique(np.concatenate(bad)) if bad else np.array([], dtype=np.int64)
    return ContractReport(
        findings=tuple(islice(_listed(ordered, values), MAX_LISTED)),
        checked_rows=n_rows,
        errors=errors,
        warnings=warnings,
        summary=_summary(n_rows, ordered, errors, warnings),
        bad_rows=bad_rows,
    )


def _listed(failing: list[Failing], values: Callable[..., Any]) -> Iterator[Finding]:
    for found in failing:
        if found.rows is None:
            yield Finding(None, found.column, found.check, "")
            continue
        positions = found.rows[:MAX_LISTED]
        for row, value in zip(positions, values(found.column, positions), strict=True):
            yield Finding(int(row), found.column, found.check, _shown(value))


def _shown(value: Any) -> str:
    return "" if pd.api.types.is_scalar(value) and pd.isna(value) else value_text(value)[:MAX_VALUE_TEXT]


def _summary(rows: int, failing: list[Failing], errors: int, warnings: int) -> str:
    if not failing:
        return f"All {rows:,} rows meet the contract."
    worst = max(failing, key=lambda found: (found.severity == "error", found.count))
    where = f"{worst.column}: {worst.check}"
    if worst.rows is not None:
        where += f" in {_counted(worst.count, 'row')}"
    verdict = "meets the contract" if errors == 0 else "does not meet the contract"
    counts = f"{_counted(errors, 'error')} and {_counted(warnings, 'warning')}"
    return f"The table of {_counted(rows, 'row')} {verdict}: {counts}, most in {where}."


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _is_missing(values: pd.Series) -> np.ndarray:
    """Flag missing values and, in text, blank ones."""
    missing = values.isna().to_numpy()
    if values.dtype != object and not isinstance(values.dtype, pd.StringDtype):
        return missing
    blank = [isinstance(value, str) and not value.strip() for value in values.to_numpy(dtype=object)]
    return missing | np.array(blank, dtype=bool)


def _numbers(values: pd.Series) -> np.ndarray:
    """Return finite floats, NaN for all else."""
    if pd.api.types.is_bool_dtype(values) or pd.api.types.is_datetime64_any_dtype(values):
        return np.full(len(values), np.nan)
    if values.dtype == object:
        is_number = values.map(lambda v: isinstance(v, (Real, str)) and not isinstance(v, (bool, np.bool_)))
        values = values.where(is_number.astype(bool), np.nan)
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _is_boolean(values: pd.Series) -> np.ndarray:
    """Flag truth values in each spelling that the recipe reads: true, false, 1, 0."""
    if pd.api.types.is_bool_dtype(values):
        return np.ones(len(values), dtype=bool)
    codes, texts = pd.factorize(column_text(values))
    return np.array([text.lower() in TRUTH_TEXTS for text in texts], dtype=bool)[codes]


def _is_date(values: pd.Series) -> np.ndarray:
    if pd.api.types.is_datetime64_any_dtype(values):
        return np.ones(len(values), dtype=bool)
    if pd.api.types.is_numeric_dtype(values):
        return np.zeros(len(values), dtype=bool)
    if values.dtype == object:
        values = values.map(lambda v: v.isoformat() if isinstance(v, date) else v)
        values = values.where(values.map(lambda v: isinstance(v, str)).astype(bool), None)
    dates = pd.to_datetime(values.astype("str"), errors="coerce", format="ISO8601", utc=True)
    return dates.notna().to_numpy()


def _has_type(values: pd.Series, clause: Clause) -> np.ndarray:
    fits = {"number": lambda v: np.isfinite(_numbers(v)), "boolean": _is_boolean, "date": _is_date}
    test = fits.get(clause["kind"])
    return np.ones(len(values), dtype=bool) if test is None else test(values) | _is_missing(values)


def _has_value(values: pd.Series, clause: Clause) -> np.ndarray:
    return ~_is_missing(values)


def _is_first(values: pd.Series, clause: Clause) -> np.ndarray:
    texts = pd.Series(column_text(values), index=values.index)
    return ~texts.duplicated().to_numpy() | _is_missing(values)


def _reaches_minimum(values: pd.Series, clause: Clause) -> np.ndarray:
    return ~(_numbers(values) < clause["minimum"])


def _keeps_maximum(values: pd.Series, clause: Clause) -> np.ndarray:
    return ~(_numbers(values) > clause["maximum"])


def _is_legal_low(values: pd.Series, clause: Clause) -> np.ndarray:
    return ~(_numbers(values) < clause["legal_minimum"])


def _is_legal_high(values: pd.Series, clause: Clause) -> np.ndarray:
    return ~(_numbers(values) > clause["legal_maximum"])


def _is_known(values: pd.Series, clause: Clause) -> np.ndarray:
    codes, texts = pd.factorize(column_text(values))
    known = set(clause["categories"])
    return np.array([text in known for text in texts], dtype=bool)[codes] | _is_missing(values)
