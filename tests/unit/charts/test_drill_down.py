"""The figures of the drill-down draw what was counted, with axes that fit the kind."""

import numpy as np
import pandas as pd
import pytest

from core.charts.distributions import distribution_data, distribution_figure
from core.charts.groups import group_figure
from core.charts.over_time import over_time_figure, rows_over_time_figure
from core.charts.pairs import pair_figure
from core.charts.relations import association_data, association_figure
from core.design.data.profile import profile_table
from core.design.data.profile.groups import by_group
from core.design.data.profile.over_time import over_time
from core.design.data.profile.pairs import pair
from core.design.data.reading.conform import describe_columns

N = 300


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "a.[b]": rng.normal(size=N),
            "x": rng.lognormal(size=N),
            "day": pd.date_range("2024-01-01", periods=N),
            "g": rng.choice(["<b>a</b>", "b"], N),
            "y": rng.choice(["no", "yes"], N),
        }
    )


@pytest.fixture(scope="module")
def columns(frame):
    return describe_columns(frame)


def field_types(figure):
    """Return the type of each encoded field, of all layers."""
    spec = figure.to_dict()
    layers = spec.get("layer", [spec])
    channels = [
        channel for layer in layers for channel in layer["encoding"].values() if isinstance(channel, dict)
    ]
    return {channel["field"]: channel["type"] for channel in channels if "type" in channel}


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        ("a.[b]", "x", {"x_from": "quantitative", "y_from": "quantitative", "count": "quantitative"}),
        ("day", "x", {"x_from": "temporal", "y_from": "quantitative", "count": "quantitative"}),
        (
            "g",
            "x",
            {"group": "nominal", "low": "quantitative", "first": "quantitative", "median": "quantitative"},
        ),
        ("g", "day", {"group": "nominal", "low": "temporal", "first": "temporal", "median": "temporal"}),
        ("g", "y", {"x": "nominal", "y": "nominal", "share_of_x": "quantitative"}),
    ],
)
def test_a_pair_is_drawn_by_the_kinds_of_its_columns(frame, columns, x, y, expected):
    found = pair(frame, columns, x, y)
    assert field_types(pair_figure(found)) == expected


def test_time_and_groups_are_drawn_with_their_intervals(frame, columns):
    found = over_time(frame, columns, "day", "x", every="week")
    assert set(field_types(over_time_figure(found))) == {"period", "low", "value"}
    assert set(field_types(rows_over_time_figure(found))) == {"period", "rows", "lacking"}
    grouped = by_group(frame, columns, "x", "g", target="y", positive="yes")
    assert set(field_types(group_figure(grouped, "g"))) == {"group", "low", "value"}
    assert set(field_types(group_figure(grouped, "g", is_target=True))) == {"group", "target_low", "target"}


def test_a_columns_profile_is_drawn_as_it_is(frame, columns):
    by_name = {one["name"]: one for one in profile_table(frame, columns)["columns"]}
    numbers = distribution_data(by_name["x"])
    assert numbers["count"].sum() == N
    assert numbers["left"].iloc[1:].tolist() == numbers["right"].iloc[:-1].tolist()
    days = distribution_data(by_name["day"])
    assert days["left"].iloc[0] == pd.Timestamp("2024-01-01")
    assert field_types(distribution_figure(days, "day"))["left"] == "temporal"
    assert field_types(distribution_figure(numbers, "x"))["left"] == "quantitative"


def test_associations_are_drawn_on_both_sides(frame, columns):
    found = profile_table(frame, columns, "y")["associations"]
    data = association_data(found)
    assert len(data) == 2 * len(found["pairs"]) == 20
    one = data[(data["first"] == "g") & (data["second"] == "y")]["value"].item()
    assert one == data[(data["first"] == "y") & (data["second"] == "g")]["value"].item()
    assert association_figure(data, found["columns"]).to_dict()["encoding"]["x"]["sort"][0] == "y"


def test_rows_without_a_value_are_counted_in_each_period(frame, columns):
    gaps = frame.assign(x=frame["x"].where(frame.index >= 7))
    found = over_time(gaps, describe_columns(gaps), "day", "x", every="week")
    (drawn,) = rows_over_time_figure(found).to_dict()["datasets"].values()
    assert sum(period["rows"] for period in drawn) == N
    assert sum(period["lacking"] for period in drawn) == pytest.approx(7)
