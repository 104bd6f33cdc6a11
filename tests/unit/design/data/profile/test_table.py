"""The profile: figures checked against pandas and against hand calculations."""

import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from core.design.data.profile import profile_columns, profile_relations, profile_table, with_relations
from core.design.data.profile.associations import associate
from core.design.data.profile.sample import draw_sample, spread_rows
from core.design.data.profile.source import Source
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
    assert columns["x"]["relation"] == {
        "value": pytest.approx(abs(2 * auc - 1)),
        "statistic": SOMERS,
        "rows": 490,
        "is_estimated": False,
    }
    assert columns["same"]["relation"]["value"] == pytest.approx(1, abs=0.01)
    assert columns["same"]["relation"]["statistic"] == CRAMER
    assert columns["noise"]["relation"]["value"] < 0.1
    assert columns["y"]["relation"] is None


def test_relations_to_an_amount(frame):
    columns = by_name(profile_table(frame, describe_columns(frame), "x"))
    spearman = frame["x"].corr(pd.Series(np.arange(N)), method="spearman")
    assert columns["day"]["relation"]["value"] == pytest.approx(abs(spearman))
    assert columns["day"]["relation"]["statistic"] == SPEARMAN
    assert columns["y"]["relation"]["statistic"] == SOMERS
    assert columns["noise"]["relation"]["statistic"] == ETA


def test_statistics_by_hand():
    assert correlation_ratio(np.array([1.0, 1, 5, 5]), np.array([0, 0, 1, 1])) == 1
    assert cramers_v(np.array([0, 0, 1, 1] * 50), np.array([0, 1, 0, 1] * 50)) == 0
    rng = np.random.default_rng(0)
    assert cramers_v(rng.integers(0, 200, 2_000), rng.integers(0, 2, 2_000)) < 0.12


def test_duplicates_and_correlation():
    frame = pd.DataFrame({"a": [1.0, 2, 3, 1], "b": [2.0, 4, 6, 2], "c": [1.0, 1, 1, 1]})
    profile = profile_table(frame, describe_columns(frame), None)
    assert profile["duplicates"] == 1
    assert "hash" in profile["duplicates_method"]
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


def test_a_parquet_file_an_arrow_table_and_a_frame_have_one_profile(frame, tmp_path):
    columns = describe_columns(frame)
    frame.to_parquet(tmp_path / "t.parquet", index=False, row_group_size=100)
    profile = profile_table(frame, columns, "y")
    assert profile_table(tmp_path / "t.parquet", columns, "y") == profile
    assert profile_table(pa.Table.from_pandas(frame), columns, "y") == profile


def test_another_target_needs_the_second_pass_alone(frame):
    columns = describe_columns(frame)
    kept = profile_columns(frame, columns)
    for target in ("y", "x", None):
        joined = with_relations(kept, profile_relations(frame, columns, target))
        assert joined == profile_table(frame, columns, target)


@pytest.mark.parametrize("kind", [float, str, "datetime64[us]", "boolean"])
def test_duplicates_are_those_of_pandas(kind):
    rng = np.random.default_rng(1)
    first = pd.Series(rng.integers(0, 2 if kind == "boolean" else 40, N)).astype(kind)
    frame = pd.DataFrame({"a": first.mask(rng.random(N) < 0.1), "b": rng.integers(0, 5, N)})
    frame["c"] = np.where(frame["b"] == 1, -0.0, 0.0)
    found = profile_columns(frame, describe_columns(frame))["duplicates"]
    assert found == frame.duplicated().sum() > 0


def test_relations_of_many_rows_come_from_a_sample_that_says_so():
    rng = np.random.default_rng(0)
    x = rng.normal(size=20_000)
    frame = pd.DataFrame({"x": x, "y": x + rng.normal(size=20_000), "g": rng.choice(list("ab"), 20_000)})
    columns = describe_columns(frame)
    whole = by_name(profile_table(frame, columns, "y"))["x"]["relation"]
    sample = draw_sample(Source(frame), columns, rows=5_000)
    assert (sample.rows, sample.is_estimated) == (5_000, True)
    estimated = associate(sample, "x", "y")
    assert estimated["rows"] == 5_000
    assert estimated["is_estimated"] and not whole["is_estimated"]
    assert estimated["value"] == pytest.approx(whole["value"], abs=0.03)
    assert estimated["value"] != whole["value"]


