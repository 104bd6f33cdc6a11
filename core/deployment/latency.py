"""How long one row takes, from the values of a request to a checked prediction."""

from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from core.deployment.reload import json_rows
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
