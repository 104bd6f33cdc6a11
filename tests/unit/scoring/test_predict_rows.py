"""Rows of JSON, read without a frame: the findings and predictions are those of the frame."""

import json

import numpy as np
import pandas as pd
import pytest

from core.scoring.model import ScoringError, ScoringModel, load_model
from core.scoring.rows import BadRows, json_records, rows_frame
from tests.unit.scoring.model_folders import CONTRACT, raw_rows, saved_model

ROW = {"tenure": 12.5, "plan": "basic", "paperless": True, "joined": "2024-03-01"}
POLICY = {
    "least_gain": 5.0,
    "if_positive": {"plus": -10.0, "factors": {"bill": 0.5, "tenure": 0.1}},
    "if_negative": {"plus": -10.0, "factors": {}},
    "typical": {"bill": 40.0, "tenure": 30.0},
    "capacity": {"rows": 1, "of": 2},
}
BILL = {"name": "bill", "kind": "number", "nullable": True, "required": True}


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> ScoringModel:
    """A loaded binary model."""
    return load_model(saved_model(tmp_path_factory.mktemp("rows") / "model"))


def with_contract(model: ScoringModel, **clause) -> ScoringModel:
    """The model with the clause on one column changed."""
    columns = [c | clause if c["name"] == clause["name"] else c for c in CONTRACT["columns"]]
    return ScoringModel(model.pipeline, model.manifest, model.recipe, {"columns": columns})


def by_amounts(model: ScoringModel, **manifest) -> ScoringModel:
    """The model deciding by the amount of each row."""
    contract = {"columns": [*CONTRACT["columns"], BILL]}
    return ScoringModel(
        model.pipeline, model.manifest | {"decision": POLICY} | manifest, model.recipe, contract
    )


def sent(n: int) -> list[dict]:
    """Rows as a client sends them."""
    text = raw_rows(n, seed=4).to_json(orient="records", date_format="iso", double_precision=15)
    return json.loads(text)


def require_as_frame(model: ScoringModel, rows: list[dict]) -> None:
    """Require the report and the predictions that a frame of these rows gets."""
    frame = rows_frame(rows, model.inputs, model.input_contract)
    report, found = model.check(frame), model.predict_rows(rows)
    assert found.report.findings == report.findings
    assert (found.report.errors, found.report.warnings) == (report.errors, report.warnings)
    assert found.report.summary == report.summary
    assert found.report.bad_rows.tolist() == report.bad_rows.tolist()
    assert found.report.failures.equals(report.failures)
    assert (found.predictions is None) == (not report.passed)
    if report.passed:
        assert found.records() == json_records(model.predict(frame))


def is_read_directly(model: ScoringModel, rows: list[dict]) -> bool:
    """Tell whether no frame is needed."""
    return model._reader is not None and model._reader.read(rows) is not None


@pytest.mark.parametrize("ml_task", ["binary", "multiclass", "regression"])
def test_rows_are_predicted_as_a_frame_of_them(tmp_path, ml_task):
    model = load_model(saved_model(tmp_path / "model", ml_task, "lightgbm"))
    assert is_read_directly(model, sent(60))
    require_as_frame(model, sent(60))
    assert model.predict_row(sent(1)[0]) == model.predict_rows(sent(1)).records()[0]


PLAIN = {
    "tenure": [None, 5, 5.5, "5", " 5.5 ", "", -3, 1e9, "1e2"],
    "plan": [None, "basic", "2.0", 2, 2.0, 2.5, True, "", "  ", "gold", "nan", "(missing)"],
    "paperless": [True, False, "TRUE", " false ", 1, 0, "1", 1.0],
    "joined": ["2024-02-29", "2024-02-29T13:45", "2024-02-29 13:45:07", "2024-02-29T23:30:00.125-05:00"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in PLAIN for value in PLAIN[name]])
def test_every_usual_spelling_is_read_without_a_frame(model, name, value):
    assert is_read_directly(model, [ROW | {name: value}])
    require_as_frame(model, [ROW | {name: value}])


