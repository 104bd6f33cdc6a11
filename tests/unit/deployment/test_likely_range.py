"""The range round an amount holds as often as it says, whatever the errors look like."""

import numpy as np
import pytest

from core.deployment.likely_range import likely_range


@pytest.mark.parametrize("draw", ["normal", "exponential", "standard_cauchy"])
def test_nine_truths_in_ten_lie_within(draw: str) -> None:
    rng = np.random.default_rng(0)
    errors = getattr(rng, draw)
    held = []
    for _ in range(400):
        found = likely_range(50 + errors(size=99), np.full(99, 50.0))
        assert found is not None
        low, high = found.ends(np.full(50, 50.0))
        truth = 50 + errors(size=50)
        held.append(((low <= truth) & (truth <= high)).mean())
    assert 0.89 <= np.mean(held) <= 0.92


def test_each_end_is_an_error_that_was_made() -> None:
    truth = np.arange(1.0, 20.0)
    found = likely_range(truth, np.zeros(19))
    assert found is not None
    assert (found.below, found.above, found.rows) == (1.0, 19.0, 19)


def test_too_few_rows_give_no_range() -> None:
    assert likely_range(np.arange(18.0), np.zeros(18)) is None


def test_an_amount_that_is_never_negative_has_no_negative_end() -> None:
    truth = np.linspace(0, 10, 50)
    found = likely_range(truth, np.full(50, 5.0))
    assert found is not None
    assert found.ends(np.array([1.0]))[0][0] == 0.0
    signed = likely_range(truth - 5, np.zeros(50))
    assert signed is not None
    assert signed.ends(np.array([1.0]))[0][0] < 0
