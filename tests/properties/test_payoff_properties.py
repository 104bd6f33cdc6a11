"""No threshold earns more than the best one, and the best one stays near theory where it may."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.design.business.decision import (
    NEVER_GAINS,
    decides_to_act,
    decision_policy,
    decision_score,
    depends_on_row,
)
from core.design.business.payoff import (
    NEVER_ACT,
    best_threshold,
    reference_values,
    theoretical_threshold,
    value_of_decisions,
    value_per_row,
)
from core.design.business.payoff_terms import CELLS, Amount, BinaryPayoff, Capacity
from core.design.business.row_facts import RowFacts
from core.scoring.decision import acts_on, expected_gain

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


cells = money | st.builds(Amount, column=st.just("bill"), factor=st.integers(-3, 3), plus=money)
by_row = st.builds(
    BinaryPayoff,
    true_positive=cells,
    false_positive=cells,
    false_negative=cells,
    true_negative=cells,
    cost_of_acting=st.integers(0, 20),
    capacity=st.none() | st.builds(Capacity, rows=st.integers(1, 5), of=st.integers(5, 20)),
)
cases = st.lists(
    st.tuples(st.booleans(), st.integers(0, 100), st.integers(0, 50)), min_size=1, max_size=40
).map(
    lambda rows: (
        np.array([int(row[0]) for row in rows]),
        np.array([row[1] / 100 for row in rows]),
        RowFacts({"bill": np.array([float(row[2]) for row in rows])}),
    )
)


def expected(payoff: BinaryPayoff, probability: np.ndarray, acts: np.ndarray, facts: RowFacts) -> float:
    """Expected value of decisions where each row is positive with its probability."""
    positive, negative = (
        value_of_decisions(payoff, np.full(len(acts), truth), acts, facts) for truth in (1, 0)
    )
    return float((probability * positive + (1 - probability) * negative).sum())


@settings(max_examples=150, deadline=None)
@given(by_row, cases, st.floats(0, 1.01))
def test_deciding_by_expected_gain_is_never_worse_than_one_threshold(payoff, cases, threshold) -> None:
    _, probability, facts = cases
    assume(depends_on_row(payoff))
    by_gain = decides_to_act(payoff, probability, 0.0, facts)
    by_probability = probability >= threshold
    if payoff.capacity is not None:
        order = np.argsort(-probability, kind="stable")
        by_probability[order[payoff.capacity.allowed(len(probability)) :]] = False
    best, other = (expected(payoff, probability, acts, facts) for acts in (by_gain, by_probability))
    assert best >= other - 1e-6


@settings(max_examples=150, deadline=None)
@given(by_row, cases)
def test_the_capacity_is_never_exceeded_and_the_best_threshold_earns_the_most(payoff, cases) -> None:
    y, probability, facts = cases
    best = best_threshold(payoff, y, probability, facts)
    acts = decides_to_act(payoff, probability, best, facts)
    if payoff.capacity is not None:
        assert acts.sum() <= max(1, payoff.capacity.share * len(y))
    earned = value_per_row(payoff, y, probability, best, facts).sum()
    score = decision_score(payoff, probability, facts)
    others = [value_per_row(payoff, y, probability, level, facts).sum() for level in [*score, NEVER_GAINS]]
    assert earned >= max(others) - 1e-6


@settings(max_examples=100, deadline=None)
@given(by_row, cases, st.sampled_from([0.5, 2.0, 8.0]))
def test_scaling_the_payoff_scales_the_value_and_keeps_the_decisions(payoff, cases, scale) -> None:
    y, probability, facts = cases
    scaled = payoff.model_copy(
        update={
            "cost_of_acting": payoff.cost_of_acting * scale,
            **{name: times(getattr(payoff, name), scale) for name in CELLS},
        }
    )
    values, larger = (
        value_per_row(terms, y, probability, best_threshold(terms, y, probability, facts), facts)
        for terms in (payoff, scaled)
    )
    assert larger.sum() == pytest.approx(scale * values.sum(), abs=1e-6)


@settings(max_examples=100, deadline=None)
@given(by_row, cases, st.integers(-40, 40))
def test_the_same_amount_on_every_outcome_moves_no_threshold(payoff, cases, constant) -> None:
    y, probability, facts = cases
    moved = payoff.model_copy(update={name: plus(getattr(payoff, name), constant) for name in CELLS})
    before, after = (best_threshold(terms, y, probability, facts) for terms in (payoff, moved))
    assert after == pytest.approx(before)
    gained = value_per_row(moved, y, probability, after, facts) - value_per_row(
        payoff, y, probability, before, facts
    )
    assert gained == pytest.approx(np.full(len(y), constant), abs=1e-6)


@settings(max_examples=150, deadline=None)
@given(by_row, cases, st.integers(-20, 20))
def test_the_shipped_policy_decides_as_the_payoff_does(payoff, cases, threshold) -> None:
    _, probability, facts = cases
    least = float(threshold) if depends_on_row(payoff) else threshold / 20
    policy = decision_policy(payoff, least, ("no", "yes"), {"bill": 3.0})
    score = probability
    if policy and "least_gain" in policy:
        score = expected_gain(policy, probability, pd.DataFrame(facts.amounts))
        assert score == pytest.approx(decision_score(payoff, probability, facts), abs=1e-9)
        score, least = decision_score(payoff, probability, facts), policy["least_gain"]
    shipped = acts_on(score, least, policy, is_period=True)
    assert shipped.tolist() == decides_to_act(payoff, probability, least, facts).tolist()


def times(worth, scale: float):
    if isinstance(worth, Amount):
        return Amount(column=worth.column, factor=worth.factor * scale, plus=worth.plus * scale)
    return worth * scale


def plus(worth, constant: float):
    return (
        worth.model_copy(update={"plus": worth.plus + constant})
        if isinstance(worth, Amount)
        else worth + constant
    )
