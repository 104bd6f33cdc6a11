"""Amounts held at their means give the exact mean of decisions that do not look at them."""

import numpy as np
import pytest

from core.design.business.payoff import policy_values
from core.design.business.payoff_terms import Amount, BinaryPayoff
from core.design.business.row_amounts import mean_amounts, payoff_held_at
from core.design.business.row_facts import RowFacts

CHARGE = np.array([10.0, 20.0, 60.0, 110.0])
REAL = np.array([True, True, False, False])
BY_ROW = BinaryPayoff(
    true_positive=Amount(column="charge", factor=0.5, plus=-5),
    false_positive=-4,
    true_negative=Amount(column="charge"),
    cost_of_acting=2,
)


def test_means_are_taken_over_real_cases_and_over_the_others() -> None:
    found = mean_amounts(RowFacts({"charge": CHARGE}), REAL)
    assert (found.median, found.real, found.other) == ({"charge": 40.0}, {"charge": 15.0}, {"charge": 85.0})
    assert found.is_by_case


@pytest.mark.parametrize("is_real", [None, np.zeros(4, dtype=bool), np.ones(4, dtype=bool)])
def test_without_both_kinds_of_rows_all_count_for_both(is_real: np.ndarray | None) -> None:
    found = mean_amounts(RowFacts({"charge": CHARGE}), is_real)
    assert found.real == found.other == {"charge": 50.0}
    assert not found.is_by_case


def test_held_at_the_means_each_policy_is_worth_what_it_is_row_by_row() -> None:
    facts = RowFacts({"charge": CHARGE})
    found = mean_amounts(facts, REAL)
    held = payoff_held_at(BY_ROW, found.real, found.other)
    exact, by_means = (policy_values(BY_ROW, REAL.astype(int), facts), policy_values(held, REAL.astype(int)))
    assert {name: values.mean() for name, values in by_means.items()} == pytest.approx(
        {name: values.mean() for name, values in exact.items()}
    )
