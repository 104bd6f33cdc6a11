"""The ML task, the positive label, the split and the drafted solution."""

import numpy as np
import pandas as pd
import pytest

from core.design.data.columns import Column, ColumnKind, ColumnRole, Dataset, Role, Roles
from core.design.data.reading.conform import describe_columns
from core.design.data.roles import propose_roles
from core.design.solution.design import SplitStrategy
from core.design.solution.task import design_solution, infer_task, propose_positive, propose_split
from core.errors import BadInput

N = 1_200


def task_of(values):
    series = pd.Series(values)
    return infer_task(series, describe_columns(pd.DataFrame({"t": series}))[0])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["a", "b"] * 50, "binary"),
        ([0, 1] * 50, "binary"),
        ([0.0, 1.0, None] * 50, "binary"),
        ([True, False] * 50, "binary"),
        (list("TFNA") * 50, "multiclass"),
        ([1, 2, 3, 4, 5] * 50, "multiclass"),
        ([3, 4, 5, 6, 7, 8] * 50, "multiclass"),
        (np.arange(0.0, 100, 0.5), "regression"),
        ([1.5, 2.5, 3.5] * 50, "regression"),
        (np.random.default_rng(0).integers(0, 900, 500), "regression"),
    ],
)
def test_task(values, expected):
    task, reason = task_of(values)
    assert task == expected
    assert reason


def test_c57_constant_target():
    with pytest.raises(BadInput, match="one value; nothing to learn"):
        task_of(["a"] * 60)


def test_c58_rows_without_a_target_are_told():
    assert "12 rows without a target are left out" in task_of(["a", "b"] * 50 + [None] * 12)[1]


def test_c61_unique_targets():
    for values in ([f"n{i}" for i in range(60)], list(range(60))):
        with pytest.raises(BadInput, match="looks like an id"):
            task_of(values)


def test_dates_empty_and_many_classes_are_no_targets():
    for values, message in (
        (pd.date_range("2024-01-01", periods=60), "dates"),
        ([None] * 60, "no value"),
        ([f"c{i % 120}" for i in range(600)], "120 classes"),
    ):
        with pytest.raises(BadInput, match=message):
            task_of(values)


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["No", "Yes"], "Yes"),
        (["0", "1"], "1"),
        (["<=50K", ">50K"], ">50K"),
        (["good", "bad"], "bad"),
        (["benign", "malignant"], "malignant"),
        (["True", "False"], "True"),
        (["often", "seldom"], "seldom"),
    ],
)
def test_positive_label(labels, expected):
    assert propose_positive(pd.Series([labels[0]] * 3 + [labels[1]]), labels) == expected


def table(rows=N, positives=0.3):
    rng = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "day": pd.date_range("2024-01-01", periods=rows),
            "client": rng.integers(0, 200, rows),
            "x": rng.normal(size=rows),
            "y": (np.arange(rows) < positives * rows).astype(int),
        }
    )


def split_of(frame, task="binary", **chosen):
    roles = Roles(roles=tuple(ColumnRole(column=c, role=r) for c, r in ({"y": "target"} | chosen).items()))
    return propose_split(frame, roles, describe_columns(frame), task)


def test_split_follows_time_then_group_then_classes():
    frame = table()
    time = split_of(frame, day="time", client="group")
    assert (time.strategy, time.column) == (SplitStrategy.TIME, "day")
    group = split_of(frame, client="group")
    assert (group.strategy, group.column) == (SplitStrategy.GROUPED, "client")
    assert split_of(frame).strategy is SplitStrategy.STRATIFIED
    assert split_of(frame, task="regression").strategy is SplitStrategy.RANDOM


def test_split_is_gentler_on_small_data():
    large, small = split_of(table()), split_of(table(rows=200))
    assert (large.holdout, large.folds) == (0.2, 4)
    assert (small.holdout, small.folds) == (0.25, 3)


def test_folds_follow_the_rarest_class():
    assert split_of(table(rows=500, positives=4 / 500)).folds == 3


def test_c59_a_class_with_one_member_is_named():
    with pytest.raises(BadInput, match=r"Class 1 of target y has 1 row; at least 4"):
        split_of(table(rows=500, positives=1 / 500))


def design(frame, roles=None, **options):
    columns = describe_columns(frame)
    dataset = Dataset(
        name="t", fingerprint="f", rows=len(frame), columns=columns, source="t", source_sha256="s"
    )
    return design_solution(frame, dataset, roles or propose_roles(frame, columns), **options)


def test_drafted_solution_keeps_time_sensitive_and_group_out_of_the_features():
    frame = table().assign(
        gender="f", signup=pd.Timestamp("2020-01-01"), email=[f"p{i}@x.org" for i in range(N)]
    )
    frame.loc[::2, "gender"] = "m"
    frame.loc[::3, "signup"] = pd.Timestamp("2021-01-01")
    solution = design(frame)
    assert solution.ml_task == "binary"
    assert solution.positive == "1"
    assert solution.metric == "roc_auc"
    assert solution.features == ("x", "signup")
    assert solution.split.strategy is SplitStrategy.TIME
    assert [found.column for found in solution.personal_data] == ["email"]


def test_a_chosen_metric_is_kept():
    solution = design(table(), metric="log_loss")
    assert (solution.metric, solution.metric_reason) == ("log_loss", "Chosen by a person.")


def test_default_metrics():
    frame = table().assign(y=np.random.default_rng(0).normal(size=N))
    assert design(frame).metric == "rmse"
    assert design(frame).positive is None
    assert design(frame.assign(y=["a", "b", "c"] * 400)).metric == "accuracy"


def test_roles_that_do_not_fit_are_refused():
    frame = table()
    roles = Roles(roles=(ColumnRole(column="x", role=Role.FEATURE),))
    with pytest.raises(BadInput, match="target"):
        design(frame, roles)


def test_an_empty_column_is_no_target():
    with pytest.raises(BadInput):
        infer_task(pd.Series([None, None]), Column(name="t", kind=ColumnKind.EMPTY, missing=2, distinct=0))


def test_the_reason_of_a_split_gives_figures():
    frame = table()
    time = split_of(frame, day="time", client="group")
    assert "y moved with time: it is" in time.reason
    assert "Rows of one client may stand on both sides" in time.reason
    assert "(6.0 on average)" in split_of(frame, client="group").reason
    still = frame.assign(y=[0, 1] * (N // 2))
    assert "moved" not in split_of(still, day="time").reason
