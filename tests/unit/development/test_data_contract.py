"""Inferring, editing and writing contracts."""

import numpy as np
import pandas as pd
import pytest

from core.design.data.reading.conform import describe_columns
from core.development.contract import (
    contract_from_yaml,
    contract_rows,
    contract_yaml,
    edit_contract,
    infer_contract,
    with_legal_limits,
)
from core.errors import BadInput, Missing
from core.scoring.contract import check_contract


@pytest.fixture
def frame():
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "tenure": rng.integers(0, 70, 200),
            "charge": np.where(np.arange(200) < 5, np.nan, rng.normal(50, 5, 200)),
            "plan": rng.choice(["a", "b | c", "no", "1"], 200),
            "day": pd.date_range("2024-01-01", periods=200),
            "flag": rng.random(200) < 0.5,
            "spare": np.full(200, np.nan),
            "y": rng.choice(["yes", "no"], 200),
        }
    )


@pytest.fixture
def contract(frame):
    return infer_contract(frame, describe_columns(frame), list(frame)[:-1], "y")


def by_name(contract):
    return {clause["name"]: clause for clause in contract["columns"]}


def test_the_data_meets_its_own_contract(frame, contract):
    report = check_contract(frame, contract)
    assert (report.errors, report.warnings) == (0, 0)
    assert list(by_name(contract)) == ["tenure", "charge", "plan", "day", "flag", "y"]


def test_clauses(frame, contract):
    clauses = by_name(contract)
    assert (clauses["tenure"]["minimum"], clauses["tenure"]["nullable"]) == (0.0, False)
    span = frame["tenure"].max() - frame["tenure"].min()
    assert clauses["tenure"]["maximum"] == np.ceil(frame["tenure"].max() + 0.1 * span)
    assert clauses["charge"]["nullable"]
    assert clauses["charge"]["minimum"] == pytest.approx(
        frame["charge"].min() - 0.1 * (frame["charge"].max() - frame["charge"].min()), rel=1e-4
    )
    assert clauses["plan"]["categories"] == ["1", "a", "b | c", "no"]
    assert (clauses["y"]["required"], clauses["y"]["nullable"]) == (False, True)


def test_new_rows_come_without_the_target(frame, contract):
    assert check_contract(frame.drop(columns="y"), contract).passed


def test_an_unknown_feature_is_named(frame):
    with pytest.raises(Missing, match="ghost"):
        infer_contract(frame, describe_columns(frame), ["ghost"], "y")


def test_yaml_round_trip(contract):
    assert contract_from_yaml(contract_yaml(contract)) == contract


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("columns: [", "not valid YAML at line 1"),
        ("[]", "no list named columns"),
        ("columns: []", "no list named columns"),
        ("columns: [5]", "Column 1 is not a set of fields"),
        ("columns: [{name: a, kind: number, maximum: high}]", r"Column 1, field maximum"),
        ("columns: [{name: a, kind: colour}]", "Column 1, field kind"),
        ("columns: [{name: a, kind: category, categories: [no]}]", "field categories"),
        ("columns: [{name: a, kind: number, minimum: 2, maximum: 1}]", "minimum 2 is above maximum 1"),
        ("columns: [{name: a, kind: text}, {name: a, kind: text}]", "names column a twice"),
        ("columns: [{name: a, kind: text, extra: 1}]", "field extra"),
        ("x: &x [1]\ncolumns: [*x]", "aliases"),
        ("columns: !!python/object/apply:os.system ['true']", "not valid YAML"),
    ],
)
def test_bad_yaml_is_refused_with_its_place(text, message):
    with pytest.raises(BadInput, match=message):
        contract_from_yaml(text)


def test_rows_of_the_editor_round_trip(contract):
    assert edit_contract(contract, contract_rows(contract)) == contract


def test_edits(contract):
    edited = by_name(
        edit_contract(
            contract,
            [
                {"name": "tenure", "minimum": float("nan"), "maximum": 99, "unique": True},
                {"name": "plan", "categories": "a | z"},
                {"name": "y", "categories": ["yes"]},
                {"name": "flag", "nullable": True},
            ],
        )
    )
    assert (edited["tenure"]["minimum"], edited["tenure"]["maximum"], edited["tenure"]["unique"]) == (
        None,
        99,
        True,
    )
    assert edited["plan"]["categories"] == ["a", "z"]
    assert edited["y"]["categories"] == ["yes"]
    assert edited["flag"]["nullable"]
    assert edited["charge"] == by_name(contract)["charge"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"name": "ghost"}], "Row 1, field name: ghost is not in the contract"),
        ([{"name": "y"}, {"name": "y"}], "Row 2, field name: y appears twice"),
        ([{"name": "tenure", "minimum": 5, "maximum": 1}], r"Row 1 \(tenure\): minimum 5 is above maximum 1"),
        ([{"name": "tenure", "maximum": "many"}], r"Row 1 \(tenure\), field maximum"),
        ([{"name": "tenure", "nullable": "perhaps"}], r"Row 1 \(tenure\), field nullable"),
    ],
)
def test_bad_edits_name_row_and_field(contract, rows, message):
    with pytest.raises(BadInput, match=message):
        edit_contract(contract, rows)


@pytest.mark.parametrize(
    "values", [[5.0] * 60, [0.0] * 60, [-3.0] * 60, [1e308, -1e308] * 30, [1e-320, 0.0] * 30]
)
def test_ranges_of_odd_numbers_hold_the_data(values):
    frame = pd.DataFrame({"x": values, "y": [0, 1] * 30})
    contract = infer_contract(frame, describe_columns(frame), ["x"], "y")
    assert check_contract(frame, contract).warnings == 0


def test_legal_limits_are_clauses_of_numbers_only_where_given(frame):
    columns = describe_columns(frame)
    number = next(c.name for c in columns if c.kind == "number")
    category = next(c.name for c in columns if c.kind == "category")
    target = next(c.name for c in columns if c.name not in (number, category))
    legal = {number: (None, 1e6), category: (0.0, None)}
    clauses = by_name(infer_contract(frame, columns, [number, category], target, legal))
    assert clauses[number]["legal_maximum"] == 1e6
    assert "legal_minimum" not in clauses[number]
    assert "legal_minimum" not in clauses[category]


def test_legal_limits_are_edited_and_must_be_in_order(contract):
    name = next(clause["name"] for clause in contract["columns"] if clause["kind"] == "number")
    edited = edit_contract(contract, [{"name": name, "legal_minimum": -9, "legal_maximum": " "}])
    assert by_name(edited)[name]["legal_minimum"] == -9
    assert "legal_maximum" not in by_name(edited)[name]
    assert contract_from_yaml(contract_yaml(edited)) == edited
    with pytest.raises(BadInput, match="legal minimum 2 is above legal maximum 1"):
        edit_contract(contract, [{"name": name, "legal_minimum": 2, "legal_maximum": 1}])


def test_a_kept_contract_takes_new_legal_limits_and_nothing_else(contract):
    number = next(clause for clause in contract["columns"] if clause["kind"] == "number")
    changed = with_legal_limits(contract, {number["name"]: (0.0, None), "elsewhere": (1.0, 2.0)})
    assert by_name(changed)[number["name"]] == number | {"legal_minimum": 0.0}
    assert with_legal_limits(changed, {}) == changed
