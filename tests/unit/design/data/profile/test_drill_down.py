"""Two columns, a column over time, a column by group: counted as pandas counts them."""

import numpy as np
import pandas as pd
import pytest

from core.design.data.profile.groups import by_group
from core.design.data.profile.over_time import over_time
from core.design.data.profile.pairs import pair
from core.design.data.reading.conform import describe_columns
from core.errors import BadInput, Missing

N = 4_000
LIMIT = 2_000


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(0)
    x = rng.normal(size=N)
    return pd.DataFrame(
        {
            "x": np.where(rng.random(N) < 0.1, np.nan, x),
            "y": 2 * x + rng.normal(size=N),
            "tail": rng.lognormal(0, 3, N),
            "few": rng.integers(0, 5, N),
            "group": pd.Series(rng.choice(["a", "b", "c", None], N), dtype="str"),
            "many": [f"v{n}" for n in rng.zipf(1.3, N) % 300],
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 200 * 86_400, N), "s"),
            "flag": rng.random(N) < 0.3,
            "target": np.where(x > 1, "yes", "no"),
        }
    )


@pytest.fixture(scope="module")
def columns(frame):
    return describe_columns(frame)


def test_two_numbers_are_numpys_histogram(frame, columns):
    found = pair(frame, columns, "x", "y")
    known = frame.dropna(subset=["x"])
    bins = [np.linspace(frame[name].min(), frame[name].max(), 41) for name in ("x", "y")]
    counts, across, _ = np.histogram2d(known["x"], known["y"], bins=bins)
    assert found.kind == "density"
    assert found.rows == found.data["count"].sum() == len(known)
    assert found.left_out == N - len(known)
    assert len(found.data) == (counts > 0).sum() <= LIMIT
    grid = found.data.pivot(index="x_from", columns="y_from", values="count").fillna(0).to_numpy()
    np.testing.assert_array_equal(grid, counts[counts.any(axis=1)][:, counts.any(axis=0)])
    assert set(found.data["x_to"].round(9)) <= set(across.round(9))
    assert found.data["share"].sum() == pytest.approx(1)


def test_long_tails_are_left_out_and_counted(frame, columns):
    found = pair(frame, columns, "tail", "y")
    assert found.data["x_to"].max() == pytest.approx(frame["tail"].quantile(0.99))
    assert found.rows + found.left_out == N
    assert 0.01 * N < found.left_out < 0.03 * N


def test_dates_stay_dates(frame, columns):
    found = pair(frame, columns, "day", "few")
    assert found.data["x_from"].min() == frame["day"].min().floor("us")
    assert sorted(found.data["y_from"].unique()) == [-0.5, 0.5, 1.5, 2.5, 3.5]


@pytest.mark.parametrize("sides", [("group", "y"), ("y", "group")])
def test_a_number_by_category_has_the_quartiles_of_each_group(frame, columns, sides):
    found = pair(frame, columns, *sides)
    assert (found.kind, found.x, found.y, found.left_out) == ("boxes", "group", "y", 0)
    boxes = found.data.set_index("group")
    assert set(boxes.index) == {"a", "b", "c", "(missing)"}
    b = frame.loc[frame["group"] == "b", "y"]
    assert boxes.loc["b", "rows"] == len(b)
    assert boxes.loc["b", "first"] == pytest.approx(b.quantile(0.25))
    assert boxes.loc["b", "median"] == pytest.approx(b.median())
    reach = 1.5 * (b.quantile(0.75) - b.quantile(0.25))
    assert boxes.loc["b", "high"] == b[b <= b.quantile(0.75) + reach].max()
    assert boxes.loc["b", "maximum"] == b.max()


def test_two_categories_are_counted_and_the_rest_is_one_group(frame, columns):
    found = pair(frame, columns, "many", "group")
    assert len(found.data) <= LIMIT
    assert found.rows == found.data["count"].sum() == N
    kept = frame["many"].value_counts().head(25)
    by_value = found.data.groupby("x", sort=False)["count"].sum()
    assert by_value["(other)"] == N - kept.sum()
    assert by_value[kept.index[0]] == kept.iloc[0]
    np.testing.assert_allclose(found.data.groupby("x")["share_of_x"].sum(), 1)


def test_any_two_columns_can_be_held_against_each_other(frame, columns):
    frame = frame.assign(nothing=np.nan, huge=np.where(frame["flag"], 1e308, -1e308))
    columns = describe_columns(frame)
    for x in frame:
        for y in frame:
            found = pair(frame.head(300), columns, x, y)
            assert found.rows + found.left_out == 300
            assert len(found.data) <= LIMIT


