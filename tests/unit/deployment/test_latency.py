"""Latency: the check and the prediction of single rows are what is timed."""

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
