"""Amounts that differ by row, the cost of acting, capacity and the matrix, against hand calculations."""

import numpy as np
import pandas as pd
import pytest

from core.design.business.decision import (
    NEVER_GAINS,
    decided_labels,
    decides_to_act,
    decision_policy,
    decision_score,
    theoretical_threshold,
)
from core.design.business.payoff import best_threshold, policy_values, value_curve, value_per_row
from core.design.business.payoff_terms import (
    Amount,
    BinaryPayoff,
    Capacity,
    MulticlassPayoff,
    amount_columns,
)
from core.design.business.row_facts import RowFacts, row_facts, typical_amounts
from core.errors import BadInput

SAVES = BinaryPayoff(true_positive=Amount(column="bill", factor=0.5, plus=2), cost_of_acting=10)
BILLS = RowFacts({"bill": np.array([100.0, 20.0, 10.0])})
TEAMS = MulticlassPayoff(correct=1, wrong=-1, matrix={"fraud": {"fine": -100}, "fine": {"fraud": -10}})


def test_outcomes_are_before_the_cost_of_acting() -> None:
    payoff = BinaryPayoff(true_positive=60, false_positive=0, false_negative=-5, cost_of_acting=10)
    y, probability = np.array([1, 0, 1, 0]), np.array([0.9, 0.9, 0.1, 0.1])
    assert value_per_row(payoff, y, probability, 0.5).tolist() == [60 - 10, 0 - 10, -5, 0]
    # Acting brings 60 + 5 - 10 = 55 on a real case and -10 on another: 10 / (10 + 55).
    assert theoretical_threshold(payoff) == pytest.approx(10 / 65)


def test_each_row_counts_with_its_own_amount() -> None:
    # Acting: 0.5 x 100 + 2 - 10 = 42, 0.5 x 20 + 2 - 10 = 2, 0.5 x 10 + 2 - 10 = -3; on a false alarm -10.
    values = value_per_row(SAVES, np.array([1, 1, 1]), np.ones(3), 0.0, BILLS)
    assert values.tolist() == [42, 2, 0]
    wrong = value_per_row(SAVES, np.array([0, 0, 0]), np.ones(3), 0.0, BILLS)
    assert wrong.tolist() == [-10, -10, 0]


def test_the_probability_from_which_acting_pays_depends_on_the_row() -> None:
    # Row 1 pays from 10 / 52 = 0.192, row 2 from 10 / 12 = 0.833, row 3 never: 10 / 7 is above 1.
    for row, edge in enumerate((10 / 52, 10 / 12)):
        facts = BILLS.take(np.array([row, row]))
        acts = decides_to_act(SAVES, np.array([edge - 0.01, edge + 0.01]), 0.0, facts)
        assert acts.tolist() == [False, True]
    assert not decides_to_act(SAVES, np.array([1.0]), 0.0, BILLS.take(np.array([2]))).any()


def test_the_expected_gain_by_hand() -> None:
    # P x (52, 12, 7) - 10: 0.5 x 52 - 10 = 16, 0.5 x 12 - 10 = -4, 0.5 x 7 - 10 = -6.5.
    assert decision_score(SAVES, np.full(3, 0.5), BILLS).tolist() == [16, -4, -6.5]


def test_the_best_threshold_of_amounts_is_a_gain() -> None:
    y, probability = np.array([1, 1, 0]), np.array([0.5, 0.5, 0.5])
    # From a gain of -4 on: 42 + 2 = 44; from 16 on: 42; all three: 34. The gap (-6.5, -4] is best.
    assert best_threshold(SAVES, y, probability, BILLS) == pytest.approx((-6.5 - 4) / 2)
    # Only losses: no row is acted on, whatever is expected of it.
    assert best_threshold(SAVES, np.zeros(3), probability, BILLS) == NEVER_GAINS
    # A best gap that holds 0 takes 0: only row 1 pays.
    assert best_threshold(SAVES, np.array([1, 0, 0]), probability, BILLS) == 0.0


def test_no_more_rows_are_acted_on_than_the_capacity_allows() -> None:
    payoff = BinaryPayoff(true_positive=10, false_positive=-1, capacity=Capacity(rows=2, of=5))
    y, probability = np.array([1, 1, 1, 0, 0]), np.array([0.9, 0.8, 0.7, 0.2, 0.1])
    threshold = best_threshold(payoff, y, probability)
    # Without the capacity three rows are worth 30; two may be acted on, in the gap (0.7, 0.8].
    assert threshold == pytest.approx(0.75)
    assert value_per_row(payoff, y, probability, threshold).sum() == 20
    assert decides_to_act(payoff, probability, 0.0).tolist() == [True, True, False, False, False]


def test_with_amounts_the_capacity_goes_to_the_highest_expected_gain() -> None:
    payoff = SAVES.model_copy(update={"capacity": Capacity(rows=1, of=3)})
    # Gains: 0.4 x 52 - 10 = 10.8 beats 0.95 x 12 - 10 = 1.4, although its probability is lower.
    assert decides_to_act(payoff, np.array([0.4, 0.95, 0.99]), 0.0, BILLS).tolist() == [True, False, False]


def test_ties_share_the_capacity_in_the_order_of_the_rows() -> None:
    payoff = BinaryPayoff(true_positive=10, false_positive=-1, capacity=Capacity(rows=2, of=4))
    y, probability = np.array([1, 1, 1, 0]), np.array([0.6, 0.6, 0.6, 0.1])
    threshold = best_threshold(payoff, y, probability)
    assert value_per_row(payoff, y, probability, threshold).tolist() == [10, 10, 0, 0]


