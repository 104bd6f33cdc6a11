"""Rows from outside: typed as the contract says, or left for the contract to refuse."""

import pandas as pd
import pytest

from core.scoring.contract import check_contract
from core.scoring.rows import (
    BadRows,
    aligned_text,
    failure_texts,
    quoted_cells,
    read_csv_rows,
    rows_frame,
    typed_frame,
)
from tests.unit.scoring.model_folders import CONTRACT

INPUTS = [column["name"] for column in CONTRACT["columns"]]
ROW = {"tenure": 1, "plan": 2, "paperless": True, "joined": "2024-01-31"}


def test_json_rows_become_typed_columns():
    frame = rows_frame([ROW, ROW | {"tenure": None, "plan": None}], INPUTS, CONTRACT)
    assert frame["tenure"].dtype == "float64" and frame["tenure"].isna().tolist() == [False, True]
    assert frame["plan"].tolist()[0] == "2" and frame["plan"].isna().tolist() == [False, True]
    assert frame["paperless"].dtype == bool
    assert frame["joined"].iloc[0] == pd.Timestamp("2024-01-31")


def test_columns_that_the_model_does_not_know_are_left_out_whatever_their_number():
    rows = [ROW | {f"extra {number}": number} for number in range(2000)]
    assert list(rows_frame(rows, INPUTS, CONTRACT)) == INPUTS


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({}, "Row 2 lacks column 'tenure'"),
        ([], "Row 2 is not an object"),
        (ROW | {"plan": []}, "Row 2, column 'plan'"),
    ],
)
def test_a_bad_row_is_named(row, text):
    with pytest.raises(BadRows, match=text):
        rows_frame([ROW, row], INPUTS, CONTRACT)


def test_a_csv_is_read_as_the_contract_says(tmp_path):
    lines = [
        "tenure,plan,paperless,joined,note",
        "0.1,01,true,2024-01-31,=x",
        ",2.0,False,2024-02-01T10:00:00,NA",
    ]
    (tmp_path / "rows.csv").write_text("\ufeff" + "\n".join(lines), encoding="utf-8")
    frame = read_csv_rows(tmp_path / "rows.csv", CONTRACT)
    assert frame["tenure"].iloc[0] == 0.1 and frame["tenure"].isna().iloc[1]
    assert frame["plan"].tolist() == ["01", "2"]
    assert frame["paperless"].tolist() == [True, False]
    assert frame["joined"].iloc[1] == pd.Timestamp("2024-02-01 10:00")
    assert frame["note"].tolist() == ["=x", "NA"]


def test_numbers_survive_csv_to_the_last_bit(tmp_path):
    numbers = [0.1 + 0.2, 1 / 3, 5e-324, 1.7976931348623157e308, -123456789.123456789]
    pd.DataFrame({"tenure": numbers}).to_csv(tmp_path / "rows.csv", index=False)
    assert read_csv_rows(tmp_path / "rows.csv", CONTRACT)["tenure"].tolist() == numbers


@pytest.mark.parametrize("text", ["twelve", "1_000", "0x10", "nan", "inf", "1,5"])
def test_a_column_with_one_value_of_another_kind_is_left_for_the_contract(text):
    frame = typed_frame(pd.DataFrame({"tenure": ["1", text]}), CONTRACT)
    assert frame["tenure"].tolist() == ["1", text]


@pytest.mark.parametrize(
    ("value", "known", "text"),
    [
        ("2.0", {"2"}, "2"),
        ("2.0", {"2.0", "2"}, "2.0"),
        ("2.0", {"x"}, "2.0"),
        (2.0, {"2"}, "2"),
        (True, set(), "True"),
    ],
)
def test_a_category_is_matched_to_the_known_text(value, known, text):
    assert aligned_text(value, known) == text


def test_only_texts_that_a_spreadsheet_would_run_are_quoted():
    frame = pd.DataFrame(
        {"=a": ["=1", "+1e5", "-x", "\tx", "@x", "plain", None], "n": [-1.0] * 7}, dtype=object
    )
    quoted = quoted_cells(frame.astype({"n": float}))
    assert list(quoted) == ["'=a", "n"]
    assert quoted["'=a"].tolist()[:6] == ["'=1", "+1e5", "'-x", "'\tx", "'@x", "plain"]
    assert quoted["n"].tolist() == [-1.0] * 7


def test_findings_are_sentences_and_the_rest_is_counted():
    frame = pd.DataFrame([ROW] * 30).assign(plan="gold", paperless=None)
    report = check_contract(typed_frame(frame, CONTRACT), CONTRACT)
    errors = failure_texts(report, "error")
    assert errors[0] == "Row 1, column 'paperless': missing value."
    assert len(errors) == 21 and errors[-1] == "And 10 more."
    assert failure_texts(report, "warning")[0] == "Row 1, column 'plan': unseen category (gold)."
    missing = check_contract(frame.drop(columns="joined"), CONTRACT)
    assert "column 'joined': missing column." in failure_texts(missing, "error")
