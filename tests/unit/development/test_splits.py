"""Splits: awkward tables get fewer folds or a clear refusal, never a leak."""

import numpy as np
import pandas as pd
import pytest

from core.design.solution.design import SplitPlan
from core.development.splits import make_folds, split_holdout
from core.development.table import LearningTable
from core.errors import BadInput, Missing
from tests.unit.development.learning_tables import table_for


def table_of(y: np.ndarray, **columns: object) -> LearningTable:
    frame = pd.DataFrame(columns or {"x": np.arange(len(y))})
    labels = tuple(str(label) for label in range(int(y.max()) + 1))
    task = "binary" if len(labels) == 2 else "multiclass"
    return LearningTable(frame, y, labels, task, np.arange(len(y)), frame)


def test_a_stratified_holdout_keeps_the_shares_and_rare_labels_stay_in_training() -> None:
    y = np.array([0] * 800 + [1] * 199 + [2])
    training, holdout = split_holdout(table_of(y), SplitPlan(strategy="stratified", holdout=0.2))
    assert np.bincount(y[holdout], minlength=3).tolist() == [160, 40, 0]
    assert 2 in y[training]


def test_a_rare_label_makes_fewer_folds_and_single_rows_are_tolerated() -> None:
    y = np.array([0] * 90 + [1] * 3 + [2])
    folds = make_folds(table_of(y), SplitPlan(strategy="stratified", folds=5))
    assert len(folds) == 3
    assert all(1 in y[fit] and 1 in y[valid] for fit, valid in folds)


def test_time_holds_out_the_latest_rows_and_never_splits_a_moment() -> None:
    day = np.repeat(np.arange(20), 5)[np.random.default_rng(0).permutation(100)]
    table = table_of(np.resize([0, 1], 100), day=pd.Timestamp("2024-01-01") + pd.to_timedelta(day, unit="D"))
    training, holdout = split_holdout(table, SplitPlan(strategy="time", column="day", holdout=0.22))
    assert day[training].max() < day[holdout].min()
    assert len(holdout) == 20


def test_rows_without_a_time_stay_in_training() -> None:
    time = np.array([np.nan, 5, 1, 2, 3, 4, np.nan, 6, 7, 8])
    table = table_of(np.resize([0, 1], 10), time=time)
    training, holdout = split_holdout(table, SplitPlan(strategy="time", column="time", holdout=0.2))
    assert holdout.tolist() == [8, 9]
    assert {0, 6} <= set(training)


def test_times_written_as_text_are_read() -> None:
    table = table_of(np.resize([0, 1], 4), time=["2024-01-09", "2024-01-10", "2023-12-31", "2024-01-01"])
    _, holdout = split_holdout(table, SplitPlan(strategy="time", column="time", holdout=0.25))
    assert holdout.tolist() == [1]


@pytest.mark.parametrize("strategy", ["time", "grouped"])
def test_one_moment_or_one_group_cannot_be_divided(strategy: str) -> None:
    table = table_of(np.resize([0, 1], 60), same=np.ones(60))
    plan = SplitPlan(strategy=strategy, column="same")
    with pytest.raises(BadInput, match="cannot be divided"):
        split_holdout(table, plan)
    with pytest.raises(BadInput, match="No fold"):
        make_folds(table, plan)


def test_a_missing_split_column_is_named() -> None:
    with pytest.raises(Missing, match="shop"):
        make_folds(table_of(np.resize([0, 1], 60)), SplitPlan(strategy="grouped", column="shop"))
    with pytest.raises(BadInput, match="no dates"):
        table = table_of(np.resize([0, 1], 60), when=["soon"] * 60)
        make_folds(table, SplitPlan(strategy="time", column="when"))


def test_folds_with_one_label_are_left_out() -> None:
    y = np.array([0] * 60 + [0, 1] * 30)
    folds = make_folds(table_of(y, t=np.arange(120)), SplitPlan(strategy="time", column="t", folds=5))
    assert folds
    assert all(len(set(y[fit])) == 2 and len(set(y[valid])) == 2 for fit, valid in folds)


@pytest.mark.parametrize("ml_task", ["binary", "multiclass", "regression"])
def test_grouped_holdouts_come_near_the_wanted_size(ml_task: str) -> None:
    table, design, _ = table_for(ml_task, n_rows=600, strategy="grouped")
    _, holdout = split_holdout(table, design.split)
    assert 0.12 < len(holdout) / len(table) < 0.28
