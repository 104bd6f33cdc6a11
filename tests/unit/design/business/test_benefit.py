"""The yearly benefit and the payback time, by hand."""

import pytest

from core.design.business.benefit import yearly_benefit


def test_three_cases_by_hand() -> None:
    low, likely, high = yearly_benefit(
        0.5, (0.1, 0.9), rows_per_year=100_000, cost_once=30_000, cost_per_year=20_000
    )
    # 0.1 x 100,000 = 10,000 a year, less 20,000 to run: it never pays back.
    assert (low.case, low.per_year, low.net_per_year, low.payback_months) == ("low", 10_000, -10_000, None)
    # 50,000 less 20,000 is 30,000 a year: twelve months.
    assert (likely.case, likely.net_per_year, likely.payback_months) == ("likely", 30_000, pytest.approx(12))
    # 90,000 less 20,000 is 70,000 a year: 30 / 70 of a year.
    assert (high.case, high.net_per_year) == ("high", 70_000)
    assert high.payback_months == pytest.approx(12 * 3 / 7)


def test_what_costs_nothing_pays_at_once_if_it_pays_at_all() -> None:
    low, likely, high = yearly_benefit(0.0, (-1.0, 1.0), rows_per_year=10)
    assert [low.payback_months, likely.payback_months, high.payback_months] == [None, None, 0.0]
