"""One fold of one trial: preparation, fit, prediction and score, all inside the fold."""

import time
from dataclasses import dataclass

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline

from core.design.solution.constraints import Constraints
from core.design.solution.design import SplitPlan, SplitStrategy
from core.development.automl.fitting import FitLimits, fit_within
from core.development.automl.learners import (
    UNCONSTRAINED,
    Params,
    aligned_prediction,
    preparation_of,
    recipe_params,
)
from core.development.automl.limits import (
    NOTHING_TAKEN,
    Footprint,
    against_direction,
    footprint,
    moves_against,
)
from core.development.automl.preparations import build_preparation
from core.development.automl.samples import VALIDATION_ROWS, sample_rows
from core.development.metrics import Metric, score
from core.development.splits import Fold, split_holdout
from core.development.table import LearningTable, take
from core.errors import BadInput
from core.scoring.compiled.estimators import compile_estimator
from core.scoring.recipe import Recipe

INNER_SHARE = 0.15
"""Share of a fold's fitting rows that tells boosting when to stop."""

KEPT_CELLS = {"coded": 20_000_000, "scaled": 4_000_000, "worded": 4_000_000}
"""Prepared folds are kept between trials up to this many float64 cells (160 and 32 MB) in all: linear models, whose
one-hot rows are wide, are tried a few times only."""

LINEAR_ROWS = 50_000
"""Rows that a linear model or neural network sees in a fold at most: more hardly change a linear model,
whose fit cannot be cut short, and a pass over them takes a neural network a second."""

LIMITS_FOLD = 0
"""The fold whose model is timed and weighed; its signs are looked at in every fold."""

Prepared = tuple[np.ndarray, np.ndarray, ColumnTransformer, float]
"""Rows to learn from, validation rows, what prepared them, and the seconds that the first took."""


@dataclass(frozen=True)
class FoldResult:
    """What one fold gave: the score, the validation predictions, the rounds, and what the model takes.

    Attributes
    ----------
    rows : int
        Rows that its model learnt from, those that told boosting when to stop included.
    fit_seconds : float
        What preparation and fit took by the clock, on one thread.
    model : Pipeline or None
        The fitted model of the first fold: what there is before a refit.
    """

    fold: int
    score: float
    prediction: np.ndarray
    rounds: int | None
    footprint: Footprint = NOTHING_TAKEN
    rows: int = 0
    fit_seconds: float = 0.0
    model: Pipeline | None = None

    @property
    def misses(self) -> str:
        """What the fold's model misses of the constraints; empty where it keeps to them."""
        return self.footprint.misses


