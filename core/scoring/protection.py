"""Raw values of protected columns, made what the model was trained on: masked, coarser, or refused."""

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from .recipe import value_text
from .rows import BadRows, read_csv_text, typed_frame

Action = dict[str, Any]
CODE = re.compile(r"[0-9a-f]{32}")
MASKED = re.compile(r"(?:\W|\w\*{3})*")
ISO_MONTH = re.compile(r"\s*(\d{4})-(\d{2})-\d{2}(?!\d)")
LONGEST_MASKED = 60
OTHER = "other"
TRUTHS = {"true": "True", "false": "False"}


class ProtectedValue(BadRows):
    """A raw value where only a code may stand; the text never quotes it."""


def protected_value(value: Any, action: Action) -> Any:
    """Return a value as the privacy plan makes it; one that is protected already stays as it is.

    Parameters
    ----------
    value : any
        As it came in, from JSON or CSV; missing stays missing.
    action : dict
        column, action ("mask", "pseudonymise" or "generalise"), kind of the column before the plan, and for
        generalise: to, width, length, groups.

    Raises
    ------
    ProtectedValue
        For a value of a pseudonymised column that is no code: the key never leaves the app.
    """
    if _is_blank(value):
        return value
    return CHANGES[str(action.get("to") or action["action"])](value, action)


def protected_rows(rows: list[dict[str, Any]], actions: list[Action]) -> list[dict[str, Any]]:
    """Return rows with the plan's actions done; raises `ProtectedValue` naming row and column."""
    if not actions:
        return rows
    return [
        row | {a["column"]: _at_row(number, row[a["column"]], a) for a in actions if a["column"] in row}
        for number, row in enumerate(rows, start=1)
    ]


def protected_frame(frame: pd.DataFrame, actions: list[Action]) -> pd.DataFrame:
    """Return a frame of raw cells with the plan's actions done on the columns that it has."""
    changed = {
        action["column"]: [
            _at_row(number, value, action) for number, value in enumerate(frame[action["column"]], start=1)
        ]
        for action in actions
        if action["column"] in frame.columns
    }
    return frame.assign(**{name: pd.Series(cells, frame.index, object) for name, cells in changed.items()})


def read_protected_csv(path: Path, contract: dict[str, Any], actions: list[Action]) -> pd.DataFrame:
    """Read a CSV of raw rows (UTF-8, comma), protect it, and type its columns by the contract."""
    return typed_frame(protected_frame(read_csv_text(path), actions), contract)


def _at_row(number: int, value: Any, action: Action) -> Any:
    try:
        return protected_value(value, action)
    except ProtectedValue as error:
        raise ProtectedValue(f"Row {number}, {error}") from None


def _is_blank(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return isinstance(value, (list, dict)) or bool(pd.isna(value))


def _text(value: Any, action: Action) -> str:
    """The text of a value as the app has it, whether it came as a number, a truth value or text."""
    if action.get("kind") == "number" and (number := _number(value)) is not None:
        return value_text(number)
    text = value_text(value)
    return TRUTHS.get(text.strip().lower(), text) if action.get("kind") == "boolean" else text


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and not isinstance(value, bool) else None


def _mask(value: Any, action: Action) -> str:
    text = _text(value, action)
    return text if MASKED.fullmatch(text) else re.sub(r"(\w)\w*", r"\1***", text[:LONGEST_MASKED])


def _code(value: Any, action: Action) -> str:
    text = value_text(value)
    if not CODE.fullmatch(text):
        raise ProtectedValue(
            f"column '{action['column']}': the model knows codes in place of these values, and only the app "
            "that trained it can make them. Send the code, or null where it is not known."
        )
    return text


def _first_day(value: Any, action: Action) -> Any:
    found = ISO_MONTH.match(str(value))
    if not found:
        return value
    return f"{found[1]}-{found[2] if action['to'] == 'month' else '01'}-01"


def _band(value: Any, action: Action) -> Any:
    number = _number(value)
    if number is None:
        return value
    width = float(action["width"])
    is_lower_end = round(number / width) * width == number
    return number if is_lower_end else math.floor(number / width) * width


def _prefix(value: Any, action: Action) -> str:
    length = int(action["length"])
    is_cut = isinstance(value, str) and len(value) == length
    return str(value) if is_cut else _text(value, action)[:length]


def _group(value: Any, action: Action) -> str:
    text, groups = _text(value, action), action["groups"]
    return str(groups.get(text, text if text in groups.values() else OTHER))


CHANGES: dict[str, Callable[[Any, Action], Any]] = {
    "mask": _mask,
    "pseudonymise": _code,
    "year": _first_day,
    "month": _first_day,
    "bands": _band,
    "prefix": _prefix,
    "groups": _group,
}
