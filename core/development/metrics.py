"""Metrics: one table of scores, their intervals, and paired comparisons of two models."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.design.solution.design import MlTask

MONEY = "money"
BOOTSTRAP_ROWS = 5_000
MANY_LABELS = 30
RARE_SHARE = 0.2
PROBABILITY_FLOOR = 1e-15


@dataclass(frozen=True)
class Metric:
    """One way to score predictions.

    Attributes
    ----------
    uses_probability : bool
        True where the probabilities themselves are scored; False where the most likely label
        (P >= 0.5 for binary) or the amount is.
    quantile : float or None
        Level, 0 to 1, of the quantile that predictions have to be for the best score: 0.5 for the mean
        error, whose best answer is the median. None where it is no quantile.
    across : callable (list of y, list of prediction) -> tuple of float, or None
        Scores of several folds where something has to be settled before a fold can be scored, such as a
        threshold: what is settled for a fold is learnt on the others.
    function : callable (y, prediction) -> float
        NaN where undefined, such as ROC AUC on rows of one label.
    """

    code: str
    title: str
    greater_is_better: bool
    tasks: tuple[MlTask, ...]
    uses_probability: bool
    function: Callable[[np.ndarray, np.ndarray], float]
    quantile: float | None = None
    across: Callable[[list[np.ndarray], list[np.ndarray]], tuple[float, ...]] | None = None

    @property
    def sign(self) -> int:
        """1 where greater is better, else -1: `sign * score` always rises with quality."""
        return 1 if self.greater_is_better else -1


def score(metric: Metric, y: np.ndarray, prediction: np.ndarray) -> float:
    """Return the score of predictions in the common shape; NaN where the metric is undefined.

    Parameters
    ----------
    prediction : ndarray
        P(positive) of shape (n_rows,), probabilities of shape (n_rows), or amounts.
    """
    return metric.function(np.asarray(y), np.asarray(prediction, dtype=np.float64))


def scores_by_fold(
    metric: Metric, truths: list[np.ndarray], predictions: list[np.ndarray]
) -> tuple[float, ...]:
    """Return the score of each fold; nothing that a fold is judged by is learnt on it."""
    if metric.across is not None and len(truths) > 1:
        return metric.across(truths, predictions)
    return tuple(score(metric, y, found) for y, found in zip(truths, predictions, strict=True))


def score_interval(
    metric: Metric,
    y: np.ndarray,
    prediction: np.ndarray,
    level: float = 0.9,
    n_boot: int = 200,
    seed: int = 0,
) -> tuple[float, float]:
    """Return the bootstrap interval of a score over rows.

    Percentile bootstrap. From more than 5,000 rows, m = 5,000 are drawn each time and deviations from
    the score are shrunk by sqrt(m / n), the m-out-of-n bootstrap of Bickel, Götze and van Zwet
    (1997), Statistica Sinica 7. (NaN, NaN) where the score is undefined.

    Parameters
    ----------
    level : float
        Coverage, 0 to 1.
    """
    prediction = np.asarray(prediction, dtype=np.float64)

    def measure(rows: np.ndarray) -> float:
        return metric.function(y[rows], prediction[rows])

    return _interval(measure, np.asarray(y), level, n_boot, seed)[1:]


def paired_gain(
    metric: Metric,
    y: np.ndarray,
    prediction_a: np.ndarray,
    prediction_b: np.ndarray,
    level: float = 0.9,
    n_boot: int = 200,
    seed: int = 0,
) -> tuple[float, float, float]:
    """Return by how much A is better than B on the same rows, and the interval of that gain.

    Returns
    -------
    gain, low, high : float
        In the metric's unit, positive where A is better, errors included. Bootstrap as in
        `score_interval`; an interval across 0 is a tie.
    """
    a, b = np.asarray(prediction_a, dtype=np.float64), np.asarray(prediction_b, dtype=np.float64)

    def measure(rows: np.ndarray) -> float:
        of_a = metric.function(y[rows], a[rows])
        return metric.sign * (of_a - metric.function(y[rows], b[rows]))

    return _interval(measure, np.asarray(y), level, n_boot, seed)


def default_metric(ml_task: MlTask, y: np.ndarray) -> tuple[str, str]:
    """Return the code of the metric to propose, and the reason in one sentence."""
    if ml_task == "regression":
        return "rmse", "Typical size of the error, in the unit of the target; large errors weigh more."
    if ml_task == "binary":
        return "roc_auc", "How well rows are ranked; the threshold that follows the payoff is chosen later."
    counts = np.bincount(y)
    counts = counts[counts > 0]
    if len(counts) <= MANY_LABELS and counts.min() >= RARE_SHARE * counts.mean():
        return "accuracy", "Share of rows with the right label; the labels are about equally frequent."
    return "balanced_accuracy", "Average over labels of the share found, so that rare labels count too."


def metrics_of(ml_task: MlTask) -> list[Metric]:
    """Return the metrics that apply to a task, in the order of the table."""
    return [metric for metric in METRICS.values() if ml_task in metric.tasks]


def _interval(
    measure: Callable[[np.ndarray], float], y: np.ndarray, level: float, n_boot: int, seed: int
) -> tuple[float, float, float]:
    n_rows = len(y)
    drawn = min(n_rows, BOOTSTRAP_ROWS)
    rng = np.random.default_rng(seed)
    point = measure(np.arange(n_rows))
    samples = np.array([measure(rng.integers(0, n_rows, drawn)) for _ in range(n_boot)])
    samples = samples[np.isfinite(samples)]
    if not len(samples) or not np.isfinite(point):
        return point, np.nan, np.nan
    tail = (1 - level) / 2
    deviations = np.quantile(samples - point, [tail, 1 - tail]) * np.sqrt(drawn / n_rows)
    return point, float(point + deviations[0]), float(point + deviations[1])


def _labels_of(prediction: np.ndarray) -> np.ndarray:
    return prediction.argmax(axis=1) if prediction.ndim == 2 else (prediction >= 0.5).astype(int)


def _confusion(y: np.ndarray, prediction: np.ndarray) -> np.ndarray:
    """Rows by true label (first axis) and predicted label."""
    n_labels = prediction.shape[1] if prediction.ndim == 2 else 2
    cells = y.astype(int) * n_labels + _labels_of(prediction)
    return np.bincount(cells, minlength=n_labels * n_labels).reshape(n_labels, n_labels)


def _roc_auc(y: np.ndarray, prediction: np.ndarray) -> float:
    """Mann-Whitney form: share of (positive, negative) pairs in the right order, ties half."""
    positives, negatives = _counts_by_level(y, prediction)
    pairs = positives.sum() * negatives.sum()
    below = np.cumsum(negatives) - negatives / 2
    return float((positives * below).sum() / pairs) if pairs else np.nan


def _average_precision(y: np.ndarray, prediction: np.ndarray) -> float:
    """Precision at each distinct probability, weighted by the recall it adds."""
    positives, negatives = (counts[::-1] for counts in _counts_by_level(y, prediction))
    found = np.cumsum(positives)
    precision = found / (found + np.cumsum(negatives))
    return float((precision * positives).sum() / positives.sum()) if positives.sum() else np.nan


def _counts_by_level(y: np.ndarray, prediction: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positive and negative rows at each distinct prediction, rising."""
    order = np.argsort(prediction)
    ends = np.append(np.flatnonzero(np.diff(prediction[order])), len(y) - 1)
    positives = np.diff(np.cumsum(y[order] == 1)[ends], prepend=0)
    return positives, np.diff(ends, prepend=-1) - positives


