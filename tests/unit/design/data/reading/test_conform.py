"""Casting new tables to the kinds of a known one."""

import pandas as pd
import pytest

from core.design.data.columns import Column, ColumnKind
from core.design.data.reading.conform import as_text, conform, describe_columns, value_text


def column(name, kind):
    return Column(name=name, kind=kind, missing=0, distinct=2)


def conformed(values, kind):
    return conform(pd.DataFrame({"x": values}), (column("x", kind),))["x"]


def test_a_category_read_as_numbers_becomes_text_without_point_zero():
    assert conformed([1, 2], ColumnKind.CATEGORY).tolist() == ["1", "2"]
    assert conformed([1.0, None], ColumnKind.CATEGORY).tolist()[0] == "1"
    assert conformed([1.5, 2.0], ColumnKind.CATEGORY).tolist() == ["1.5", "2"]
    assert conformed([True, False], ColumnKind.CATEGORY).tolist() == ["True", "False"]


def test_a_number_read_as_text_becomes_a_number_only_if_all_of_it_is():
    assert conformed(["007", "NA"], ColumnKind.NUMBER).tolist()[0] == 7
    assert conformed(["7", "x"], ColumnKind.NUMBER).tolist() == ["7", "x"]


def test_dates_and_truth_values():
    assert conformed(["2024-01-31", None], ColumnKind.DATE).iloc[0] == pd.Timestamp("2024-01-31")
    assert conformed(["01/02/2024"], ColumnKind.DATE).tolist() == ["01/02/2024"]
    assert str(conformed([None, None], ColumnKind.DATE).dtype) == "datetime64[us]"
    assert conformed(["true", "False"], ColumnKind.BOOLEAN).tolist() == [True, False]
    assert conformed(["yes", "no"], ColumnKind.BOOLEAN).tolist() == ["yes", "no"]


def test_unknown_columns_stay_and_absent_ones_stay_absent():
    frame = pd.DataFrame({"other": [1]})
    assert conform(frame, (column("x", ColumnKind.NUMBER),)).equals(frame)


def test_describe_counts_missing_and_distinct():
    described = describe_columns(pd.DataFrame({"a": [1.0, None, 1.0], "b": ["x", "y", None]}))
    assert [(c.kind, c.missing, c.distinct) for c in described] == [("number", 1, 1), ("category", 1, 2)]


@pytest.mark.parametrize("value", [1, 1.0, True, 1.5, -0.0, 1e300, "x", "1.0"])
def test_texts_agree_with_the_recipe(value):
    from core.scoring import recipe

    assert value_text(value) == recipe.value_text(value)


def test_as_text_keeps_missing():
    assert as_text(pd.Series([1.0, None])).isna().tolist() == [False, True]
