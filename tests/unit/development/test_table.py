"""The learning table keeps rows with a target, and refuses targets that nothing can be learnt from."""

import numpy as np
import pandas as pd
import pytest

from core.design.data.columns import Column, ColumnKind
from core.development.table import label_text, learning_table, make_recipe, take
from core.errors import BadInput, Missing
from tests.unit.development.learning_tables import columns_of, design_for, raw_frame, table_for, with_target


def learn(frame: pd.DataFrame, ml_task: str = "binary", **changes: object):
    design = design_for(ml_task, **changes)
    recipe, _ = make_recipe(columns_of(raw_frame()), design)
    return learning_table(frame, design, recipe)


def test_rows_without_a_target_are_dropped_and_counted() -> None:
    frame = with_target(raw_frame(), "binary")
    frame.loc[[3, 5], "target"] = None
    frame.loc[9, "target"] = " "
    table = learn(frame)
    assert table.dropped == 3
    assert len(table) == len(frame) - 3
    assert set(range(len(frame))) - set(table.rows) == {3, 5, 9}
    assert (table.frame["target"] == frame["target"].iloc[table.rows].to_numpy()).all()


def test_infinite_and_unreadable_amounts_are_dropped() -> None:
    frame = raw_frame().astype({"amount": object})
    frame.loc[0, "amount"] = np.inf
    frame.loc[1, "amount"] = "unknown"
    table = learn(frame, "regression")
    assert table.dropped == 2
    assert table.labels is None
    assert table.y.dtype == np.float64


@pytest.mark.parametrize("positive", ["yes", "no"])
def test_the_positive_label_gets_code_one(positive: str) -> None:
    frame = with_target(raw_frame(), "binary")
    table = learn(frame, positive=positive)
    assert table.labels[1] == positive
    assert ((frame["target"] == positive).to_numpy() == (table.y == 1)).all()


def test_number_labels_are_written_without_point_and_sorted_by_size() -> None:
    frame = raw_frame().assign(target=np.resize([10.0, 9.0, 2.0], 240))
    assert learn(frame, "multiclass").labels == ("2", "9", "10")
    assert label_text(2.0) == "2"
    assert label_text(True) == "True"


@pytest.mark.parametrize(
    ("target", "ml_task", "message"),
    [
        (["a"] * 240, "binary", "one value"),
        ([f"id{i}" for i in range(240)], "multiclass", "looks like an identifier"),
        (np.resize(["a", "b", "c"], 240), "binary", "3 values"),
        (np.resize(["a", "b"], 240), "binary", "positive value yes"),
        ([None] * 200 + ["a", "b"] * 20, "binary", "at least 50"),
    ],
)
def test_targets_that_cannot_be_learnt_are_refused(target, ml_task: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        learn(raw_frame().assign(target=target), ml_task)


def test_a_constant_amount_is_refused() -> None:
    with pytest.raises(BadInput, match="one value"):
        learn(raw_frame().assign(amount=1.0), "regression")


def test_columns_that_are_gone_are_named() -> None:
    with pytest.raises(Missing, match="target"):
        learn(raw_frame())
    with pytest.raises(Missing, match="colour"):
        learn(with_target(raw_frame(), "binary").drop(columns="colour"))


def test_take_keeps_everything_in_step() -> None:
    table, _, _ = table_for("binary")
    part = take(table, np.array([7, 2]))
    assert part.rows.tolist() == table.rows[[7, 2]].tolist()
    assert part.y.tolist() == table.y[[7, 2]].tolist()
    assert part.X["size"].tolist() == table.X["size"].iloc[[7, 2]].tolist()
    assert part.frame["shop"].tolist() == table.frame["shop"].iloc[[7, 2]].tolist()


def test_text_and_empty_columns_are_left_out_with_a_reason() -> None:
    columns = [Column(name=kind.value, kind=kind, missing=0, distinct=2) for kind in ColumnKind]
    names = tuple(column.name for column in columns)
    recipe, left_out = make_recipe(columns, design_for("binary", features=names))
    assert [f["kind"] for f in recipe["features"]] == ["number", "category", "date", "boolean"]
    assert [each["name"] for each in left_out] == ["text", "empty"]
    assert all(each["reason"] for each in left_out)
    with pytest.raises(BadInput, match="No column"):
        make_recipe(columns, design_for("binary", features=("text",)))


def test_a_column_named_like_a_date_part_does_not_overwrite_it() -> None:
    columns = [
        Column(name="d", kind=ColumnKind.DATE, missing=0, distinct=2),
        Column(name="d__year", kind=ColumnKind.NUMBER, missing=0, distinct=2),
    ]
    recipe, left_out = make_recipe(columns, design_for("binary", features=("d", "d__year")))
    assert len(recipe["features"]) == 1
    assert left_out[0]["name"] == "d__year"
