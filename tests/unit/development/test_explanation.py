"""Explanation: what the model relies on comes first, whatever its columns are called."""

import numpy as np
import pandas as pd
import pytest

from core.development.automl.learners import refit
from core.development.explanation import feature_groups, importances, partial_dependence
from core.development.metrics import METRICS
from core.scoring.recipe import feature_inputs
from tests.unit.development.learning_tables import table_for

METRIC_OF = {"binary": "roc_auc", "multiclass": "log_loss", "regression": "rmse"}


@pytest.mark.parametrize("ml_task", METRIC_OF)
def test_the_driver_comes_first_and_noise_counts_for_little(ml_task: str) -> None:
    table, _, recipe = table_for(ml_task, n_rows=400)
    pipeline = refit("lightgbm", {"n_estimators": 30}, table, recipe, 0)
    found = importances(pipeline, table.X, table.y, METRICS[METRIC_OF[ml_task]], ml_task)
    assert [each["feature"] for each in found][:2] == ["size", "colour"]
    assert found[0]["importance"] > 5 * abs(found[2]["importance"])
    assert all(each["spread"] >= 0 for each in found)


def test_out_of_time_gives_fewer_answers_and_no_error() -> None:
    table, _, recipe = table_for("regression")
    pipeline = refit("linear", {}, table, recipe, 0)
    assert importances(pipeline, table.X, table.y, METRICS["rmse"], "regression", deadline_s=0) == []


def test_date_parts_belong_to_their_column_and_look_alikes_do_not() -> None:
    parts = feature_inputs({"name": "when", "kind": "date"})
    assert feature_groups(["a", *parts, "model__year"]) == {
        "a": ["a"], "when": parts, "model__year": ["model__year"],
    }  # fmt: skip


class OnlyTheYear:
    """Answers with the year of `when`."""

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        return X["when__year"].to_numpy()


def test_date_parts_are_shuffled_together_under_the_raw_name() -> None:
    rng = np.random.default_rng(0)
    names = feature_inputs({"name": "when", "kind": "date"})
    X = pd.DataFrame(rng.normal(size=(200, 6)), columns=names).assign(other=rng.normal(size=200))
    found = importances(OnlyTheYear(), X, X["when__year"].to_numpy(), METRICS["rmse"], "regression")
    assert [each["feature"] for each in found] == ["when", "other"]
    assert found[0]["importance"] > 1
    assert found[1]["importance"] == 0


def test_partial_dependence_rises_with_the_driver() -> None:
    table, _, recipe = table_for("regression")
    pipeline = refit("linear", {}, table, recipe, 0)
    points = partial_dependence(pipeline, table.X, "size", "regression")
    assert len(points) == 20
    slope = (points[-1]["prediction"] - points[0]["prediction"]) / (points[-1]["value"] - points[0]["value"])
    assert slope == pytest.approx(3, abs=0.2)


def test_partial_dependence_of_a_category_and_of_labels() -> None:
    table, _, recipe = table_for("multiclass")
    pipeline = refit("linear", {}, table, recipe, 0)
    points = partial_dependence(pipeline, table.X, "colour", "multiclass")
    assert {point["value"] for point in points} == {"red", "green", "blue"}
    for colour in ("red", "green", "blue"):
        of_colour = [point for point in points if point["value"] == colour]
        assert [point["label"] for point in of_colour] == [0, 1, 2, 3]
        assert sum(point["prediction"] for point in of_colour) == pytest.approx(1)
