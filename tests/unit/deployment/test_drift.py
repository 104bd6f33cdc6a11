"""Drift: quiet when nothing happened, loud when something did, honest when it cannot tell."""

import json

import numpy as np
import pandas as pd
import pytest

from core.deployment.monitoring.chi_square import chi_square_test, pool_rare
from core.deployment.monitoring.drift import drift_report
from core.deployment.monitoring.ks import ks_test
from core.deployment.monitoring.psi import psi
from core.deployment.monitoring.total_variation import total_variation
from core.deployment.monitoring.wasserstein import normed_wasserstein

KINDS = {"n0": "number", "n1": "number", "n2": "number", "c0": "category", "c1": "boolean"}


def rows(rng: np.random.Generator, n: int) -> pd.DataFrame:
    """Normal, skewed and partly missing numbers, three categories and a yes / no."""
    gaps = np.where(rng.random(n) < 0.1, np.nan, rng.normal(size=n))
    return pd.DataFrame(
        {
            "n0": rng.normal(size=n),
            "n1": rng.exponential(size=n),
            "n2": gaps,
            "c0": rng.choice(["a", "b", "c"], n, p=[0.5, 0.3, 0.2]),
            "c1": rng.random(n) < 0.4,
        }
    )


def feature(report: dict, column: str) -> dict:
    """The finding on one column."""
    return next(f for f in report["features"] if f["column"] == column)


def test_without_drift_all_columns_together_alarm_in_at_most_alpha_of_the_windows():
    rng = np.random.default_rng(7)
    reference = rows(rng, 1500)
    reports = [drift_report(reference, rows(rng, 200), KINDS) for _ in range(300)]
    significant = np.mean([any(f["is_significant"] for f in report["features"]) for report in reports])
    alarmed = np.mean([report["verdict"] == "drifted" for report in reports])
    assert 0.01 <= significant <= 0.083, (
        "99% binomial band of 300 windows around 0.05, missing values doubled"
    )
    assert alarmed <= significant


@pytest.mark.parametrize("column", ["n0", "c0"])
def test_a_real_change_among_twenty_columns_is_found_within_three_windows(column):
    rng = np.random.default_rng(3)
    reference = pd.DataFrame({f"x{k}": rng.normal(size=5000) for k in range(19)}).join(
        rows(rng, 5000)[column]
    )
    kinds = dict.fromkeys(reference, "number") | {column: KINDS[column]}
    found = sum(any(alarms(rng, reference, column, kinds) for _ in range(3)) for _ in range(20))
    assert found >= 18


def alarms(rng: np.random.Generator, reference: pd.DataFrame, column: str, kinds: dict[str, str]) -> bool:
    """Draw 500 rows in which one column changed by 0.3 SD or 10 points, and look for it."""
    current = reference.sample(500, random_state=int(rng.integers(1 << 31)), ignore_index=True)
    if column == "n0":
        current = current.assign(n0=rng.normal(0.3, size=500))
    else:
        current = current.assign(c0=rng.choice(["a", "b", "c"], 500, p=[0.4, 0.4, 0.2]))
    return column in drift_report(reference, current, kinds)["drifted"]


def test_many_rows_alone_alarm_nobody():
    rng = np.random.default_rng(1)
    reference = pd.DataFrame({"x": rng.normal(size=100_000)})
    current = pd.DataFrame({"x": rng.normal(0.02, size=100_000)})
    found = feature(drift_report(reference, current, {"x": "number"}), "x")
    assert found["is_significant"] and found["verdict"] == "stable"
    assert found["effect"] < found["floor"]
    assert "too little to count" in found["sentence"]


def test_too_few_rows_are_not_called_stable():
    rng = np.random.default_rng(2)
    report = drift_report(rows(rng, 500), rows(rng, 49), KINDS)
    assert report["verdict"] == "cannot tell"
    assert {f["verdict"] for f in report["features"]} == {"cannot tell"}
    assert "49" in report["features"][0]["sentence"]


