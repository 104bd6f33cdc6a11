"""Fairness: gaps by hand, intervals against published figures, small groups left out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.development.fairness import group_names, metric_gap, newcombe, rate_gap, wilson
from core.development.metrics import METRICS


def test_intervals_agree_with_newcombes_published_example() -> None:
    """56/70 against 48/80: 0.0524 to 0.3339 at 95% (Newcombe 1998, table II, method 10, case a)."""
    assert newcombe(56, 70, 48, 80, 0.95) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert newcombe(10, 10, 0, 10, 0.95) == pytest.approx((0.6075, 1.0), abs=5e-5)
    assert wilson(81, 263, 0.95) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_the_gap_is_that_of_the_extreme_groups_by_hand() -> None:
    groups = np.repeat(["a", "b", "c", "d"], [40, 50, 60, 10])
    acted = np.concatenate([np.arange(40) < 30, np.arange(50) < 10, np.arange(60) < 30, np.ones(10)]) > 0
    gap = rate_gap(acted, groups)
    assert gap.gap == pytest.approx(30 / 40 - 10 / 50)
    assert [(g.group, g.rows, g.figure) for g in gap.groups] == [
        ("a", 40, 0.75),
        ("c", 60, 0.5),
        ("b", 50, 0.2),
    ]
    assert gap.too_small == ("d",)
    assert (gap.low, gap.high) == pytest.approx(newcombe(30, 40, 10, 50, 1 - 0.1 / 3))


def test_one_group_cannot_be_compared() -> None:
    gap = rate_gap(np.ones(45, dtype=bool), np.repeat(["a", "b"], [40, 5]))
    assert np.isnan(gap.gap)
    assert gap.too_small == ("b",)


def test_equal_groups_lie_within_their_interval_nine_times_in_ten() -> None:
    rng = np.random.default_rng(0)
    groups = np.repeat(["a", "b"], [200, 200])
    inside = [rate_gap(rng.random(400) < 0.3, groups).low <= 1e-12 for _ in range(300)]
    assert np.mean(inside) > 0.87


def test_a_metric_is_compared_between_groups() -> None:
    rng = np.random.default_rng(0)
    groups = np.repeat(["a", "b"], 200)
    y = rng.normal(size=400)
    error = np.where(groups == "a", 1.0, 3.0)
    gap = metric_gap(METRICS["mae"], y, y + error * rng.choice([-1, 1], 400), groups)
    assert gap.gap == pytest.approx(2.0)
    assert gap.groups[0].group == "b"
    assert gap.low <= 2.0 <= gap.high + 1e-12


def test_a_group_of_one_label_has_no_roc_auc() -> None:
    groups = np.repeat(["a", "b", "c"], 40)
    y = np.concatenate([np.tile([0, 1], 40), np.zeros(40)]).astype(int)
    gap = metric_gap(METRICS["roc_auc"], y, np.linspace(0, 1, 120), groups)
    assert gap.too_small == ("c",)
    assert {g.group for g in gap.groups} == {"a", "b"}


def test_numbers_fall_into_bands_and_missing_values_are_a_group() -> None:
    names = group_names(pd.Series([*range(80), None, None], dtype=float))
    assert len(set(names)) == 5
    assert (names == "(missing)").sum() == 2
    assert set(group_names(pd.Series(["x", "y"]))) == {"x", "y"}
    assert set(group_names(pd.Series([1, 2, 1]))) == {"1", "2"}


@given(st.integers(30, 200), st.integers(30, 200), st.floats(0, 1), st.floats(0, 1))
def test_the_interval_holds_the_gap_and_lies_between_0_and_1(n_a, n_b, share_a, share_b) -> None:
    acted = np.concatenate([np.arange(n_a) < share_a * n_a, np.arange(n_b) < share_b * n_b])
    gap = rate_gap(acted, np.repeat(["a", "b"], [n_a, n_b]))
    assert 0 <= gap.low <= gap.gap + 1e-12
    assert gap.gap <= gap.high + 1e-12 <= 1 + 1e-9
