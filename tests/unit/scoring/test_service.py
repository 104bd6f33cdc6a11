"""The scoring service: answers what the model says, refuses in plain words, never breaks."""

import json

import pytest

from core.scoring.model import ModelDamaged, load_model
from core.scoring.service import MAX_BODY_BYTES, create_app
from tests.unit.scoring.model_folders import raw_rows, saved_model
from tests.unit.scoring.service_client import ServiceClient

ROW = {"tenure": 12.5, "plan": "basic", "paperless": True, "joined": "2024-03-01"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A saved binary model."""
    return saved_model(tmp_path_factory.mktemp("service") / "model")


@pytest.fixture(scope="module")
def client(folder):
    """A client of the running service."""
    return ServiceClient(folder)


def refused(client: ServiceClient, body, status: int = 422) -> str:
    """Post a body, require a refusal in JSON, and return all of its text."""
    content = body if isinstance(body, (str, bytes)) else json.dumps(body)
    response = client.post("/predict", content=content)
    assert response.status_code == status, response.text
    assert "Traceback" not in response.text and 'File "' not in response.text
    answer = response.json()
    return " ".join([answer["detail"], *answer["errors"]])


def test_health_and_model_name_the_version(client):
    assert client.get("/health").json() == {"status": "ok", "model": "churn", "version": 3}
    about = client.get("/model").json()
    assert about["labels"] == ["No", "Yes"] and "files" not in about
    assert about["answers_by"] == "lookups read off the pipeline"


def test_predictions_equal_those_of_the_model(client, folder):
    frame = raw_rows(50, seed=9)
    rows = json.loads(frame.to_json(orient="records", date_format="iso", double_precision=15))
    answer = client.post("/predict", json={"rows": rows}).json()
    expected = load_model(folder).predict(frame)
    assert (answer["model"], answer["version"]) == ("churn", 3)
    assert [row["prediction"] for row in answer["predictions"]] == list(expected["prediction"])
    found = [row["probability"] for row in answer["predictions"]]
    assert found == pytest.approx(list(expected["probability"]), abs=1e-12)


def test_an_unseen_category_is_scored_with_a_warning(client):
    answer = client.post("/predict", json={"rows": [ROW | {"plan": "gold"}]}).json()
    assert len(answer["predictions"]) == 1
    assert any("plan" in warning for warning in answer["warnings"])
    assert client.post("/predict", json={"rows": [ROW]}).json()["warnings"] == []


def test_numbers_may_be_spelt_as_numbers_or_text(client):
    spelt = [
        ROW | {"plan": 2, "tenure": 12},
        ROW | {"plan": 2.0, "tenure": 12.0},
        ROW | {"plan": "2", "tenure": "12"},
    ]
    answer = client.post("/predict", json={"rows": spelt}).json()
    first, *others = [row["probability"] for row in answer["predictions"]]
    assert others == pytest.approx([first, first], abs=1e-12)
    assert answer["warnings"] == []


@pytest.mark.parametrize("missing", list(ROW))
def test_a_missing_column_is_named(client, missing):
    text = refused(client, {"rows": [ROW, {key: ROW[key] for key in ROW if key != missing}]})
    assert missing in text and "Row 2" in text


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("tenure", "twelve"),
        ("tenure", [1]),
        ("plan", {"a": 1}),
        ("joined", "soon"),
        ("joined", None),
        ("paperless", None),
        ("paperless", "perhaps"),
    ],
)
def test_a_value_that_breaks_the_contract_is_refused_naming_its_column(client, column, value):
    assert column in refused(client, {"rows": [ROW | {column: value}]})


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "1" + "0" * 400])
def test_numbers_that_json_does_not_allow_are_refused(client, number):
    text = refused(client, json.dumps({"rows": [ROW]}).replace("12.5", number))
    assert "number" in text


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[" * 100_000,
        b"\xff\xfe",
        "null",
        "[]",
        "{}",
        '{"rows": []}',
        '{"rows": {}}',
        '{"rows": [1]}',
        '{"rows": [null]}',
        '{"rows": [[]]}',
        '{"rows": [{}]}',
        "1" * 5000,
    ],
)
def test_anything_else_than_rows_is_refused(client, body):
    assert refused(client, body)


def test_a_body_over_the_limit_and_too_many_rows_are_refused(client):
    assert "5 MB" in refused(client, b" " * (MAX_BODY_BYTES + 1), 413)
    assert "10,000" in refused(client, {"rows": [{}] * 10_001}, 413)


def test_unknown_addresses_and_methods_answer_in_json(client):
    assert client.get("/predict").status_code == 405 and client.get("/predict").json()["detail"]
    assert client.get("/nothing").status_code == 404
    assert client.get("/docs").status_code == 404, "the documentation page would load scripts from outside"


def test_a_fault_inside_is_a_sentence_and_no_traceback(folder, monkeypatch):
    import core.scoring.service as service

    monkeypatch.setattr(service, "answer", lambda *_: 1 / 0)
    assert "could not be scored" in refused(ServiceClient(folder), {"rows": [ROW]}, 500)


def test_a_damaged_model_is_never_served(tmp_path):
    path = saved_model(tmp_path / "model")
    (path / "recipe.json").write_text("{}")
    with pytest.raises(ModelDamaged):
        create_app(path)


def test_the_root_names_the_routes_that_there_are(client):
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.json()["model"] == client.get("/model").json()["name"]
    for route in answer.json()["routes"]:
        method, path = route.split()
        reached = client.get(path) if method == "GET" else client.post(path, json={"rows": [ROW]})
        assert reached.status_code == 200
