"""Money as a metric: what decisions are worth a row under a payoff, so that a search can look for it."""

import numpy as np

from core.design.business.decision import depends_on_row
from core.design.business.payoff import best_threshold, value_per_row
from core.design.business.payoff_terms import BinaryPayoff, Payoff, RegressionPayoff
from core.design.business.row_facts import RowFacts
from core.development.metrics import METRICS, MONEY, Metric
from core.errors import BadInput


def metric_of(
    code: str, payoff: Payoff, labels: tuple[str, ...] | None = None, threshold: float | None = None
) -> Metric:
    """Return the metric of a code, money at a payoff among them; `threshold` as of `money_metric`."""
    return money_metric(payoff, labels or (), threshold) if code == MONEY else METRICS[code]


def money_metric(payoff: Payoff, labels: tuple[str, ...] = (), threshold: float | None = None) -> Metric:
    """Return the metric of a payoff: mean value of a row, in its currency; more is better.

    A yes / no question is judged at the threshold given. Where there is none, folds are judged at the
    threshold worth most on the other folds, within the capacity; rows by themselves at the one worth most
    on these very rows: a little kind, to all models alike. Amounts whose errors cost `over` and `under` are
    judged best by the quantile under / (over + under) of what may come (the newsvendor's ratio), which is
    then learnt directly.

    Parameters
    ----------
    labels : tuple of str
        Labels in the order of their codes, for a payoff by pairs of labels.
    threshold : float, optional
        Probability from which a yes / no decision acts, settled on other rows.

    Raises
    ------
    BadInput
        Where amounts differ by row: a prediction alone then does not say what it is worth.

    References
    ----------
    Arrow, Harris and Marschak (1951), Optimal inventory policy, Econometrica 19.
    """
    if depends_on_row(payoff):
        raise BadInput(
            "Money cannot be what is searched for while amounts differ by row.",
            "Choose another metric; decisions are taken by the amounts all the same.",
        )
    facts = RowFacts(labels=labels)

    def value_at(y: np.ndarray, prediction: np.ndarray, limit: float | None) -> float:
        return float(value_per_row(payoff, y, prediction, limit, facts).mean())

    def settled(y: np.ndarray, prediction: np.ndarray) -> float | None:
        if threshold is not None or not isinstance(payoff, BinaryPayoff):
            return threshold
        return best_threshold(payoff, y, prediction)

    def across(truths: list[np.ndarray], predictions: list[np.ndarray]) -> tuple[float, ...]:
        limits = [settled(*_all_but(at, truths, predictions)) for at in range(len(truths))]
        return tuple(map(value_at, truths, predictions, limits))

    def mean_value(y: np.ndarray, prediction: np.ndarray) -> float:
        return value_at(y, prediction, settled(y, prediction))

    title = f"Value of a row in {payoff.currency}"
    return Metric(MONEY, title, True, (payoff.kind,), False, mean_value, _quantile(payoff), across)


def _all_but(
    at: int, truths: list[np.ndarray], predictions: list[np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """All rows but those of one fold."""
    others = [fold for fold in range(len(truths)) if fold != at]
    y = np.concatenate([truths[fold] for fold in others])
    return y, np.concatenate([predictions[fold] for fold in others]).astype(np.float64)


def _quantile(payoff: Payoff) -> float | None:
    if not isinstance(payoff, RegressionPayoff) or not (payoff.over > 0 and payoff.under > 0):
        return None
    return payoff.under / (payoff.over + payoff.under)
