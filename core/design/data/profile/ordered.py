"""Exact figures of ordered values, each found by looking a few places up in the sorted array."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from core.design.data.reading.conform import value_text

TOP_VALUES = 10
MAX_BINS = 30
QUANTILES = (0.05, 0.25, 0.75, 0.95)
TYPICAL = (0.01, 0.99)
WIDE_TAILS = 0.5
TUKEY = 1.5
FAR = 3.0
Shown = Callable[[float], Any]


def quantiles(ordered: np.ndarray, shares: Sequence[float]) -> np.ndarray:
    """Return quantiles of sorted values by linear interpolation (Hyndman and Fan 1996, type 7)."""
    place = (len(ordered) - 1) * np.asarray(shares, dtype=float)
    below = np.floor(place).astype(int)
    above = np.minimum(below + 1, len(ordered) - 1)
    weight = place - below
    return ordered[below].astype(float) * (1 - weight) + ordered[above].astype(float) * weight


def different_values(ordered: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the different values of a sorted array and how often each occurs."""
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    return ordered[starts], np.diff(starts, append=len(ordered))


def most_frequent(
    values: np.ndarray | pa.Array, counts: np.ndarray, rows: int, text: Callable[[Any], str] = value_text
) -> list[dict[str, Any]]:
    """Return the most frequent values as value, count and share of all rows; of equal counts the first."""
    candidates = np.arange(len(counts))
    if len(counts) > 100 * TOP_VALUES:
        limit = np.partition(counts, -TOP_VALUES)[-TOP_VALUES]
        equal = np.flatnonzero(counts == limit)[:TOP_VALUES]
        candidates = np.concatenate((np.flatnonzero(counts > limit), equal))
    order = candidates[np.argsort(-counts[candidates], kind="stable")][:TOP_VALUES].tolist()
    return [
        {"value": text(values[place]), "count": int(counts[place]), "share": int(counts[place]) / rows}
        for place in order
    ]


def outliers(ordered: np.ndarray, shown: Shown) -> dict[str, Any] | None:
    """Return the values beyond Tukey's fences, or None when the middle half of the values are all equal.

    The fences lie 1.5 times the middle half's width beyond it, far ones 3 times (Tukey, Exploratory Data
    Analysis, 1977). Of bell-shaped values 0.7% lie beyond; of skewed ones more, without being wrong.
    """
    first, third = quantiles(ordered, (0.25, 0.75)).tolist()
    width = third - first
    if not np.isfinite(width * FAR) or width <= 0:
        return None
    fences = first - TUKEY * width, third + TUKEY * width
    below, far_below = np.searchsorted(ordered, (fences[0], first - FAR * width), side="left")
    inside, far_inside = np.searchsorted(ordered, (fences[1], third + FAR * width), side="right")
    count = int(below + len(ordered) - inside)
    return {
        "rule": "Tukey's fences: 1.5 times the width of the middle half beyond it",
        "lower": shown(fences[0]),
        "upper": shown(fences[1]),
        "below": int(below),
        "above": int(len(ordered) - inside),
        "far": int(far_below + len(ordered) - far_inside),
        "count": count,
        "share": count / len(ordered),
    }


def histogram(ordered: np.ndarray, distinct: int, is_whole: bool, shown: Shown) -> dict[str, Any] | None:
    """Return edges and counts over the whole range, or None when the range cannot be divided."""
    edges = bin_edges(float(ordered[0]), float(ordered[-1]), distinct, is_whole)
    if edges is None:
        return None
    inner = np.searchsorted(ordered, edges[1:-1], side="left")
    counts = np.diff(inner, prepend=0, append=len(ordered))
    return {"edges": [shown(edge) for edge in edges.tolist()], "counts": counts.tolist()}


def typical_histogram(
    ordered: np.ndarray, distinct: int, is_whole: bool, shown: Shown
) -> dict[str, Any] | None:
    """Return the histogram between the 1st and 99th percentile, with what lies outside.

    None when these percentiles span at least half of the range: then the whole histogram shows the shape.
    """
    low, high = quantiles(ordered, TYPICAL).tolist()
    if not low < high or high - low >= WIDE_TAILS * (float(ordered[-1]) - float(ordered[0])):
        return None
    start = np.searchsorted(ordered, low, side="left")
    end = np.searchsorted(ordered, high, side="right")
    inside = histogram(ordered[start:end], distinct, is_whole, shown)
    return inside and {**inside, "below": int(start), "above": int(len(ordered) - end)}


def bin_edges(
    low: float, high: float, distinct: int, is_whole: bool, most: int = MAX_BINS
) -> np.ndarray | None:
    """Return up to `most` + 1 ascending edges of equal bins, one a value for few whole numbers, or None."""
    if not np.isfinite((high - low) * (most + 1)):
        return None
    if is_whole and high - low < most:
        edges = np.arange(low, high + 2) - 0.5
    else:
        margin = 0.5 if low == high else 0.0
        edges = np.linspace(low - margin, high + margin, min(most, max(1, distinct)) + 1)
    return edges if (np.diff(edges) > 0).all() else None


def sorting(values: np.ndarray) -> str | None:
    """Return "ascending" or "descending" when the rows are in this order, else None."""
    if len(values) < 3 or values[0] == values[-1]:
        return None
    first, second = values[:-1], values[1:]
    if values[0] < values[-1]:
        return "ascending" if bool((first <= second).all()) else None
    return "descending" if bool((first >= second).all()) else None
