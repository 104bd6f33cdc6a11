"""The engine as scikit-learn estimators: raw tables in, the best pipeline within a budget out."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import optuna
import pandas as pd
from pydantic import ValidationError
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils import assert_all_finite, check_consistent_length, check_random_state, column_or_1d
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from core.design.business.decision import decided_labels, decision_score
from core.design.business.payoff import payoff_fits
from core.design.business.payoff_terms import BinaryPayoff, Payoff
from core.design.business.requirements import ModelClass
from core.design.business.row_facts import NO_FACTS, RowFacts, row_facts, typical_amounts
from core.design.solution.constraints import Constraints
from core.design.solution.design import MlTask, SolutionDesign, SplitPlan, SplitStrategy
from core.development.automl.budget import Budget
from core.development.automl.learners import predict_with, refit
from core.development.automl.raw_table import as_frame, typed_like, typed_table
from core.development.automl.search import STUDY_DIRECTION, run_search
from core.development.automl.spaces import new_sampler
from core.development.automl.trials import Trials
from core.development.metrics import METRICS, Metric, default_metric, metrics_of
from core.development.splits import make_folds
from core.development.table import LearningTable, learning_table, make_recipe
from core.errors import BadInput, Missing
from core.scoring.recipe import apply_recipe

FEWEST_ROWS = 8
"""Below this, folds and the rows that stop boosting hold next to nothing."""


class InvalidInput(BadInput, ValueError):
    """Data or parameters that cannot be used as they are; a ValueError too, as scikit-learn expects."""


class _TrefoilEstimator(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
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
        table, plan = self._learning_table(frame, target, ml_task, seed)
        metric = self._metric(ml_task, table.y)
        folds = make_folds(table, plan)
        payoff = self._payoff(ml_task)
        self.typical_amounts_ = typical_amounts(payoff, table.frame) if payoff else {}
        facts = self._facts(table.frame)
        trials = Trials(metric, table, len(folds), payoff, self._threads(), facts=facts)
        self._search(table, folds, metric, trials, plan, seed, started)
        assert trials.best is not None
        self.leaderboard_ = trials.leaderboard()
        self.metric_ = metric.code
        self.best_score_ = trials.best.score
        self.threshold_ = trials.threshold()
        self.misses_ = trials.best.misses
        self.best_params_ = {"learner": trials.best.learner, **trials.best.params}
        self.best_pipeline_ = refit(trials.best.learner, trials.best.params, table, self.recipe_, seed)
        self.fit_seconds_ = time.monotonic() - started

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
            reserved=trials.refit_seconds,
            started=started,
        )
        run_search(
            table, folds, self.recipe_, metric, study, budget, trials.add, self.on_progress, seed, plan,
            n_trials=self.n_trials, n_jobs=self._threads(), constraints=self._constraints(),
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
        self.recipe_, self.left_out_ = make_recipe(self.columns_, design)
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
        with _as_value_errors():
            frame = typed_like(self._frame(X, reset=False), self.columns_)
        inputs = apply_recipe(frame, self.recipe_)
        labels = getattr(self, "classes_", None)
        ml_task: MlTask = "regression" if labels is None else "binary" if len(labels) == 2 else "multiclass"
        return predict_with(self.best_pipeline_, inputs, ml_task, 0 if labels is None else len(labels))

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
        if code not in allowed:
            raise InvalidInput(
                f"The metric {code} does not fit this target.", f"Choose of {', '.join(allowed)}."
            )
        return METRICS[code]

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

    def _threads(self) -> int:
        from joblib import effective_n_jobs

        return int(effective_n_jobs(self.n_jobs))


class TrefoilClassifier(ClassifierMixin, _TrefoilEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Classifier that searches learners and settings within a budget, on raw tables.

    Texts are read as numbers, dates or truth values where all are; text with many different values and
    empty columns are left out. All preparation is fitted inside each fold.

    Parameters
    ----------
    budget_s : float, default 60
        Seconds of wall-clock time for the whole fit, the refit of the winner included.
    n_trials : int, optional
        Count trials instead: the fit takes as long as they take, and the same `random_state` gives the
        same model bit for bit on one machine.
    metric : str, optional
        A code of `core.development.metrics.METRICS`. Default: what `default_metric` proposes.
    payoff : BinaryPayoff or MulticlassPayoff, optional
        What decisions are worth. For two classes, `predict` then gives `classes_[1]` from the probability
        on at which acting was worth most on out-of-fold rows.
    random_state : int, RandomState or None
    n_jobs : int, default 1
        Folds that are fitted at the same time; -1 for all cores. Each fit takes one thread.
    split : SplitPlan, optional
        How folds are drawn. Default: 4 stratified folds. Its column is not a feature.
    on_progress : callable, optional
        Gets the news of `run_search` before each fold.
    cancel : callable () -> bool, optional
        True ends the search; the fit goes on with the best trial so far, or raises `Cancelled`.
    interpretable : "formula", "small trees" or "any", optional
        The least readable class of models that may be tried: one weighted sum, or sums of trees of at
        most two questions.
    monotone : dict of str to int, optional
        Columns of numbers with 1 (predictions never fall as it rises) or -1 (never rise). Boosting is
        bound to it, a linear model whose signs disagree is left out, forests are not tried.
    latency_ms, size_mb : float, optional
        Most milliseconds for one row and megabytes of the stored model. What misses them is left out;
        where all do, the first trial wins all the same, and `misses_` says by how much.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
    best_pipeline_ : Pipeline
        Preparation and model, fitted on all rows; it takes the output of `apply_recipe` and its classes
        are positions in `classes_`.
    best_params_, best_score_ : dict, float
        The winner: learner, settings, and its mean score over folds in the metric's unit.
    leaderboard_ : DataFrame
        One row a trial, best first: trial, learner, the metric, standard_error, value_per_row (with a
        payoff, on out-of-fold rows), state, seconds, params, note.
    threshold_ : float or None
        0 to 1.01 (never act), for two classes with a payoff; an expected gain in the payoff's currency
        where amounts differ by row.
    typical_amounts_ : dict
        Median of each amount column of the payoff: stands in where a row has none.
    metric_ : str
    recipe_, columns_, left_out_ : dict, tuple of Column, list of dict
        How raw columns become inputs, what they hold, and which were left out, with the reason.
    feature_names_in_, n_features_in_ : ndarray of str (tables only), int
    misses_ : str
        What the winner misses of the four parameters above, in a sentence; empty where it keeps to all.
    fit_seconds_ : float
    """

    def fit(self, X: Any, y: Any) -> "TrefoilClassifier":
        """Search, then fit the best pipeline on all rows.

        Parameters
        ----------
        X : DataFrame or array of shape (n_rows, n_columns)
        y : array-like of shape (n_rows,)
            Labels without missing values, at least two different ones.

        Raises
        ------
        InvalidInput
            A ValueError: constant or missing target, too few rows, no usable column, wrong parameters.
        Cancelled
            Where `cancel` said so before a first model was ready.
        TrefoilError
            Where the budget was over before a first model was ready.
        """
        started = time.monotonic()
        with _as_value_errors():
            frame = self._frame(X, reset=True)
            target = _target(self, frame, y)
            check_classification_targets(target)
            self.classes_, codes = np.unique(target, return_inverse=True)
            if len(self.classes_) < 2:
                raise InvalidInput(f"The target has only one class, {target[0]}; there is nothing to learn.")
            ml_task: MlTask = "binary" if len(self.classes_) == 2 else "multiclass"
            self._search_and_refit(frame, codes, ml_task, started)
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """Return probabilities of shape (n_rows, n_classes), columns in the order of `classes_`."""
        scores = self._scores(X)
        return np.column_stack([1 - scores, scores]) if scores.ndim == 1 else scores

    def predict(self, X: Any) -> np.ndarray:
        """Return the most likely label of each row, or with a payoff what pays.

        Each row is decided by itself: a capacity shapes `threshold_`, but is not counted out in `X`.
        """
        probability = self.predict_proba(X)
        if self.payoff is None:
            return self.classes_[probability.argmax(axis=1)]
        with _as_value_errors():
            facts = self._facts(typed_like(self._frame(X, reset=False), self.columns_))
        if not isinstance(self.payoff, BinaryPayoff):
            return self.classes_[decided_labels(self.payoff, probability, None, facts)]
        score = decision_score(self.payoff, probability[:, 1], facts)
        return self.classes_[(score >= self.threshold_).astype(int)]


