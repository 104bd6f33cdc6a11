"""The engine as scikit-learn estimators: raw tables in, the best pipeline within a budget out."""

import time
from typing import Any

import numpy as np
from sklearn.base import ClassifierMixin, RegressorMixin
from sklearn.utils.multiclass import check_classification_targets

from core.design.business.decision import decided_labels, decision_score
from core.design.business.payoff_terms import BinaryPayoff
from core.design.solution.design import MlTask
from core.development.automl.raw_table import typed_like
from core.development.automl.shared_estimator import TrefoilEstimator
from core.development.automl.targets import InvalidInput, amounts, as_value_errors, checked_target


class TrefoilClassifier(ClassifierMixin, TrefoilEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Classifier that searches learners and settings within a budget, on raw tables.

    Texts are read as numbers, dates or truth values where all are; text with many different values and
    empty columns are left out. All preparation is fitted inside each fold.

    Parameters
    ----------
    budget_s : float, default 60
        Seconds of wall-clock time for the whole fit, the refit of the winner included. Where they are too
        few for any model, the quickest is fitted all the same, and its note in `leaderboard_` says so.
    n_trials : int, optional
        Count trials instead: the fit takes as long as they take, and the same `random_state` gives the
        same model bit for bit on one machine.
    metric : str, optional
        A code of `core.development.metrics.METRICS`, or "money": the payoff's mean value of a row.
        Default: what `default_metric` proposes.
    payoff : BinaryPayoff or MulticlassPayoff, optional
        What decisions are worth. For two classes, `predict` then gives `classes_[1]` from the probability
        on at which acting was worth most on out-of-fold rows.
    random_state : int, RandomState or None
    n_jobs : int, default 1
        Folds that are fitted at the same time; -1 for all cores. Each fit takes one thread.
    split : SplitPlan, optional
        How rows are set aside for `holdout_` and folds are drawn inside the rest. Its column is not a
        feature. Default: 4 stratified folds, and no rows are set aside.
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
        Most milliseconds for one row and megabytes of the stored model, 20 by default. What misses them is
        left out, a vote of several too; where all do, the first trial wins all the same, and `misses_`
        says by how much.
    cluster : str, optional
        Address of a Dask scheduler, such as "tcp://host:8786": folds are fitted on its workers, as many at a
        time as they have threads. With `n_trials` it changes no result. The last fit is done here.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
    best_pipeline_ : Pipeline
        Preparation and model, fitted on all rows that are not set aside; it takes the output of
        `apply_recipe` and its classes are positions in `classes_`.
    best_params_, best_score_ : dict, float
        The winner: learner, settings, and its mean score over folds in the metric's unit.
    leaderboard_ : DataFrame
        One row a trial, best first: trial, learner, the metric, standard_error, value_per_row (with a
        payoff, on out-of-fold rows), calibration_error with calibration_standard_error (classes only, 0 to
        1, on out-of-fold rows: how far probabilities lie from the shares that came true), state, seconds, params, note.
    holdout_ : HoldOutScores or None
        Every metric, the value and the calibration error of `best_pipeline_` on the rows set aside by
        `split`, each with its spread: nothing was learnt or chosen on them. None without a `split`. Scoring
        them comes on top of the budget.
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
            Where every learner failed.
        """
        started = time.monotonic()
        with as_value_errors():
            frame = self._frame(X, reset=True)
            target = checked_target(self, frame, y)
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
        with as_value_errors():
            facts = self._facts(typed_like(self._frame(X, reset=False), self.columns_))
        if not isinstance(self.payoff, BinaryPayoff):
            return self.classes_[decided_labels(self.payoff, probability, None, facts)]
        score = decision_score(self.payoff, probability[:, 1], facts)
        return self.classes_[(score >= self.threshold_).astype(int)]


class TrefoilRegressor(RegressorMixin, TrefoilEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Regressor that searches learners and settings within a budget, on raw tables.

    Parameters and attributes are those of `TrefoilClassifier`, without `classes_`; `payoff` is a
    RegressionPayoff and adds the value to `leaderboard_`; folds are random by default.
    """

    def fit(self, X: Any, y: Any) -> "TrefoilRegressor":
        """Search, then fit the best pipeline on all rows; as `TrefoilClassifier.fit`, for amounts."""
        started = time.monotonic()
        with as_value_errors():
            frame = self._frame(X, reset=True)
            self._search_and_refit(frame, amounts(checked_target(self, frame, y)), "regression", started)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Return amounts of shape (n_rows,)."""
        return self._scores(X)
