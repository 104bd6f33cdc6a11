"""Rows set aside: how a fitted pipeline does on rows that nothing was learnt or chosen on."""

from dataclasses import dataclass

import numpy as np

from core.design.business.payoff import value_per_row
from core.design.business.payoff_terms import Payoff
from core.design.business.row_facts import RowFacts
from core.design.solution.design import SplitPlan
from core.development.calibration import Calibration, calibration_of
from core.development.evaluation import mean_interval
from core.development.metrics import metrics_of, score, score_interval
from core.development.splits import split_holdout
from core.development.table import LearningTable, take


@dataclass(frozen=True)
class Figure:
    """A figure with its 90% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class HoldOutScores:
    """How a pipeline does on the rows set aside.

    Attributes
    ----------
    rows : int
        Rows set aside.
    scores : dict of str to Figure
        Every metric of the task by its code, in its unit; bootstrap over rows. Those that look at labels
        take the likeliest one.
    value_per_row : Figure or None
        What decisions are worth, in the payoff's currency, at the threshold settled on other rows; None
        without a payoff.
    calibration : Calibration or None
        How far probabilities lie from the shares that came true, with the standard error of it and what
        chance alone explains; None for amounts.
    """

    rows: int
    scores: dict[str, Figure]
    value_per_row: Figure | None
    calibration: Calibration | None


def set_aside(table: LearningTable, plan: SplitPlan) -> tuple[LearningTable, LearningTable]:
    """Return the rows to learn from and the rows set aside, as the split plan draws them."""
    learnt, kept = split_holdout(table, plan)
    return take(table, learnt), take(table, kept)


def scores_set_aside(
    table: LearningTable,
    prediction: np.ndarray,
    payoff: Payoff | None,
    threshold: float | None,
    facts: RowFacts,
) -> HoldOutScores:
    """Return every score of predictions on rows set aside, each with its spread.

    Parameters
    ----------
    prediction : ndarray
        In the common shape, one for each row of the table.
    """
    scores = {
        metric.code: Figure(score(metric, table.y, prediction), *score_interval(metric, table.y, prediction))
        for metric in metrics_of(table.ml_task)
    }
    is_classes = table.labels is not None
    return HoldOutScores(
        rows=len(table),
        scores=scores,
        value_per_row=_worth(table, prediction, payoff, threshold, facts) if payoff else None,
        calibration=calibration_of(table.y, prediction) if is_classes else None,
    )


def _worth(
    table: LearningTable, prediction: np.ndarray, payoff: Payoff, threshold: float | None, facts: RowFacts
) -> Figure:
    values = value_per_row(payoff, table.y, prediction, threshold, facts)
    return Figure(float(values.mean()), *mean_interval(values))
