"""How the columns of a sample go with the target and with each other."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np

from core.design.data.columns import ColumnKind
from core.design.data.profile.sample import Sample
from core.design.data.relation import ranks, relation, scaled

MAX_CORRELATED = 25
MAX_ASSOCIATED = 20
FILLED_IN = "having a value or none"


def associate(sample: Sample, first: str, second: str) -> dict[str, Any] | None:
    """Return value (0 to 1), statistic, rows and is_estimated of two columns, or None when not to be told."""
    found = relation(
        sample.values[first], sample.is_number(first), sample.values[second], sample.is_number(second)
    )
    if found is None:
        return None
    return _told(found, sample)


def associate_to_target(sample: Sample, name: str, target: str) -> dict[str, Any] | None:
    """Return what `associate` returns, or the same of having a value at all where that says more.

    A column that is filled in for one answer alone has values that say nothing, and gives the answer away.
    """
    found = associate(sample, name, target) if name in sample.kinds else None
    if name not in sample.gaps:
        return found
    filled = relation(sample.gaps[name], False, sample.values[target], sample.is_number(target))
    if filled is None or filled[0] <= (found["value"] if found else 0.0):
        return found
    value, statistic, rows = filled
    return _told((value, f"{FILLED_IN}, {statistic}", rows), sample)


def _told(found: tuple[float, str, int], sample: Sample) -> dict[str, Any]:
    value, statistic, rows = found
    return {"value": value, "statistic": statistic, "rows": rows, "is_estimated": sample.is_estimated}


def correlations(sample: Sample) -> dict[str, Any]:
    """Return Pearson's and Spearman's correlations (-1 to 1) of the first 25 columns of numbers."""
    names = [name for name, kind in sample.kinds.items() if kind is ColumnKind.NUMBER][:MAX_CORRELATED]
    found = {"columns": names, "rows": sample.rows, "is_estimated": sample.is_estimated}
    if len(names) < 2:
        return {**found, "matrix": [], "spearman": []}
    numbers = np.array([scaled(_finite(sample.values[name])) for name in names])
    return {**found, "matrix": _rows(_pearson(numbers)), "spearman": _rows(_pearson(_ranked(numbers)))}


def associations(sample: Sample, target: str | None, strengths: dict[str, float]) -> dict[str, Any]:
    """Return how up to 20 columns go with each other: the target first, then what goes with it most.

    Returns
    -------
    dict
        columns, and pairs as first, second and what `associate` returns.
    """
    names = _most_telling(list(sample.kinds), target, strengths)
    pairs = ((first, second, associate(sample, first, second)) for first, second in combinations(names, 2))
    return {
        "columns": names,
        "pairs": [{"first": first, "second": second, **found} for first, second, found in pairs if found],
    }


def _most_telling(names: Sequence[str], target: str | None, strengths: dict[str, float]) -> list[str]:
    others = sorted((name for name in names if name != target), key=lambda name: -strengths.get(name, 0.0))
    first = [target] if target is not None and target in names else []
    return [*first, *others][:MAX_ASSOCIATED]


def _finite(numbers: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _ranked(numbers: np.ndarray) -> np.ndarray:
    """Return ranks among the present values of each row of numbers, NaN where missing."""
    result = np.full(numbers.shape, np.nan)
    for row, values in zip(result, numbers, strict=True):
        known = np.isfinite(values)
        row[known] = ranks(values[known]) / len(values)
    return result


def _pearson(numbers: np.ndarray) -> np.ndarray:
    """Return correlations of rows of numbers, over the places where both are known; NaN under 2 of them."""
    known = np.isfinite(numbers).astype(float)
    middle = np.nanmean(numbers, axis=1, keepdims=True)
    values = np.where(known > 0, numbers - middle, 0.0)
    count = known @ known.T
    with np.errstate(invalid="ignore", divide="ignore"):
        sums = values @ known.T
        squares = (values**2) @ known.T
        together = values @ values.T - sums * sums.T / count
        spread = squares - sums**2 / count
        spread = np.where(spread > 1e-12 * squares, spread, np.nan)
        found = together / np.sqrt(spread * spread.T)
    return np.where(count >= 2, np.clip(found, -1, 1), np.nan)


def _rows(matrix: np.ndarray) -> list[list[float | None]]:
    return [[float(value) if np.isfinite(value) else None for value in row] for row in matrix]
