"""What classifier and regressor share: parameters, the search, and predictions in the common shape."""

import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import optuna
import pandas as pd
from pydantic import ValidationError
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from core.design.business.payoff import payoff_fits
from core.design.business.payoff_terms import Payoff
from core.design.business.requirements import ModelClass
from core.design.business.row_facts import NO_FACTS, RowFacts, row_facts, typical_amounts
from core.design.solution.constraints import Constraints
from core.design.solution.design import MlTask, SolutionDesign, SplitPlan, SplitStrategy
from core.development.automl.budget import Budget
from core.development.automl.ensemble import SELECTION_SECONDS
from core.development.automl.final_fit import CANCELLED_SECONDS, final_fit
from core.development.automl.holdout import HoldOutScores, scores_set_aside, set_aside
from core.development.automl.learners import may_vote, predict_with, with_all_labels
from core.development.automl.raw_table import as_frame, typed_like, typed_table
from core.development.automl.search import STUDY_DIRECTION, run_search
from core.development.automl.spaces import new_sampler
from core.development.automl.targets import InvalidInput, as_value_errors
from core.development.automl.trials import Trials
from core.development.metrics import METRICS, MONEY, Metric, default_metric, metrics_of
from core.development.money_metric import money_metric
from core.development.recipe_of_table import recipe_of
from core.development.splits import make_folds
from core.development.table import LearningTable, learning_table
from core.scoring.compiled.scorer import make_scorer
from core.scoring.recipe import read_inputs

FEWEST_ROWS = 8
"""Below this, folds and the rows that stop boosting hold next to nothing."""

REFIT_SHARE = 0.4
"""Most of the budget that is kept back for a refit; a longer one sees a part of the rows."""

VOTE_SHARE = 0.3
"""Most of the budget that is kept back for the refits of an ensemble; on large tables they need it."""


