"""Whatever the table and the plan: rows are neither lost nor shared, and nothing looks ahead."""

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.design.solution.design import SplitPlan, SplitStrategy
from core.design.solution.gap import GapUnit
from core.development.splits import make_folds, split_holdout
from core.development.table import LearningTable
from core.errors import BadInput


@st.composite
def tables(draw: st.DrawFn) -> LearningTable:
    n_rows = draw(st.integers(12, 120))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    n_labels = draw(st.sampled_from([0, 2, 5]))
    frame = pd.DataFrame({"key": rng.integers(0, draw(st.integers(2, 40)), n_rows).astype(float)})
    frame.loc[rng.random(n_rows) < draw(st.sampled_from([0.0, 0.2])), "key"] = np.nan
    assume(frame["key"].nunique() > 1)
    y = rng.integers(0, n_labels, n_rows) if n_labels else rng.normal(size=n_rows)
    labels = tuple(map(str, range(n_labels))) or None
    task = {0: "regression", 2: "binary", 5: "multiclass"}[n_labels]
    return LearningTable(frame, y, labels, task, np.arange(n_rows), frame)


@st.composite
def plans(draw: st.DrawFn) -> SplitPlan:
    strategy = draw(st.sampled_from(SplitStrategy))
    gaps = st.sampled_from([0, 0, 1, 2.5, 6]) if strategy is SplitStrategy.TIME else st.just(0)
    return SplitPlan(
        strategy=strategy,
        gap=draw(gaps),
        gap_unit=draw(st.sampled_from([GapUnit.UNITS, GapUnit.ROWS])),
        column="key",
        holdout=draw(st.sampled_from([0.1, 0.2, 0.4])),
        folds=draw(st.integers(2, 6)),
        seed=draw(st.integers(0, 5)),
    )


def assert_honest(table: LearningTable, plan: SplitPlan, seen: np.ndarray, unseen: np.ndarray) -> None:
    assert len(seen)
    assert len(unseen)
    assert not set(seen) & set(unseen)
    key = table.frame["key"].fillna(-1).to_numpy()
    if plan.strategy is SplitStrategy.TIME:
        assert key[seen].max() < key[unseen].min()
        assert_gap_kept(key, plan, seen, unseen)
    if plan.strategy is SplitStrategy.GROUPED:
        assert not set(key[seen]) & set(key[unseen])


def assert_gap_kept(key: np.ndarray, plan: SplitPlan, seen: np.ndarray, unseen: np.ndarray) -> None:
    """No row that is learnt from lies within the gap of one that judges, and none has an unknown time."""
    if not plan.gap:
        return
    assert (key[seen] >= 0).all()
    start = key[unseen].min()
    if plan.gap_unit is GapUnit.UNITS:
        assert (start - key[seen] >= plan.gap).all()
    else:
        assert ((key > key[seen].max()) & (key < start)).sum() >= plan.gap


@settings(max_examples=60, deadline=None)
@given(tables(), plans())
def test_the_holdout_is_disjoint_complete_honest_and_repeatable(table, plan) -> None:
    try:
        training, holdout = split_holdout(table, plan)
    except BadInput as error:
        assert plan.gap, error
        return
    assert_honest(table, plan, training, holdout)
    if not plan.gap:
        assert sorted([*training, *holdout]) == list(range(len(table)))
    without = split_holdout(table, plan.model_copy(update={"gap": 0}))
    assert np.array_equal(holdout, without[1])
    again = split_holdout(table, plan)
    assert np.array_equal(training, again[0])
    assert np.array_equal(holdout, again[1])


@settings(max_examples=60, deadline=None)
@given(tables(), plans())
def test_folds_are_disjoint_honest_and_repeatable(table, plan) -> None:
    try:
        folds = make_folds(table, plan)
    except BadInput:
        assume(False)
    for fit, valid in folds:
        assert_honest(table, plan, fit, valid)
    judged = np.concatenate([valid for _, valid in folds])
    assert len(judged) == len(set(judged))
    if plan.strategy is SplitStrategy.RANDOM and table.labels is None:
        assert sorted(judged) == list(range(len(table)))
    again = make_folds(table, plan)
    assert all(
        np.array_equal(a, b)
        for one, two in zip(folds, again, strict=True)
        for a, b in zip(one, two, strict=True)
    )
