"""How much of each column is missing."""

from core.charts.missing import missing_data, missing_figure

ROWS = [
    {"column": "a", "share": 0.0, "missing": 0},
    {"column": "b", "share": 0.2, "missing": 2},
    {"column": "c.[0]", "share": 0.7, "missing": 7},
]


def test_only_columns_with_gaps_are_drawn_most_first() -> None:
    assert list(missing_data(ROWS)["column"]) == ["c.[0]", "b"]


def test_no_more_than_asked_for_are_kept() -> None:
    assert list(missing_data(ROWS, top=1)["column"]) == ["c.[0]"]


def test_a_complete_table_gives_an_empty_figure() -> None:
    data = missing_data(ROWS[:1])
    assert data.empty
    assert missing_figure(data).to_dict()
