"""The judgement of predictions: scores with intervals, money, and the data of every figure."""

from typing import Any

import numpy as np
import pandas as pd

from core.design.business.decision import decided_labels, depends_on_row
from core.design.business.payoff import value_curve, value_per_row
from core.design.business.payoff_terms import BinaryPayoff, MulticlassPayoff, Payoff
from core.design.business.row_facts import NO_FACTS, RowFacts
from core.design.solution.design import MlTask
from core.development.metrics import Metric, metrics_of, score, score_interval

CURVE_POINTS = 200
CALIBRATION_BINS = 10
SCATTER_POINTS = 1_000
NORMAL_90 = 1.6448536269514722
"""95% point of the standard normal: two-sided 90% intervals."""

Figures = dict[str, Any]


def evaluate(
    y: np.ndarray,
    prediction: np.ndarray,
    ml_task: MlTask,
    metric: Metric,
    payoff: Payoff,
    threshold: float | None,
    labels: tuple[str, ...] | None,
    facts: RowFacts = NO_FACTS,
) -> Figures:
    """Return all that is said about predictions on rows with known truth, ready for JSON.

    Parameters
    ----------
    y : ndarray of shape (n_rows,)
        Label codes or amounts.
    prediction : ndarray
        In the common shape.
    threshold : float or None
        From which a binary decision acts; the confusion counts, the value and the metrics that need a
        label use it. Only `score`, the metric that was tuned for, needs none or takes 0.5.
    facts : RowFacts
        The rows' amounts and the labels, where the payoff speaks of them.

    Returns
    -------
    dict
        rows, metric, score, interval, value_per_row, value_interval, currency, threshold, least_gain,
        metrics {code: score}. Where amounts differ by row `threshold` is None and `least_gain` the
        expected gain, in currency, from which a row is acted on; the value curve is over that gain.
        Classification adds confusion {labels, counts (truth x decision)}; binary adds
        roc, precision_recall, calibration, lift, value_curve (lists of points, at most 200);
        regression adds points (at most 1,000), error_quantiles, bias. Undefined numbers are None.
        Intervals are 90%: bootstrap for the score, normal for the value.
    """
    y, prediction = np.asarray(y), np.asarray(prediction, dtype=np.float64)
    values = value_per_row(payoff, y, prediction, threshold, facts)
    by_row = depends_on_row(payoff)
    decided = None if labels is None else decided_labels(payoff, prediction, threshold, facts)
    figures: Figures = {
        "ml_task": ml_task,
        "rows": len(y),
        "metric": metric.code,
        "score": score(metric, y, prediction),
        "interval": list(score_interval(metric, y, prediction)),
        "currency": payoff.currency,
        "value_per_row": float(values.mean()),
        "value_interval": mean_interval(values),
        "threshold": None if by_row else threshold,
        "least_gain": threshold if by_row else None,
        "metrics": _all_metrics(
            y, prediction, ml_task, _as_prediction(payoff, prediction, threshold, decided)
        ),
    }
    if labels is not None and decided is not None:
        figures["confusion"] = confusion(y, decided, labels)
    if isinstance(payoff, BinaryPayoff):
        figures |= _binary_figures(y, prediction, payoff, facts)
    if ml_task == "regression":
        figures |= _regression_figures(y, prediction)
    return _plain(figures)


def _as_prediction(
    payoff: Payoff, prediction: np.ndarray, threshold: float | None, decided: np.ndarray | None
) -> np.ndarray:
    """What metrics that need a label judge: the decision where it is more than the likeliest label."""
    if decided is None:
        return prediction
    if isinstance(payoff, BinaryPayoff):
        return prediction if threshold is None else decided.astype(float)
    has_matrix = isinstance(payoff, MulticlassPayoff) and payoff.matrix
    return np.eye(prediction.shape[1])[decided] if has_matrix else prediction


def _all_metrics(
    y: np.ndarray, prediction: np.ndarray, ml_task: MlTask, decided: np.ndarray
) -> dict[str, float]:
    return {
        metric.code: score(metric, y, prediction if metric.uses_probability else decided)
        for metric in metrics_of(ml_task)
    }


def confusion(y: np.ndarray, decided: np.ndarray, labels: tuple[str, ...]) -> Figures:
    """Return {"labels", "counts"}: rows by truth (outer) and decision (inner), both as label codes."""
    cells = np.bincount(y.astype(int) * len(labels) + decided, minlength=len(labels) ** 2)
    return {"labels": list(labels), "counts": cells.reshape(len(labels), -1).tolist()}


