"""Arrows of the data flow leave and reach their boxes at the edge, with the head in the arrow's direction."""

from types import SimpleNamespace

import pytest

from core.charts.data_flow import BOX_HEIGHT, BOX_WIDTH, data_flow_data


def arrow(column: int, row: int) -> dict:
    """Return the arrow from the box in the middle to another one."""
    middle = SimpleNamespace(code="middle", title="Middle", detail="", column=1, row=1)
    other = SimpleNamespace(code="other", title="Other", detail="", column=column, row=row)
    drawn = data_flow_data([middle, other], [SimpleNamespace(start="middle", end="other", label="rows")])
    (found,) = drawn["arrows"].to_dict("records")
    return found


@pytest.mark.parametrize(
    ("column", "row", "angle", "start"),
    [
        (2, 1, 90, (1 + BOX_WIDTH / 2, -1)),
        (0, 1, 270, (1 - BOX_WIDTH / 2, -1)),
        (1, 0, 0, (1, -1 + BOX_HEIGHT / 2)),
        (1, 2, 180, (1, -1 - BOX_HEIGHT / 2)),
    ],
    ids=["right", "left", "up", "down"],
)
def test_an_arrow_points_where_it_goes(column: int, row: int, angle: int, start: tuple[float, float]) -> None:
    found = arrow(column, row)
    assert found["angle"] == angle
    assert (found["x"], found["y"]) == pytest.approx(start)
    assert (found["x2"], found["y2"]) == pytest.approx((column + 1 - start[0], -row - 1 - start[1]))


def test_a_slanting_arrow_goes_from_side_to_side() -> None:
    found = arrow(2, 2)
    assert found["angle"] == 90
    assert (found["x"], found["x2"]) == pytest.approx((1 + BOX_WIDTH / 2, 2 - BOX_WIDTH / 2))
    assert found["y"] > found["y2"]
