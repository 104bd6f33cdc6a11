"""A gap before the hold-out and in each fold: exactly the rows within it are left out."""

import numpy as np
import pandas as pd
import pytest

from core.design.solution.design import SplitPlan
from core.development.splits import make_folds, split_holdout
from core.development.table import take
from core.errors import BadInput
from tests.unit.development.test_splits import table_of

DAYS = pd.date_range("2024-01-01", periods=100)


def by_time(gap: float, unit: str = "days", **more: object) -> SplitPlan:
    return SplitPlan(strategy="time", column="day", holdout=0.2, gap=gap, gap_unit=unit, **more)


def daily(days: object = DAYS):  # type: ignore[no-untyped-def]
    return table_of(np.resize([0, 1], len(DAYS)), day=days)


@pytest.mark.parametrize(
    ("gap", "unit", "last"),
    [
        (0, "days", 79),
        (1, "days", 79),
        (7, "days", 73),
        (36, "hours", 78),
        (7, "rows", 72),
        (0.5, "rows", 78),
    ],
)
def test_the_last_row_that_is_learnt_from_is_a_gap_before_the_holdout(
    gap: float, unit: str, last: int
) -> None:
    training, holdout = split_holdout(daily(), by_time(gap, unit))
    assert training.tolist() == list(range(last + 1))
    assert holdout.tolist() == list(range(80, 100))


def test_folds_keep_the_gap_too() -> None:
    table = daily()
    training, _ = split_holdout(table, by_time(7))
    folds = make_folds(take(table, training), by_time(7))
    assert len(folds) == 4
    for fit, valid in folds:
        assert fit.max() == valid.min() - 7


def test_a_gap_of_numbers_is_counted_in_their_own_unit() -> None:
    years = np.repeat(np.arange(2000, 2020), 5)
    training, holdout = split_holdout(daily(years), by_time(2, "units"))
    assert (years[training].max(), years[holdout].min()) == (2014, 2016)


def test_rows_of_one_moment_leave_together() -> None:
    years = np.repeat(np.arange(2000, 2020), 5)
    training, _ = split_holdout(daily(years), by_time(6, "rows"))
    assert years[training].max() == 2013


def test_with_a_gap_rows_without_a_time_are_used_by_nobody() -> None:
    days = DAYS.to_series().reset_index(drop=True)
    days[[3, 50]] = pd.NaT
    training, holdout = split_holdout(daily(days), by_time(7))
    assert not {3, 50} & {*training, *holdout}
    training, _ = split_holdout(daily(days), by_time(0))
    assert {3, 50} <= {*training}


def test_a_gap_that_leaves_nothing_is_refused_in_words() -> None:
    with pytest.raises(BadInput, match="The gap of 81 days leaves no row to learn from"):
        split_holdout(daily(), by_time(81, "days"))
    with pytest.raises(BadInput, match="The gap of 80 rows leaves no row"):
        split_holdout(daily(), by_time(80, "rows"))
    with pytest.raises(BadInput, match="does not fit day, which holds numbers"):
        split_holdout(daily(np.arange(100)), by_time(1, "days"))
    with pytest.raises(BadInput, match="a shorter gap"):
        make_folds(daily(), by_time(90))


def test_times_of_day_and_zones_are_told_apart() -> None:
    hours = pd.date_range("2024-01-01", periods=100, freq="h", tz="Europe/Berlin")
    training, holdout = split_holdout(daily(hours.map(str).to_numpy()), by_time(3, "hours"))
    assert (training.max(), holdout.min()) == (77, 80)
