"""Explanation: which features a model relies on, and how its answer moves with one of them."""

import time
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from core.design.solution.design import MlTask
from core.development.automl.learners import predict_with
from core.development.metrics import Metric, score
from core.scoring.recipe import DATE_PARTS

DEPENDENCE_ROWS = 500
DEPENDENCE_POINTS = 20


def importances(
    pipeline: Any,
    X: pd.DataFrame,
    y: np.ndarray,
    metric: Metric,
    ml_task: MlTask,
    seed: int = 0,
    max_rows: int = 2_000,
    n_repeats: int = 3,
    deadline_s: float = 10.0,
) -> list[dict[str, Any]]:
    """Return how much the score suffers when one feature is shuffled, worst first.

    The parts of a date are shuffled together and named after their raw column. Rounds over all
    features are repeated while time is left; features not reached in the first one are left out.

    Parameters
    ----------
    X : DataFrame
        Rows that the model was not fitted on, for an honest answer.
    deadline_s : float
        Seconds after which no further shuffle is begun.

    Returns
    -------
    list of {"feature": str, "importance": float, "spread": float or None}
        In the metric's unit, positive where the feature helps; spread is the standard error over
        repeats, None for one.

    References
    ----------
    Breiman (2001), Random Forests, Machine Learning 45; shuffled as in Fisher, Rudin and Dominici (2019).
    """
    deadline = time.monotonic() + deadline_s
    rng = np.random.default_rng(seed)
    rows = np.sort(rng.permutation(len(X))[:max_rows])
    X, y = X.iloc[rows].reset_index(drop=True), np.asarray(y)[rows]
    groups = feature_groups(list(X.columns))

    def judge(inputs: pd.DataFrame) -> float:
        width = int(y.max()) + 1 if ml_task == "multiclass" else None
        return score(metric, y, predict_with(pipeline, inputs, ml_task, width))

    losses: dict[str, list[float]] = {}
    with threadpool_limits(limits=1):
        intact = judge(X)
        for feature in list(groups) * n_repeats:
            if time.monotonic() >= deadline:
                break
            shuffled = judge(_shuffled(X, groups[feature], rng))
            losses.setdefault(feature, []).append(metric.sign * (intact - shuffled))
    found = [_summary(feature, values) for feature, values in losses.items()]
    return sorted(found, key=lambda each: -each["importance"])


def feature_groups(columns: list[str]) -> dict[str, list[str]]:
    """Return raw feature names with their input columns; the six parts of a date belong together."""
    groups: dict[str, list[str]] = {}
    present = set(columns)
    for column in columns:
        raw, _, part = column.rpartition("__")
        is_date = part in DATE_PARTS and all(f"{raw}__{each}" in present for each in DATE_PARTS)
        groups.setdefault(raw if is_date else column, []).append(column)
    return groups


def partial_dependence(
    pipeline: Any, X: pd.DataFrame, feature: str, ml_task: MlTask, seed: int = 0
) -> list[dict[str, Any]]:
    """Return the mean prediction over up to 500 rows with one input set to each of up to 20 values.

    Parameters
    ----------
    feature : str
        A column of `X`. Numbers take quantiles, categories their most frequent values.

    Returns
    -------
    list of {"value": float or str, "prediction": float, "label": int or None}
        Multiclass gives one point for each value and label code.

    References
    ----------
    Friedman (2001), Greedy Function Approximation, Annals of Statistics 29, section 8.2.
    """
    rows = np.random.default_rng(seed).permutation(len(X))[:DEPENDENCE_ROWS]
    sample = X.iloc[np.sort(rows)]
    values = _grid(X[feature])
    repeated = pd.concat([sample] * len(values), ignore_index=True)
    repeated[feature] = np.repeat(np.array(values, dtype=None), len(sample))
    with threadpool_limits(limits=1):
        predicted = predict_with(pipeline, repeated, ml_task)
    means = predicted.reshape(len(values), len(sample), -1).mean(axis=1)
    return [
        {"value": value, "prediction": float(mean), "label": code if ml_task == "multiclass" else None}
        for value, of_value in zip(values, means, strict=True)
        for code, mean in enumerate(of_value)
    ]


def _grid(values: pd.Series) -> list[Any]:
    if not pd.api.types.is_numeric_dtype(values):
        return [str(value) for value in values.value_counts().index[:DEPENDENCE_POINTS]]
    present = values.dropna().unique()
    if len(present) > DEPENDENCE_POINTS:
        present = np.unique(np.quantile(values.dropna(), np.linspace(0.01, 0.99, DEPENDENCE_POINTS)))
    return [float(value) for value in np.sort(present)]


def _shuffled(X: pd.DataFrame, columns: list[str], rng: np.random.Generator) -> pd.DataFrame:
    order = rng.permutation(len(X))
    return X.assign(**{column: X[column].to_numpy()[order] for column in columns})


def _summary(feature: str, losses: list[float]) -> dict[str, Any]:
    spread = float(np.std(losses, ddof=1) / np.sqrt(len(losses))) if len(losses) > 1 else None
    return {"feature": feature, "importance": float(np.mean(losses)), "spread": spread}
