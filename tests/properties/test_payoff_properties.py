"""No threshold earns more than the best one, and the best one stays near theory where it may."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.design.business.payoff import (
    NEVER_ACT,
    best_threshold,
    reference_values,
    theoretical_threshold,
    value_per_row,
)
from core.design.business.payoff_terms import BinaryPayoff

money = st.integers(-100, 100).map(float)
payoffs = st.builds(
    BinaryPayoff, true_positive=money, false_positive=money, false_negative=money, true_negative=money
)
rows = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 20).map(lambda step: step / 20)), min_size=1)


def total(payoff: BinaryPayoff, y: np.ndarray, probability: np.ndarray, threshold: float) -> float:
    return float(value_per_row(payoff, y, probability, threshold).sum())


@settings(deadline=None)
@given(payoffs, rows)
def test_best_threshold_earns_the_most_of_all_thresholds(payoff, rows) -> None:
    y, probability = (np.array(column) for column in zip(*rows, strict=True))
    best = best_threshold(payoff, y, probability)
    assert 0 <= best <= NEVER_ACT
    others = [total(payoff, y, probability, threshold) for threshold in np.linspace(0, 1.01, 103)]
    assert total(payoff, y, probability, best) >= max(others) - 1e-9


@settings(deadline=None)
@given(payoffs, rows)
def test_the_best_threshold_is_never_worse_than_doing_nothing_or_acting_on_all(payoff, rows) -> None:
    y, probability = (np.array(column) for column in zip(*rows, strict=True))
    earned = total(payoff, y, probability, best_threshold(payoff, y, probability)) / len(y)
    assert earned >= max(reference_values(payoff, y).values()) - 1e-9


@settings(deadline=None)
@given(payoffs, rows)
def test_theory_is_kept_where_it_earns_as_much(payoff, rows) -> None:
    y, probability = (np.array(column) for column in zip(*rows, strict=True))
    theory = theoretical_threshold(payoff)
    best = best_threshold(payoff, y, probability)
    if theory is not None and total(payoff, y, probability, theory) == total(payoff, y, probability, best):
        assert best == theory
