"""Scores with and without a suspicious column."""

import numpy as np
import pytest

from benchmarks.leakage_tables import TARGET, copy, customers, duplicates, group_id, houses, noise, noisy_copy
from core.design.data.leakage.inspect import find_leaks
from core.design.data.leakage.scores import add_scores
from core.design.data.reading.conform import describe_columns


@pytest.fixture
def rng():
    return np.random.default_rng(5)


def scored(frame, **options):
    columns = describe_columns(frame)
    return add_scores(frame, columns, TARGET, find_leaks(frame, columns, TARGET), **options)


@pytest.mark.parametrize(("make", "metric"), [(customers, "ROC AUC"), (houses, "R2")])
def test_a_copy_is_perfect_with_and_honest_without(make, metric, rng):
    (finding,) = scored(copy(make(rng, 400), rng))
    assert finding.score_with.metric == finding.score_without.metric == metric
    assert finding.score_with.mean > 0.98
    assert 0.5 < finding.score_without.mean < 0.97
    assert finding.score_without.spread > 0
    assert finding.score_with.rows == 400
    assert not finding.score_with.is_sample


def test_one_leak_does_not_hide_what_another_is_worth(rng):
    frame = noisy_copy(customers(rng, 1_000), rng)
    findings = {f.columns[0]: f for f in scored(frame.assign(copied=frame[TARGET]))}
    for finding in findings.values():
        assert finding.score_with.mean > finding.score_without.mean + 0.05


def test_groups_and_equal_rows_stay_together_without_the_leak(rng):
    for plant in (group_id, duplicates):
        frame = plant(noise(rng, 600), rng)
        (finding,) = scored(frame)
        assert finding.score_with.mean > finding.score_without.mean + 0.05
        assert abs(finding.score_without.mean - 0.5) < 0.12


def test_columns_that_enter_no_model_are_left_out(rng):
    frame = copy(houses(rng, 300), rng)
    others = [name for name in frame.columns if name not in (TARGET, "planted")]
    (finding,) = scored(frame, left_out=others)
    assert finding.score_with.mean > 0.9
    assert finding.score_without is None


def test_large_tables_are_sampled_and_say_so(rng):
    (finding,) = scored(copy(customers(rng, 4_000), rng))
    assert finding.score_with.rows == 3_000
    assert finding.score_with.is_sample
