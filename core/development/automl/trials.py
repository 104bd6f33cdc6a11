"""The finished trials of one search: the best one, its refit, its threshold, and the leaderboard."""

import math
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from core.design.business.payoff import best_threshold, value_per_row
from core.design.business.payoff_terms import Payoff
from core.design.business.row_facts import NO_FACTS, RowFacts
from core.development.automl.cross_validation import LINEAR_ROWS
from core.development.automl.learners import LEARNERS
from core.development.automl.outcome import ROUNDS_FOR_REFIT, TrialOutcome
from core.development.metrics import Metric
from core.development.table import LearningTable

REFIT_MARGIN = 1.2
"""A refit was never slower than 1.1 times its estimate (ENGINE.md, section 6)."""


@dataclass
class Trials:
    """The finished trials of one fit; keeps out-of-fold predictions of the best one only."""

    metric: Metric
    table: LearningTable
    n_folds: int
    payoff: Payoff | None
    n_jobs: int = 1
    outcomes: list[TrialOutcome] = field(default_factory=list)
    values: dict[int, float] = field(default_factory=dict)
    best: TrialOutcome | None = None
    facts: RowFacts = NO_FACTS

    def add(self, outcome: TrialOutcome) -> None:
        """Keep a finished trial."""
        if outcome.state == "complete":
            self.values[outcome.number] = self._value(outcome)
            if self.best is None or self._quality(outcome) > self._quality(self.best):
                self.best = outcome
        self.outcomes.append(replace(outcome, oof=np.empty(0), oof_rows=np.empty(0, dtype=int)))

    def refit_seconds(self) -> float:
        """Estimate the refit of the best trial from its folds; 0 while there is none."""
        if self.best is None:
            return 0.0
        growth = self.n_folds / max(1, self.n_folds - 1)
        if self.best.learner == "linear":
            growth *= max(1.0, len(self.table) / growth / LINEAR_ROWS)
        if LEARNERS[self.best.learner].stops_early:
            growth *= ROUNDS_FOR_REFIT
        one_after_another = math.ceil(self.n_folds / self.n_jobs)
        return REFIT_MARGIN * growth * self.best.seconds / one_after_another

    def threshold(self) -> float | None:
        """Return the probability from which acting pays most on rows that were not fitted on."""
        return None if self.best is None else self._threshold(self.best)

    def leaderboard(self) -> pd.DataFrame:
        """Return one row a trial: complete ones first, best first."""
        rows = [
            {
                "trial": outcome.number,
                "learner": outcome.learner,
                self.metric.code: outcome.score,
                "standard_error": outcome.spread,
                **({"value_per_row": self.values.get(outcome.number, np.nan)} if self.payoff else {}),
                "state": outcome.state,
                "seconds": outcome.seconds,
                "params": outcome.params,
                "note": outcome.note,
            }
            for outcome in self.outcomes
        ]
        board = pd.DataFrame(rows)
        board["is_complete"] = board["state"] == "complete"
        order = ["is_complete", self.metric.code]
        ranked = board.sort_values(order, ascending=[False, not self.metric.greater_is_better], kind="stable")
        return ranked.drop(columns="is_complete").reset_index(drop=True)

    def _quality(self, outcome: TrialOutcome) -> tuple[bool, float]:
        """What keeps to the constraints comes before what scores better."""
        return not outcome.misses, self.metric.sign * outcome.score

    def _threshold(self, outcome: TrialOutcome) -> float | None:
        if self.payoff is None or self.payoff.kind != "binary":
            return None
        rows = outcome.oof_rows
        return best_threshold(self.payoff, self.table.y[rows], outcome.oof, self.facts.take(rows))

    def _value(self, outcome: TrialOutcome) -> float:
        if self.payoff is None:
            return np.nan
        y, facts = self.table.y[outcome.oof_rows], self.facts.take(outcome.oof_rows)
        return float(value_per_row(self.payoff, y, outcome.oof, self._threshold(outcome), facts).mean())
