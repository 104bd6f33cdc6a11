"""Lookups read off a pipeline answer what the pipeline answers; where there are none, that is said."""

import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.ensemble import (
    RandomForestClassifier,
    StackingClassifier,
    StackingRegressor,
    VotingClassifier,
    VotingRegressor,
)
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    OneHotEncoder,
    QuantileTransformer,
    StandardScaler,
    TargetEncoder,
)

from core.development.automl.learners import build_pipeline
from core.scoring.compiled import scorer as scorers
from core.scoring.compiled.scorer import difference, make_scorer
from core.scoring.inputs import Inputs
from core.scoring.recipe import apply_recipe, read_inputs
from tests.unit.scoring.model_folders import FAST, LABELS, RECIPE, raw_rows, truth

TASKS = ["binary", "multiclass", "regression"]
LEARNERS = ["linear", "lightgbm", "hist_gradient", "extra_trees", "neural_network", "wide_network"]
ANSWER = {"binary": "predict_proba", "multiclass": "predict_proba", "regression": "predict"}


def learner(code: str, ml_task: str) -> Pipeline:
    """An unfitted pipeline of the search."""
    return build_pipeline(code, FAST.get(code, {}), RECIPE, ml_task, len(LABELS[ml_task] or ()), 7)


def fitted(estimator, ml_task: str):
    """The estimator, fitted on 200 rows."""
    frame = raw_rows()
    return estimator.fit(apply_recipe(frame, RECIPE), truth(frame, ml_task))


def odd_rows(n: int, seed: int = 5) -> pd.DataFrame:
    """Rows with missing and unseen values in every column."""
    frame = raw_rows(n, seed)
    rng = np.random.default_rng(seed)
    frame["plan"] = frame["plan"].mask(rng.random(n) < 0.1, "gold").mask(rng.random(n) < 0.05, "2.0")
    frame["paperless"] = frame["paperless"].astype(object).mask(rng.random(n) < 0.1, None)
    frame["joined"] = frame["joined"].mask(rng.random(n) < 0.1)
    frame["tenure"] = frame["tenure"] * rng.choice([1.0, -1.0, 1e4], n)
    return frame


def require_equal(pipeline, ml_task: str, n: int = 400) -> None:
    """Require lookups, and equality to the pipeline on many rows at once and on single ones."""
    scorer = make_scorer(pipeline, RECIPE, ml_task)
    assert scorer.reason is None
    inputs = read_inputs(odd_rows(n), RECIPE)
    expected = getattr(pipeline, ANSWER[ml_task])(apply_recipe(odd_rows(n), RECIPE))
    assert difference(scorer(inputs), np.asarray(expected)) <= 1e-12
    for row in range(12):
        assert difference(scorer(inputs.part(row, row + 1)), np.asarray(expected[[row]])) <= 1e-12


@pytest.mark.parametrize("ml_task", TASKS)
@pytest.mark.parametrize("code", LEARNERS)
def test_every_learner_answers_as_its_pipeline(code, ml_task):
    require_equal(fitted(learner(code, ml_task), ml_task), ml_task)


@pytest.mark.parametrize("code", LEARNERS)
def test_ten_thousand_rows_in_parts_and_threads_are_equal_and_in_order(code, monkeypatch):
    monkeypatch.setattr(scorers, "ROWS_AT_ONCE", 3_000)
    require_equal(fitted(learner(code, "binary"), "binary"), "binary", n=10_000)


@pytest.mark.parametrize(("n_rows", "n_parts"), [(4_095, 1), (4_096, 2), (6_200, 3), (50_000, 3)])
def test_a_table_is_shared_out_among_the_processors(n_rows, n_parts, monkeypatch):
    monkeypatch.setattr(scorers, "cpu_count", lambda: 3)
    scorer = make_scorer(fitted(learner("linear", "binary"), "binary"), RECIPE, "binary")
    taken, part = [], Inputs.part
    monkeypatch.setattr(Inputs, "part", lambda *given: taken.append(given) or part(*given))
    assert len(scorer(read_inputs(odd_rows(n_rows), RECIPE))) == n_rows
    assert len(taken) == (n_parts if n_parts > 1 else 0)


def members(ml_task: str) -> list[tuple[str, Pipeline]]:
    return [(code, learner(code, ml_task)) for code in LEARNERS]


def encoded(model) -> Pipeline:
    """A preparation that the search does not use: target encoding, logarithms, rare texts together."""
    log = Pipeline([("log", FunctionTransformer(np.log1p)), ("scale", StandardScaler())])
    columns = ColumnTransformer(
        [
            ("numbers", log, ["joined__days"]),
            ("as they are", "passthrough", ["joined__month"]),
            ("spread", QuantileTransformer(n_quantiles=20), ["joined__year"]),
            ("left out", "drop", ["joined__hour"]),
            ("target", Pipeline([("code", TargetEncoder()), ("scale", StandardScaler())]), ["plan"]),
            (
                "rare",
                OneHotEncoder(min_frequency=90, handle_unknown="infrequent_if_exist"),
                ["paperless", "plan"],
            ),
        ],
        sparse_threshold=0,
    )
    return Pipeline([("prepare", columns), ("model", model)])


