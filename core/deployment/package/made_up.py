"""Rows made up from a contract: something to test a package with that shows nobody's data."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

MISSING_SHARE = 0.1
FIRST_DAY = pd.Timestamp("2024-01-01")
Clause = dict[str, Any]


def made_up_rows(contract: dict[str, Any], n: int, seed: int = 0) -> pd.DataFrame:
    """Return rows that meet a contract without looking at any data.

    Parameters
    ----------
    contract : dict
        Columns with their kind, range and categories.
    n : int
        Number of rows. The first holds the middle of every range and each first category.
    seed : int
        Equal seeds, equal rows.

    Returns
    -------
    DataFrame of shape (n, number of contracted columns)
        Columns that may be empty are, in the second row and one in ten.
    """
    rng = np.random.default_rng(seed)
    return pd.DataFrame({clause["name"]: _column(clause, n, rng) for clause in contract["columns"]})


def _column(clause: Clause, n: int, rng: np.random.Generator) -> pd.Series:
    values = MAKERS.get(clause["kind"], _texts)(clause, n, rng)
    if clause.get("nullable") and not clause.get("unique"):
        gaps = rng.random(n) < MISSING_SHARE
        gaps[:1], gaps[1:2] = False, True
        values = values.astype(object).where(~gaps, None) if values.dtype == bool else values.mask(gaps)
    return values


def _range(clause: Clause) -> tuple[float, float]:
    low, high = clause.get("minimum"), clause.get("maximum")
    if low is None:
        return (0.0, 1.0) if high is None else (high - 1.0, float(high))
    return float(low), float(low + 1.0 if high is None else high)


def _numbers(clause: Clause, n: int, rng: np.random.Generator) -> pd.Series:
    low, high = _range(clause)
    if clause.get("unique"):
        return pd.Series(np.linspace(low, high, n))
    values = rng.uniform(low, high, n)
    values[:1] = (low + high) / 2
    is_whole = low.is_integer() and high.is_integer() and high - low > 1
    return pd.Series(np.round(values) if is_whole else values)


def _categories(clause: Clause, n: int, rng: np.random.Generator) -> pd.Series:
    known = clause.get("categories") or ["made up"]
    values = [known[0], *rng.choice(np.array(known, dtype=object), max(n - 1, 0))][:n]
    return pd.Series(values, dtype="str")


def _texts(clause: Clause, n: int, rng: np.random.Generator) -> pd.Series:
    return pd.Series([f"made up {number}" for number in range(1, n + 1)], dtype="str")


def _booleans(clause: Clause, n: int, rng: np.random.Generator) -> pd.Series:
    return pd.Series(rng.random(n) < 0.5)


def _dates(clause: Clause, n: int, rng: np.random.Generator) -> pd.Series:
    days = np.arange(n) if clause.get("unique") else rng.integers(0, 365, n)
    return pd.Series(FIRST_DAY + pd.to_timedelta(days, unit="D"))


MAKERS: dict[str, Callable[[Clause, int, np.random.Generator], pd.Series]] = {
    "number": _numbers,
    "category": _categories,
    "boolean": _booleans,
    "date": _dates,
}