class FoldFitter:
    """Fits learners on the folds of one table; keeps prepared folds between trials."""

    def __init__(
        self,
        table: LearningTable,
        folds: list[Fold],
        recipe: Recipe,
        metric: Metric,
        seed: int,
        plan: SplitPlan | None,
        constraints: Constraints = UNCONSTRAINED,
    ) -> None:
        self.constraints = constraints
        self.table, self.recipe, self.metric, self.seed = table, recipe, metric, seed
        self.folds = [(fit, self._sampled(valid, VALIDATION_ROWS)) for fit, valid in folds]
        self._plan = plan or SplitPlan(strategy=SplitStrategy.STRATIFIED, seed=seed)
        self._kept: dict[tuple[int, str, int], Prepared] = {}
        self._inner: dict[tuple[int, int], Fold] = {}

    def fit_fold(self, fold: int, learner: str, params: Params, limits: FitLimits) -> FoldResult:
        """Fit on a fold's fitting rows and judge on its validation rows.

        Raises
        ------
        SearchStopped
            Where `limits.check` says so.
        ValueError
            Where predictions or the score are not finite.
        """
        preparation = preparation_of(learner, self.recipe)
        valid = self.folds[fold][1]
        rows = self._fitting_rows(fold, preparation, limits.rows)
        seen, unseen, transformer, prepare_seconds = self._prepared(fold, preparation, limits.rows)
        limits.check()
        started = time.monotonic()
        y = self.table.y[rows]
        bound = params | recipe_params(learner, self.recipe)
        estimator, rounds = fit_within(
            learner,
            bound,
            seen,
            y,
            self._inner_rows(fold, preparation, limits.rows),
            self.table.ml_task,
            self.seed,
            limits,
        )
        fit_seconds = prepare_seconds + time.monotonic() - started
        limits.check()
        quick = compile_estimator(estimator, frozenset(), is_prepared=True)
        prediction = aligned_prediction(quick, unseen, self.table.ml_task, self.table.n_labels)
        value = score(self.metric, self.table.y[valid], prediction)
        if not (np.isfinite(prediction).all() and np.isfinite(value)):
            raise ValueError("The predictions or their score are not finite.")
        pipeline = Pipeline([("prepare", transformer), ("model", estimator)])
        taken = self._footprint(fold, learner, pipeline, len(rows))
        model = pipeline if fold == LIMITS_FOLD else None
        return FoldResult(
            fold, value, prediction.astype(np.float32), rounds, taken, len(rows), fit_seconds, model
        )

    def _footprint(self, fold: int, learner: str, pipeline: Pipeline, n_rows: int) -> Footprint:
        constraints = self.constraints
        if fold != LIMITS_FOLD:
            wrong = against_direction(learner, pipeline[-1], self.recipe)
            return Footprint(moves_against(wrong) if wrong else "")
        row = self.table.frame.iloc[self.folds[fold][1][:1]]
        learnt = n_rows if learner == "extra_trees" else len(self.folds[fold][0])
        growth = len(self.table) / learnt
        return footprint(learner, pipeline, row, self.recipe, self.table.ml_task, constraints, growth)

    def out_of_fold(self, results: list[FoldResult]) -> tuple[np.ndarray, np.ndarray]:
        """Return validation predictions of several folds and their rows, by rising row."""
        if not results:
            return np.empty(0, dtype=np.float32), np.empty(0, dtype=int)
        rows = np.concatenate([self.folds[result.fold][1] for result in results])
        order = np.argsort(rows, kind="stable")
        return np.concatenate([result.prediction for result in results])[order], rows[order]

    def _prepared(self, fold: int, preparation: str, most: int | None = None) -> Prepared:
        rows = self._fitting_rows(fold, preparation, most)
        key = fold, preparation, len(rows)
        if key in self._kept:
            return self._kept[key]
        started = time.monotonic()
        transformer: ColumnTransformer = build_preparation(preparation, self.recipe, self.table.ml_task)
        seen = transformer.fit_transform(self.table.X.iloc[rows], self.table.y[rows])
        seconds = time.monotonic() - started
        unseen = transformer.transform(self.table.X.iloc[self.folds[fold][1]])
        kept_cells = sum(
            each[0].size + each[1].size for (_, kind, _), each in self._kept.items() if kind == preparation
        )
        if kept_cells + seen.size + unseen.size <= KEPT_CELLS[preparation]:
            self._kept[key] = seen, unseen, transformer, seconds
        return seen, unseen, transformer, seconds

    def _fitting_rows(self, fold: int, preparation: str, most: int | None = None) -> np.ndarray:
        fit = self.folds[fold][0]
        of_learner = len(fit) if preparation == "coded" else LINEAR_ROWS
        return self._sampled(fit, min(of_learner, most or len(fit)))

    def _sampled(self, rows: np.ndarray, most: int) -> np.ndarray:
        by_label = self.table.labels is not None
        return sample_rows(rows, self.table.y, most, self.seed, by_label=by_label)

    def _inner_rows(self, fold: int, preparation: str, most: int | None = None) -> Fold:
        """Positions inside a fold's fitting rows to learn from and to stop by.

        Drawn as the split plan says, or by chance where that leaves too few rows to stop by. These hold
        only labels that are learnt from.
        """
        positions = self._fitting_rows(fold, preparation, most)
        drawn = fold, len(positions)
        if drawn not in self._inner:
            rows = take(self.table, positions)
            inner = self._inner_split(rows, self._plan)
            if len(inner[1]) < INNER_SHARE * len(rows) / 2:
                inner = self._inner_split(rows, SplitPlan(strategy=SplitStrategy.STRATIFIED, seed=self.seed))
            self._inner[drawn] = inner
        return self._inner[drawn]

    def _inner_split(self, rows: LearningTable, plan: SplitPlan) -> Fold:
        try:
            learn, stop = split_holdout(rows, plan.model_copy(update={"holdout": INNER_SHARE}))
        except BadInput:
            return np.arange(len(rows)), np.empty(0, dtype=int)
        if rows.labels is not None:
            stop = stop[np.isin(rows.y[stop], rows.y[learn])]
        return learn, stop
