"""One column's figures: against pandas where it knows them, against small tables made by hand elsewhere."""

import numpy as np
import pandas as pd
import pytest

from core.design.data.profile import profile_columns
from core.design.data.reading.conform import describe_columns

RNG = np.random.default_rng(0)


def profile_of(values):
    frame = pd.DataFrame({"a": values})
    return profile_columns(frame, describe_columns(frame))["columns"][0]


def test_signs_are_counted():
    found = profile_of([-2.0, -1.0, 0.0, 0.0, 0.0, 7.0, np.nan])
    assert (found["negatives"], found["zeros"], found["infinite"]) == (2, 3, 0)
    assert profile_of([1.0, np.inf, -np.inf, 2.0])["infinite"] == 2
    assert profile_of([1.0, np.inf, -np.inf, 2.0])["maximum"] == 2


@pytest.mark.parametrize("draw", [RNG.normal, RNG.lognormal])
def test_outliers_lie_beyond_the_fences(draw):
    values = pd.Series(draw(size=5_000))
    first, third = values.quantile(0.25), values.quantile(0.75)
    low, high = first - 1.5 * (third - first), third + 1.5 * (third - first)
    found = profile_of(values)["outliers"]
    assert (found["lower"], found["upper"]) == (pytest.approx(low), pytest.approx(high))
    assert (found["below"], found["above"]) == ((values < low).sum(), (values > high).sum())
    assert found["count"] == found["below"] + found["above"]
    assert found["share"] == found["count"] / 5_000
    assert 0 <= found["far"] < found["count"]


def test_a_column_whose_middle_is_one_value_has_no_fences():
    assert profile_of([1.0] * 90 + [5.0] * 10)["outliers"] is None


def test_a_long_tail_gets_a_second_histogram_that_accounts_for_every_row():
    values = [*RNG.normal(size=1_000), 1e6]
    typical = profile_of(values)["typical_histogram"]
    assert typical["edges"][-1] < 10
    assert typical["below"] + sum(typical["counts"]) + typical["above"] == 1_001
    assert profile_of(RNG.uniform(size=1_000))["typical_histogram"] is None


def test_the_histogram_is_numpys():
    values = RNG.normal(size=1_000)
    found = profile_of(values)["histogram"]
    counts, edges = np.histogram(values, bins=30)
    assert found["counts"] == counts.tolist()
    np.testing.assert_allclose(found["edges"], edges)


@pytest.mark.parametrize(
    ("values", "order"),
    [([1, 2, 2, 3], "ascending"), ([3.0, np.nan, 2, 1], "descending"), ([1, 3, 2], None), ([5, 5, 5], None),
     (["a", "b", "b", "c"], "ascending"), (["c", "b", "a"], "descending"), (["a", "c", "b"], None),
     (["b", "c", "b", "c", "d"], None), (pd.date_range("2024-01-01", periods=4), "ascending")],
)  # fmt: skip
def test_order(values, order):
    assert profile_of(values)["order"] == order


def test_texts_have_lengths_in_characters():
    found = profile_of(["Größe", "a", "a", None])
    assert found["lengths"] == {"minimum": 1, "median": 1, "mean": pytest.approx(7 / 3), "maximum": 5}
    assert profile_of([1, 2])["lengths"] is None


def test_top_values_are_those_of_pandas_when_there_are_many():
    values = pd.Series(RNG.zipf(1.5, 20_000) % 5_000).astype(str)
    expected = values.value_counts().head(10)
    assert [one["count"] for one in profile_of(values)["top"]] == expected.tolist()
    assert [one["count"] for one in profile_of(values.astype(int))["top"]] == expected.tolist()
    assert profile_of(values.astype(int))["top"][0]["value"] == expected.index[0]


def test_the_calendar_tells_gaps_and_coverage():
    days = ["2024-01-01", "2024-01-02 12:00", "2024-01-02", "2024-01-10", "2024-01-12", None]
    found = profile_of(pd.to_datetime(days, format="ISO8601"))["calendar"]
    assert (found["days_spanned"], found["days_with_rows"], found["has_time"]) == (12, 4, True)
    assert found["share_of_days"] == pytest.approx(4 / 12)
    assert found["gaps"] == [
        {"after": "2024-01-02", "before": "2024-01-10", "days": 7},
        {"after": "2024-01-10", "before": "2024-01-12", "days": 1},
    ]


def test_a_placeholder_is_left_out_of_the_calendar():
    days = [
        *pd.date_range("2024-01-01", periods=20),
        *pd.to_datetime(["9999-12-31"] * 3).astype("datetime64[us]"),
    ]
    found = profile_of(pd.Series(days, dtype="datetime64[us]"))
    assert found["disguised"][0]["value"] == "9999-12-31"
    assert found["disguised"][0]["count"] == 3
    assert found["calendar"]["last"] == "2024-01-20"
    assert found["maximum"].startswith("9999")