@pytest.mark.parametrize(
    ("every", "rule"),
    [("day", "D"), ("week", "W-SUN"), ("month", "M"), ("quarter", "Q"), ("year", "Y")],
)
def test_a_number_over_time_is_pandas_mean_of_each_period(frame, columns, every, rule):
    found = over_time(frame, columns, "day", "x", every=every)
    periods = frame["day"].dt.to_period(rule)
    grouped = frame.groupby(periods)["x"]
    expected = grouped.mean()
    assert (found.of, found.every) == ("mean of x", every)
    assert list(found.data["period"]) == list(expected.index.start_time)
    np.testing.assert_allclose(found.data["value"], expected)
    np.testing.assert_allclose(found.data["missing_share"], frame["x"].isna().groupby(periods).mean())
    np.testing.assert_allclose(found.data["high"] - found.data["value"], 1.96 * grouped.sem())


def test_the_period_is_the_shortest_that_can_be_read(frame, columns):
    assert over_time(frame, columns, "day", "flag").every == "day"
    spread = frame.assign(day=pd.date_range("2000-01-01", periods=N))
    assert over_time(spread, columns, "day", "flag").every == "month"
    with pytest.raises(BadInput, match="2,000"):
        over_time(spread, columns, "day", "flag", every="day")


def test_shares_over_time_and_periods_without_rows():
    frame = pd.DataFrame(
        {
            "day": pd.to_datetime(["2024-01-01", "2024-01-01", "2024-01-03", None]),
            "flag": pd.array([True, False, True, True], dtype="boolean"),
            "plan": ["a", "b", "b", "b"],
        }
    )
    columns = describe_columns(frame)
    found = over_time(frame, columns, "day", "flag")
    assert (found.of, found.left_out) == ("share of flag = True", 1)
    assert found.data["rows"].tolist() == [2, 0, 1]
    np.testing.assert_array_equal(found.data["value"], [0.5, np.nan, 1])
    assert 0 < found.data["low"][0] < 0.5 < found.data["high"][0] < 1
    assert over_time(frame, columns, "day", "plan").of == "share of plan = b"
    assert over_time(frame, columns, "day", "plan", value="a").data["value"][0] == 0.5


def test_a_placeholder_far_away_does_not_fill_eight_thousand_years():
    days = pd.Series(["2024-01-01", "2024-02-01", "9999-12-31"]).astype("datetime64[us]")
    frame = pd.DataFrame({"day": days, "x": [1.0, 2, 3]})
    found = over_time(frame, describe_columns(frame), "day", "x", every="day")
    assert found.data["rows"].tolist() == [1, 1, 1]


def test_by_group_tells_the_column_and_the_target(frame, columns):
    found = by_group(frame, columns, "x", "group", target="target", positive="yes")
    data = found.data.set_index("group")
    b = frame[frame["group"] == "b"]
    assert (found.of, found.target_of) == ("mean of x", "share of target = yes")
    assert data["rows"].sum() == N
    assert data.loc["b", "value"] == pytest.approx(b["x"].mean())
    assert data.loc["b", "missing_share"] == pytest.approx(b["x"].isna().mean())
    assert data.loc["b", "target"] == pytest.approx((b["target"] == "yes").mean())
    assert (data["target_low"] < data["target"]).all()
    assert (data["target_high"] > data["target"]).all()
    assert data["share"].sum() == pytest.approx(1)


def test_numbers_are_grouped_in_bands_of_equally_many_rows(frame, columns):
    data = by_group(frame, columns, "flag", "y", target="y").data
    assert data["rows"].tolist() == [N / 10] * 10
    assert data["target"].is_monotonic_increasing
    assert by_group(frame, columns, "flag", "few").data["group"].tolist() == [
        str(value) for value in frame["few"].value_counts(sort=True).index
    ]


def test_wilsons_interval_by_hand():
    frame = pd.DataFrame({"g": ["a"] * 10, "flag": [True] * 2 + [False] * 8})
    row = by_group(frame, describe_columns(frame), "flag", "g").data.iloc[0]
    assert (row["low"], row["high"]) == (pytest.approx(0.0567, abs=1e-4), pytest.approx(0.5098, abs=1e-4))


def test_a_value_named_like_a_bucket_stays_itself():
    frame = pd.DataFrame({"g": ["(missing)", "(missing)", None], "x": [1.0, 2, 3]})
    data = by_group(frame, describe_columns(frame), "x", "g").data
    assert data.set_index("group")["rows"].to_dict() == {"(missing)": 2, "((missing))": 1}


def test_what_cannot_be_done_is_said(frame, columns):
    with pytest.raises(Missing, match="nope"):
        pair(frame, columns, "x", "nope")
    with pytest.raises(BadInput, match="no dates"):
        over_time(frame, columns, "x", "y")
    with pytest.raises(BadInput, match="averaged"):
        by_group(frame, columns, "day", "group")
    with pytest.raises(BadInput, match="hour"):
        over_time(frame, columns, "day", "x", every="hour")
    with pytest.raises(Missing, match="maybe"):
        by_group(frame, columns, "x", "group", target="target", positive="maybe")
