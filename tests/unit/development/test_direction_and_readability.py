"""A broken direction is found row by row; a model's class is told from the model."""

import numpy as np
import pandas as pd
import pytest

from core.design.business.requirements import ModelClass
from core.development.automl.learners import refit
from core.development.direction import check_direction
from core.development.readability import model_class
from tests.unit.development.learning_tables import table_for

FRAME = pd.DataFrame({"x": np.linspace(0, 10, 60), "side": np.tile([1.0, -1.0], 30)})


def test_a_rising_curve_rises_and_is_no_falling_one() -> None:
    rising = check_direction(lambda rows: rows["x"].to_numpy() ** 2, FRAME, "x", 1)
    assert (rising.rows, rising.points, rising.against, rising.largest) == (60, 25, 0, 0.0)
    assert (rising.low, rising.high) == (0, 10)
    assert check_direction(lambda rows: rows["x"].to_numpy() ** 2, FRAME, "x", -1).against == 60


def test_what_an_average_hides_is_found() -> None:
    """Half of the rows rise and half fall: the mean curve is flat."""
    found = check_direction(lambda rows: (rows["x"] * rows["side"]).to_numpy(), FRAME, "x", 1)
    assert found.against == 30
    assert found.largest == pytest.approx(10 / 24)


def test_rounding_is_no_step_and_a_constant_column_cannot_be_moved() -> None:
    noisy = check_direction(lambda rows: 1e6 - 1e-6 * (rows["x"].to_numpy() > 5), FRAME, "x", 1)
    assert noisy.against == 0
    with pytest.raises(ValueError, match="two different"):
        check_direction(lambda rows: rows["x"].to_numpy(), FRAME.assign(x=1.0), "x", 1)


@pytest.mark.parametrize("ml_task", ["binary", "regression"])
@pytest.mark.parametrize(
    ("learner", "params", "expected"),
    [
        ("linear", {}, ModelClass.FORMULA),
        ("small_trees", {"n_estimators": 20}, ModelClass.SMALL_TREES),
        ("lightgbm", {"n_estimators": 20, "num_leaves": 16}, ModelClass.ANY),
        ("lightgbm", {"n_estimators": 20, "max_depth": 1}, ModelClass.SMALL_TREES),
        ("extra_trees", {"n_estimators": 5, "max_depth": 1}, ModelClass.ANY),
    ],
)
def test_the_class_is_told_from_the_fitted_model(learner, params, expected, ml_task) -> None:
    table, _, recipe = table_for(ml_task)
    assert model_class(refit(learner, params, table, recipe, 0)) is expected
