"""Money as a metric: what decisions are worth a row under a payoff, so that a search can look for it."""

import numpy as np

from core.design.business.decision import depends_on_row
from core.design.business.payoff import best_threshold, value_per_row
from core.design.business.payoff_terms import BinaryPayoff, Payoff, RegressionPayoff
from core.design.business.row_facts import RowFacts
from core.development.metrics import Metric
from core.errors import BadInput

MONEY = "money"


def money_metric(payoff: Payoff, labels: tuple[str, ...] = ()) -> Metric:
    """Return the metric of a payoff: mean value of a row, in its currency; more is better.

    A yes / no question is judged at the threshold worth most on the rows that are judged: a little kind,
    to all models alike. Amounts whose errors cost `over` and `under` are judged best by the quantile
    under / (over + under) of what may come (the newsvendor's ratio), which is then learnt directly.

    Parameters
    ----------
    labels : tuple of str
        Labels in the order of their codes, for a payoff by pairs of labels.

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

    def mean_value(y: np.ndarray, prediction: np.ndarray) -> float:
        limit = best_threshold(payoff, y, prediction) if isinstance(payoff, BinaryPayoff) else None
        return float(value_per_row(payoff, y, prediction, limit, facts).mean())

    title = f"Value of a row in {payoff.currency}"
    return Metric(MONEY, title, True, (payoff.kind,), False, mean_value, _quantile(payoff))


def _quantile(payoff: Payoff) -> float | None:
    if not isinstance(payoff, RegressionPayoff) or not (payoff.over > 0 and payoff.under > 0):
        return None
    return payoff.under / (payoff.over + payoff.under)
