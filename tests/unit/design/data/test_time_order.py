"""The target that moves with time."""

import numpy as np
import pandas as pd
import pytest

from core.design.data.time_order import target_drift

N = 1_000
DAYS = pd.date_range("2024-01-01", periods=N)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_an_amount_that_grows_is_told_with_both_means(rng):
    frame = pd.DataFrame({"day": DAYS, "y": np.arange(N) + rng.normal(size=N)}).sample(frac=1, random_state=0)
    drift = target_drift(frame, "day", "y", is_amount=True)
    assert (drift.oldest, drift.latest) == (pytest.approx(99.5, abs=1), pytest.approx(899.5, abs=1))
    assert "in the oldest fifth" in drift.in_words


def test_the_class_that_moves_most_is_named(rng):
    y = np.where(np.arange(N) < N / 2, rng.choice(["a", "b", "c"], N), rng.choice(["a", "b"], N))
    drift = target_drift(pd.DataFrame({"day": DAYS, "y": y}), "day", "y", is_amount=False)
    assert drift.label == "c"
    assert drift.latest == 0
    assert "it is c in" in drift.in_words


def test_a_class_that_is_only_old_is_a_move():
    frame = pd.DataFrame({"day": DAYS, "y": np.where(np.arange(N) < N / 2, "old", "new")})
    assert target_drift(frame, "day", "y", is_amount=False) is not None


@pytest.mark.parametrize("seed", range(5))
def test_chance_is_no_move(seed):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"day": DAYS, "amount": rng.normal(size=N), "y": rng.choice(["yes", "no"], N)})
    assert target_drift(frame, "day", "amount", is_amount=True) is None
    assert target_drift(frame, "day", "y", is_amount=False) is None


def test_few_rows_and_one_value_tell_nothing():
    frame = pd.DataFrame({"day": DAYS, "y": 1.0})
    assert target_drift(frame, "day", "y", is_amount=True) is None
    assert target_drift(frame.head(99).assign(y=range(99)), "day", "y", is_amount=True) is None
