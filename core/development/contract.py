"""The data contract: inferred from data, edited by people, written as YAML."""

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, cast

import numpy as np
import pandas as pd
from pydantic import Field, ValidationError, model_validator

from core.design.data.columns import Column, ColumnKind
from core.design.frozen import Frozen
from core.errors import BadInput, Missing
from core.scoring.recipe import column_text

SLACK = 0.1
MAX_CATEGORIES = 1_000
MAX_YAML_CHARACTERS = 2_000_000
SEPARATOR = " | "
LEGAL = ("legal_minimum", "legal_maximum")

Contract = dict[str, Any]
Kind = Literal["number", "category", "boolean", "date", "text"]


class Clause(Frozen):
    """What one column must satisfy.

    Attributes
    ----------
    minimum, maximum : float or None
        Limits of numbers, both included; outside is a warning.
    legal_minimum, legal_maximum : float or None
        Limits that the dictionary gives, both included; outside is an error.
    categories : tuple of str or None
        Known values; another one is a warning. None allows all.
    """

    name: str = Field(min_length=1)
    kind: Kind
    required: bool = True
    nullable: bool = False
    minimum: float | None = None
    maximum: float | None = None
    legal_minimum: float | None = None
    legal_maximum: float | None = None
    categories: tuple[str, ...] | None = None
    unique: bool = False

    @model_validator(mode="after")
    def _limits_in_order(self) -> "Clause":
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError(f"minimum {self.minimum:g} is above maximum {self.maximum:g}")
        low, high = self.legal_minimum, self.legal_maximum
        if low is not None and high is not None and low > high:
            raise ValueError(f"legal minimum {low:g} is above legal maximum {high:g}")
        return self


def infer_contract(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    features: Sequence[str],
    target: str,
    legal: Mapping[str, tuple[float | None, float | None]] = MappingProxyType({}),
) -> Contract:
    """Return the contract that the data itself suggests; the data meets it but for legal limits.

    Ranges get a slack of 10% of the span on both sides (never below 0 when no value is), categories are
    listed up to 1,000, and a column may be missing values when it did. The target is not required and may
    be missing: new rows come without it.

    Parameters
    ----------
    frame : DataFrame of shape (n_rows, n_columns)
    legal : mapping
        Column to its smallest and largest legal value, either None; of numbers only.
    """
    by_name = {column.name: column for column in columns}
    unknown = [name for name in (*features, target) if name not in by_name]
    if unknown:
        raise Missing(f"Not in the data: {', '.join(unknown)}.", "Propose the roles again.")
    clauses = [
        _clause(frame[name], by_name[name], name == target, legal.get(name, (None, None)))
        for name in dict.fromkeys((*features, target))
        if by_name[name].kind is not ColumnKind.EMPTY
    ]
    return {"columns": [_plain(clause) for clause in clauses]}


def with_legal_limits(contract: Contract, legal: Mapping[str, tuple[float | None, float | None]]) -> Contract:
    """Return the contract with other legal limits for the numbers that `legal` names."""
    clauses = [
        _plain(Clause.model_validate(clause | dict(zip(LEGAL, legal[clause["name"]], strict=True))))
        if clause["kind"] == "number" and clause["name"] in legal
        else clause
        for clause in contract["columns"]
    ]
    return contract | {"columns": clauses}


def contract_rows(contract: Contract) -> list[dict[str, Any]]:
    """Return a contract as rows of a table editor; categories are one text, separated by " | "."""
    return [row | {"categories": _joined(row.get("categories"))} for row in contract["columns"]]


def edit_contract(contract: Contract, rows: list[dict[str, Any]]) -> Contract:
    """Return the contract with the edits of a table editor.

    Parameters
    ----------
    rows : list of dict
        Each has "name" and any other fields of a clause; fields and columns left out stay as they are.
        Blank limits and categories mean none; categories are a list or a text separated by "|" or by
        line breaks.

    Raises
    ------
    BadInput
        Naming row and field: an unknown or repeated column, a wrong value, limits out of order.
    """
    clauses = {clause["name"]: clause for clause in contract["columns"]}
    edited: set[str] = set()
    for number, row in enumerate(rows, start=1):
        name = str(row.get("name"))
        if name not in clauses:
            raise BadInput(
                f"Row {number}, field name: {name} is not in the contract.", "Leave names as they are."
            )
        if name in edited:
            raise BadInput(f"Row {number}, field name: {name} appears twice.", "Keep one row a column.")
        edited.add(name)
        changes = {key: _cleaned(key, value, clauses[name]) for key, value in row.items()}
        clauses[name] = _plain(_validated(clauses[name] | changes, f"Row {number} ({name})"))
    return contract | {"columns": list(clauses.values())}


def contract_yaml(contract: Contract) -> str:
    """Return a contract as YAML that people can read and edit."""
    import yaml

    return yaml.safe_dump(contract, sort_keys=False, allow_unicode=True, width=110)


