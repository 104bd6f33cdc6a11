"""What a hold-out can tell, against hand calculations, published figures and simulation."""

import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

from core.design.solution.detectable import Z_90, auc_standard_error, detectable_difference
from core.development.metrics import METRICS

CLASSES = {"no": 1_043, "yes": 366}


def difference(metric: str, rows: int, classes: dict[str, int], positive: str | None = None) -> float:
    found = detectable_difference(metric, rows, classes, positive)
    assert found is not None
    return found.difference


def test_the_auc_of_the_paper() -> None:
    # Hanley and McNeil 1982: 51 abnormal, 58 normal images, area 0.893, standard error 0.032.
    assert auc_standard_error(0.893, 51, 58) == pytest.approx(0.032, abs=0.0006)


def test_about_0_02_of_auc_on_1409_rows() -> None:
    assert difference("roc_auc", 1_409, CLASSES, "yes") == pytest.approx(0.025, abs=0.001)


def test_shares_by_hand() -> None:
    # sqrt(0.8 x 0.2 / 1600) = 0.01; each class of 400: 0.02, together 0.02 / sqrt(2).
    assert difference("accuracy", 1_600, {"a": 800, "b": 800}) == pytest.approx(Z_90 * 0.01)
    assert difference("balanced_accuracy", 800, {"a": 400, "b": 400}) == pytest.approx(Z_90 * 0.02 / 2**0.5)
    assert difference("average_precision", 1_000, {"a": 900, "b": 100}, "b") == pytest.approx(Z_90 * 0.05)


@pytest.mark.parametrize("metric", ["mae", "rmse", "r2"])
def test_errors_against_simulation(metric: str) -> None:
    rng = np.random.default_rng(0)
    judge = {"mae": mean_absolute_error, "rmse": root_mean_squared_error, "r2": r2_score}[metric]
    signal, noise = rng.normal(size=(2_000, 400)), rng.normal(size=(2_000, 400))
    scores = np.array([judge(s + n, s) for s, n in zip(signal, noise, strict=True)])
    spread = scores.std() / (1 if metric == "r2" else scores.mean())
    assert difference(metric, 400, {}) == pytest.approx(Z_90 * spread, rel=0.08)


def test_four_times_the_rows_halve_it() -> None:
    four = {label: 4 * rows for label, rows in CLASSES.items()}
    assert difference("roc_auc", 5_636, four, "yes") == pytest.approx(
        difference("roc_auc", 1_409, CLASSES, "yes") / 2, rel=0.01
    )


def test_without_a_formula_or_rows_nothing_is_claimed() -> None:
    assert detectable_difference("f1", 1_409, CLASSES, "yes") is None
    assert detectable_difference("log_loss", 1_409, CLASSES, "yes") is None
    assert detectable_difference("accuracy", 1, {"a": 1}, None) is None
    assert detectable_difference("roc_auc", 100, {"no": 100, "yes": 0}, "yes") is None
    told = {code for code in METRICS if detectable_difference(code, 1_409, CLASSES, "yes")}
    assert told == {"roc_auc", "average_precision", "accuracy", "balanced_accuracy", "rmse", "mae", "r2"}
