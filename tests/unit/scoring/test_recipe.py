"""The recipe turns whatever a cell holds into the same model input, in training and in scoring."""

import time

import numpy as np
import pandas as pd
import pytest

from core.scoring.recipe import apply_recipe, category_inputs, feature_inputs, input_columns, value_text


def recipe_of(**kinds: str) -> dict:
    return {"features": [{"name": name, "kind": kind} for name, kind in kinds.items()]}


def inputs_of(kind: str, values: object) -> list:
    return apply_recipe(pd.DataFrame({"a": values}), recipe_of(a=kind))["a"].tolist()


def test_numbers_are_read_from_text_and_what_is_not_finite_is_missing() -> None:
    values = pd.Series(["1.5", 2, None, "x", np.inf, -np.inf, True, [1], 1 + 2j], dtype=object)
    found = apply_recipe(pd.DataFrame({"a": values}), recipe_of(a="number"))["a"]
    assert found.dtype == np.float64
    np.testing.assert_array_equal(found, [1.5, 2, np.nan, np.nan, np.nan, np.nan, 1, np.nan, np.nan])


@pytest.mark.parametrize(
    "values",
    [
        np.array([1.0, np.nan, 2.0]),
        pd.array([1, None, 2], dtype="Int64"),
        pd.Series([1, None, 2.0], dtype=object),
        pd.Series(["1", None, "2"]),
    ],
)
def test_a_code_reads_the_same_however_it_is_stored(values: object) -> None:
    assert inputs_of("category", values) == ["1", "(missing)", "2"]


def test_equal_values_of_different_types_keep_their_own_text() -> None:
    assert inputs_of("category", pd.Series([True, 1, 1.0, "1", 2.5], dtype=object)) == [
        "True", "1", "1", "1", "2.5",
    ]  # fmt: skip


def test_truth_values_read_the_same_from_files_and_requests() -> None:
    for values in ([True, False], ["true", "FALSE"], [1, 0], ["1", "0"]):
        assert inputs_of("boolean", pd.Series(values, dtype=object)) == ["True", "False"]
    assert inputs_of("boolean", np.array([True, False])) == ["True", "False"]
    assert inputs_of("boolean", pd.Series([None, "maybe"], dtype=object)) == ["(missing)", "maybe"]


def test_a_date_becomes_six_numbers_from_text_and_from_timestamps() -> None:
    texts = ["2024-02-29T13:45:00", None, "no date"]
    stamps = pd.to_datetime(pd.Series(["2024-02-29 13:45", None, None]))
    expected = [2024.0, 2.0, 29.0, 3.0, 13.0, 19782.0]
    for values in (texts, stamps):
        found = apply_recipe(pd.DataFrame({"a": values}), recipe_of(a="date"))
        assert found.columns.tolist() == feature_inputs({"name": "a", "kind": "date"})
        assert found.iloc[0].tolist() == expected
        assert found.iloc[1:].isna().all(axis=None)


def test_moments_with_a_time_zone_are_taken_in_utc() -> None:
    found = apply_recipe(pd.DataFrame({"a": ["2024-01-01T00:30:00+02:00"]}), recipe_of(a="date"))
    assert found["a__hour"].item() == 22
    assert found["a__year"].item() == 2023


def test_input_columns_names_what_apply_recipe_returns_and_other_columns_are_ignored() -> None:
    frame = pd.DataFrame({"n": [1], "c": ["x"], "d": ["2024-01-01"], "b": [True], "other": [1]}, index=[7])
    recipe = recipe_of(d="date", n="number", b="boolean", c="category")
    found = apply_recipe(frame, recipe)
    assert found.columns.tolist() == input_columns(recipe)
    assert category_inputs(recipe) == ["b", "c"]
    assert found.index.tolist() == [7]


def test_all_missing_columns_are_named() -> None:
    with pytest.raises(ValueError, match=r"b, c"):
        apply_recipe(pd.DataFrame({"a": [1]}), recipe_of(a="number", b="number", c="date"))


def test_a_column_that_stands_twice_is_refused() -> None:
    frame = pd.DataFrame([[1, 2]], columns=["a", "a"])
    with pytest.raises(ValueError, match="twice: a"):
        apply_recipe(frame, recipe_of(a="number"))


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        apply_recipe(pd.DataFrame({"a": [1]}), recipe_of(a="vector"))


def test_no_rows_give_no_rows() -> None:
    frame = pd.DataFrame({"n": [], "c": [], "d": []})
    assert apply_recipe(frame, recipe_of(n="number", c="category", d="date")).shape == (0, 8)


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "1"), (1.0, "1"), (-0.0, "0"), (0.1, "0.1"), (True, "True"), (np.True_, "True"), ("1.0", "1.0")],
)
def test_value_text(value: object, text: str) -> None:
    assert value_text(value) == text


def test_a_large_table_takes_well_below_a_second() -> None:
    rng = np.random.default_rng(0)
    numbers = {f"n{i}": rng.normal(size=50_000) for i in range(10)}
    texts = {f"c{i}": rng.choice(list("abcdef"), 50_000) for i in range(10)}
    frame = pd.DataFrame(numbers | texts)
    recipe = recipe_of(**dict.fromkeys(numbers, "number"), **dict.fromkeys(texts, "category"))
    started = time.process_time()
    apply_recipe(frame, recipe)
    assert time.process_time() - started < 1.0
