"""Predict: upload rows, see them checked and scored, take the answers away."""

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.services.workspace import Workspace
from pages.ui.deployment.predictions import answer_format, profile_of
from tests.app.conftest import Stage
from tests.app.walk import PROJECT, TARGET, customers, open_page, running, texts, work_off


def upload(app: AppTest, frame: pd.DataFrame, name: str = "rows.csv") -> None:
    """Upload a table as CSV."""
    uploader = next(u for u in app.file_uploader if (u.key or "").startswith("predict.file"))
    uploader.upload(name, frame.to_csv(index=False).encode()).run()


def test_without_a_project_the_page_says_where_to_start(empty: Workspace) -> None:
    assert "No project is open" in texts(open_page("predict", project=None))


def test_before_a_release_the_page_says_what_has_to_come_first(stage: Stage) -> None:
    stage("tested")
    assert open_page("predict").button(key="predict.guard").label == "Go to Release"


def test_the_columns_that_a_file_needs_are_listed(stage: Stage) -> None:
    stage("released")
    app = open_page("predict")
    assert "No file was scored yet" in texts(app)
    assert sorted(app.dataframe[0].value["Column"]) == ["charge", "contract", "tenure"]


def test_an_upload_is_scored_and_logged(stage: Stage) -> None:
    workspace = stage("released")
    app = open_page("predict")
    upload(app, customers(60, seed=5).drop(columns=TARGET))
    assert "Scoring · waiting for its turn" in texts(app)
    work_off(workspace)
    app.run()
    said = texts(app)
    assert "Rows scored 60" in said
    assert "Model version 1" in said
    assert "File: rows.csv, scored " in said
    answers = next(table.value for table in app.dataframe if "probability" in table.value)
    assert list(answers.columns[:2]) == ["prediction", "probability"]
    log = next(table.value for table in app.dataframe if "File" in table.value)
    assert list(log["Rows"]) == [60]


def test_cells_that_break_the_contract_are_listed(stage: Stage) -> None:
    workspace = stage("released")
    rows = customers(60, seed=5).drop(columns=TARGET)
    rows.loc[3, "contract"] = "=cmd|' /C calc'!A0"
    app = open_page("predict")
    upload(app, rows)
    work_off(workspace)
    app.run()
    record = workspace.history(PROJECT).latest("prediction")
    assert record is not None
    contract = record.payload["contract"]
    assert contract["warnings"] + contract["errors"] >= 1
    assert contract["summary"] in texts(app)
    failures = [table.value for table in app.dataframe if len(table.value) == len(contract["failures"])]
    assert failures


def test_a_file_without_a_needed_column_is_refused_in_words(stage: Stage) -> None:
    workspace = stage("released")
    app = open_page("predict")
    upload(app, customers(60, seed=5).drop(columns=[TARGET, "charge"]))
    work_off(workspace)
    app.run()
    assert not app.exception
    assert "did not finish" in texts(app)
    assert "charge" in app.error[0].value
    assert workspace.history(PROJECT).latest("prediction") is None


def test_a_file_that_is_no_table_is_refused_in_words(stage: Stage) -> None:
    workspace = stage("released")
    app = open_page("predict")
    uploader = next(u for u in app.file_uploader if (u.key or "").startswith("predict.file"))
    uploader.upload("rows.csv", b"\x00\x01\x02\xff" * 200).run()
    if workspace.jobs.latest(PROJECT, "predict"):
        work_off(workspace)
        app.run()
    assert not app.exception
    assert app.error


def test_rows_on_which_a_person_is_asked_are_counted_and_can_be_picked_out(stage: Stage) -> None:
    workspace = stage("used")
    record = workspace.history(PROJECT).latest("prediction")
    assert record is not None
    scored = workspace.datasets.get(record.payload["fingerprint"])
    who = ["ask a person" if n < 20 else "the model" for n in range(len(scored))]
    payload = {
        **record.payload,
        "fingerprint": workspace.datasets.put(scored.assign(decided_by=who)),
        "outputs": [*record.payload["outputs"], "decided_by"],
        "ask_a_person": 20,
    }
    workspace.save(PROJECT, "prediction", payload, made_from=("release",))
    app = open_page("predict")
    assert "To ask a person 20 25% of the rows" in texts(app)
    app.toggle(key="predict.asked").set_value(True).run()
    shown = next(table.value for table in app.dataframe if "decided_by" in table.value)
    assert list(shown["decided_by"]) == ["ask a person"] * 20


def test_the_range_of_an_amount_is_told_with_what_it_rests_on(stage: Stage) -> None:
    workspace = stage("used")
    record = workspace.history(PROJECT).latest("prediction")
    assert record is not None
    assert "range" in record.payload and "the truth lies between" not in texts(open_page("predict"))
    spread = {"below": -64_277.4, "above": 82_036.1, "least": 0.0, "rows": 3_509, "level": 0.9}
    workspace.save(PROJECT, "prediction", {**record.payload, "range": spread}, made_from=("release",))
    said = texts(open_page("predict"))
    assert "In 90% of the cases the truth lies between -64,277 and +82,036 of the prediction" in said
    assert "3,509 rows kept aside" in said


def test_a_model_that_decides_alone_asks_nobody(stage: Stage) -> None:
    stage("used")
    app = open_page("predict")
    assert "To ask a person" not in texts(app)
    assert not app.toggle


@pytest.mark.parametrize(
    ("uploaded", "taken"),
    [("november.csv", "november scored.csv"), ("week 3.csv.gz", "week 3 scored.csv")],
)
def test_the_answers_are_named_after_the_file_that_was_scored(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, uploaded: str, taken: str
) -> None:
    workspace = stage("used")
    record = workspace.history(PROJECT).latest("prediction")
    assert record is not None
    workspace.save(PROJECT, "prediction", {**record.payload, "name": uploaded}, made_from=("release",))
    names: list[str] = []
    monkeypatch.setattr(st, "download_button", lambda *_, file_name, **__: names.append(file_name))
    assert not open_page("predict").exception
    assert names[-1] == taken


def test_a_running_job_hides_the_uploader(stage: Stage) -> None:
    running(stage("released"), "predict", share=0.5, doing="Checking the contract and scoring")
    app = open_page("predict")
    assert "now: Checking the contract and scoring" in texts(app)
    assert not app.file_uploader


def test_a_batch_that_is_gone_is_explained(stage: Stage) -> None:
    workspace = stage("used")
    record = workspace.history(PROJECT).latest("prediction")
    assert record is not None
    workspace.datasets.path(record.payload["fingerprint"]).unlink()
    app = open_page("predict")
    assert not app.exception
    assert app.error


def test_numbers_become_a_histogram_and_labels_are_counted() -> None:
    bins = profile_of(pd.Series([0.0, 0.04, 0.5, 1.0]), is_share=True)["histogram"]
    assert len(bins) == 20
    assert (bins[0]["left"], bins[-1]["right"]) == (0.0, 1.0)
    assert (bins[0]["count"], sum(each["count"] for each in bins)) == (2, 4)
    assert profile_of(pd.Series(["a", "b", "a"]))["top"][0] == {"value": "a", "count": 2}


def test_amounts_from_a_thousand_on_are_shown_without_cents() -> None:
    written = answer_format(pd.Series([227_700.5426, 12.0]))
    assert written["type_config"]["format"] == "%.0f"
    assert answer_format(pd.Series([0.8878]))["type_config"]["format"] == "%.4g"
    assert answer_format(pd.Series(["Yes"])) is None