def roc_points(y: np.ndarray, probability: np.ndarray) -> list[dict[str, float]]:
    """Return the ROC curve: {"false_positive_rate", "true_positive_rate"}, from (0, 0) to (1, 1)."""
    positives, rows = _found_by_level(y, probability)
    negatives = rows - positives
    rates = {
        "false_positive_rate": negatives / max(negatives[-1], 1),
        "true_positive_rate": positives / max(positives[-1], 1),
    }
    return _points(rates)


def precision_recall_points(y: np.ndarray, probability: np.ndarray) -> list[dict[str, float]]:
    """Return {"recall", "precision"} from few rows to all."""
    positives, rows = (counts[1:] for counts in _found_by_level(y, probability))
    return _points({"recall": positives / max(positives[-1], 1), "precision": positives / rows})


def lift_points(y: np.ndarray, probability: np.ndarray) -> list[dict[str, float]]:
    """Return {"share", "found", "lift"}: the share of positives among the likeliest share of rows."""
    positives, rows = (counts[1:] for counts in _found_by_level(y, probability))
    share, found = rows / rows[-1], positives / max(positives[-1], 1)
    return _points({"share": share, "found": found, "lift": found / share})


def calibration_points(y: np.ndarray, probability: np.ndarray) -> list[dict[str, float]]:
    """Return {"predicted", "observed", "rows"} for up to ten groups of about equal size."""
    edges = np.quantile(probability, np.linspace(0, 1, CALIBRATION_BINS + 1)[1:-1])
    bins = np.searchsorted(np.unique(edges), probability, side="right")
    grouped = pd.DataFrame({"bin": bins, "predicted": probability, "observed": y}).groupby("bin")
    means = grouped.mean().assign(rows=grouped.size())
    return _records(means)


def _binary_figures(y: np.ndarray, probability: np.ndarray, payoff: BinaryPayoff, facts: RowFacts) -> Figures:
    return {
        "roc": roc_points(y, probability),
        "precision_recall": precision_recall_points(y, probability),
        "calibration": calibration_points(y, probability),
        "lift": lift_points(y, probability),
        "value_curve": _records(value_curve(payoff, y, probability, facts)),
    }


def _regression_figures(y: np.ndarray, prediction: np.ndarray) -> Figures:
    errors = prediction - y
    shown = np.random.default_rng(0).permutation(len(y))[:SCATTER_POINTS]
    levels = (0.05, 0.25, 0.5, 0.75, 0.95)
    return {
        "points": [{"actual": y[row], "predicted": prediction[row]} for row in np.sort(shown)],
        "error_quantiles": {f"{level:g}": float(np.quantile(errors, level)) for level in levels},
        "bias": float(errors.mean()),
    }


def _found_by_level(y: np.ndarray, probability: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positives and rows at or above each distinct probability, falling; starts with none."""
    order = np.argsort(-probability, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(probability[order])), len(y) - 1)
    positives = np.cumsum(y[order] == 1)[ends]
    return np.insert(positives, 0, 0), np.insert(ends + 1, 0, 0)


def _points(columns: dict[str, np.ndarray]) -> list[dict[str, float]]:
    length = len(next(iter(columns.values())))
    kept = np.unique(np.linspace(0, length - 1, CURVE_POINTS).round().astype(int))
    return _records(pd.DataFrame({name: values[kept] for name, values in columns.items()}))


def _records(points: pd.DataFrame) -> list[dict[str, float]]:
    names = [str(name) for name in points.columns]
    return [dict(zip(names, row, strict=True)) for row in points.itertuples(index=False)]


def mean_interval(values: np.ndarray) -> list[float]:
    """Return the 90% interval of the mean of values, by the normal approximation."""
    half = NORMAL_90 * values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return [float(values.mean() - half), float(values.mean() + half)]


def _plain(found: Any) -> Any:
    """Python numbers all the way down, None for what is not finite."""
    if isinstance(found, dict):
        return {str(key): _plain(value) for key, value in found.items()}
    if isinstance(found, (list, tuple)):
        return [_plain(value) for value in found]
    if isinstance(found, np.integer):
        return int(found)
    if isinstance(found, (float, np.floating)):
        return float(found) if np.isfinite(found) else None
    return found
