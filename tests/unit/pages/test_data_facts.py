"""What a column's profile says: facts, remarks and the small drawing."""

import pandas as pd
import pytest

from core.design.data.profile import profile_columns
from core.design.data.reading.conform import describe_columns
from pages.ui.design.data_facts import SHAPE_BARS, facts, remarks, shape, typical


def column(values: object) -> dict:
    """Return the profile of one column."""
    frame = pd.DataFrame({"it": values})
    return profile_columns(frame, describe_columns(frame))["columns"][0]


def test_a_number_is_told_by_its_middle_and_its_range() -> None:
    told = dict(facts(column([*range(100), None])))
    assert told["Missing"] == "1 (1.0%)"
    assert told["Median"] == "49.5"
    assert told["Middle half"] == "24.75 to 74.25"
    assert told["Smallest to largest"] == "0 to 99"
    assert told["Zeros"] == "1"
    assert "Below zero" not in told


def test_a_category_is_told_by_its_most_frequent_value() -> None:
    profile = column(["a"] * 3 + ["b"])
    assert dict(facts(profile)) == {"Different values": "2", "Most frequent": "a (75.0% of rows)"}
    assert typical(profile) == "a"
    assert shape(profile) == [3, 1]
    assert remarks(profile) == []
    assert remarks(column(["a", "b", "c"])) == ["The rows are sorted by it, upwards."]


def test_days_are_told_without_midnight_and_with_their_longest_gap() -> None:
    days = pd.Series([*pd.date_range("2024-01-01", periods=5), pd.Timestamp("2024-02-01")])
    profile = column(days)
    assert dict(facts(profile))["Smallest to largest"] == "2024-01-01 to 2024-02-01"
    assert typical(profile) == "2024-01-03"
    assert "Longest gap: 26 days after 2024-01-05." in remarks(profile)


def test_unusual_and_hidden_values_are_remarked() -> None:
    told = " ".join(remarks(column([*range(20, 60)] * 5 + [-999] * 3)))
    assert "3 unusual values" in told
    assert "-999 (3 rows) may mean missing" in told


@pytest.mark.parametrize("values", [[*range(1_000)], [0.5, *range(1_000), 1e9], ["x"], [None, None]])
def test_the_drawing_has_few_bars_and_counts_each_row_once(values: list) -> None:
    profile = column(values)
    cut = profile["typical_histogram"] or {"below": 0, "above": 0}
    bars = shape(profile)
    assert len(bars) <= SHAPE_BARS
    assert sum(bars) + cut["below"] + cut["above"] == pd.Series(values).count()