def _log_loss(y: np.ndarray, prediction: np.ndarray) -> float:
    if prediction.ndim == 1:
        of_truth = np.where(y == 1, prediction, 1 - prediction)
    else:
        of_truth = prediction[np.arange(len(y)), y.astype(int)]
    return float(-np.log(np.clip(of_truth, PROBABILITY_FLOOR, 1)).mean())


def _accuracy(y: np.ndarray, prediction: np.ndarray) -> float:
    return float((_labels_of(prediction) == y).mean())


def _balanced_accuracy(y: np.ndarray, prediction: np.ndarray) -> float:
    """Mean recall over the labels that occur."""
    counts = _confusion(y, prediction)
    occurs = counts.sum(axis=1) > 0
    return float((counts.diagonal()[occurs] / counts.sum(axis=1)[occurs]).mean())


def _f1_by_label(y: np.ndarray, prediction: np.ndarray) -> np.ndarray:
    """F1 of each label; 0 where a label neither occurs nor is predicted."""
    counts = _confusion(y, prediction)
    occurs_or_predicted = counts.sum(axis=0) + counts.sum(axis=1)
    return 2 * counts.diagonal() / np.maximum(occurs_or_predicted, 1)


def _f1(y: np.ndarray, prediction: np.ndarray) -> float:
    return float(_f1_by_label(y, prediction)[1])


def _macro_f1(y: np.ndarray, prediction: np.ndarray) -> float:
    """Mean F1 over the labels that occur or are predicted."""
    occurs = np.union1d(y.astype(int), _labels_of(prediction))
    return float(_f1_by_label(y, prediction)[occurs].mean())


def _rmse(y: np.ndarray, prediction: np.ndarray) -> float:
    return float(np.sqrt(np.mean((prediction - y) ** 2)))


def _mae(y: np.ndarray, prediction: np.ndarray) -> float:
    return float(np.abs(prediction - y).mean())


def _r2(y: np.ndarray, prediction: np.ndarray) -> float:
    spread = ((y - y.mean()) ** 2).sum()
    return float(1 - ((prediction - y) ** 2).sum() / spread) if spread else np.nan


def _unknown(y: np.ndarray, prediction: np.ndarray) -> float:
    return np.nan


_CLASSES: tuple[MlTask, ...] = ("binary", "multiclass")

METRICS: dict[str, Metric] = {
    metric.code: metric
    for metric in (
        Metric("roc_auc", "ROC AUC", True, ("binary",), True, _roc_auc),
        Metric("average_precision", "Average precision", True, ("binary",), True, _average_precision),
        Metric("log_loss", "Log loss", False, _CLASSES, True, _log_loss),
        Metric("accuracy", "Accuracy", True, _CLASSES, False, _accuracy),
        Metric("balanced_accuracy", "Balanced accuracy", True, _CLASSES, False, _balanced_accuracy),
        Metric("f1", "F1", True, ("binary",), False, _f1),
        Metric("macro_f1", "Macro F1", True, ("multiclass",), False, _macro_f1),
        Metric("rmse", "Root mean squared error", False, ("regression",), False, _rmse),
        Metric("mae", "Mean absolute error", False, ("regression",), False, _mae, quantile=0.5),
        Metric("r2", "R²", True, ("regression",), False, _r2),
        Metric(MONEY, "Value of a row", True, (), True, _unknown),
    )
}
"""All metrics. Money has its name and its direction here; what it is worth takes a payoff
(`core.development.money_metric.metric_of`), so that it is in no task's list and undefined as it stands."""
