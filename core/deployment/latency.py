"""How long one row takes, from the values of a request to a checked prediction."""

from collections.abc import Sequence
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from core.deployment.reload import json_rows
from core.scoring.model import ScoringModel
from core.scoring.rows import BadRows

WARM_UP = 3
ROUNDS = 3
QUANTILE = 0.95
TIMED_ROWS = 60
"""The fewest whose largest time lies above the 95th percentile in more than 95 of 100 samples."""


def measure_latency(model: ScoringModel, row_frame: pd.DataFrame, n: int = 30) -> dict[str, float]:
    """Time the contract check and the prediction of one row at a time, as the service does them.

    Of three rounds the quietest counts: other programs can only add time, never take it away.

    Parameters
    ----------
    row_frame : DataFrame
        Raw rows; they take turns.
    n : int
        Timed calls a round, after three that are not counted.

    Returns
    -------
    dict
        median_ms and p95_ms: milliseconds a row, wall clock.
    """
    rows = json_rows(row_frame, model.inputs)
    for call in range(WARM_UP):
        _seconds(model, rows[call % len(rows)])
    rounds = [_round(model, rows, n) for _ in range(ROUNDS)]
    return min(rounds, key=lambda figures: figures["p95_ms"])


def _round(model: ScoringModel, rows: list[dict[str, Any]], n: int) -> dict[str, float]:
    seconds = [_seconds(model, rows[call % len(rows)]) for call in range(n)]
    median, p95 = np.quantile(seconds, [0.5, 0.95]) * 1000
    return {"median_ms": float(median), "p95_ms": float(p95)}


def _seconds(model: ScoringModel, row: dict[str, Any]) -> float:
    start = perf_counter()
    model.predict_rows([row])
    return perf_counter() - start


def time_rows(
    model: ScoringModel, frame: pd.DataFrame, n: int = TIMED_ROWS, budget_s: float = 3.0
) -> list[float]:
    """Return the milliseconds that each of the first rows takes by itself, as in a service.

    Each row is timed up to three times within the budget and its quickest time counts, as above. Rows
    that the contract refuses get no prediction and are left out.
    """
    rows = [row for row in json_rows(frame.head(n), model.inputs) if _is_answered(model, row)]
    started = perf_counter()
    quickest = [_seconds(model, row) for row in rows]
    for _ in range(ROUNDS - 1):
        if perf_counter() - started > budget_s:
            break
        quickest = [min(best, _seconds(model, row)) for best, row in zip(quickest, rows, strict=True)]
    return [seconds * 1000 for seconds in quickest]


def latency_figures(row_ms: Sequence[float]) -> dict[str, Any] | None:
    """Return the median and the 95th percentile of the times of rows; None for fewer than 60 rows.

    Returns
    -------
    dict
        median_ms, p95_ms, interval (low, high of the 95th percentile, 90%), rows. The interval lies between
        two of the ordered times, whatever their distribution: with fewer rows it has no upper end.

    Source: Conover (1999), Practical Nonparametric Statistics, 3rd ed., section 3.2.
    """
    from scipy.stats import binom

    ordered = np.sort(row_ms)
    if len(ordered) < TIMED_ROWS:
        return None
    low, high = (int(binom.ppf(level, len(ordered), QUANTILE)) for level in (0.05, 0.95))
    median, p95 = np.quantile(ordered, [0.5, QUANTILE])
    return {
        "median_ms": float(median),
        "p95_ms": float(p95),
        "interval": [float(ordered[low - 1]), float(ordered[min(high, len(ordered) - 1)])],
        "rows": len(ordered),
    }


def _is_answered(model: ScoringModel, row: dict[str, Any]) -> bool:
    try:
        return model.predict_rows([row]).predictions is not None
    except BadRows:
        return False
