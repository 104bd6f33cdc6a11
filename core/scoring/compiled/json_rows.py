"""Rows of JSON read straight into inputs and checked against the contract, without a frame."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from ..contract import (
    ABOVE_LEGAL,
    ABOVE_MAXIMUM,
    BELOW_LEGAL,
    BELOW_MINIMUM,
    MISSING_VALUE,
    TRUTH_TEXTS,
    UNSEEN_CATEGORY,
    Clause,
    ContractReport,
    Failing,
    contract_report,
)
from ..inputs import Column, Inputs, Texts
from ..recipe import DATE_PARTS, MISSING, Recipe, input_columns, truth_text, value_text
from ..rows import TRUTH, aligned_text, is_number

PLAIN_DATE = re.compile(
    r"(1[789]|20|21)\d\d-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.(\d{3}|\d{6}))?)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII
)
EPOCH = date(1970, 1, 1).toordinal()
LIMITS: tuple[tuple[str, str, Callable[[float, float], bool]], ...] = (
    (BELOW_LEGAL, "legal_minimum", float.__lt__),
    (ABOVE_LEGAL, "legal_maximum", float.__gt__),
    (BELOW_MINIMUM, "minimum", float.__lt__),
    (ABOVE_MAXIMUM, "maximum", float.__gt__),
)


class NotPlain(ValueError):
    """A value is not plainly of its column's kind; only the contract check on a frame can judge it."""


@dataclass(frozen=True)
class ReadRows:
    """What was read: the model's inputs, the typed numbers by column, and what the contract says."""

    inputs: Inputs
    numbers: dict[str, np.ndarray]
    report: ContractReport


@dataclass(frozen=True)
class ColumnReader:
    """One column of a contract.

    Attributes
    ----------
    read : callable (value) -> value or None
        Returns the typed value, None where missing; raises `NotPlain`.
    inputs : callable (name, typed values) -> dict of columns
        What the recipe makes of them.
    tests : tuple of (check, callable (typed value) -> bool)
        A present value fails a check where the callable says True.
    """

    name: str
    kind: str
    read: Callable[[Any], Any]
    inputs: Callable[[str, list[Any]], dict[str, Column]]
    tests: tuple[tuple[str, Callable[[Any], bool]], ...]
    is_nullable: bool

    def values(self, rows: Sequence[dict[str, Any]]) -> list[Any]:
        """Return the typed values of a column."""
        raw = [row[self.name] for row in rows]
        if self.kind == "boolean" and len({type(value) for value in raw} - {type(None)}) > 1:
            raise NotPlain  # a frame types a column of several spellings as a whole
        return [self.read(value) for value in raw]

    def failing(self, values: list[Any]) -> Iterator[Failing]:
        """Return the checks that fail."""
        is_missing = [value is None or (type(value) is str and not value.strip()) for value in values]
        if not self.is_nullable and any(is_missing):
            yield Failing(self.name, MISSING_VALUE, np.flatnonzero(is_missing))
        for check, fails in self.tests:
            rows = [row for row, value in enumerate(values) if not is_missing[row] and fails(value)]
            if rows:
                yield Failing(self.name, check, np.array(rows))


@dataclass(frozen=True)
class JsonReader:
    """The columns that a row must carry, in the order of the contract, and the model's inputs in theirs."""

    columns: tuple[ColumnReader, ...]
    inputs: tuple[str, ...]

    def read(self, rows: Sequence[dict[str, Any]]) -> ReadRows | None:
        """Return rows that carry every column, or None where a value is not plainly of its kind."""
        try:
            values = {column.name: column.values(rows) for column in self.columns}
        except NotPlain:
            return None
        made: dict[str, Column] = {}
        for column in self.columns:
            made |= column.inputs(column.name, values[column.name])
        failing = [found for column in self.columns for found in column.failing(values[column.name])]
        return ReadRows(
            Inputs({name: made[name] for name in self.inputs}, len(rows)),
            {c.name: np.asarray(made[c.name]) for c in self.columns if c.kind == "number"},
            contract_report(len(rows), failing, lambda name, at: [values[name][row] for row in at]),
        )


def json_reader(contract: dict[str, Any], recipe: Recipe, amounts: list[str]) -> JsonReader | None:
    """Return the reader of a model's rows.

    Parameters
    ----------
    contract : dict
        Clauses on the columns that a row must carry.
    amounts : list of str
        Columns that the decision needs, numbers all.

    Returns
    -------
    JsonReader or None
        None where only a frame can tell: the contract asks for unique values, has no clause for a column,
        or takes it for another kind than the recipe.
    """
    clauses = {clause["name"]: clause for clause in contract["columns"]}
    features = {feature["name"]: feature["kind"] for feature in recipe["features"]}
    kinds = features | dict.fromkeys(amounts, "number")
    is_whole = len(contract["columns"]) == len(kinds) and set(clauses) == set(kinds)
    if not is_whole or any(_is_special(clauses[name], kind) for name, kind in kinds.items()):
        return None
    return JsonReader(tuple(_column(clause) for clause in contract["columns"]), tuple(input_columns(recipe)))


