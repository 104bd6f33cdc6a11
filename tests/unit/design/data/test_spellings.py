"""Spellings: which values are the same, which only look alike, and merging them."""

import pandas as pd
import pytest

from core.design.data.reading.conform import describe_columns
from core.design.data.spellings import find_spellings, merge_spellings, spelling_key


def cities(*others: str) -> pd.DataFrame:
    return pd.DataFrame({"city": ["New York"] * 6 + ["Bern"] * 4 + list(others)})


def found(frame: pd.DataFrame):
    return find_spellings(frame, describe_columns(frame))


def test_the_most_frequent_spelling_is_kept():
    frame = cities("new york", "new york", "NEW-YORK", "bern ")
    (one,) = found(frame)
    assert one.column == "city"
    assert one.rows == 4
    assert [(value.kept, value.others, value.rows) for value in one.values] == [
        ("New York", ("new york", "NEW-YORK"), 3),
        ("Bern", ("bern ",), 1),
    ]
    assert one.in_words().startswith("New York: also “new york”, “NEW-YORK”; Bern")
    assert merge_spellings(frame["city"], one).value_counts().to_dict() == {"New York": 9, "Bern": 5}


@pytest.mark.parametrize(
    ("first", "second"),
    [("<=50K", ">50K"), ("C", "C++"), ("1-2", "1 2"), ("-1", "1"), ("a", "b"), ("Zürich", "Zurich"), ("A+", "A")],
)  # fmt: skip
def test_values_that_only_look_alike_stay_apart(first: str, second: str):
    assert spelling_key(first) != spelling_key(second)
    assert found(pd.DataFrame({"x": [first] * 5 + [second] * 5})) == ()


def test_missing_values_and_numbers_have_no_spellings():
    frame = pd.DataFrame({"x": ["a", None, "b", None] * 5, "n": [1, 2, 3, 4] * 5})
    assert found(frame) == ()


def test_columns_that_name_rows_are_not_looked_at():
    names = [f"n{row}" for row in range(20)] + [f"N{row}" for row in range(20)]
    assert found(pd.DataFrame({"name": names})) == ()
