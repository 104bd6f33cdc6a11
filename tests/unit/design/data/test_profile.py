"""The profile: figures checked against pandas and against hand calculations."""

import json

import numpy as np
import pandas as pd
import pytest

from core.design.data.profile import profile_table
from core.design.data.reading.conform import describe_columns
from core.design.data.relation import CRAMER, ETA, SOMERS, SPEARMAN, correlation_ratio, cramers_v
from core.errors import Missing

N = 500


@pytest.fixture
def frame():
    rng = np.random.default_rng(0)
    y = rng.choice(["no", "yes"], N)
    x = rng.normal(size=N) + 2 * (y == "yes")
    return pd.DataFrame(
        {
            "x": np.where(np.arange(N) < 10, np.nan, x),
            "same": y,
            "noise": rng.choice(list("abc"), N),
            "day": pd.date_range("2024-01-01", periods=N),
            "flag": rng.random(N) < 0.5,
            "nearly": [0] * (N - 1) + [1],
            "empty": np.full(N, np.nan),
            "y": y,
        }
    )


def by_name(profile):
    return {column["name"]: column for column in profile["columns"]}


def test_figures_match_pandas_and_are_json(frame):
    profile = profile_table(frame, describe_columns(frame), "y")
    json.dumps(profile, allow_nan=False)
    x = by_name(profile)["x"]
    assert (x["missing"], x["missing_share"]) == (10, 0.02)
    assert x["mean"] == pytest.approx(frame["x"].mean())
    assert x["median"] == pytest.approx(frame["x"].median())
    assert x["quantiles"]["0.25"] == pytest.approx(frame["x"].quantile(0.25))
    assert sum(x["histogram"]["counts"]) == 490
    assert len(x["histogram"]["edges"]) == len(x["histogram"]["counts"]) + 1 <= 31


def test_class_balance_and_top_values(frame):
    profile = profile_table(frame, describe_columns(frame), "y")
    counts = frame["y"].value_counts()
    assert {row["label"]: row["count"] for row in profile["class_balance"]} == counts.to_dict()
    top = by_name(profile)["noise"]["top"]
    assert [row["count"] for row in top] == sorted(frame["noise"].value_counts(), reverse=True)


def test_notes(frame):
    columns = by_name(profile_table(frame, describe_columns(frame), None))
    assert columns["nearly"]["notes"] == ["almost constant"]
    assert columns["empty"]["notes"] == ["empty"]
    assert columns["day"]["notes"] == ["every value differs"]
    assert columns["day"]["minimum"] == "2024-01-01 00:00:00"


def test_relations_name_their_statistic(frame):
    columns = by_name(profile_table(frame, describe_columns(frame), "y"))
    known = frame["x"].notna()
    yes, no = (frame.loc[known & (frame["y"] == label), "x"].to_numpy() for label in ("yes", "no"))
    auc = (yes[:, None] > no[None, :]).mean()
    assert columns["x"]["relation"] == {"value": pytest.approx(abs(2 * auc - 1)), "statistic": SOMERS}
    assert columns["same"]["relation"] == {"value": pytest.approx(1, abs=0.01), "statistic": CRAMER}
    assert columns["noise"]["relation"]["value"] < 0.1
    assert columns["y"]["relation"] is None


def test_relations_to_an_amount(frame):
    columns = by_name(profile_table(frame, describe_columns(frame), "x"))
    spearman = frame["x"].corr(pd.Series(np.arange(N)), method="spearman")
    assert columns["day"]["relation"] == {"value": pytest.approx(abs(spearman)), "statistic": SPEARMAN}
    assert columns["y"]["relation"]["statistic"] == ETA


def test_statistics_by_hand():
    assert correlation_ratio(np.array([1.0, 1, 5, 5]), np.array([0, 0, 1, 1])) == 1
    assert cramers_v(np.array([0, 0, 1, 1] * 50), np.array([0, 1, 0, 1] * 50)) == 0
    rng = np.random.default_rng(0)
    assert cramers_v(rng.integers(0, 200, 2_000), rng.integers(0, 2, 2_000)) < 0.12


def test_duplicates_and_correlation():
    frame = pd.DataFrame({"a": [1.0, 2, 3, 1], "b": [2.0, 4, 6, 2], "c": [1.0, 1, 1, 1]})
    profile = profile_table(frame, describe_columns(frame), None)
    assert profile["duplicates"] == 1
    assert profile["correlation"]["columns"] == ["a", "b"]
    np.testing.assert_allclose(profile["correlation"]["matrix"], [[1, 1], [1, 1]])


def test_extreme_and_tiny_tables():
    for frame in (
        pd.DataFrame({"a": [1e308, -1e308, 0.0], "b": [5e-324, 0.0, 1.0]}),
        pd.DataFrame({"a": [1.0], "b": ["x"]}),
        pd.DataFrame({"t": pd.array([True, None, False], dtype="boolean"), "y": [1, 2, 1]}),
    ):
        json.dumps(profile_table(frame, describe_columns(frame), frame.columns[-1]), allow_nan=False)


def test_an_unknown_target_is_named(frame):
    with pytest.raises(Missing, match="nope"):
        profile_table(frame, describe_columns(frame), "nope")