ODD = {
    "tenure": [True, "twelve", "1,5", float("inf"), "1e999", 10**400, "0x10", "inf"],
    "paperless": [2, "yes", 0.5],
    "joined": ["soon", "2024-02-30", 20240229, True, "29/02/2024", "2024-W01-1", "0001-01-01", "24"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in ODD for value in ODD[name]])
def test_anything_else_is_judged_on_a_frame(model, name, value):
    assert not is_read_directly(model, [ROW | {name: value}])
    require_as_frame(model, [ROW | {name: value}])


@pytest.mark.parametrize("name", ["paperless", "joined"])
@pytest.mark.parametrize("value", [None, "", " "])
def test_a_missing_value_where_none_may_be_is_refused(model, name, value):
    assert is_read_directly(model, [ROW | {name: value}])
    require_as_frame(model, [ROW, ROW | {name: value}])
    with pytest.raises(ScoringError, match=f"Row 1, column '{name}': missing value"):
        model.predict_row(ROW | {name: value})


def test_findings_keep_their_order_over_many_rows_and_are_cut_at_a_thousand(model):
    rows = [ROW, ROW | {"plan": "gold", "tenure": 100}, ROW | {"tenure": -1, "paperless": None}]
    require_as_frame(model, rows)
    require_as_frame(model, [ROW | {"plan": "gold"}] * 700 + [ROW | {"tenure": -5}] * 700)


def test_spellings_mixed_in_one_column_are_typed_as_a_whole(model):
    for mixed in ([True, 1], ["true", "1"], [" true", 1, None], [True, None]):
        require_as_frame(model, [ROW | {"paperless": value} for value in mixed])


def test_legal_limits_stop_a_row_and_others_warn(model):
    strict = with_contract(model, name="tenure", legal_minimum=0, legal_maximum=50, minimum=10)
    for tenure in (-1, 0, 5, 10, 50, 50.5, None):
        assert is_read_directly(strict, [ROW | {"tenure": tenure}])
        require_as_frame(strict, [ROW | {"tenure": tenure}])


@pytest.mark.parametrize(
    "clause",
    [
        {"name": "plan", "unique": True},
        {"name": "plan", "kind": "number"},
        {"name": "tenure", "categories": ["12.5"]},
        {"name": "plan", "minimum": 1.0},
    ],
)
def test_a_contract_that_needs_a_frame_gets_one(model, clause):
    special = with_contract(model, **clause)
    assert not is_read_directly(special, [ROW])
    require_as_frame(special, [ROW, ROW])


def test_amounts_by_row_and_doubt_are_decided_as_on_a_frame(model):
    for deciding in (by_amounts(model), by_amounts(model, unsure_within=0.1)):
        rows = [row | {"bill": bill} for row, bill in zip(sent(30), [None, "40", 400.5] * 10, strict=True)]
        assert is_read_directly(deciding, rows)
        require_as_frame(deciding, rows)
        assert "expected_gain" in deciding.predict_row(rows[0])


def test_a_row_without_a_column_or_with_a_list_is_named(model):
    with pytest.raises(BadRows, match="Row 2 lacks column 'plan'"):
        model.predict_rows([ROW, {key: ROW[key] for key in ROW if key != "plan"}])
    with pytest.raises(BadRows, match="Row 1, column 'plan'"):
        model.predict_row(ROW | {"plan": [1]})


def test_a_model_without_lookups_still_takes_rows(model):
    class Bare:
        """A pipeline of which nothing can be read off."""

        classes_ = np.array([0, 1])

        def predict_proba(self, inputs: pd.DataFrame) -> np.ndarray:
            likely = (inputs["tenure"] > 30).to_numpy() * 0.5 + 0.25
            return np.stack([1 - likely, likely], axis=1)

    bare = ScoringModel(Bare(), model.manifest, model.recipe, model.contract)
    assert (
        bare.answers_by
        == "No lookups, so the pipeline answers itself: Bare takes the columns without a preparation."
    )
    assert bare.predict_row(ROW) == {"prediction": "No", "probability": 0.25}
    assert model.answers_by == "lookups read off the pipeline"
    require_as_frame(bare, sent(20))
