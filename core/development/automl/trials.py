"""The finished trials of one search: the best one, its refit, its threshold, and the leaderboard."""

import math
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from core.design.business.payoff import best_threshold, value_per_row
from core.design.business.payoff_terms import Payoff
from core.design.business.row_facts import NO_FACTS, RowFacts
from core.development.automl.ensemble import MOST_MEMBERS, SELECTION_SECONDS
from core.development.automl.learners import ENSEMBLE
from core.development.automl.outcome import TrialOutcome
from core.development.automl.vote_fit import seconds_together
from core.development.calibration import calibration_with_error
from core.development.metrics import Metric
from core.development.table import LearningTable


@dataclass
class Trials:
    """The finished trials of one fit; keeps out-of-fold predictions and models of the best only.

    Attributes
    ----------
    room_for_votes : float
        Most seconds to keep back for the refits of an ensemble; 0 where none may be made.
    room_for_refit : float
        Most seconds to keep back for the refit of anything: on big tables it sees a part of the rows then.
    n_jobs : int
        Members of an ensemble that are fitted at the same time.
    best, best_alone : TrialOutcome or None
        The best trial, and the best that is no vote.
    kept_back : float
        Seconds to keep back for the refit of what was found so far, an ensemble around it included.
    """

    metric: Metric
    table: LearningTable
    payoff: Payoff | None
    room_for_votes: float = 0.0
    room_for_refit: float = math.inf
    n_jobs: int = 1
    outcomes: list[TrialOutcome] = field(default_factory=list)
    values: dict[int, float] = field(default_factory=dict)
    best: TrialOutcome | None = None
    best_alone: TrialOutcome | None = None
    facts: RowFacts = NO_FACTS
    kept_back: float = 0.0
    calibration: dict[int, tuple[float, float]] = field(default_factory=dict)

    def add(self, outcome: TrialOutcome) -> None:
        """Keep a finished trial."""
        if outcome.state == "complete":
            self.values[outcome.number] = self._value(outcome)
            if self._has_classes:
                y = self.table.y[outcome.oof_rows]
                self.calibration[outcome.number] = calibration_with_error(y, outcome.oof)
            if self._is_better(outcome, self.best):
                self.best = outcome
            if outcome.learner != ENSEMBLE and self._is_better(outcome, self.best_alone):
                self.best_alone = outcome
        nothing = np.empty(0), np.empty(0, dtype=int)
        self.outcomes.append(replace(outcome, oof=nothing[0], oof_rows=nothing[1], model=None))
        self.kept_back = self._refit_seconds()

    def _is_better(self, outcome: TrialOutcome, best: TrialOutcome | None) -> bool:
        return best is None or self._quality(outcome) > self._quality(best)

    def _refit_seconds(self) -> float:
        if self.best is None or self.best.learner == ENSEMBLE:
            return self.best.refit_seconds if self.best else 0.0
        complete = [outcome for outcome in self.outcomes if outcome.state == "complete"]
        ranked = sorted(complete, key=self._quality, reverse=True)
        fits = [outcome.refit_seconds for outcome in ranked[:MOST_MEMBERS]]
        several = SELECTION_SECONDS + seconds_together(fits, self.n_jobs)
        return min(max(self.best.refit_seconds, min(several, self.room_for_votes)), self.room_for_refit)

    def threshold(self, outcome: TrialOutcome) -> float | None:
        """Return the probability from which acting pays most on rows that were not fitted on; binary only."""
        if self.payoff is None or self.payoff.kind != "binary":
            return None
        rows = outcome.oof_rows
        return best_threshold(self.payoff, self.table.y[rows], outcome.oof, self.facts.take(rows))

    def leaderboard(self) -> pd.DataFrame:
        """Return one row a trial: complete ones first, best first."""
        rows = [
            {
                "trial": outcome.number,
                "learner": outcome.learner,
                self.metric.code: outcome.score,
                "standard_error": outcome.spread,
                **({"value_per_row": self.values.get(outcome.number, np.nan)} if self.payoff else {}),
                **self._calibration(outcome),
                "state": outcome.state,
                "rows": outcome.rows or np.nan,
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

    @property
    def _has_classes(self) -> bool:
        return "regression" not in self.metric.tasks

    def _calibration(self, outcome: TrialOutcome) -> dict[str, float]:
        if not self._has_classes:
            return {}
        error, spread = self.calibration.get(outcome.number, (np.nan, np.nan))
        return {"calibration_error": error, "calibration_standard_error": spread}

    def _quality(self, outcome: TrialOutcome) -> tuple[bool, float]:
        """What keeps to the constraints comes before what scores better."""
        return not outcome.misses, self.metric.sign * outcome.score

    def _value(self, outcome: TrialOutcome) -> float:
        if self.payoff is None:
            return np.nan
        y, facts = self.table.y[outcome.oof_rows], self.facts.take(outcome.oof_rows)
        return float(value_per_row(self.payoff, y, outcome.oof, self.threshold(outcome), facts).mean())
