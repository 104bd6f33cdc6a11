"""Latency: the check and the prediction of single rows are what is timed."""

import numpy as np
import pytest

from core.deployment import latency
from core.scoring.model import ScoringModel, load_model
from tests.unit.scoring.model_folders import raw_rows, saved_model


def test_single_rows_are_checked_and_predicted_and_the_clock_is_in_milliseconds(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(ScoringModel, "predict_rows", lambda _, rows: seen.append(len(rows)))
    clock = iter(range(1000))
    monkeypatch.setattr(latency, "perf_counter", lambda: next(clock) / 100)
    measured = latency.measure_latency(load_model(saved_model(tmp_path / "model")), raw_rows(3), n=5)
    assert set(seen) == {1} and len(seen) >= 3 * 5
    assert abs(measured["median_ms"] - 10) < 1e-6 and abs(measured["p95_ms"] - 10) < 1e-6


def test_of_each_row_the_quickest_time_counts_and_refused_rows_are_left_out(tmp_path, monkeypatch):
    model = load_model(saved_model(tmp_path / "model"))
    rows = raw_rows(5)
    rows["paperless"] = rows["paperless"].astype(object).where(rows.index != 2, None)
    taken = iter([0.003, 0.001, 0.004, 0.002, 0.002, 0.005, 0.001, 0.002, 0.001, 0.009, 0.009, 0.009])
    monkeypatch.setattr(latency, "_seconds", lambda *_: next(taken))
    assert latency.time_rows(model, rows) == pytest.approx([1.0, 1.0, 1.0, 2.0])


def test_a_slow_model_is_timed_once_a_row(tmp_path, monkeypatch):
    model = load_model(saved_model(tmp_path / "model"))
    calls = []
    monkeypatch.setattr(latency, "_seconds", lambda *_: calls.append(1) or 0.5)
    assert latency.time_rows(model, raw_rows(9), n=4, budget_s=-1.0) == [500.0] * 4
    assert len(calls) == 4


def test_the_interval_of_the_95th_percentile_covers_it_in_nine_of_ten_samples():
    rng = np.random.default_rng(0)
    truth = float(np.quantile(np.exp(rng.normal(size=1_000_000)), 0.95))
    found = [latency.latency_figures(np.exp(rng.normal(size=80))) for _ in range(400)]
    covered = [each["interval"][0] <= truth <= each["interval"][1] for each in found]
    assert 0.86 < np.mean(covered) < 0.97
    assert latency.latency_figures(range(59)) is None
    assert latency.latency_figures(range(60))["interval"][1] == 59
