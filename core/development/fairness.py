"""Fairness: how differently a model treats the groups of a sensitive column, with intervals."""

from collections.abc import Callable
from dataclasses import dataclass
from math import comb, inf, nan, sqrt

import numpy as np
import pandas as pd

from core.development.metrics import Metric
from core.scoring.recipe import column_text

MIN_GROUP_ROWS = 30
"""Smaller groups are not judged: their rates say more about chance than about the model."""

BANDS = 4
FEW_VALUES = 8
LEVEL = 0.9
N_BOOT = 200


@dataclass(frozen=True)
class GroupFigure:
    """One group: its rows, and its rate (0 to 1) or score in the metric's unit."""

    group: str
    rows: int
    figure: float


@dataclass(frozen=True)
class GroupGap:
    """The difference between the groups with the highest and the lowest figure.

    Attributes
    ----------
    gap : float
        0 or more; NaN where fewer than two groups can be judged.
    low, high : float
        90% interval of the gap, held jointly for all pairs of groups (Bonferroni): of many pairs the
        widest gap is large by chance alone.
    groups : tuple of GroupFigure
        Groups that were judged, highest figure first.
    too_small : tuple of str
        Groups of fewer than 30 rows, left out.
    """

    gap: float
    low: float
    high: float
    groups: tuple[GroupFigure, ...]
    too_small: tuple[str, ...] = ()


def group_names(values: pd.Series) -> np.ndarray:
    """Return the group of each row, as text; numbers with more than 8 values fall into four bands.

    Bands hold about equally many of the given rows. A missing value is a group of its own.
    """
    is_amount = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    if not is_amount or values.nunique() <= FEW_VALUES:
        return column_text(values)
    bands = pd.qcut(values.astype(float), BANDS, duplicates="drop")
    named = [f"{band.left:g} to {band.right:g}" for band in bands.cat.categories]
    return column_text(bands.cat.rename_categories(named).astype(object))


def rate_gap(is_true: np.ndarray, groups: np.ndarray) -> GroupGap:
    """Return the gap between groups in the share of rows for which something is true.

    The selection rate, where `is_true` says whether a row is acted on; the true positive rate, where
    only real cases are given.

    Parameters
    ----------
    is_true : bool ndarray of shape (n_rows,)
    groups : ndarray of str of shape (n_rows,)

    References
    ----------
    Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics
    in Medicine 17, method 10, from the score intervals of Wilson (1927). The rates are demographic
    parity and equal opportunity: Hardt, Price and Srebro (2016), NeurIPS.
    """
    judged, too_small = _judged(groups)
    if len(judged) < 2:
        return _cannot_tell(judged, too_small)
    counts = {name: (int(is_true[rows].sum()), len(rows)) for name, rows in judged.items()}
    figures = [GroupFigure(name, n, hits / n) for name, (hits, n) in counts.items()]
    return _widest(figures, too_small, lambda a, b: newcombe(*counts[a], *counts[b], _joint(len(judged))))


def metric_gap(metric: Metric, y: np.ndarray, prediction: np.ndarray, groups: np.ndarray) -> GroupGap:
    """Return the gap between groups in a metric, with a bootstrap interval drawn within each group.

    Groups in which the metric is undefined, such as ROC AUC on rows of one label, are left out as too
    small are.
    """
    judged, too_small = _judged(groups)
    y, prediction = np.asarray(y), np.asarray(prediction, dtype=float)
    scores = {name: metric.function(y[rows], prediction[rows]) for name, rows in judged.items()}
    undefined = [name for name, found in scores.items() if not np.isfinite(found)]
    judged = {name: rows for name, rows in judged.items() if name not in undefined}
    too_small = (*too_small, *undefined)
    if len(judged) < 2:
        return _cannot_tell(judged, too_small)
    drawn = {name: _drawn_scores(metric, y[rows], prediction[rows]) for name, rows in judged.items()}
    tail = (1 - _joint(len(judged))) / 2

    def interval(a: str, b: str) -> tuple[float, float]:
        low, high = np.nanquantile(drawn[a] - drawn[b], [tail, 1 - tail])
        return float(low), float(high)

    figures = [GroupFigure(name, len(rows), float(scores[name])) for name, rows in judged.items()]
    return _widest(figures, too_small, interval)


def wilson(hits: int, n: int, level: float = LEVEL) -> tuple[float, float]:
    """Return the score interval of a proportion, `hits` of `n`.

    References
    ----------
    Wilson (1927), Probable inference, Journal of the American Statistical Association 22.
    """
    from scipy.stats import norm

    z = float(norm.ppf(0.5 + level / 2))
    share = hits / n
    middle, half = share + z * z / (2 * n), z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, (middle - half) / (1 + z * z / n)), min(1.0, (middle + half) / (1 + z * z / n))


def newcombe(hits_a: int, n_a: int, hits_b: int, n_b: int, level: float = LEVEL) -> tuple[float, float]:
    """Return the interval of the difference of two proportions, a less b (Newcombe 1998, method 10)."""
    a, b = hits_a / n_a, hits_b / n_b
    (low_a, high_a), (low_b, high_b) = wilson(hits_a, n_a, level), wilson(hits_b, n_b, level)
    difference = a - b
    return (
        difference - sqrt((a - low_a) ** 2 + (high_b - b) ** 2),
        difference + sqrt((high_a - a) ** 2 + (b - low_b) ** 2),
    )


def _judged(groups: np.ndarray) -> tuple[dict[str, np.ndarray], tuple[str, ...]]:
    rows = {str(name): np.flatnonzero(groups == name) for name in np.unique(groups.astype(str))}
    small = tuple(name for name, found in rows.items() if len(found) < MIN_GROUP_ROWS)
    return {name: found for name, found in rows.items() if name not in small}, small


def _joint(n_groups: int) -> float:
    return 1 - (1 - LEVEL) / comb(n_groups, 2)


def _widest(
    figures: list[GroupFigure],
    too_small: tuple[str, ...],
    interval: Callable[[str, str], tuple[float, float]],
) -> GroupGap:
    ranked = sorted(figures, key=lambda each: -each.figure)
    low, high = interval(ranked[0].group, ranked[-1].group)
    gap = ranked[0].figure - ranked[-1].figure
    return GroupGap(gap, max(0.0, low), high, tuple(ranked), too_small)


def _cannot_tell(judged: dict[str, np.ndarray], too_small: tuple[str, ...]) -> GroupGap:
    known = tuple(GroupFigure(name, len(rows), nan) for name, rows in judged.items())
    return GroupGap(nan, 0.0, inf, known, too_small)


def _drawn_scores(metric: Metric, y: np.ndarray, prediction: np.ndarray) -> np.ndarray:
    rng = np.random.default_rng(0)
    draws = (rng.integers(0, len(y), len(y)) for _ in range(N_BOOT))
    return np.array([metric.function(y[rows], prediction[rows]) for rows in draws])
