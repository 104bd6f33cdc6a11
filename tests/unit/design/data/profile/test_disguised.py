"""Values that mean "missing" are found; honest values are left alone."""

import numpy as np
import pandas as pd
import pytest

from core.design.data.profile import profile_table
from core.design.data.reading.conform import describe_columns

RNG = np.random.default_rng(0)
AGES = RNG.integers(18, 99, 500)


def hidden(values):
    frame = pd.DataFrame({"a": values})
    found = profile_table(frame, describe_columns(frame))
    assert ("may hide missing values" in found["columns"][0]["notes"]) == bool(
        found["columns"][0]["disguised"]
    )
    warned = [one for one in found["warnings"] if one["code"] == "disguised_missing"]
    assert len(warned) == len(found["columns"][0]["disguised"])
    return {one["value"]: one["count"] for one in found["columns"][0]["disguised"]}


@pytest.mark.parametrize("mark", [-1, -9, -99, -999, 999, 9_999, 999_999])
def test_numbers_that_stand_apart(mark):
    assert hidden([*AGES, mark, mark]) == {str(mark): 2}


@pytest.mark.parametrize(
    "values",
    [AGES, [*AGES, 99], [*AGES, -5], [-1, 1] * 50, RNG.normal(0, 500, 500).round(),
     [*RNG.integers(0, 1_000, 500), 999]],
)  # fmt: skip
def test_honest_numbers(values):
    assert hidden(values) == {}


def test_dates():
    days = pd.date_range("2023-01-01", periods=300).astype("datetime64[us]")
    placeholder = pd.to_datetime(["1900-01-01"]).astype("datetime64[us]")
    assert hidden(days.append(placeholder)) == {"1900-01-01": 1}
    assert hidden(pd.date_range("1969-01-01", "1972-01-01")) == {}
    assert hidden(pd.date_range("1970-01-01", periods=50)) == {}


def test_words_and_signs():
    assert hidden(["red", "blue", "Unknown", " - ", "keine Angabe", "red"] * 5) == {
        "Unknown": 5,
        " - ": 5,
        "keine Angabe": 5,
    }
    assert hidden(["red", "blue", "nanny", "n", "Nadia", "none"]) == {}


def test_the_few_texts_among_numbers():
    assert hidden([*(str(n) for n in range(95)), "ask Bob", "ask Bob", " "]) == {"ask Bob": 2, " ": 1}
    assert hidden([*(str(n) for n in range(50)), *(f"x{n}" for n in range(50))]) == {}
