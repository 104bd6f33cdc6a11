"""The range round a predicted amount: how far the model was off on rows that it never saw."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

LEVEL = 0.9


@dataclass(frozen=True)
class LikelyRange:
    """What is taken off and put on a predicted amount so that the truth lies between, nine times in ten.

    Attributes
    ----------
    below, above : float
        Added to a prediction to get both ends, in the target's unit.
    least : float or None
        No end lies below it: 0 where no truth on the rows was negative.
    rows : int
        Rows with a known truth that it rests on.
    """

    below: float
    above: float
    least: float | None
    rows: int
    level: float = LEVEL

    def ends(self, predicted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the lower and the upper end for each prediction, each of shape (n_rows,)."""
        low, high = predicted + self.below, predicted + self.above
        return (
            (low, high) if self.least is None else (np.maximum(low, self.least), np.maximum(high, self.least))
        )


def likely_range(truth: np.ndarray, predicted: np.ndarray, level: float = LEVEL) -> LikelyRange | None:
    """Return the range of split-conformal prediction; None for too few rows, under 19 at a level of 0.9.

    For new rows that come from where these came from, in any order, the truth lies within in at least
    `level` of the cases, whatever the model and the distribution. It is as wide for every row.

    Parameters
    ----------
    truth, predicted : ndarray of shape (n_rows,)
        Amounts of rows that the model was neither fitted nor chosen on.
    level : float
        Share of the cases that it holds in, 0 to 1.

    Source: Lei et al. (2018), Distribution-Free Predictive Inference for Regression, JASA 113(523), with
    each end taken from the errors of its own sign.
    """
    errors = np.sort(truth - predicted)
    n, tail = len(errors), (1 - level) / 2
    low, high = math.floor((n + 1) * tail + 1e-9), math.ceil((n + 1) * (1 - tail) - 1e-9)
    if low < 1 or high > n:
        return None
    least = 0.0 if truth.min() >= 0 else None
    return LikelyRange(float(errors[low - 1]), float(errors[high - 1]), least, n, level)


def range_of(model: Any, kept_back: Any) -> LikelyRange | None:
    """Return the range of a model's amounts from the rows that it was judged on.

    Parameters
    ----------
    model : ScoringModel
        For a task other than regression the answer is None.
    kept_back : DataFrame of shape (n_rows, any)
        Raw rows with the target.
    """
    from core.development.truth import encode_truth

    target = model.manifest["target"]
    if model.manifest["ml_task"] != "regression" or target not in kept_back.columns:
        return None
    truth, known = encode_truth(kept_back[target], "regression", None)
    return likely_range(truth, model.scores(kept_back[known]))
