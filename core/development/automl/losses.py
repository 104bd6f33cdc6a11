"""Losses that boosting may learn from: what the metric asks for, and what suits amounts with a long tail."""

import numpy as np

from core.design.solution.design import MlTask
from core.development.automl.learners import Params
from core.development.metrics import Metric

Losses = dict[str, dict[str, Params]]
"""Name of a loss, and the parameters that set it by learner; a learner without any has one loss."""

LONG_TAIL = 0.75
"""Skewness above which Poisson's loss is tried. As a member of an ensemble it paid at 0.98 and 1.3."""

SQUARES: Losses = {"squares": {}}


def losses_for(y: np.ndarray, ml_task: MlTask, metric: Metric) -> Losses:
    """Return the losses that are worth trying, the most promising first.

    A metric that rewards a quantile of the amounts, such as the median, has its own loss. Amounts of 0
    or more with a long tail get Poisson's besides, whose errors may grow with the amount. Labels have
    one loss, the default.

    Parameters
    ----------
    y : ndarray of shape (n_rows,)
    """
    if ml_task != "regression":
        return SQUARES
    if metric.quantile is not None:
        return quantile_loss(metric.quantile) | SQUARES
    is_tailed = y.min() >= 0 and skewness(y) > LONG_TAIL
    return SQUARES | _loss("counts", {"objective": "poisson"}, {"loss": "poisson"}) if is_tailed else SQUARES


def quantile_loss(level: float) -> Losses:
    """Return the loss whose best answer is a quantile: `level` 0 to 1, both excluded; 0.5 is the median."""
    if level == 0.5:
        return _loss("absolute", {"objective": "regression_l1"}, {"loss": "absolute_error"})
    of_lightgbm = {"objective": "quantile", "alpha": level}
    return _loss("quantile", of_lightgbm, {"loss": "quantile", "quantile": level})


def skewness(y: np.ndarray) -> float:
    """Return the third standardised moment of amounts; 0 for constant ones."""
    deviations = y - y.mean()
    spread = deviations.std()
    return float(((deviations / spread) ** 3).mean()) if spread > 0 else 0.0


def _loss(name: str, of_lightgbm: Params, of_hist_gradient: Params) -> Losses:
    of_learner = dict.fromkeys(("lightgbm", "lightgbm_native", "small_trees"), of_lightgbm)
    return {name: of_learner | {"hist_gradient": of_hist_gradient}}
