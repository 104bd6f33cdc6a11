"""Money: every figure is what a hand calculation gives."""

import numpy as np
import pytest

from core.design.business.payoff import (
    NEVER_ACT,
    best_threshold,
    payoff_fits,
    reference_values,
    theoretical_threshold,
    value_curve,
    value_per_row,
)
from core.design.business.payoff_terms import BinaryPayoff, MulticlassPayoff, RegressionPayoff

CALLS = BinaryPayoff(true_positive=40, false_positive=-10, false_negative=-5, true_negative=1)


def test_each_outcome_of_a_binary_decision_earns_its_cell() -> None:
    y, probability = np.array([1, 0, 1, 0]), np.array([0.9, 0.8, 0.1, 0.2])
    assert value_per_row(CALLS, y, probability, 0.5).tolist() == [40, -10, -5, 1]


def test_acting_includes_the_threshold_itself() -> None:
    assert value_per_row(CALLS, np.array([1]), np.array([0.5]), 0.5).tolist() == [40]


def test_without_a_threshold_the_theoretical_one_decides() -> None:
    # (1 + 10) / (1 + 10 + 40 + 5) = 11 / 56 = 0.196...
    assert theoretical_threshold(CALLS) == pytest.approx(11 / 56)
    assert value_per_row(CALLS, np.array([1, 1]), np.array([0.19, 0.20])).tolist() == [-5, 40]


@pytest.mark.parametrize(
    ("payoff", "threshold"),
    [
        (BinaryPayoff(true_positive=1, true_negative=1), 0.5),
        (BinaryPayoff(true_positive=3, false_positive=1), 0.0),
        (BinaryPayoff(true_positive=-1, false_positive=-3), NEVER_ACT),
        (BinaryPayoff(), None),
        (BinaryPayoff(false_negative=5, false_positive=1), None),
    ],
)
def test_theoretical_threshold_covers_always_never_and_undefined(payoff, threshold) -> None:
    assert theoretical_threshold(payoff) == threshold


def test_multiclass_and_regression_values() -> None:
    probabilities = np.array([[0.6, 0.4, 0], [0.1, 0.2, 0.7]])
    payoff = MulticlassPayoff(correct=2, wrong=-3)
    assert value_per_row(payoff, np.array([0, 1]), probabilities).tolist() == [2, -3]
    errors = RegressionPayoff(over=2, under=3)
    assert value_per_row(errors, np.array([10.0, 10.0]), np.array([12.0, 9.0])).tolist() == [-4, -3]


def test_a_prediction_of_another_task_is_refused() -> None:
    with pytest.raises(ValueError, match="binary payoff"):
        value_per_row(CALLS, np.array([0, 1]), np.eye(2))
    assert payoff_fits(CALLS, "binary")
    assert not payoff_fits(CALLS, "multiclass")


def test_best_threshold_takes_the_middle_of_the_best_gap() -> None:
    payoff = BinaryPayoff(true_positive=1, false_positive=-1)
    y, probability = np.array([0, 0, 1, 1]), np.array([0.5, 0.7, 0.8, 0.9])
    assert best_threshold(payoff, y, probability) == pytest.approx(0.75)


def test_best_threshold_takes_the_theoretical_one_where_it_is_as_good() -> None:
    y, probability = np.array([0, 1]), np.array([0.1, 0.9])
    assert best_threshold(CALLS, y, probability) == pytest.approx(11 / 56)


def test_best_threshold_of_equal_gaps_is_the_one_nearest_to_theory() -> None:
    payoff = BinaryPayoff(true_positive=1, false_positive=-1)
    # Acting from 0.9 on or from 0.6 on both earn 1; 0.75 and 0.3 are the middles, theory says 0.5.
    y, probability = np.array([1, 0, 1, 0]), np.array([0.9, 0.7, 0.6, 0.58])
    assert best_threshold(payoff, y, probability) == pytest.approx(0.59)


def test_never_acting_and_always_acting_can_be_best() -> None:
    y, probability = np.array([0, 0, 1]), np.array([1.0, 0.8, 0.1])
    assert best_threshold(BinaryPayoff(true_positive=1, false_positive=-9), y, probability) == NEVER_ACT
    always = best_threshold(BinaryPayoff(true_positive=9, false_positive=-1), y, probability)
    assert value_per_row(BinaryPayoff(true_positive=9), y, probability, always).sum() == 9


def test_a_payoff_of_nothing_leaves_the_threshold_at_a_half() -> None:
    assert best_threshold(BinaryPayoff(), np.array([0, 1]), np.array([0.2, 0.9])) == 0.5


def test_value_curve_agrees_with_value_per_row_everywhere() -> None:
    rng = np.random.default_rng(0)
    probability = rng.beta(1, 8, 1_000)
    y = (rng.random(1_000) < probability).astype(int)
    curve = value_curve(CALLS, y, probability)
    assert len(curve) <= 200
    assert curve["threshold"].is_monotonic_increasing
    for point in curve.iloc[::20].itertuples():
        expected = value_per_row(CALLS, y, probability, point.threshold).mean()
        assert point.value_per_row == pytest.approx(expected)
        assert point.acted_share == pytest.approx((probability >= point.threshold).mean())


def test_reference_values_by_hand() -> None:
    y = np.array([1, 0, 0, 0])
    assert reference_values(CALLS, y) == {"do nothing": (-5 + 3) / 4, "act on all": (40 - 30) / 4}
    assert reference_values(MulticlassPayoff(), np.array([2, 2, 1])) == {
        "most common class": pytest.approx(1 / 3)
    }
    assert reference_values(RegressionPayoff(), np.array([0.0, 1.0, 5.0])) == {"predict the median": -5 / 3}