def test_an_absent_column_is_not_called_stable():
    rng = np.random.default_rng(2)
    report = drift_report(rows(rng, 100), rows(rng, 100).drop(columns="n1"), KINDS)
    assert feature(report, "n1")["verdict"] == "cannot tell"
    assert "current" in feature(report, "n1")["sentence"]


def test_values_that_go_missing_are_drift():
    rng = np.random.default_rng(4)
    reference, current = rows(rng, 2000), rows(rng, 500)
    current.loc[:99, "n0"] = np.nan
    found = feature(drift_report(reference, current, KINDS), "n0")
    assert found["verdict"] == "drifted" and "missing" in found["test"]
    assert found["effect"] == pytest.approx(0.2) and found["missing_current"] == pytest.approx(0.2)


def test_a_column_that_is_all_missing_is_drift_and_not_an_error():
    rng = np.random.default_rng(4)
    current = rows(rng, 500).assign(n0=np.nan)
    assert feature(drift_report(rows(rng, 2000), current, KINDS), "n0")["verdict"] == "drifted"


def test_a_constant_that_moves_is_drift_and_one_that_stays_is_stable():
    reference = pd.DataFrame({"x": [1.0] * 200, "y": [1.0] * 200})
    current = pd.DataFrame({"x": [1.0] * 200, "y": [2.0] * 200})
    assert drift_report(reference, current, {"x": "number", "y": "number"})["drifted"] == ["y"]


def test_dates_and_new_categories_are_compared():
    reference = pd.DataFrame({"d": pd.date_range("2025-01-01", periods=300), "c": ["a", "b"] * 150})
    current = pd.DataFrame({"d": pd.date_range("2026-01-01", periods=300), "c": ["a", "new"] * 150})
    report = drift_report(reference, current, {"d": "date", "c": "category"})
    assert report["drifted"] == ["d", "c"]
    assert {bar["value"] for bar in feature(report, "c")["histogram"]} == {"a", "b", "new"}


def test_the_report_is_json_with_small_histograms_that_sum_to_one():
    rng = np.random.default_rng(5)
    many = pd.DataFrame({"x": rng.normal(size=3000), "c": rng.integers(0, 80, 3000).astype(str)})
    report = drift_report(many, many.iloc[:1000], {"x": "number", "c": "category"})
    json.dumps(report, allow_nan=False)
    for found in report["features"]:
        assert len(found["histogram"]) <= 30
        for side in ("reference", "current"):
            assert sum(bar[side] for bar in found["histogram"]) == pytest.approx(1)


def test_whole_floats_and_integers_are_the_same_category():
    reference = pd.DataFrame({"c": [1, 2] * 100})
    current = pd.DataFrame({"c": [1.0, 2.0] * 100})
    assert drift_report(reference, current, {"c": "category"})["verdict"] == "stable"


def test_statistics_equal_hand_calculations():
    assert ks_test(np.array([1.0, 2, 3, 4]), np.array([3.0, 4, 5, 6]))[0] == pytest.approx(0.5)
    assert normed_wasserstein(np.array([0.0, 2.0]), np.array([1.0, 3.0])) == pytest.approx(1.0)
    assert total_variation(np.array([50, 50]), np.array([3, 7])) == pytest.approx(0.2)
    assert psi(np.array([50, 50]), np.array([25, 75])) == pytest.approx(
        -0.25 * np.log(0.5) + 0.25 * np.log(1.5)
    )
    assert chi_square_test(np.array([10, 20]), np.array([20, 10]))[0] == pytest.approx(20 / 3)
    assert chi_square_test(np.array([10]), np.array([20])) == (0.0, 1.0)


def test_rare_categories_are_pooled_and_no_row_is_lost():
    table = np.array([[500.0, 300, 2, 1, 3, 0], [50.0, 30, 0, 0, 1, 0]])
    pooled = pool_rare(table)
    assert pooled.sum() == table.sum()
    assert (pooled.sum(axis=0) * pooled.sum(axis=1).min() / pooled.sum()).min() >= 5
