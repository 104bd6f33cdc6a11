"""The probability from which acting pays, as the Business page says it."""

import pytest

from core.design.business.payoff_terms import Amount, BinaryPayoff, MulticlassPayoff
from core.services.design.payoff_figures import break_even


def test_the_cost_of_acting_moves_the_break_even() -> None:
    # Acting costs 10 on a false alarm and brings 60 - 10 on a real case: 10 / 60.
    assert break_even(BinaryPayoff(true_positive=60, cost_of_acting=10)) == pytest.approx(10 / 60)


def test_there_is_none_where_each_row_has_its_own() -> None:
    assert break_even(BinaryPayoff(true_positive=Amount(column="bill"), cost_of_acting=10)) is None
    assert break_even(BinaryPayoff(true_positive=5, cost_of_acting=10)) is None
    assert break_even(MulticlassPayoff()) is None
