"""How right probabilities are: by hand, and what chance alone makes of it."""

import numpy as np
import pytest

from core.development.calibration import calibration_error, calibration_of, calibration_with_error


def test_the_error_is_the_gap_between_what_was_said_and_what_came_true() -> None:
    y = np.array([1, 0, 0, 0] * 150)
    assert calibration_error(y, np.full(600, 0.25)) == pytest.approx(0.0, abs=1e-9)
    assert calibration_error(y, np.full(600, 0.65)) == pytest.approx(0.4)


def test_of_several_labels_the_likeliest_counts() -> None:
    y = np.array([0, 1] * 150)
    prediction = np.tile([0.7, 0.2, 0.1], (300, 1))
    assert calibration_error(y, prediction) == pytest.approx(0.2)


def test_right_probabilities_stay_within_chance_and_overconfident_ones_do_not() -> None:
    rng = np.random.default_rng(1)
    right = rng.random(3_000)
    y = (rng.random(3_000) < right).astype(int)
    found = calibration_of(y, right)
    assert not found.is_beyond_chance
    assert 0 < found.standard_error < 0.02
    overconfident = calibration_of(y, right**3 / (right**3 + (1 - right) ** 3))
    assert overconfident.is_beyond_chance
    assert overconfident.error > 3 * found.error


def test_fewer_rows_show_more_error_by_chance() -> None:
    rng = np.random.default_rng(0)
    right = rng.random(4_000)
    y = (rng.random(4_000) < right).astype(int)
    assert calibration_of(y[:200], right[:200]).by_chance > 2 * calibration_of(y, right).by_chance


def test_the_quick_standard_error_is_that_of_resampling_where_probabilities_are_off() -> None:
    rng = np.random.default_rng(2)
    right = rng.random(4_000)
    y = (rng.random(4_000) < right).astype(int)
    said = 0.3 + 0.4 * right
    error, spread = calibration_with_error(y, said)
    found = calibration_of(y, said)
    assert error == pytest.approx(found.error)
    assert spread == pytest.approx(found.standard_error, rel=0.3)
