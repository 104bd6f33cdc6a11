"""Tables and arrays in memory become typed as a file's reader would type them."""

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from core.design.data.columns import ColumnKind
from core.development.automl.raw_table import as_frame, typed_like, typed_table
from core.errors import BadInput

OBJECTS = {
    "numbers": ([1, 2.5, None], ColumnKind.NUMBER),
    "decimals": ([Decimal("1.5"), Decimal("2"), None], ColumnKind.NUMBER),
    "texts of numbers": (["1", " 2.5 ", ""], ColumnKind.NUMBER),
    "dates": ([date(2024, 1, 1), None, date(2024, 1, 3)], ColumnKind.DATE),
    "texts of dates": (["2024-01-01", None, "2024-01-03"], ColumnKind.DATE),
    "truths": ([True, None, False], ColumnKind.BOOLEAN),
    "mixed": ([1, "one", {"one": 1}], ColumnKind.CATEGORY),
    "codes": (["007", "008", None], ColumnKind.CATEGORY),
    "nothing": ([None, None, None], ColumnKind.EMPTY),
}


@pytest.mark.parametrize("name", OBJECTS)
def test_objects_are_what_they_all_are(name: str) -> None:
    values, kind = OBJECTS[name]
    frame = pd.DataFrame({name: pd.Series(values, dtype=object, index=[9, 9, 1])})
    typed, (column,) = typed_table(as_frame(frame, [name]))
    assert column.kind is kind
    assert column.missing == sum(value in (None, "") for value in values)
    assert typed.index.tolist() == [0, 1, 2]


def test_arrays_get_the_names_given() -> None:
    frame = as_frame(np.array([["1", "a"], ["2", "b"]]), ["x0", "x1"])
    typed, columns = typed_table(frame)
    assert [column.kind for column in columns] == [ColumnKind.NUMBER, ColumnKind.CATEGORY]
    assert typed["x0"].tolist() == [1, 2]


def test_new_rows_are_read_as_the_known_ones() -> None:
    known = pd.DataFrame({"n": ["1", "2"], "d": ["2024-01-01", "2024-02-01"], "c": ["1x", "2x"]})
    _, columns = typed_table(as_frame(known, ["n", "d", "c"]))
    new = pd.DataFrame({"n": ["NA", "7"], "d": ["2024-03-01", None], "c": pd.Series([5, 6], dtype=object)})
    read = typed_like(as_frame(new, ["n", "d", "c"]), columns)
    assert read["n"].tolist()[1] == 7.0
    assert np.isnan(read["n"][0])
    assert read["d"][0] == pd.Timestamp("2024-03-01")
    assert read["c"].tolist() == ["5", "6"]


def test_a_name_that_stands_twice_is_refused() -> None:
    with pytest.raises(BadInput, match="stand twice: a"):
        as_frame(pd.DataFrame([[1, 2]]), ["a", "a"])
