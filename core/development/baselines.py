"""The proof-of-concept ladder: what a guess, a rule, a linear model and a small tree achieve."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import Pipeline
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from threadpoolctl import threadpool_limits

from core.design.business.payoff import best_threshold, payoff_fits, value_per_row
from core.design.business.payoff_terms import BinaryPayoff, Payoff
from core.design.business.row_facts import row_facts
from core.development.automl.learners import LOGISTIC_SOLVER, aligned_prediction
from core.development.automl.preparations import prepare_columns
from core.development.metrics import Metric, scores_by_fold
from core.development.rule import ColumnRule, fit_rule, rule_text
from core.development.splits import Fold
from core.development.table import LearningTable, take
from core.errors import BadInput

SAMPLE_ROWS = 10_000
"""Rows that the linear model and the tree are fitted on at most: the ladder answers in seconds."""

TITLES = {
    "dummy": "No model",
    "rule": "Simple rule",
    "linear": "Linear model",
    "tree": "Small tree",
}


@dataclass(frozen=True)
class Baseline:
    """One rung of the ladder, judged on the folds.

    Attributes
    ----------
    description : str
        What it does, in plain words.
    score, spread : float
        Mean of the fold scores in the metric's unit, and its standard error.
    value_per_row : float
        Mean value of its decisions on out-of-fold rows, in the payoff's currency.
    threshold : float or None
        Chosen on out-of-fold predictions; binary only. An expected gain where amounts differ by row.
    oof, oof_rows : ndarray
        float32 out-of-fold predictions and their positions in the table, rising.
    """

    code: str
    title: str
    description: str
    score: float
    spread: float
    fold_scores: tuple[float, ...]
    value_per_row: float
    threshold: float | None
    seconds: float
    oof: np.ndarray
    oof_rows: np.ndarray


@dataclass(frozen=True)
class FittedBaseline:
    """A baseline fitted on a table.

    Attributes
    ----------
    model : ColumnRule, Pipeline or ndarray
        The rule, the pipeline, or the constant prediction of "dummy".
    """

    code: str
    model: Any
    predict: Callable[[pd.DataFrame], np.ndarray]


def baseline_ladder(
    table: LearningTable, folds: list[Fold], metric: Metric, payoff: Payoff, seed: int = 0
) -> list[Baseline]:
    """Return the rungs "dummy", "rule", "linear" and "tree", in this order.

    Everything, the choice of the rule's column included, is fitted inside each fold; only the
    description of the rule comes from all rows of `table`.

    Parameters
    ----------
    table : LearningTable
        Training rows only.

    Raises
    ------
    BadInput
        Where the payoff is for another task.
    """
    if not payoff_fits(payoff, table.ml_task):
        raise BadInput(
            f"The payoff is for a {payoff.kind} decision, but the task is {table.ml_task}.",
            "State the payoff again in the Business step, or change the task in the Solution step.",
        )
    return [_rung(code, table, folds, metric, payoff, seed) for code in TITLES]


def fit_baseline(code: str, table: LearningTable, seed: int = 0) -> FittedBaseline:
    """Return a baseline fitted on all rows of a table.

    Parameters
    ----------
    code : str
        "dummy", "rule", "linear" or "tree". The last two see a sample of 10,000 rows at most.

    Returns
    -------
    FittedBaseline
        Its `predict(X)` gives predictions in the common shape.
    """
    if code == "dummy":
        return _fit_dummy(table)
    if code == "rule":
        return _fit_rule(table, seed)
    return _fit_pipeline(code, table, seed)


def describe(fitted: FittedBaseline, table: LearningTable, threshold: float | None = None) -> str:
    """Return what a fitted baseline does, in plain words."""
    if isinstance(fitted.model, ColumnRule):
        return rule_text(fitted.model, table.labels, threshold)
    if fitted.code == "dummy":
        return _dummy_text(fitted.model, table)
    sample = f", fitted on {SAMPLE_ROWS:,} rows" if len(table) > SAMPLE_ROWS else ""
    kind = "A weighted sum of" if fitted.code == "linear" else "At most four questions in a row about"
    return f"{kind} all {table.X.shape[1]} inputs{sample}"


def _rung(
    code: str, table: LearningTable, folds: list[Fold], metric: Metric, payoff: Payoff, seed: int
) -> Baseline:
    started = time.monotonic()
    predictions = [
        fit_baseline(code, take(table, fit), seed).predict(table.X.iloc[valid]) for fit, valid in folds
    ]
    scores = scores_by_fold(metric, [table.y[valid] for _, valid in folds], predictions)
    rows = np.concatenate([valid for _, valid in folds])
    order = np.argsort(rows, kind="stable")
    rows, oof = rows[order], np.concatenate(predictions)[order].astype(np.float32)
    facts = row_facts(payoff, table.frame, table.labels).take(rows)
    y = table.y[rows]
    threshold = best_threshold(payoff, y, oof, facts) if isinstance(payoff, BinaryPayoff) else None
    return Baseline(
        code=code,
        title=TITLES[code],
        description=describe(fit_baseline(code, table, seed), table, None if facts.amounts else threshold),
        score=float(np.mean(scores)),
        spread=float(np.std(scores, ddof=1) / np.sqrt(len(scores))) if len(scores) > 1 else np.nan,
        fold_scores=scores,
        value_per_row=float(value_per_row(payoff, y, oof, threshold, facts).mean()),
        threshold=threshold,
        seconds=time.monotonic() - started,
        oof=oof,
        oof_rows=rows,
    )


def _fit_dummy(table: LearningTable) -> FittedBaseline:
    """Predict the share of each label, or the mean amount, whatever the row says."""
    constant = _in_common_shape(_outputs(table).mean(axis=0, keepdims=True), table)
    return FittedBaseline("dummy", constant[0], lambda X: np.repeat(constant, len(X), axis=0))


def _fit_rule(table: LearningTable, seed: int) -> FittedBaseline:
    rule = fit_rule(table.X, _outputs(table), seed)
    return FittedBaseline("rule", rule, lambda X: _in_common_shape(rule.predict(X), table))


def _fit_pipeline(code: str, table: LearningTable, seed: int) -> FittedBaseline:
    numbers = list(table.X.select_dtypes("number").columns)
    categories = [name for name in table.X.columns if name not in set(numbers)]
    preparation = prepare_columns("scaled" if code == "linear" else "coded", numbers, categories)
    pipeline = Pipeline([("prepare", preparation), ("model", _estimator(code, table, seed))])
    sample = take(table, _sample_rows(table, seed))
    with threadpool_limits(limits=1):
        pipeline.fit(sample.X, sample.y)

    def predict(X: pd.DataFrame) -> np.ndarray:
        return aligned_prediction(pipeline, X, table.ml_task, table.n_labels)

    return FittedBaseline(code, pipeline, predict)


def _estimator(code: str, table: LearningTable, seed: int) -> Any:
    is_regression = table.ml_task == "regression"
    if code == "linear":
        return Ridge() if is_regression else LogisticRegression(**LOGISTIC_SOLVER)
    tree = DecisionTreeRegressor if is_regression else DecisionTreeClassifier
    smallest = max(5, min(len(table), SAMPLE_ROWS) // 200)
    return tree(max_depth=4, min_samples_leaf=smallest, random_state=seed)


def _sample_rows(table: LearningTable, seed: int) -> np.ndarray:
    """At most 10,000 rows, one of each label among them."""
    if len(table) <= SAMPLE_ROWS:
        return np.arange(len(table))
    drawn = np.random.default_rng(seed).permutation(len(table))
    _, first = np.unique(table.y[drawn], return_index=True) if table.labels else (None, np.array([], int))
    return np.union1d(drawn[:SAMPLE_ROWS], drawn[first])


def _outputs(table: LearningTable) -> np.ndarray:
    return table.y[:, None] if table.labels is None else np.eye(table.n_labels)[table.y]


def _in_common_shape(outputs: np.ndarray, table: LearningTable) -> np.ndarray:
    if table.ml_task == "multiclass":
        return outputs
    return outputs[:, 1] if table.ml_task == "binary" else outputs[:, 0]


def _dummy_text(constant: Any, table: LearningTable) -> str:
    if table.labels is None:
        return f"Always the average, {float(constant):.4g}"
    if table.ml_task == "binary":
        return f"The same chance for everyone: {float(constant):.1%} {table.labels[1]}"
    return f"Always the most common value, {table.labels[int(np.argmax(constant))]}"
