"""A model that is loaded again is compared by its pipeline, its lookups and row by row."""

import numpy as np
import pandas as pd
import pytest

from core.deployment.reload import json_rows, reload_difference
from core.scoring.compiled.scorer import Scorer
from core.scoring.model import ScoringModel, load_model
from tests.unit.scoring.model_folders import raw_rows, saved_model


@pytest.fixture
def pair(tmp_path):
    """One model, loaded twice."""
    folder = saved_model(tmp_path / "model", learner="hist_gradient")
    return load_model(folder), load_model(folder)


def test_a_model_loaded_again_differs_by_nothing_that_counts(pair):
    assert reload_difference(*pair, raw_rows(120, seed=3)) <= 1e-12


def test_wrong_lookups_are_found_though_the_pipelines_are_equal(pair):
    model, again = pair
    wrong = Scorer(Shifted(again.scorer.estimator), "predict_proba", None)
    again.__dict__["scorer"] = wrong
    assert reload_difference(model, again, raw_rows(60)) == pytest.approx(0.01)


def test_a_wrong_row_path_is_found_though_all_else_is_equal(pair, monkeypatch):
    model, again = pair
    real = ScoringModel.predict_rows
    monkeypatch.setattr(
        ScoringModel, "predict_rows", lambda self, rows: real(self, [rows[0] | {"tenure": 60.0}])
    )
    assert reload_difference(model, again, raw_rows(60)) > 0.01


class Shifted:
    """Probabilities moved by 0.01."""

    def __init__(self, estimator):
        self.estimator = estimator

    def predict_proba(self, inputs):
        return self.estimator.predict_proba(inputs) + 0.01


def test_rows_are_sent_exactly():
    frame = pd.DataFrame({"x": [0.1 + 0.2, np.nan], "n": [1, 2], "day": pd.to_datetime(["2024-01-31", None])})
    rows = json_rows(frame, ["x", "n", "day"])
    assert rows[0] == {"x": 0.1 + 0.2, "n": 1, "day": "2024-01-31T00:00:00"}
    assert rows[1] == {"x": None, "n": 2, "day": None}
    assert type(rows[0]["n"]) is int
