"""The printed pipeline: plain code that rebuilds an equal one, or a refusal that says why."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.ensemble import VotingClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler, TargetEncoder

from core.deployment.package.training_script import NotPrintable, pipeline_source
from core.development.automl.learners import LEARNERS, build_pipeline

RECIPE = {"features": [{"name": "a\"b'c\n", "kind": "number"}, {"name": "c", "kind": "category"}]}


def rebuilt(pipeline):
    """Run the printed code alone."""
    imports, expression = pipeline_source(pipeline)
    scope: dict = {}
    exec(imports, scope)
    return eval(expression, scope), imports


def parameters(estimator) -> dict:
    """All parameters, nested ones included, as text."""
    return {name: repr(value) for name, value in estimator.get_params(deep=True).items()}


@pytest.mark.parametrize("ml_task", ["binary", "regression"])
@pytest.mark.parametrize("learner", LEARNERS)
def test_every_learner_is_rebuilt_with_all_its_parameters(learner, ml_task):
    params = {"learning_rate": 0.1 + 0.2} if learner in ("lightgbm", "hist_gradient") else {}
    pipeline = build_pipeline(learner, params, RECIPE, ml_task, 2, seed=7)
    copy, imports = rebuilt(pipeline)
    assert parameters(copy) == parameters(pipeline)
    assert {line.split()[1].split(".")[0] for line in imports.splitlines()} <= {
        "numpy",
        "sklearn",
        "lightgbm",
    }


@pytest.mark.parametrize(
    "pipeline",
    [
        VotingClassifier(
            [
                ("one", LogisticRegression(C=0.5)),
                ("two", make_pipeline(StandardScaler(), LogisticRegression())),
            ],
            voting="soft",
            weights=[0.3, 0.7],
        ),
        CalibratedClassifierCV(LogisticRegression(), cv=StratifiedKFold(3, shuffle=True, random_state=1)),
        TransformedTargetRegressor(Ridge(alpha=2.0), func=np.log1p, inverse_func=np.expm1),
        Pipeline([("log", FunctionTransformer(np.log1p)), ("none", "passthrough")]),
        ColumnTransformer(
            [
                ("t", TargetEncoder(), ["c"]),
                ("o", OneHotEncoder(categories=[["x", "y"]], dtype=np.float32), ["d"]),
            ],
            transformer_weights={"t": 2.0},
            remainder="drop",
        ),
        StandardScaler().set_params(with_mean=False),
    ],
)
def test_compositions_are_rebuilt(pipeline):
    copy, _ = rebuilt(pipeline)
    assert parameters(copy) == parameters(pipeline)
    assert type(clone(copy)) is type(pipeline)


def test_long_code_is_broken_into_lines():
    _, expression = pipeline_source(build_pipeline("lightgbm", {}, RECIPE, "binary", 2, seed=7))
    assert max(len(line) for line in expression.splitlines()) <= 110


@pytest.mark.parametrize(
    "transformer",
    [
        FunctionTransformer(lambda x: x),
        FunctionTransformer(rebuilt),
        LogisticRegression(random_state=np.random.RandomState(1)),
    ],
)
def test_what_plain_code_cannot_rebuild_is_refused(transformer):
    with pytest.raises(NotPrintable):
        pipeline_source(make_pipeline(transformer))
