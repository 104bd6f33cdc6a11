"""Near the threshold a person is asked: by hand, in the app's model and in the service's answer."""

import numpy as np
import pandas as pd
import pytest

from core.scoring.decision import is_in_doubt
from core.scoring.model import doubtful_rows, load_model
from core.scoring.rows import json_records, rows_frame
from core.scoring.service import answer
from tests.unit.scoring.model_folders import raw_rows, saved_model

POLICY = {
    "least_gain": 5.0,
    "if_positive": {"plus": -10.0, "factors": {"bill": 0.5}},
    "if_negative": {"plus": -10.0, "factors": {}},
    "typical": {"bill": 40.0},
}


def test_the_band_lies_on_both_sides_of_the_threshold() -> None:
    probability = np.array([0.24, 0.25, 0.3, 0.35, 0.36])
    found = is_in_doubt(None, 0.3, 0.05 + 1e-12, probability, pd.DataFrame(index=range(5)))
    assert found.tolist() == [False, True, True, True, False]


def test_where_amounts_differ_each_row_has_its_own_threshold() -> None:
    # Acting brings p x 0.5 x bill - 10; it brings 5 at p = 30 / bill: 0.3 for 100, 0.6 for 50.
    rows = pd.DataFrame({"bill": [100, 100, 50, 50]})
    probability = np.array([0.34, 0.36, 0.34, 0.56])
    assert is_in_doubt(POLICY, None, 0.05, probability, rows).tolist() == [True, False, False, True]


def test_a_model_that_asks_marks_and_counts_its_rows(tmp_path) -> None:
    model = load_model(saved_model(tmp_path / "model", unsure_within=0.1))
    rows = raw_rows(150, seed=4)
    found = model.predict(rows)
    near = (found["probability"] - 0.3).abs() <= 0.1
    assert 0 < near.sum() < 150
    assert (found["decided_by"] == np.where(near, "ask a person", "the model")).all()
    assert doubtful_rows(found) == near.sum()
    sent = [{**row, "joined": str(row["joined"])[:10]} for row in rows.dropna().to_dict(orient="records")]
    said = answer(model, sent)
    again = model.predict(rows_frame(sent, model.inputs, model.input_contract))
    assert said["predictions"] == json_records(again)
    assert said["ask_a_person"] == doubtful_rows(again) > 0


@pytest.mark.parametrize("ml_task", ["binary", "multiclass", "regression"])
def test_a_model_that_decides_on_all_says_nothing_of_it(tmp_path, ml_task: str) -> None:
    model = load_model(saved_model(tmp_path / "model", ml_task=ml_task))
    found = model.predict(raw_rows(20))
    assert "decided_by" not in found
    assert doubtful_rows(found) is None