@pytest.mark.parametrize(("rows", "allowed"), [(1, 1), (19, 1), (20, 1), (40, 2), (100, 5), (10_000, 500)])
def test_the_capacity_is_a_share_of_the_rows_scored(rows: int, allowed: int) -> None:
    assert Capacity(rows=500, of=10_000).allowed(rows) == allowed


def test_capacity_is_exact_where_floats_are_not() -> None:
    assert Capacity(rows=0.29, of=1).allowed(100) == 29
    assert Capacity(rows=7, of=2).allowed(3) == 3


def test_policies_without_a_model_pay_the_cost_and_keep_the_capacity() -> None:
    payoff = BinaryPayoff(true_positive=10, false_negative=-2, cost_of_acting=1)
    y = np.array([1, 1, 0, 0])
    policies = {name: values.mean() for name, values in policy_values(payoff, y).items()}
    assert policies == {"do nothing": -4 / 4, "act on all": (9 + 9 - 1 - 1) / 4}
    limited = payoff.model_copy(update={"capacity": Capacity(rows=1, of=4)})
    at_random = policy_values(limited, y)["act at random within the capacity"]
    # One row of four: a quarter of 4 and three quarters of -1.
    assert at_random.mean() == pytest.approx(0.25 * 4 + 0.75 * -1)


@pytest.mark.parametrize("capacity", [None, Capacity(rows=3, of=20)])
@pytest.mark.parametrize("by_row", [False, True])
def test_the_curve_agrees_with_value_per_row(capacity: Capacity | None, by_row: bool) -> None:
    rng = np.random.default_rng(3)
    payoff = (SAVES if by_row else BinaryPayoff(true_positive=9, false_positive=-4)).model_copy(
        update={"capacity": capacity}
    )
    y, probability = rng.integers(0, 2, 80), rng.random(80).round(2)
    facts = RowFacts({"bill": rng.random(80) * 100})
    for point in value_curve(payoff, y, probability, facts).itertuples():
        values = value_per_row(payoff, y, probability, point.threshold, facts)
        acts = decides_to_act(payoff, probability, point.threshold, facts)
        assert point.value_per_row == pytest.approx(values.mean())
        assert point.acted_share == pytest.approx(acts.mean())


def test_a_matrix_decides_for_the_highest_expected_value() -> None:
    facts = RowFacts(labels=("fine", "fraud"))
    prediction = np.array([[0.95, 0.05], [0.9, 0.1], [0.2, 0.8]])
    # Saying fine: 0.95 x 1 - 0.05 x 100 = -4.05; fraud: 0.95 x -10 + 0.05 x 1 = -9.45. Fine it is.
    # Saying fine: 0.9 - 10 = -9.1; fraud: -9 + 0.1 = -8.9. Fraud, although fine is likelier.
    assert decided_labels(TEAMS, prediction, None, facts).tolist() == [0, 1, 1]
    values = value_per_row(TEAMS, np.array([1, 0, 1]), prediction, facts=facts)
    assert values.tolist() == [-100, -10, 1]


def test_the_simple_form_of_a_matrix_decides_for_the_likeliest_class() -> None:
    simple, prediction = MulticlassPayoff(correct=2, wrong=-3), np.array([[0.6, 0.4], [0.4, 0.6]])
    assert value_per_row(simple, np.array([0, 0]), prediction).tolist() == [2, -3]


def test_the_best_class_for_all_follows_the_matrix() -> None:
    facts, y = RowFacts(labels=("fine", "fraud")), np.array([0, 0, 0, 1])
    # All fine: 3 - 100 = -97; all fraud: 3 x -10 + 1 = -29.
    assert {name: v.sum() for name, v in policy_values(TEAMS, y, facts).items()} == {"best single class": -29}


def test_a_class_that_the_target_does_not_have_is_named() -> None:
    with pytest.raises(BadInput, match="names the class fraud"):
        decided_labels(TEAMS, np.eye(2), None, RowFacts(labels=("fine", "late")))


def test_a_missing_amount_counts_with_the_training_rows_median() -> None:
    train = pd.DataFrame({"bill": [1.0, 5.0, 9.0, None]})
    typical = typical_amounts(SAVES, train)
    facts = row_facts(SAVES, pd.DataFrame({"bill": [None, 7.0]}), typical=typical)
    assert typical == {"bill": 5.0}
    assert facts.amounts["bill"].tolist() == [5.0, 7.0]


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ({"other": [1]}, "bill, which is not in the data"),
        ({"bill": ["a", "b"]}, "bill, which holds no numbers"),
        ({"bill": [True, False]}, "bill, which holds no numbers"),
    ],
)
def test_a_column_that_holds_no_amounts_is_refused(frame: dict, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        row_facts(SAVES, pd.DataFrame(frame))


def test_a_payoff_of_fixed_amounts_needs_nothing_of_the_rows() -> None:
    assert amount_columns(BinaryPayoff()) == ()
    assert row_facts(BinaryPayoff(), pd.DataFrame({"x": [1]})).amounts == {}
    assert decision_policy(BinaryPayoff(), 0.4, ("no", "yes"), {}) is None


def test_an_old_record_of_a_payoff_still_loads() -> None:
    old = {"kind": "binary", "currency": "EUR", "true_positive": 60.0, "false_positive": -10.0}
    old |= {"false_negative": 0.0, "true_negative": 0.0}
    assert BinaryPayoff.model_validate(old) == BinaryPayoff(true_positive=60, false_positive=-10)
    assert BinaryPayoff.model_validate_json(SAVES.model_dump_json()) == SAVES