def test_sampled_rows_spread_over_the_whole_table():
    places = spread_rows(1_000, 100)
    assert len(np.unique(places)) == 100
    assert (np.diff(places) > 0).all()
    np.testing.assert_array_equal(places // 10, np.arange(100))


def test_associations_start_with_the_target_then_the_most_telling(frame):
    found = profile_table(frame, describe_columns(frame), "y")["associations"]
    assert found["columns"][:3] == ["y", "same", "x"]
    pairs = {(pair["first"], pair["second"]): pair for pair in found["pairs"]}
    assert pairs["y", "x"]["statistic"] == SOMERS
    assert pairs["y", "noise"]["statistic"] == CRAMER
    assert pairs["x", "day"]["statistic"] == SPEARMAN
    assert all(0 <= pair["value"] <= 1 for pair in found["pairs"])


def test_correlations_are_those_of_pandas_with_gaps():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(300, 3)), columns=list("abc")).assign(d=lambda t: np.exp(t["a"]))
    frame = frame.mask(rng.random(frame.shape) < 0.2)
    found = profile_table(frame, describe_columns(frame))["correlation"]
    np.testing.assert_allclose(found["matrix"], frame.corr(), atol=1e-12)
    np.testing.assert_allclose(found["spearman"], frame.corr("spearman"), atol=0.02)


def test_classes_that_are_numbers_are_classes():
    frame = pd.DataFrame({"y": [0.0, 1.0, 1.0, 1.0, np.nan] * 20, "x": range(100)})
    profile = profile_table(frame, describe_columns(frame), "y")
    assert [(one["label"], one["count"]) for one in profile["class_balance"]] == [("1", 60), ("0", 20)]
    assert profile["imbalance"] == {"rarest": "0", "count": 20, "share": 0.25, "ratio": 3}
    assert by_name(profile)["x"]["relation"]["statistic"] == SOMERS


def test_an_amount_has_no_classes():
    frame = pd.DataFrame({"y": np.arange(300.0), "x": [1, 2, 3] * 100})
    profile = profile_table(frame, describe_columns(frame), "y")
    assert (profile["class_balance"], profile["imbalance"]) == ([], None)


def test_warnings_name_what_is_too_small():
    frame = pd.DataFrame({"y": ["no"] * 140 + ["yes"] * 9 + [None], "x": range(150)})
    codes = {one["code"] for one in profile_table(frame, describe_columns(frame), "y")["warnings"]}
    assert codes == {"few_rows", "target_missing", "few_of_a_class", "imbalance"}
    large = pd.DataFrame({"y": ["no", "yes"] * 200, "x": range(400)})
    assert profile_table(large, describe_columns(large), "y")["warnings"] == []
    wide = pd.DataFrame({f"c{n}": range(210) for n in range(22)})
    assert profile_table(wide, describe_columns(wide))["warnings"][0]["code"] == "few_rows_a_column"


def test_column_names_with_dots_and_quotes_are_read_from_parquet(tmp_path):
    frame = pd.DataFrame({"a": [1.0, 2.0], "a.b": ["x", "y"], 'c"d': [True, False]})
    frame.to_parquet(tmp_path / "t.parquet", index=False)
    columns = by_name(profile_table(tmp_path / "t.parquet", describe_columns(frame)))
    assert columns["a"]["maximum"] == 2
    assert columns["a.b"]["top"][0]["value"] == "x"


@pytest.mark.parametrize("values", ["a number", "one text", "many texts"])
def test_a_column_filled_in_for_one_answer_is_ranked_by_its_gaps(values):
    rng = np.random.default_rng(0)
    rows = 3_000
    y = rng.choice(["yes", "no"], rows, p=[0.5, 0.5])
    held = {
        "a number": rng.normal(size=rows),
        "one text": np.full(rows, "refund"),
        "many texts": np.array([f"reason {n}" for n in range(rows)]),
    }[values]
    frame = pd.DataFrame({"planted": pd.Series(held).where(y == "yes"), "x": rng.normal(size=rows), "y": y})
    columns = by_name(profile_table(frame, describe_columns(frame), "y"))
    assert columns["planted"]["relation"]["value"] == pytest.approx(1, abs=0.01)
    assert columns["planted"]["relation"]["statistic"].startswith("having a value or none, ")
    assert columns["planted"]["relation"]["rows"] == rows
    assert columns["x"]["relation"]["statistic"] == SOMERS


def test_gaps_that_say_less_than_the_values_do_not_take_their_place():
    rng = np.random.default_rng(0)
    y = rng.choice(["yes", "no"], 500)
    x = pd.Series((y == "yes") + rng.normal(size=500)).mask(rng.random(500) < 0.2)
    frame = pd.DataFrame({"x": x, "y": y})
    columns = by_name(profile_table(frame, describe_columns(frame), "y"))
    assert columns["x"]["relation"]["statistic"] == SOMERS