def _is_special(clause: Clause, kind: str) -> bool:
    has_limits = any(clause.get(limit) is not None for _, limit, _ in LIMITS)
    has_categories = clause.get("categories") is not None
    return (
        clause["kind"] not in (kind, *(["text"] if kind == "category" else []))
        or kind not in _KINDS
        or bool(clause.get("unique"))
        or (has_limits and kind != "number")
        or (has_categories and kind not in ("category", "boolean"))
    )


def _column(clause: Clause) -> ColumnReader:
    read, inputs = _KINDS[clause["kind"]]
    known = set(clause.get("categories") or ())
    if clause["kind"] == "category":
        read = _category(known)
    tests = [
        (check, _beyond(fails, float(clause[limit])))
        for check, limit, fails in LIMITS
        if clause.get(limit) is not None
    ]
    if clause.get("categories") is not None:
        tests.append((UNSEEN_CATEGORY, lambda value: value_text(value) not in known))
    is_nullable = bool(clause.get("nullable", True))
    return ColumnReader(clause["name"], clause["kind"], read, inputs, tuple(tests), is_nullable)


def _beyond(fails: Callable[[float, float], bool], limit: float) -> Callable[[float], bool]:
    return lambda value: fails(value, limit)


def _number(value: Any) -> float | None:
    if type(value) is str:
        text = value.strip()
        if not text:
            return None
        if not is_number(text):
            raise NotPlain
        value = text
    elif value is None or value != value:
        return None
    elif type(value) not in (int, float):
        raise NotPlain
    try:
        number = float(value)
    except OverflowError as error:
        raise NotPlain from error
    if not math.isfinite(number):
        raise NotPlain
    return number


def _category(known: set[str]) -> Callable[[Any], str | None]:
    def read(value: Any) -> str | None:
        if value is None or value != value:
            return None
        if type(value) not in (str, int, float, bool):
            raise NotPlain
        return str(aligned_text(value, known))

    return read


def _boolean(value: Any) -> Any:
    if type(value) is bool:
        return value
    if value is None or value != value or (type(value) is str and not value.strip()):
        return None
    if type(value) not in (str, int, float):
        raise NotPlain
    truth = TRUTH.get(str(value).strip().lower())
    if truth is None and value_text(value).lower() not in TRUTH_TEXTS:
        raise NotPlain
    return value if truth is None else truth


def _date(value: Any) -> datetime | None:
    if value is None or value != value or (type(value) is str and not value.strip()):
        return None
    if type(value) is not str or not PLAIN_DATE.fullmatch(value):
        raise NotPlain
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise NotPlain from error
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _number_inputs(name: str, values: list[Any]) -> dict[str, Column]:
    return {name: np.array([math.nan if value is None else value for value in values], dtype=np.float64)}


def _category_inputs(name: str, values: list[Any]) -> dict[str, Column]:
    return {name: _texts([MISSING if value is None else value for value in values])}


def _boolean_inputs(name: str, values: list[Any]) -> dict[str, Column]:
    return {name: _texts([MISSING if value is None else truth_text(value_text(value)) for value in values])}


def _date_inputs(name: str, values: list[Any]) -> dict[str, Column]:
    parts = np.array([_date_parts(value) for value in values], dtype=np.float64)
    return {f"{name}__{part}": parts[:, place] for place, part in enumerate(DATE_PARTS)}


def _date_parts(moment: datetime | None) -> tuple[float, ...]:
    if moment is None:
        return (math.nan,) * len(DATE_PARTS)
    days = moment.toordinal() - EPOCH
    return moment.year, moment.month, moment.day, moment.weekday(), moment.hour, days


def _texts(texts: list[str]) -> Texts:
    return Texts(np.arange(len(texts)), np.array(texts, dtype=object))


_KINDS: dict[str, tuple[Callable[[Any], Any], Callable[[str, list[Any]], dict[str, Column]]]] = {
    "number": (_number, _number_inputs),
    "category": (_category(set()), _category_inputs),
    "text": (_category(set()), _category_inputs),
    "boolean": (_boolean, _boolean_inputs),
    "date": (_date, _date_inputs),
}
