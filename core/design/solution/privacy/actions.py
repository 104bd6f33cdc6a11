"""Applying a privacy plan to a table: the same table, plan and key always give the same result."""

import hmac
import re
from functools import partial

import numpy as np
import pandas as pd

from core.design.data.personal import masked
from core.design.data.reading.conform import as_text
from core.design.solution.privacy.plan import (
    Action,
    Drop,
    Generalise,
    Keep,
    Mask,
    PrivacyPlan,
    Pseudonymise,
)

OTHER = "other"
PSEUDONYM_DIGITS = 32
MASKED = re.compile(r"(?:\W|\w\*{3})*")
"""A text that is masked already; packages do the same without this module."""


def apply_plan(table: pd.DataFrame, plan: PrivacyPlan, key: bytes) -> pd.DataFrame:
    """Return a copy of a table with the plan's actions done; columns that it lacks are passed over.

    Dates stay dates and bands stay numbers; masks, prefixes, groups and pseudonyms are texts. Missing
    values stay missing. Done again, all but pseudonyms stay as they are.

    Parameters
    ----------
    table : DataFrame of shape (n_rows, n_columns)
    key : bytes
        Secret of the pseudonyms (HMAC-SHA256, RFC 2104). Without it nobody can tell whose a pseudonym is
        by trying names.

    Returns
    -------
    DataFrame of shape (n_rows, n_columns - dropped)
    """
    present = [action for action in plan.actions if action.column in table.columns]
    result = table.drop(columns=[action.column for action in present if isinstance(action, Drop)])
    for action in present:
        if not isinstance(action, Drop | Keep):
            result[action.column] = _changed(table[action.column], action, key)
    return result


def pseudonym(key: bytes, column: str, text: str) -> str:
    """Return the pseudonym of a value: the first 32 hex digits of HMAC-SHA256 of column and text."""
    return hmac.digest(key, f"{column}\n{text}".encode(), "sha256").hex()[:PSEUDONYM_DIGITS]


def _changed(values: pd.Series, action: Action, key: bytes) -> pd.Series:
    if isinstance(action, Mask):
        return _each_text(values, lambda text: text if MASKED.fullmatch(text) else masked(text))
    if isinstance(action, Pseudonymise):
        return _each_text(values, partial(pseudonym, key, action.column))
    assert isinstance(action, Generalise)
    if action.to in ("year", "month"):
        return _first_day(values, action.to)
    if action.to == "bands":
        return _band(values, action.width or 1.0)
    if action.to == "prefix":
        return _each_text(values, lambda text: text[: action.length])
    coarser = {*action.groups.values()}
    return _each_text(values, lambda text: action.groups.get(text, text if text in coarser else OTHER))


def _each_text(values: pd.Series, change) -> pd.Series:  # type: ignore[no-untyped-def]
    """Change each different text once."""
    codes, present = pd.factorize(as_text(values))
    changed = np.array([*(change(str(text)) for text in present), None], dtype=object)
    return pd.Series(changed[codes], index=values.index, dtype="str")


def _first_day(values: pd.Series, of: str) -> pd.Series:
    if not pd.api.types.is_datetime64_any_dtype(values):
        return pd.Series(pd.NaT, index=values.index, dtype="datetime64[us]")
    unit = {"year": "datetime64[Y]", "month": "datetime64[M]"}[of]
    days = values.to_numpy(dtype="datetime64[us]").astype(unit).astype("datetime64[us]")
    return pd.Series(days, index=values.index)


def _band(values: pd.Series, width: float) -> pd.Series:
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    is_lower_end = np.rint(numbers / width) * width == numbers
    lower = np.where(is_lower_end, numbers, np.floor(numbers / width) * width)
    return pd.Series(lower, index=values.index)