class TrefoilRegressor(RegressorMixin, _TrefoilEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Regressor that searches learners and settings within a budget, on raw tables.

    Parameters and attributes are those of `TrefoilClassifier`, without `classes_`; `payoff` is a
    RegressionPayoff and adds the value to `leaderboard_`; folds are random by default.
    """

    def fit(self, X: Any, y: Any) -> "TrefoilRegressor":
        """Search, then fit the best pipeline on all rows; as `TrefoilClassifier.fit`, for amounts."""
        started = time.monotonic()
        with _as_value_errors():
            frame = self._frame(X, reset=True)
            self._search_and_refit(frame, _amounts(_target(self, frame, y)), "regression", started)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Return amounts of shape (n_rows,)."""
        return self._scores(X)


def _target(estimator: BaseEstimator, X: Any, y: Any) -> np.ndarray:
    """Return the target as a column, after scikit-learn's checks; dates are refused."""
    if y is None:
        name = type(estimator).__name__
        raise InvalidInput(f"{name} requires y to be passed, but the target y is None.")
    target = column_or_1d(y, warn=True)
    if pd.api.types.infer_dtype(target, skipna=True) in ("datetime64", "datetime", "date", "timedelta64"):
        raise InvalidInput("The target holds dates.", "Choose a number or a category as the target.")
    if pd.isna(target).any():
        missing = int(pd.isna(target).sum())
        raise InvalidInput(f"The target y contains NaN: {missing} rows have no value.", "Leave them out.")
    assert_all_finite(target, input_name="y")
    check_consistent_length(X, target)
    return target


def _amounts(target: np.ndarray) -> np.ndarray:
    try:
        return target.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidInput("The target holds values that are not numbers.", "Classify them.") from error


@contextmanager
def _as_value_errors() -> Iterator[None]:
    """Raise what the engine says about bad data as the ValueError that scikit-learn's tools expect."""
    try:
        yield
    except (BadInput, Missing) as error:
        raise InvalidInput(error.message, error.remedy) from error


def _seed(random_state: int | np.random.RandomState | None) -> int:
    if isinstance(random_state, (int, np.integer)):
        return int(random_state)
    return int(check_random_state(random_state).randint(2**31 - 1))


def _free_name(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name
