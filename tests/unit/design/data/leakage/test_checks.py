"""Leak checks: what is planted is found, and honest strong columns are left alone."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.leakage_tables import PLANT, PLANTS, TARGET, customers, duplicates, houses, noise, screened
from core.design.data.leakage.finding import Severity
from core.design.data.leakage.inspect import CHECKS, find_leaks
from core.design.data.reading.conform import describe_columns

CERTAIN = ("copy", "bijection", "target_encoding")


@pytest.fixture
def rng():
    return np.random.default_rng(3)


def found_in(frame, time=None):
    return find_leaks(frame, describe_columns(frame), TARGET, time=time)


def by_column(frame, time=None):
    return {name: finding for finding in found_in(frame, time) for name in finding.columns}


@pytest.mark.parametrize("make", [customers, houses], ids=["classes", "amounts"])
@pytest.mark.parametrize("plant", PLANTS, ids=[plant.__name__ for plant in PLANTS])
def test_a_planted_leak_is_found_and_nothing_else(make, plant, rng):
    findings = found_in(plant(make(rng), rng), time="signed" if make is customers else None)
    assert len(findings) == 1
    assert findings[0].columns == (() if plant is duplicates else (PLANT,))
    assert (findings[0].severity is Severity.BLOCK) == (plant.__name__ in CERTAIN)
    assert findings[0].remedy
    assert findings[0].evidence.endswith(".")


@pytest.mark.parametrize("make", [customers, houses, screened, noise])
def test_honest_tables_are_left_alone(make, rng):
    assert found_in(make(rng)) == ()


def test_strong_columns_of_real_tables_are_left_alone():
    from sklearn.datasets import load_breast_cancer, load_iris

    for data in (load_breast_cancer(as_frame=True), load_iris(as_frame=True)):
        assert found_in(data.frame) == ()


def test_a_test_that_errs_near_the_boundary_is_no_copy_but_one_that_errs_by_chance_is(rng):
    frame = screened(rng)
    right = np.where(rng.random(len(frame)) < 0.85, frame[TARGET] == "sick", frame[TARGET] != "sick")
    agreement = ((frame["quick_test"] == "positive") == (frame[TARGET] == "sick")).mean()
    assert agreement > right.mean() - 0.5
    findings = by_column(frame.assign(by_chance=np.where(right, "positive", "negative")))
    assert set(findings) == {"by_chance"}
    assert findings["by_chance"].check == "noisy_copy"


def test_amounts_of_which_some_were_replaced_are_a_copy_with_errors(rng):
    frame = houses(rng)
    replaced = frame[TARGET].where(rng.random(len(frame)) < 0.8, rng.permutation(frame[TARGET]))
    finding = by_column(frame.assign(booked=replaced))["booked"]
    assert finding.check == "noisy_copy"
    assert "equals target in 80" in finding.evidence


def test_a_score_around_the_target_stands_out(rng):
    frame = customers(rng)
    score = (frame[TARGET] == "left") + rng.normal(0, 0.3, len(frame))
    finding = by_column(frame.assign(score=score))["score"]
    assert finding.check == "single_column"
    assert finding.severity is Severity.REVIEW


def test_averages_made_on_other_rows_are_honest(rng):
    frame = customers(rng)
    category = rng.integers(0, 25, len(frame))
    first = np.arange(len(frame)) % 2 == 0
    y = (frame[TARGET] == "left").astype(float)
    averages = y[first].groupby(category[first]).mean().round(4)
    assert by_column(frame.assign(average=pd.Series(category).map(averages))) == {}


def test_missing_with_one_class_only_is_certain(rng):
    frame = customers(rng)
    closed = np.where(frame[TARGET] == "left", rng.normal(size=len(frame)), np.nan)
    finding = by_column(frame.assign(closed=closed))["closed"]
    assert (finding.check, finding.severity) == ("missingness", Severity.BLOCK)


def test_a_due_date_that_follows_a_fixed_term_is_no_leak(rng):
    frame = customers(rng)
    assert by_column(frame.assign(due=frame["signed"] + pd.Timedelta(days=30)), "signed") == {}


def test_a_rounded_measure_with_pure_neighbours_is_no_group(rng):
    height = rng.integers(0, 300, 3_000)
    frame = pd.DataFrame({"height": height, "x": rng.normal(size=3_000)}).assign(
        target=np.where(height + rng.normal(0, 2, 3_000) > 150, "tall", "short")
    )
    assert all(finding.check != "group_id" for finding in found_in(frame))


def test_tables_of_few_values_repeat_by_chance(rng):
    frame = pd.DataFrame({name: rng.choice(list("ab"), 2_000) for name in "abcdef"})
    assert found_in(frame.assign(target=rng.choice(["yes", "no"], 2_000))) == ()


@pytest.mark.parametrize("values", [[1, 1, 2], list(range(29)), [None] * 60])
def test_too_little_to_tell_is_no_finding(values):
    frame = pd.DataFrame({"a": values, TARGET: values})
    assert found_in(frame) == ()


def test_checks_have_codes_titles_and_remedies_of_their_own():
    for words in ("code", "title", "remedy"):
        assert len({getattr(check, words) for check in CHECKS}) == len(CHECKS)


def test_gaps_infinities_and_time_zones_are_borne(rng):
    frame = customers(rng, 200).assign(
        weird=np.where(rng.random(200) < 0.5, np.inf, np.nan),
        zoned=pd.date_range("2024-01-01", periods=200, tz="Europe/Paris"),
        one="x",
    )
    assert found_in(frame, "signed") == ()
