"""Whatever arrives, the service answers or refuses; made-up rows always meet their contract."""

import json
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.deployment.package.card import escaped
from core.deployment.package.made_up import made_up_rows
from core.scoring.contract import check_contract
from core.scoring.model import load_model
from core.scoring.rows import quoted_cells, rows_frame
from tests.unit.scoring.model_folders import CONTRACT, saved_model
from tests.unit.scoring.service_client import ServiceClient
from tests.unit.scoring.test_predict_rows import require_as_frame

NAMES = [column["name"] for column in CONTRACT["columns"]]
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
ROWS = st.lists(st.fixed_dictionaries(dict.fromkeys(NAMES, SCALARS)), min_size=1, max_size=4)
GOOD_ROW = {"tenure": 3, "plan": "basic", "paperless": True, "joined": "2024-01-31"}

LIMITS = st.tuples(st.integers(-(10**6), 10**6), st.floats(0, 1e6)).map(
    lambda pair: {"minimum": float(pair[0]), "maximum": pair[0] + pair[1]}
)
CLAUSES = st.builds(
    lambda kind, limits, categories, nullable: {
        "kind": kind,
        "required": True,
        "nullable": nullable,
        "unique": False,
        "minimum": limits["minimum"] if kind == "number" else None,
        "maximum": limits["maximum"] if kind == "number" else None,
        "categories": categories if kind == "category" else None,
    },
    st.sampled_from(["number", "category", "boolean", "date", "text"]),
    LIMITS,
    st.lists(
        st.text(min_size=1).filter(lambda text: text.strip() == text), min_size=1, max_size=4, unique=True
    ),
    st.booleans(),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A running service."""
    return ServiceClient(saved_model(tmp_path_factory.mktemp("service") / "model"))


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A loaded model."""
    return load_model(saved_model(tmp_path_factory.mktemp("rows") / "model"))


@given(
    body=st.dictionaries(st.sampled_from(["rows", "x"]), JSON, max_size=2)
    | JSON
    | ROWS.map(lambda r: {"rows": r})
)
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_json_is_answered_or_refused_in_json(client, body):
    response = client.post("/predict", content=json.dumps(body))
    assert response.status_code in (200, 422)
    assert ("predictions" if response.status_code == 200 else "detail") in response.json()


@given(name=st.sampled_from(NAMES), value=SCALARS)
@settings(max_examples=30, deadline=None)
def test_one_odd_value_is_scored_or_refused_naming_its_column(client, name, value):
    response = client.post("/predict", content=json.dumps({"rows": [GOOD_ROW | {name: value}]}))
    assert response.status_code in (200, 422)
    if response.status_code == 422:
        assert name in response.text or "number" in response.text


PLAIN_VALUES = {
    "tenure": st.none() | st.floats(-10, 100) | st.integers(-(10**6), 10**6) | st.integers(0, 99).map(str),
    "plan": st.none()
    | st.sampled_from(["1", "2", "2.0", 2, 1.0, "basic", "gold", " "])
    | st.text(max_size=5),
    "paperless": st.none() | st.booleans() | st.sampled_from(["true", "False", 1, 0, "1", ""]),
    "joined": st.none()
    | st.dates(date(1900, 1, 1), date(2150, 1, 1)).map(date.isoformat)
    | st.datetimes(datetime(1900, 1, 1), datetime(2150, 1, 1)).map(datetime.isoformat),
}
EITHER = st.fixed_dictionaries({name: PLAIN_VALUES[name] | SCALARS for name in NAMES})
PLAIN_ROW = st.fixed_dictionaries(PLAIN_VALUES)


@given(rows=st.lists(PLAIN_ROW, min_size=1, max_size=4) | st.lists(EITHER, min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_rows_of_json_get_the_findings_and_predictions_of_a_frame(model, rows):
    require_as_frame(model, rows)


@given(clauses=st.lists(CLAUSES, min_size=1, max_size=5), seed=st.integers(0, 1000))
@settings(max_examples=25, deadline=None)
def test_made_up_rows_meet_any_contract_also_after_json(clauses, seed):
    contract = {"columns": [{"name": f"c{number}"} | clause for number, clause in enumerate(clauses)]}
    rows = made_up_rows(contract, 10, seed)
    report = check_contract(rows, contract)
    assert (report.errors, report.warnings) == (0, 0), report.summary
    sent = json.loads(rows.to_json(orient="records", date_format="iso", double_precision=15))
    received = rows_frame(sent, list(rows), contract)
    assert check_contract(received, contract).errors == 0


@given(text=st.text())
def test_no_quoted_cell_starts_a_formula_and_no_card_text_breaks_its_line(text):
    import pandas as pd

    cell = quoted_cells(pd.DataFrame({"x": [text]}, dtype=object))["x"].iloc[0]
    assert not cell.startswith(("=", "@", "\t", "\r"))
    assert "\n" not in escaped(text) and "](" not in escaped(text)
