"""Money: what decisions taken from predictions are worth, and the threshold that makes most of them."""

import numpy as np
import pandas as pd

from core.design.business.payoff_terms import BinaryPayoff, MulticlassPayoff, Payoff, RegressionPayoff

NEVER_ACT = 1.01
"""Threshold above every probability: no row is acted on."""

CURVE_POINTS = 200


def value_per_row(
    payoff: Payoff, y: np.ndarray, prediction: np.ndarray, threshold: float | None = None
) -> np.ndarray:
    """Return the value of the decision on each row, in the payoff's currency.

    Parameters
    ----------
    y : ndarray of shape (n_rows,)
        Label codes, or amounts for a regression payoff.
    prediction : ndarray
        P(positive) of shape (n_rows,), probabilities of shape (n_rows, n_labels), or amounts.
    threshold : float, optional
        For binary payoffs: act where P >= threshold. Default: `theoretical_threshold`, else 0.5.

    Returns
    -------
    float64 ndarray of shape (n_rows,)

    Raises
    ------
    ValueError
        Where the prediction's shape does not fit the payoff.
    """
    y, prediction = np.asarray(y), np.asarray(prediction, dtype=float)
    if prediction.ndim != (2 if isinstance(payoff, MulticlassPayoff) else 1) or len(prediction) != len(y):
        raise ValueError(f"A {payoff.kind} payoff does not fit predictions of shape {prediction.shape}.")
    if isinstance(payoff, BinaryPayoff):
        return _decision_value(payoff, y, prediction >= _threshold_or_default(payoff, threshold))
    if isinstance(payoff, MulticlassPayoff):
        return np.where(prediction.argmax(axis=1) == y, payoff.correct, payoff.wrong)
    error = prediction - y
    return -(payoff.over * np.maximum(error, 0.0) + payoff.under * np.maximum(-error, 0.0))


def theoretical_threshold(payoff: BinaryPayoff) -> float | None:
    """Return the probability from which acting pays, given calibrated probabilities.

    (TN - FP) / ((TN - FP) + (TP - FN)), clipped to 0 (always act) and `NEVER_ACT`. None where
    no threshold follows: acting pays as much, or more, on improbable rows.

    References
    ----------
    Elkan (2001), The Foundations of Cost-Sensitive Learning, IJCAI, equation 2.
    """
    harm, gain = _harm_and_gain(payoff)
    if harm + gain <= 0:
        return None
    threshold = harm / (harm + gain)
    return NEVER_ACT if threshold > 1 else max(threshold, 0.0)


def best_threshold(payoff: BinaryPayoff, y: np.ndarray, probability: np.ndarray) -> float:
    """Return the threshold with the highest total value on the given rows.

    Give it out-of-fold predictions only. Every threshold between two neighbouring probabilities has
    the same value: the theoretical threshold is taken where it lies among the best, else the
    middle of the best gap that is nearest to it. `NEVER_ACT` where not acting is best.

    Parameters
    ----------
    y : int ndarray of shape (n_rows,)
        1 for positive rows.
    probability : ndarray of shape (n_rows,)
        P(positive), 0 to 1.

    Returns
    -------
    float
        0 to 1, or `NEVER_ACT`.
    """
    levels, gains = _gain_by_level(payoff, y, probability)
    # gains[i]: total gain over doing nothing of acting on all rows with P >= levels[i].
    best = np.flatnonzero(gains >= gains.max() - 1e-9 * max(1.0, np.abs(gains).max()))
    aim = theoretical_threshold(payoff)
    aim = 0.5 if aim is None else aim
    lows = np.append(-np.inf, levels)[best]
    candidates = [_nearest(aim, low, high) for low, high in zip(lows, levels[best], strict=True)]
    return float(min(candidates, key=lambda threshold: abs(threshold - aim)))


