"""The shipped decision: by probability, by expected gain, within a capacity, by a matrix."""

import numpy as np
import pandas as pd

from core.scoring.decision import acts_on, best_class, decision_columns, expected_gain

POLICY = {
    "capacity": {"rows": 1, "of": 2},
    "least_gain": 0.0,
    "if_positive": {"plus": -10.0, "factors": {"bill": 0.5}},
    "if_negative": {"plus": -10.0, "factors": {}},
    "typical": {"bill": 40.0},
}


def test_the_expected_gain_of_each_row_by_hand() -> None:
    rows = pd.DataFrame({"bill": [100, None, "60", "much"]})
    # 0.5 x (50 - 10) - 0.5 x 10 = 15; with the typical 40: 0.5 x 10 - 5 = 0; 0.5 x 20 - 5 = 5; typical again.
    assert expected_gain(POLICY, np.full(4, 0.5), rows).tolist() == [15, 0, 5, 0]
    assert decision_columns(POLICY) == ["bill"]


def test_a_capacity_holds_among_the_rows_of_a_period_only() -> None:
    gain = np.array([1.0, 9.0, 4.0, 4.0, -1.0])
    assert acts_on(gain, 0.0, POLICY, is_period=False).tolist() == [True, True, True, True, False]
    assert acts_on(gain, 0.0, POLICY, is_period=True).tolist() == [False, True, True, False, False]
    assert acts_on(gain[:1], 0.0, POLICY, is_period=True).tolist() == [True]
    assert acts_on(gain[:0], 0.0, POLICY, is_period=True).tolist() == []


def test_a_model_from_before_there_were_policies_decides_by_its_threshold() -> None:
    assert decision_columns(None) == []
    assert acts_on(np.array([0.4, 0.5]), 0.5, None, is_period=True).tolist() == [False, True]


def test_a_matrix_decides_for_the_class_worth_most() -> None:
    probabilities = np.array([[0.9, 0.1], [0.99, 0.01]])
    matrix = {"matrix": [[1, -10], [-100, 1]]}
    # Class 0: 0.9 - 10 = -9.1, class 1: -9 + 0.1 = -8.9; then 0.99 - 1 = -0.01 against -9.89.
    assert best_class(matrix, probabilities).tolist() == [1, 0]
    assert best_class(None, probabilities).tolist() == [0, 0]
