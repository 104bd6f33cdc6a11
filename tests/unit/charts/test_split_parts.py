"""The bar of a split by time adds up, and leaves out what holds no row."""

from core.charts.split_parts import split_parts_data, split_parts_figure

PARTS = [
    {"part": "learn", "rows": 70, "first": "2024-01-01", "last": "2024-03-10"},
    {"part": "gap", "rows": 10, "first": "2024-03-11", "last": "2024-03-20"},
    {"part": "judge", "rows": 20, "first": "2024-03-21", "last": "2024-04-09"},
]


def test_parts_follow_each_other() -> None:
    data = split_parts_data(PARTS)
    assert list(zip(data["part"], data["start"], data["end"], strict=True)) == [
        ("Learn", 0, 70),
        ("Gap, unused", 70, 80),
        ("Judge", 80, 100),
    ]


def test_no_gap_is_not_drawn() -> None:
    data = split_parts_data([PARTS[0], PARTS[1] | {"rows": 0}, PARTS[2]])
    assert list(data["part"]) == ["Learn", "Judge"]
    spec = split_parts_figure(data, "day").to_dict()
    assert spec["description"] == (
        "Learn: 70 rows, 2024-01-01 to 2024-03-10; Judge: 20 rows, 2024-03-21 to 2024-04-09."
    )