def value_curve(payoff: BinaryPayoff, y: np.ndarray, probability: np.ndarray) -> pd.DataFrame:
    """Return value and share of rows acted on for at most 200 thresholds.

    Returns
    -------
    DataFrame with columns threshold (0 to 1, rising), value_per_row (currency), acted_share (0 to 1)
    """
    levels, gains = _gain_by_level(payoff, y, probability)
    grid = np.linspace(0, 1, CURVE_POINTS // 4)
    spread = np.quantile(probability, np.linspace(0, 1, CURVE_POINTS - len(grid)))
    thresholds = np.unique(np.append(grid, spread))
    found = np.searchsorted(levels, thresholds, side="left").clip(max=len(levels) - 1)
    nothing = _decision_value(payoff, np.asarray(y), np.zeros(len(y), dtype=bool)).mean()
    ranked = np.sort(probability)
    return pd.DataFrame(
        {
            "threshold": thresholds,
            "value_per_row": nothing + gains[found] / len(y),
            "acted_share": 1 - np.searchsorted(ranked, thresholds, side="left") / len(y),
        }
    )


def reference_values(payoff: Payoff, y: np.ndarray) -> dict[str, float]:
    """Return what needs no model: value per row of each simple policy, in the payoff's currency."""
    y = np.asarray(y)
    if isinstance(payoff, BinaryPayoff):
        policies = {"do nothing": False, "act on all": True}
        return {
            name: float(_decision_value(payoff, y, np.full(len(y), act)).mean())
            for name, act in policies.items()
        }
    if isinstance(payoff, MulticlassPayoff):
        share = np.bincount(y).max() / len(y)
        return {"most common class": float(share * payoff.correct + (1 - share) * payoff.wrong)}
    median = np.full(len(y), np.median(y))
    return {"predict the median": float(value_per_row(payoff, y, median).mean())}


def payoff_fits(payoff: Payoff, ml_task: str) -> bool:
    """Tell whether a payoff can judge the predictions of an ML task."""
    kinds = {"binary": BinaryPayoff, "multiclass": MulticlassPayoff, "regression": RegressionPayoff}
    return isinstance(payoff, kinds[ml_task])


def _harm_and_gain(payoff: BinaryPayoff) -> tuple[float, float]:
    """What acting costs on a negative row and brings on a positive one, against not acting."""
    return payoff.true_negative - payoff.false_positive, payoff.true_positive - payoff.false_negative


def _threshold_or_default(payoff: BinaryPayoff, threshold: float | None) -> float:
    if threshold is not None:
        return threshold
    theoretical = theoretical_threshold(payoff)
    return 0.5 if theoretical is None else theoretical


def _decision_value(payoff: BinaryPayoff, y: np.ndarray, acts: np.ndarray) -> np.ndarray:
    if_acting = np.where(y == 1, payoff.true_positive, payoff.false_positive)
    if_not = np.where(y == 1, payoff.false_negative, payoff.true_negative)
    return np.where(acts, if_acting, if_not)


def _gain_by_level(
    payoff: BinaryPayoff, y: np.ndarray, probability: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Distinct probabilities, rising and closed by `NEVER_ACT`, with the gain of acting from each on."""
    harm, gain = _harm_and_gain(payoff)
    levels, codes = np.unique(probability, return_inverse=True)
    positives = np.bincount(codes, weights=np.asarray(y) == 1, minlength=len(levels))
    rows = np.bincount(codes, minlength=len(levels))
    acted = np.cumsum((positives * gain - (rows - positives) * harm)[::-1])[::-1]
    return np.append(levels, NEVER_ACT), np.append(acted, 0.0)


def _nearest(aim: float, low: float, high: float) -> float:
    """Best point of the gap (low, high]: the aim where it lies inside, else a point away from both ends."""
    if low < aim <= high:
        return aim
    if high == NEVER_ACT:
        return NEVER_ACT
    middle = (max(low, 0.0) + high) / 2 if low > -np.inf else 0.0
    return middle if low < middle <= high else high
