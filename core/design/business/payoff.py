"""Money: what decisions taken from predictions are worth, and the threshold that makes most of them."""

import numpy as np
import pandas as pd

from core.design.business.decision import (
    NEVER_ACT,
    NEVER_GAINS,
    decided_labels,
    decides_to_act,
    decision_score,
    depends_on_row,
    gains_of_acting,
    payoff_matrix,
    ranked,
    theoretical_threshold,
    threshold_or_default,
    worth_of,
)
from core.design.business.payoff_terms import BinaryPayoff, MulticlassPayoff, Payoff, RegressionPayoff
from core.design.business.row_facts import NO_FACTS, RowFacts

__all__ = [
    "NEVER_ACT",
    "best_threshold",
    "payoff_fits",
    "policy_values",
    "reference_values",
    "theoretical_threshold",
    "value_curve",
    "value_of_decisions",
    "value_per_row",
]

CURVE_POINTS = 200
DO_NOTHING, ACT_ON_ALL = "do nothing", "act on all"
ACT_AT_RANDOM = "act at random within the capacity"


def value_per_row(
    payoff: Payoff,
    y: np.ndarray,
    prediction: np.ndarray,
    threshold: float | None = None,
    facts: RowFacts = NO_FACTS,
) -> np.ndarray:
    """Return the value of the decision on each row, in the payoff's currency.

    Parameters
    ----------
    y : ndarray of shape (n_rows,)
        Label codes, or amounts for a regression payoff.
    prediction : ndarray
        P(positive) of shape (n_rows,), probabilities of shape (n_rows, n_labels), or amounts.
    threshold : float, optional
        For binary payoffs: act where the score (`decision_score`) reaches it, within the capacity.
        Default: `theoretical_threshold`, else 0.5.
    facts : RowFacts
        The rows' amounts and the labels; needed where the payoff speaks of them.

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
    if isinstance(payoff, RegressionPayoff):
        error = prediction - y
        return -(payoff.over * np.maximum(error, 0.0) + payoff.under * np.maximum(-error, 0.0))
    if isinstance(payoff, BinaryPayoff):
        threshold = threshold_or_default(payoff, threshold)
        return value_of_decisions(payoff, y, decides_to_act(payoff, prediction, threshold, facts), facts)
    return value_of_decisions(payoff, y, decided_labels(payoff, prediction, None, facts), facts)


def value_of_decisions(
    payoff: BinaryPayoff | MulticlassPayoff, y: np.ndarray, decided: np.ndarray, facts: RowFacts = NO_FACTS
) -> np.ndarray:
    """Return what decisions are worth row by row, whoever took them, in the payoff's currency.

    Parameters
    ----------
    y, decided : ndarray of shape (n_rows,)
        Codes of the true and of the decided label; for binary whether a row is acted on.
    """
    if isinstance(payoff, BinaryPayoff):
        return np.where(np.asarray(decided, dtype=bool), *_acting_and_not(payoff, y, facts))
    if payoff.matrix:
        return np.asarray(payoff_matrix(payoff, facts.labels)[y.astype(int), decided])
    return np.where(decided == y, payoff.correct, payoff.wrong)


def best_threshold(
    payoff: BinaryPayoff, y: np.ndarray, probability: np.ndarray, facts: RowFacts = NO_FACTS
) -> float:
    """Return the threshold with the highest total value on the given rows, within the capacity.

    Give it out-of-fold predictions only. Every threshold between two neighbouring scores has the same
    value: the theoretical threshold is taken where it lies among the best, else the middle of the best
    gap that is nearest to it. `NEVER_ACT` (`NEVER_GAINS` for amounts that differ by row) where not
    acting is best. A threshold that more rows reach than the capacity allows is taken only where ties
    leave none as good: then the first of the equal rows are acted on.

    Parameters
    ----------
    y : int ndarray of shape (n_rows,)
        1 for positive rows.
    probability : ndarray of shape (n_rows,)
        P(positive), 0 to 1.

    Returns
    -------
    float
        A probability, 0 to 1, or an expected gain in currency where amounts differ by row.
    """
    levels, gains, reached = _gain_by_level(payoff, y, probability, facts)
    # gains[i]: total gain over doing nothing of acting on all rows with a score >= levels[i].
    is_best = gains >= gains.max() - 1e-9 * max(1.0, np.abs(gains).max())
    within = is_best & (reached <= _allowed(payoff, len(y)))
    best = np.flatnonzero(within if within.any() else is_best)
    if not within.any():
        best = best[-1:]
    aim = theoretical_threshold(payoff)
    aim = 0.5 if aim is None else aim
    lows = np.append(-np.inf, levels)[best]
    candidates = [_nearest(aim, low, high, payoff) for low, high in zip(lows, levels[best], strict=True)]
    return float(min(candidates, key=lambda threshold: abs(threshold - aim)))


def value_curve(
    payoff: BinaryPayoff, y: np.ndarray, probability: np.ndarray, facts: RowFacts = NO_FACTS
) -> pd.DataFrame:
    """Return value and share of rows acted on for at most 200 thresholds.

    Returns
    -------
    DataFrame with columns threshold (0 to 1, rising; an expected gain in currency where amounts differ by
    row), value_per_row (currency), acted_share (0 to 1)
    """
    levels, gains, reached = _gain_by_level(payoff, y, probability, facts)
    score = decision_score(payoff, probability, facts)
    low, high = (score.min(), score.max()) if depends_on_row(payoff) else (0, 1)
    grid = np.linspace(low, high, CURVE_POINTS // 4)
    spread = np.quantile(score, np.linspace(0, 1, CURVE_POINTS - len(grid)))
    thresholds = np.unique(np.append(grid, spread))
    found = np.searchsorted(levels, thresholds, side="left").clip(max=len(levels) - 1)
    nothing = _acting_and_not(payoff, np.asarray(y), facts)[1].mean()
    return pd.DataFrame(
        {
            "threshold": thresholds,
            "value_per_row": nothing + gains[found] / len(y),
            "acted_share": np.minimum(reached[found], _allowed(payoff, len(y))) / len(y),
        }
    )


def policy_values(payoff: Payoff, y: np.ndarray, facts: RowFacts = NO_FACTS) -> dict[str, np.ndarray]:
    """Return what needs no model: value row by row of each simple policy, in the payoff's currency.

    Binary: do nothing, and act on all; with a capacity, act at random within it (the expected value of
    each row). Classes: the class that is worth most if given to all. Amounts: the median. The last two
    are chosen in hindsight on these rows.
    """
    y = np.asarray(y)
    if isinstance(payoff, BinaryPayoff):
        acting, not_acting = _acting_and_not(payoff, y, facts)
        if payoff.capacity is None:
            return {DO_NOTHING: not_acting, ACT_ON_ALL: acting}
        share = _allowed(payoff, len(y)) / len(y)
        return {DO_NOTHING: not_acting, ACT_AT_RANDOM: share * acting + (1 - share) * not_acting}
    if isinstance(payoff, MulticlassPayoff):
        if not payoff.matrix:
            return {"most common class": _all_as(payoff, y, int(np.bincount(y).argmax()), facts)}
        classes = [_all_as(payoff, y, code, facts) for code in range(len(facts.labels))]
        return {"best single class": max(classes, key=lambda values: values.mean())}
    return {"predict the median": value_per_row(payoff, y, np.full(len(y), np.median(y)))}


def reference_values(payoff: Payoff, y: np.ndarray, facts: RowFacts = NO_FACTS) -> dict[str, float]:
    """Return the mean of `policy_values`: value per row of each simple policy, in currency."""
    return {name: float(values.mean()) for name, values in policy_values(payoff, y, facts).items()}


def payoff_fits(payoff: Payoff, ml_task: str) -> bool:
    """Tell whether a payoff can judge the predictions of an ML task."""
    kinds = {"binary": BinaryPayoff, "multiclass": MulticlassPayoff, "regression": RegressionPayoff}
    return isinstance(payoff, kinds[ml_task])


def _all_as(payoff: MulticlassPayoff, y: np.ndarray, code: int, facts: RowFacts) -> np.ndarray:
    return value_of_decisions(payoff, y, np.full(len(y), code), facts)


def _acting_and_not(payoff: BinaryPayoff, y: np.ndarray, facts: RowFacts) -> tuple[np.ndarray, np.ndarray]:
    """Worth of acting, its cost paid, and of not acting on each row, given the truth."""
    tp, fp, fn, tn = (
        worth_of(cell, facts)
        for cell in (payoff.true_positive, payoff.false_positive, payoff.false_negative, payoff.true_negative)
    )
    is_positive = np.asarray(y) == 1
    return np.where(is_positive, tp, fp) - payoff.cost_of_acting, np.where(is_positive, fn, tn) + 0.0


def _gain_by_level(
    payoff: BinaryPayoff, y: np.ndarray, probability: np.ndarray, facts: RowFacts
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distinct scores, rising and closed by never, with the gain of acting from each on, and rows there.

    The gain is that of the rows that the capacity allows; the count is of all rows that reach the level.
    """
    score = decision_score(payoff, probability, facts)
    positive, negative = gains_of_acting(payoff, facts)
    order = ranked(score)
    earned = np.append(0.0, np.cumsum(np.where(np.asarray(y) == 1, positive, negative)[order]))
    levels, counts = np.unique(score, return_counts=True)
    reached = np.append(np.cumsum(counts[::-1])[::-1], 0)
    gains = earned[np.minimum(reached, _allowed(payoff, len(score)))]
    return np.append(levels, _never(payoff)), gains, reached


def _allowed(payoff: BinaryPayoff, rows: int) -> int:
    return rows if payoff.capacity is None else payoff.capacity.allowed(rows)


def _never(payoff: BinaryPayoff) -> float:
    return NEVER_GAINS if depends_on_row(payoff) else NEVER_ACT


def _nearest(aim: float, low: float, high: float, payoff: BinaryPayoff) -> float:
    """Best point of the gap (low, high]: the aim where it lies inside, else a point away from both ends."""
    if low < aim <= high:
        return aim
    if high == _never(payoff):
        return high
    if low == -np.inf:
        return high if depends_on_row(payoff) else 0.0
    middle = (low + high) / 2
    return middle if low < middle <= high else high
