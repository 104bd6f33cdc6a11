"""The smallest difference in a score that so many locked rows can tell from chance, known beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import pi, sqrt

Z_90 = 1.645
"""Standard errors on each side of a 90% interval, as everywhere in the app."""

SUPPOSED_SCORE = {
    "roc_auc": 0.8,
    "average_precision": 0.5,
    "accuracy": 0.8,
    "balanced_accuracy": 0.8,
    "r2": 0.5,
}
"""The score is not known yet; the spread depends on it a little."""

HOW = {
    "roc_auc": "Hanley and McNeil 1982, at an AUC of 0.8",
    "average_precision": "Boyd, Eng and Page 2013, at a precision of 0.5",
    "accuracy": "spread of a share, at 80% right",
    "balanced_accuracy": "spread of a share in each class, at 80% right",
    "r2": "Olkin and Finn 1995, at an R² of 0.5",
    "mae": "spread of a mean, for errors that follow the bell curve",
    "rmse": "spread of a mean square, for errors that follow the bell curve",
}
"""Where each figure comes from; a metric that is not listed has no simple formula."""


@dataclass(frozen=True)
class Detectable:
    """What a hold-out can tell.

    Attributes
    ----------
    difference : float
        Smallest difference between two models that stands out from chance: half a 90% interval. In the
        metric's unit or, where `is_relative`, as a share of the error itself.
    """

    difference: float
    is_relative: bool
    how: str


def detectable_difference(
    metric: str, rows: int, classes: Mapping[str, int], positive: str | None
) -> Detectable | None:
    """Return the smallest difference that a hold-out can tell from chance, or None without a formula.

    Estimated for independent rows and two models judged on the same rows whose scores move half together
    (correlation 0.5): the standard error of their difference then is that of one score.

    Parameters
    ----------
    rows : int
        Rows of the hold-out.
    classes : mapping of str to int
        Hold-out rows of each class; empty for amounts.

    Sources
    -------
    ROC AUC: Hanley and McNeil (1982), Radiology 143(1). Average precision: Boyd, Eng and Page (2013),
    ECML, with the positive rows as trials. Shares: the binomial standard error. R²: Olkin and Finn (1995),
    Psychological Bulletin 118(1). Errors: the standard error of a mean of normal values; |e| has a spread
    of sqrt(pi / 2 - 1) times its mean, and a root mean square one of 1 / sqrt(2 n).
    """
    spread = _standard_error(metric, rows, classes, positive)
    if spread is None:
        return None
    return Detectable(Z_90 * spread, metric in ("mae", "rmse"), HOW[metric])


def _standard_error(metric: str, rows: int, classes: Mapping[str, int], positive: str | None) -> float | None:
    real = classes.get(positive or "", 0)
    if rows < 2 or (classes and min(classes.values()) < 1):
        return None
    if metric == "roc_auc" and real:
        return auc_standard_error(SUPPOSED_SCORE[metric], real, sum(classes.values()) - real)
    if metric == "average_precision" and real:
        return _of_share(SUPPOSED_SCORE[metric], real)
    if metric == "accuracy":
        return _of_share(SUPPOSED_SCORE[metric], rows)
    if metric == "balanced_accuracy" and classes:
        return sqrt(sum(_of_share(SUPPOSED_SCORE[metric], n) ** 2 for n in classes.values())) / len(classes)
    if metric == "r2":
        score = SUPPOSED_SCORE[metric]
        return sqrt(4 * score * (1 - score) ** 2 / rows)
    return {"mae": sqrt((pi / 2 - 1) / rows), "rmse": sqrt(1 / (2 * rows))}.get(metric)


def auc_standard_error(auc: float, positives: int, negatives: int) -> float:
    """Return the standard error of an AUC: Hanley and McNeil (1982), Radiology 143(1), equation 1."""
    q1, q2 = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    spread = auc * (1 - auc) + (positives - 1) * (q1 - auc**2) + (negatives - 1) * (q2 - auc**2)
    return sqrt(spread / (positives * negatives))


def _of_share(share: float, rows: int) -> float:
    return sqrt(share * (1 - share) / rows)
