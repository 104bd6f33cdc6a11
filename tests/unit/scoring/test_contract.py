"""Checking rows against a contract."""

import numpy as np
import pandas as pd
import pytest

from core.scoring.contract import check_contract


def clause(name, kind, **limits):
    return {
        "name": name, "kind": kind, "required": True, "nullable": False, "minimum": None, "maximum": None,
        "categories": None, "unique": False,
    } | limits  # fmt: skip


def check(frame, *clauses):
    return check_contract(pd.DataFrame(frame), {"columns": list(clauses)})


def cells(report):
    return [tuple(row) for row in report.failures.astype(object).itertuples(index=False)]


AGE = clause("age", "number", minimum=0.0, maximum=120.0)
PLAN = clause("plan", "category", categories=["1", "b"])


def test_good_rows_pass():
    report = check({"age": [1, 120], "plan": [1.0, "b"], "extra": ["?", None]}, AGE, PLAN)
    assert report.passed
    assert (report.checked_rows, report.errors, report.warnings) == (2, 0, 0)
    assert report.summary == "All 2 rows meet the contract."


def test_each_rule_names_row_column_value_and_severity():
    report = check({"age": ["7", "x", None, "-1", "121"], "plan": ["b", "b", "b", "z", " "]}, AGE, PLAN)
    assert sorted(cells(report)) == sorted(
        [
            (1, "age", "wrong type", "x", "error"),
            (2, "age", "missing value", "", "error"),
            (4, "plan", "missing value", " ", "error"),
            (3, "age", "below minimum", "-1", "warning"),
            (4, "age", "above maximum", "121", "warning"),
            (3, "plan", "unseen category", "z", "warning"),
        ]
    )
    assert (report.errors, report.warnings, report.passed) == (3, 3, False)
    assert report.bad_rows.tolist() == [1, 2, 4]
    assert report.failures["severity"].tolist() == ["error"] * 3 + ["warning"] * 3


def test_warnings_alone_pass():
    report = check({"age": [130], "plan": ["b"]}, AGE, PLAN)
    assert report.passed
    assert report.summary.startswith("The table of 1 row meets the contract: 0 errors and 1 warning")


def test_a_missing_column_is_an_error_unless_not_required():
    report = check({"age": [1]}, AGE, PLAN)
    assert (report.errors, report.bad_rows.tolist()) == (1, [])
    assert report.failures["row"].isna().all()
    assert check({"age": [1]}, AGE, PLAN | {"required": False}).passed


def test_nullable_and_unique():
    free = clause("id", "text", nullable=True, unique=True)
    report = check({"id": ["a", None, "a", None, "b"]}, free)
    assert cells(report) == [(2, "id", "duplicate", "a", "error")]


@pytest.mark.parametrize("bad", [True, [1], {"a": 1}, float("inf"), "inf", "1,5"])
def test_what_is_no_number(bad):
    assert check({"age": pd.Series([bad, 2], dtype=object)}, AGE).failures["check"].tolist() == ["wrong type"]


def test_booleans_and_dates():
    flag, day = clause("flag", "boolean"), clause("day", "date")
    good = {
        "flag": [True, "false", "1"],
        "day": ["2024-01-31", "2024-01-31 10:00", pd.Timestamp("2024-01-01")],
    }
    assert check(good, flag, day).errors == 0
    bad = {"flag": ["maybe", "2", "yes"], "day": ["31/01/2024", "x", 5]}
    assert check(bad, flag, day).errors == 6
    assert check({"flag": pd.array([True, None], dtype="boolean")}, flag | {"nullable": True}).passed


def test_listing_is_capped_and_counts_are_true():
    report = check({"age": np.full(3_000, -5.0), "plan": ["q"] * 3_000}, AGE, PLAN)
    assert report.warnings == 6_000
    assert len(report.failures) == 1_000


def test_the_callers_index_does_not_matter():
    frame = pd.DataFrame({"age": [1, -1], "plan": ["b", "b"]}, index=[7, 7])
    assert check(frame, AGE, PLAN).failures["row"].tolist() == [1]


def test_no_rows_and_no_columns():
    assert check({"age": pd.Series([], dtype=float), "plan": pd.Series([], dtype="str")}, AGE, PLAN).passed
    assert check({}, AGE).errors == 1


def test_legal_limits_are_errors_and_both_ends_are_legal():
    report = check(
        pd.DataFrame({"a": [-0.1, 0.0, 5.0, 9.0, 9.1, None]}),
        clause("a", "number", nullable=True, legal_minimum=0, legal_maximum=9),
    )
    assert not report.passed
    assert report.bad_rows.tolist() == [0, 4]
    assert set(report.failures["check"]) == {"below legal minimum", "above legal maximum"}