class TrefoilEstimator(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """What classifier and regressor share: parameters, the search, and predictions in the common shape."""

    def __init__(
        self,
        budget_s: float = 60.0,
        n_trials: int | None = None,
        metric: str | None = None,
        payoff: Payoff | None = None,
        random_state: int | np.random.RandomState | None = None,
        n_jobs: int = 1,
        split: SplitPlan | None = None,
        on_progress: Callable[[dict[str, Any]], None] | None = None,
        cancel: Callable[[], bool] | None = None,
        interpretable: str | None = None,
        monotone: dict[str, int] | None = None,
        latency_ms: float | None = None,
        size_mb: float | None = None,
        cluster: str = "",
    ) -> None:
        self.budget_s = budget_s
        self.n_trials = n_trials
        self.metric = metric
        self.payoff = payoff
        self.random_state = random_state
        self.n_jobs = n_jobs
        self.split = split
        self.on_progress = on_progress
        self.cancel = cancel
        self.interpretable = interpretable
        self.monotone = monotone
        self.latency_ms = latency_ms
        self.size_mb = size_mb
        self.cluster = cluster

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        tags.target_tags.required = True
        return tags

    def _search_and_refit(
        self, frame: pd.DataFrame, target: np.ndarray, ml_task: MlTask, started: float
    ) -> None:
        seed = _seed(self.random_state)
        given, plan = self._learning_table(frame, target, ml_task, seed)
        table, kept = (given, None) if self.split is None else set_aside(given, plan)
        metric = self._metric(ml_task, table.y)
        folds = make_folds(table, plan)
        payoff = self._payoff(ml_task)
        self.typical_amounts_ = typical_amounts(payoff, table.frame) if payoff else {}
        facts = self._facts(table.frame)
        most_refit = REFIT_SHARE * self._seconds()
        trials = Trials(
            metric, table, payoff, self._room_for_votes(), most_refit, self._threads(), facts=facts
        )
        self._search(table, folds, metric, trials, plan, seed, started)
        left = self._left_for_refit(started)
        final = final_fit(trials, table, self.recipe_, seed, left, self._threads())
        best = final.outcome
        self.leaderboard_ = trials.leaderboard()
        self.metric_ = metric.code
        self.best_score_ = best.score
        self.threshold_ = trials.threshold(best)
        self.misses_ = best.misses
        self.best_params_ = {"learner": best.learner, **best.params}
        self.best_pipeline_, self.learnt_rows_, self.fit_note_ = final.model, final.rows, final.note
        self._scorer = make_scorer(self.best_pipeline_, self.recipe_, ml_task)
        self.holdout_ = None if kept is None else self._judge(kept, payoff)
        self.fit_seconds_ = time.monotonic() - started

    def _left_for_refit(self, started: float) -> float:
        if self.cancel is not None and self.cancel():
            return CANCELLED_SECONDS
        return self._seconds() - (time.monotonic() - started)

    def _judge(self, kept: LearningTable, payoff: Payoff | None) -> HoldOutScores:
        prediction = predict_with(self.best_pipeline_, kept.X, kept.ml_task, kept.n_labels)
        return scores_set_aside(kept, prediction, payoff, self.threshold_, self._facts(kept.frame))

    def _search(
        self,
        table: LearningTable,
        folds: list,
        metric: Metric,
        trials: Trials,
        plan: SplitPlan,
        seed: int,
        started: float,
    ) -> None:
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        study = optuna.create_study(direction=STUDY_DIRECTION, sampler=new_sampler(seed))
        budget = Budget(
            self._seconds(),
            should_stop=self.cancel or (lambda: False),
            reserved=lambda: trials.kept_back,
            started=started,
        )
        run_search(
            table, folds, self.recipe_, metric, study, budget, trials.add, self.on_progress, seed, plan,
            n_trials=self.n_trials, n_jobs=self._threads(), constraints=self._constraints(),
            cluster=self.cluster,
        )  # fmt: skip

    def _learning_table(
        self, readable: pd.DataFrame, target: np.ndarray, ml_task: MlTask, seed: int
    ) -> tuple[LearningTable, SplitPlan]:
        frame, self.columns_ = typed_table(readable)
        strategy = SplitStrategy.RANDOM if ml_task == "regression" else SplitStrategy.STRATIFIED
        plan = self.split or SplitPlan(strategy=strategy, seed=seed)
        name = _free_name("target", set(frame.columns))
        design = SolutionDesign(
            ml_task=ml_task,
            task_reason="",
            target=name,
            positive="1" if ml_task == "binary" else None,
            features=tuple(column for column in frame.columns if column != plan.column),
            metric=self.metric or "",
            split=plan,
            constraints=self._constraints(),
        )
        self.recipe_, self.left_out_ = recipe_of(lambda names: frame[names], self.columns_, design)
        self._check_directions(ml_task)
        return learning_table(frame.assign(**{name: target}), design, self.recipe_, FEWEST_ROWS), plan

    def _frame(self, X: Any, *, reset: bool) -> pd.DataFrame:
        """Return X as a table of readable columns, after scikit-learn's checks."""
        if isinstance(X, pd.DataFrame):
            frame = as_frame(X, [str(name) for name in X.columns])
            validate_data(self, X, reset=reset, skip_check_array=True)
            if frame.size == 0:
                raise InvalidInput(f"The table has {len(frame)} rows and {frame.shape[1]} columns.")
            return frame
        fewest = 2 if reset else 1
        rows = validate_data(
            self, X, reset=reset, dtype=None, ensure_all_finite="allow-nan", ensure_min_samples=fewest
        )
        given = [f"x{i}" for i in range(rows.shape[1])]
        return as_frame(rows, given if reset else [column.name for column in self.columns_])

    def _scores(self, X: Any) -> np.ndarray:
        """Return predictions in the common shape."""
        check_is_fitted(self)
        with as_value_errors():
            frame = typed_like(self._frame(X, reset=False), self.columns_)
        found = self._scorer(read_inputs(frame, self.recipe_))
        if self._ml_task == "regression":
            return found
        return with_all_labels(found, self.best_pipeline_.classes_, self._ml_task, len(self.classes_))

    @property
    def _ml_task(self) -> MlTask:
        labels = getattr(self, "classes_", None)
        return "regression" if labels is None else "binary" if len(labels) == 2 else "multiclass"

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the lookups, which are made of the pipeline again."""
        return {name: value for name, value in super().__getstate__().items() if name != "_scorer"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        if "best_pipeline_" in state:
            self._scorer = make_scorer(self.best_pipeline_, self.recipe_, self._ml_task)

    def _facts(self, frame: pd.DataFrame) -> RowFacts:
        labels = tuple(map(str, getattr(self, "classes_", ())))
        return row_facts(self.payoff, frame, labels, self.typical_amounts_) if self.payoff else NO_FACTS

    def _constraints(self) -> Constraints:
        try:
            return Constraints.model_validate(
                {
                    "interpretable": self.interpretable or ModelClass.ANY,
                    "monotone": self.monotone or {},
                    "latency_ms": self.latency_ms,
                    "size_mb": self.size_mb,
                }
            )
        except ValidationError as error:
            first = error.errors()[0]
            raise InvalidInput(f"{first['loc'][0]}: {first['msg']}.") from error

    def _check_directions(self, ml_task: MlTask) -> None:
        bound = {feature["name"] for feature in self.recipe_["features"] if feature.get("monotone")}
        free = sorted(set(self.monotone or {}) - bound)
        if free:
            raise InvalidInput(
                f"monotone: {', '.join(free)} is no column of numbers that the model may use.",
                "Name columns of numbers.",
            )
        if bound and ml_task == "multiclass":
            raise InvalidInput("monotone: several classes have no direction.", "Leave it out.")

    def _metric(self, ml_task: MlTask, y: np.ndarray) -> Metric:
        code = self.metric or default_metric(ml_task, y)[0]
        allowed = [metric.code for metric in metrics_of(ml_task)]
        if code == MONEY:
            return self._money(ml_task)
        if code not in allowed:
            raise InvalidInput(
                f"The metric {code} does not fit this target.", f"Choose of {', '.join(allowed)}."
            )
        return METRICS[code]

    def _money(self, ml_task: MlTask) -> Metric:
        payoff = self._payoff(ml_task)
        if payoff is None:
            raise InvalidInput("The metric money needs a payoff.", "Say what decisions are worth.")
        return money_metric(payoff, tuple(map(str, getattr(self, "classes_", ()))))

    def _payoff(self, ml_task: MlTask) -> Payoff | None:
        if self.payoff is not None and not payoff_fits(self.payoff, ml_task):
            raise InvalidInput(f"A {self.payoff.kind} payoff does not fit a {ml_task} target.")
        return self.payoff

    def _seconds(self) -> float:
        if self.n_trials is not None:
            if self.n_trials < 1:
                raise InvalidInput(f"n_trials is {self.n_trials}; at least one trial is needed.")
            return math.inf
        if not 0 < self.budget_s < math.inf:
            raise InvalidInput(f"budget_s is {self.budget_s}; a number of seconds above 0 is needed.")
        return float(self.budget_s)

    def _room_for_votes(self) -> float:
        return VOTE_SHARE * self._seconds() - SELECTION_SECONDS if may_vote(self._constraints()) else 0.0

    def _threads(self) -> int:
        from joblib import effective_n_jobs

        return int(effective_n_jobs(self.n_jobs))


def _seed(random_state: int | np.random.RandomState | None) -> int:
    if isinstance(random_state, (int, np.integer)):
        return int(random_state)
    return int(check_random_state(random_state).randint(2**31 - 1))


def _free_name(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name
