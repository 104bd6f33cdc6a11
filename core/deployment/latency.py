"""How long one row takes, from raw values to a checked prediction."""

from time import perf_counter

import numpy as np
import pandas as pd

from core.scoring.model import ScoringModel

WARM_UP = 3
ROUNDS = 3


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
    for call in range(WARM_UP):
        _seconds(model, row_frame.iloc[[call % len(row_frame)]])
    rounds = [_round(model, row_frame, n) for _ in range(ROUNDS)]
    return min(rounds, key=lambda figures: figures["p95_ms"])


def _round(model: ScoringModel, row_frame: pd.DataFrame, n: int) -> dict[str, float]:
    seconds = [_seconds(model, row_frame.iloc[[call % len(row_frame)]]) for call in range(n)]
    median, p95 = np.quantile(seconds, [0.5, 0.95]) * 1000
    return {"median_ms": float(median), "p95_ms": float(p95)}


def _seconds(model: ScoringModel, row: pd.DataFrame) -> float:
    start = perf_counter()
    model.check(row)
    model.predict(row)
    return perf_counter() - start
