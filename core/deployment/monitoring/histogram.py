"""Shares of reference and current rows side by side: data for a chart."""

from typing import Any

import numpy as np

MAX_BINS = 30
MAX_CATEGORIES = 20
OTHER = "(other)"


def number_histogram(reference: np.ndarray, current: np.ndarray) -> list[dict[str, float]]:
    """Return at most `MAX_BINS` bins: from, to, and the share of each sample inside.

    The edges span the 1st to 99th percentile of both samples; what lies outside counts in the end bins.
    """
    both = np.concatenate([reference, current])
    low, high = np.quantile(both, [0.01, 0.99])
    if low == high:
        low, high = both.min(), both.max()
    if low == high:
        return [{"from": float(low), "to": float(high), "reference": 1.0, "current": 1.0}]
    edges = np.linspace(low, high, min(MAX_BINS, max(2, len(np.unique(both)))) + 1)
    shares = [
        np.histogram(np.clip(values, low, high), edges)[0] / len(values) for values in (reference, current)
    ]
    return [
        {"from": float(start), "to": float(end), "reference": float(before), "current": float(now)}
        for start, end, before, now in zip(edges[:-1], edges[1:], *shares, strict=True)
    ]


def category_histogram(values: list[str], reference: np.ndarray, current: np.ndarray) -> list[dict[str, Any]]:
    """Return the share of each sample by category: the largest, and the rest as "(other)"."""
    before, now = reference / reference.sum(), current / current.sum()
    order = np.argsort(-(before + now), kind="stable")
    bars = [
        {"value": values[k], "reference": float(before[k]), "current": float(now[k])}
        for k in order[:MAX_CATEGORIES]
    ]
    rest = order[MAX_CATEGORIES:]
    if len(rest):
        bars.append(
            {"value": OTHER, "reference": float(before[rest].sum()), "current": float(now[rest].sum())}
        )
    return bars