def contract_from_yaml(text: str) -> Contract:
    """Return the contract that a YAML text holds.

    Raises
    ------
    BadInput
        With line or column and field, when the text is no contract.
    """
    import yaml

    if len(text) > MAX_YAML_CHARACTERS:
        raise BadInput("The contract exceeds 2 MB.", "Shorten its lists of categories.")
    try:
        _refuse_aliases(text)
        content = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise BadInput(f"The contract is not valid YAML{where}.", "Correct it and try again.") from None
    return _contract(content)


def _contract(content: Any) -> Contract:
    if (
        not isinstance(content, dict)
        or not isinstance(content.get("columns"), list)
        or not content["columns"]
    ):
        raise BadInput("The contract has no list named columns.", "Start from the exported contract.")
    extra = set(content) - {"columns"}
    if extra:
        raise BadInput(f"The contract has unknown parts: {', '.join(map(str, extra))}.", "Remove them.")
    clauses = [_validated(row, f"Column {n}") for n, row in enumerate(content["columns"], start=1)]
    names = [clause.name for clause in clauses]
    for name in names:
        if names.count(name) > 1:
            raise BadInput(f"The contract names column {name} twice.", "Keep one clause a column.")
    return {"columns": [_plain(clause) for clause in clauses]}


def _refuse_aliases(text: str) -> None:
    """Raise BadInput for YAML aliases, by which a short text can grow without limit."""
    import yaml

    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
        raise BadInput("The contract uses YAML aliases.", "Write the values out.")


def _clause(
    values: pd.Series, column: Column, is_target: bool, legal: tuple[float | None, float | None]
) -> Clause:
    is_number = column.kind is ColumnKind.NUMBER
    low, high = _range(values) if is_number else (None, None)
    legal_low, legal_high = legal if is_number else (None, None)
    return Clause(
        name=column.name,
        kind=cast(Kind, column.kind.value),
        required=not is_target,
        nullable=is_target or column.missing > 0,
        minimum=low,
        maximum=high,
        legal_minimum=legal_low,
        legal_maximum=legal_high,
        categories=_categories(values, column),
    )


def _range(values: pd.Series) -> tuple[float | None, float | None]:
    numbers = values.to_numpy(dtype=float, na_value=np.nan)
    numbers = numbers[np.isfinite(numbers)]
    if not len(numbers):
        return None, None
    low, high = float(numbers.min()), float(numbers.max())
    slack = SLACK * ((high - low) or abs(low) or 1.0)
    if not (math.isfinite(low - slack) and math.isfinite(high + slack)):
        return None, None
    lowest = max(0.0, low - slack) if low >= 0 else low - slack
    if bool((numbers == np.round(numbers)).all()):
        return float(math.floor(lowest)), float(math.ceil(high + slack))
    return min(low, _short(lowest)), max(high, _short(high + slack))


def _short(number: float) -> float:
    return float(f"{number:.6g}")


def _categories(values: pd.Series, column: Column) -> tuple[str, ...] | None:
    if column.kind is not ColumnKind.CATEGORY or column.distinct > MAX_CATEGORIES:
        return None
    return tuple(sorted(set(column_text(values.dropna()))))


def _plain(clause: Clause) -> dict[str, Any]:
    """Return a clause as a dict; legal limits only where there are some."""
    content = clause.model_dump(mode="json")
    return {key: value for key, value in content.items() if value is not None or key not in LEGAL}


def _joined(categories: Sequence[str] | None) -> str:
    if categories is None:
        return ""
    return ("\n" if any("|" in category for category in categories) else SEPARATOR).join(categories)


def _cleaned(key: str, value: Any, clause: dict[str, Any]) -> Any:
    if isinstance(value, float) and math.isnan(value):
        value = None
    if key == "categories" and isinstance(value, str):
        if value == _joined(clause.get("categories")):
            return clause.get("categories")
        parts = value.splitlines() if "\n" in value else value.split("|")
        value = [part.strip() for part in parts if part.strip()] or None
    if key == "categories" and isinstance(value, (list, tuple)):
        return list(dict.fromkeys(value)) or None
    if key in ("minimum", "maximum", *LEGAL) and isinstance(value, str) and not value.strip():
        return None
    return value


def _validated(row: Any, where: str) -> Clause:
    if not isinstance(row, dict):
        raise BadInput(f"{where} is not a set of fields.", "Start from the exported contract.")
    try:
        return Clause.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        place = [str(part) for part in first["loc"]]
        named = f"{where}, field {place[0]}" if place else where
        message = first["msg"].removeprefix("Value error, ")
        remedy = "Put quotes around texts in lists." if place[:1] == ["categories"] else "Correct the value."
        raise BadInput(f"{named}: {message}.", remedy) from None