def present_rows() -> pd.DataFrame:
    return odd_rows(300).assign(joined=raw_rows(300)["joined"])


@pytest.mark.parametrize(
    ("ml_task", "model"),
    [("binary", LogisticRegression()), ("multiclass", LogisticRegression()), ("regression", Ridge())],
)
def test_other_encoders_and_transformers_are_read_off_or_called(ml_task, model):
    pipeline = fitted(encoded(model), ml_task)
    scorer = make_scorer(pipeline, RECIPE, ml_task)
    assert scorer.reason is None
    expected = getattr(pipeline, ANSWER[ml_task])(apply_recipe(present_rows(), RECIPE))
    assert difference(scorer(read_inputs(present_rows(), RECIPE)), expected) <= 1e-12


@pytest.mark.parametrize("ml_task", ["binary", "multiclass"])
def test_ensembles_stacks_and_calibrations_compose(ml_task):
    voting = VotingClassifier(members(ml_task), voting="soft", weights=[3, 1, 1, 2, 1, 2])
    require_equal(fitted(voting, ml_task), ml_task)
    warm = CalibratedClassifierCV(FrozenEstimator(fitted(voting, ml_task)), method="temperature")
    require_equal(fitted(warm, ml_task), ml_task)
    folded = CalibratedClassifierCV(learner("linear", ml_task), method="sigmoid", cv=2)
    require_equal(fitted(folded, ml_task), ml_task)
    stack = StackingClassifier(members(ml_task)[:2], LogisticRegression(), cv=2, stack_method="predict_proba")
    require_equal(fitted(stack, ml_task), ml_task)


def test_ensembles_of_amounts_and_transformed_targets_compose():
    voting = VotingRegressor(members("regression"), weights=[1, 2, 3, 4, 5, 6])
    require_equal(fitted(voting, "regression"), "regression")
    stack = StackingRegressor(members("regression")[:2], Ridge(), cv=2)
    require_equal(fitted(stack, "regression"), "regression")
    root = TransformedTargetRegressor(learner("hist_gradient", "regression"), func=np.cbrt, inverse_func=cube)
    require_equal(fitted(root, "regression"), "regression")


def cube(values: np.ndarray) -> np.ndarray:
    return values**3


def test_one_preparation_may_serve_an_ensemble():
    forest = RandomForestClassifier(10, random_state=0)
    voting = VotingClassifier([("a", learner("lightgbm", "binary")[-1]), ("b", forest)], voting="soft")
    shared = Pipeline([("prepare", learner("lightgbm", "binary")[0]), ("model", voting)])
    require_equal(fitted(shared, "binary"), "binary")


def passing_on() -> StackingClassifier:
    """A stack whose last model sees the columns too."""
    last = Pipeline([("first", FunctionTransformer(first_column)), ("model", LogisticRegression())])
    return StackingClassifier([("a", learner("linear", "binary"))], last, cv=2, passthrough=True)


def first_column(table: np.ndarray) -> np.ndarray:
    return np.asarray(table)[:, :1].astype(float)


def days_alone() -> Pipeline:
    """A pipeline that picks its columns in a function."""
    return Pipeline([("pick", FunctionTransformer(days)), ("model", Ridge())])


def days(table: pd.DataFrame) -> np.ndarray:
    return table[["joined__days"]].to_numpy()


@pytest.mark.parametrize(
    ("estimator", "ml_task", "reason"),
    [
        (passing_on(), "binary", "StackingClassifier passes the columns through to its last model"),
        (days_alone(), "regression", "does not start with a preparation of named columns"),
    ],
)
def test_a_pipeline_without_lookups_answers_itself_and_says_why(estimator, ml_task, reason):
    pipeline = fitted(estimator, ml_task)
    scorer = make_scorer(pipeline, RECIPE, ml_task)
    assert scorer.reason is not None and reason in scorer.reason
    expected = getattr(pipeline, ANSWER[ml_task])(apply_recipe(raw_rows(40), RECIPE))
    assert np.array_equal(scorer(read_inputs(raw_rows(40), RECIPE)), expected)


def test_lookups_that_differ_from_the_pipeline_are_not_used(monkeypatch):
    pipeline = fitted(learner("linear", "binary"), "binary")
    real = scorers.compile_estimator
    monkeypatch.setattr(scorers, "compile_estimator", lambda *given: OffByALittle(real(*given)))
    scorer = make_scorer(pipeline, RECIPE, "binary")
    assert "differ by 1e-09" in scorer.reason
    assert scorer.estimator is pipeline


class OffByALittle:
    def __init__(self, estimator):
        self.estimator = estimator

    def predict_proba(self, inputs: Inputs) -> np.ndarray:
        return self.estimator.predict_proba(inputs) + 1e-9


def test_no_warning_is_given_for_what_pipelines_warn_of():
    scorer = make_scorer(fitted(encoded(LogisticRegression()), "binary"), RECIPE, "binary")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scorer(read_inputs(present_rows(), RECIPE).part(0, 1))
