"""Figures: their data is right, and hostile column names and labels are only ever text."""

import json
from collections.abc import Callable
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest

from core.charts import baselines, curves, distributions, drift, importance, leaderboard, relations
from core.charts.figure import MAX_POINTS, finish, table, thin

NASTY = "a.b[0]:\"q'\\n<b>&{{x}}"
BINS = [{"left": 0.0, "right": 1.0, "count": 3}, {"left": 1.0, "right": 2.0, "count": 1}]


def test_histogram_keeps_its_ranges_and_adds_shares() -> None:
    data = distributions.distribution_data({"histogram": BINS, "top": [{"value": 1, "count": 9}]})
    assert data["share"].tolist() == [0.75, 0.25]
    assert data["right"].tolist() == [1.0, 2.0]


def test_top_values_are_text_in_the_order_given() -> None:
    data = distributions.distribution_data({"top": [{"value": 2, "count": 1}, {"value": None, "count": 1}]})
    assert data["value"].tolist() == ["2", "(missing)"]
    assert data["share"].sum() == pytest.approx(1.0)


def test_an_empty_column_has_an_empty_distribution() -> None:
    assert distributions.distribution_data({}).empty


def test_relations_are_sorted_and_cut() -> None:
    data = relations.relation_data([{"column": "a", "score": 0.1}, {"column": "b", "score": 0.9}], top=1)
    assert data["column"].tolist() == ["b"]


def test_a_correlation_matrix_becomes_pairs() -> None:
    matrix = pd.DataFrame([[1.0, 0.5], [0.5, 1.0]], index=["a", "b"], columns=["a", "b"])
    data = relations.correlation_data(matrix)
    assert len(data) == 4
    assert data.query("first == 'a' and second == 'b'")["value"].item() == 0.5
    rows = [{"first": "a", "second": "b", "value": 0.5}]
    assert relations.correlation_data(rows).to_dict("records") == rows


@pytest.mark.parametrize(("higher", "best"), [(True, "forest"), (False, "line")])
def test_the_leaderboard_starts_with_the_best(higher: bool, best: str) -> None:
    rows = [{"model": "line", "score": 1.0}, {"model": "forest", "score": 2.0}]
    assert leaderboard.leaderboard_data(rows, higher)["model"].iloc[0] == best


def test_models_of_the_same_name_stay_apart() -> None:
    rows = [{"model": "m", "score": score} for score in (3, 2, 1)]
    assert leaderboard.leaderboard_data(rows)["model"].tolist() == ["m", "m (2)", "m (3)"]


@pytest.mark.parametrize(("higher", "best"), [(True, [1, 3, 3]), (False, [1, 1, 1])])
def test_best_so_far_follows_time(higher: bool, best: list[int]) -> None:
    rows = [{"seconds": 3, "score": 2}, {"seconds": 1, "score": 1}, {"seconds": 2, "score": 3}]
    data = leaderboard.progress_data(rows, higher)
    assert data["seconds"].tolist() == [1, 2, 3]
    assert data["best"].tolist() == best


def test_long_curves_are_thinned_and_keep_their_ends() -> None:
    data = curves.value_data(pd.DataFrame({"threshold": np.linspace(0, 1, 9999), "value": range(9999)}))
    assert len(data) == MAX_POINTS
    assert (data["value"].iloc[0], data["value"].iloc[-1]) == (0, 9998)
    assert len(thin(data, 10)) == 10


def test_the_best_threshold_is_marked_on_the_curve() -> None:
    data = curves.value_data([{"threshold": 0.1, "value": 1.0}, {"threshold": 0.4, "value": 7.0}])
    spec = curves.value_figure(data, "EUR", None, 0.38).to_dict()
    marked = [rows for rows in spec["datasets"].values() if len(rows) == 1]
    assert marked == [[{"threshold": 0.4, "value": 7.0, "label": "best: 0.380"}]]


def test_confusion_shares_are_of_the_actual_label() -> None:
    rows = [
        {"actual": "no", "predicted": "no", "count": 3, "value": 0.0},
        {"actual": "no", "predicted": "yes", "count": 1, "value": -10.0},
        {"actual": "yes", "predicted": "yes", "count": 5, "value": 1000.0},
    ]
    data = curves.confusion_data(rows)
    assert data["share"].tolist() == [0.75, 0.25, 1.0]
    assert data["text"].tolist() == ["3 (+0)", "1 (-10)", "5 (+1,000)"]


def test_residuals_are_counted_on_a_grid() -> None:
    rows = pd.DataFrame({"predicted": np.arange(5000.0), "residual": np.tile([-1.0, 1.0], 2500)})
    data = curves.residual_data(rows, bins=10)
    assert data["count"].sum() == 5000
    assert len(data) == 20
    assert (data["left"].min(), data["right"].max()) == (0.0, 4999.0)
    assert (data["low"].min(), data["high"].max()) == (-1.0, 1.0)
    assert curves.residual_data([]).empty


def test_the_ladder_shows_money_only_when_every_rung_has_it() -> None:
    rows: list[dict[str, Any]] = [
        {"name": "nobody", "score": 0.5, "value": 0.0},
        {"name": "model", "score": 0.84, "value": 41300.4},
    ]
    with_money = baselines.ladder_data(rows, "AUC", "EUR")
    assert with_money["label"].tolist() == ["0 EUR · AUC 0.500", "41,300 EUR · AUC 0.840"]
    assert with_money["length"].tolist() == [0.0, 41300.4]
    bars = baselines.ladder_figure(with_money, "AUC", "EUR").to_dict()["layer"][0]
    low, high = bars["encoding"]["x"]["scale"]["domain"]
    assert low == 0.0
    assert high > 1.3 * 41300.4, "labels stand to the right of the longest bar"
    without = baselines.ladder_data([{"name": "nobody", "score": 0.5}, rows[1]], "AUC", "EUR")
    assert without["length"].tolist() == [0.5, 0.84]
    assert without["label"].tolist() == ["AUC 0.500", "AUC 0.840"]


def test_a_ladder_of_costs_starts_at_nothing_and_says_that_less_is_better() -> None:
    rows = [
        {"name": "median", "score": None, "value": -200.0},
        {"name": "model", "score": None, "value": -61.0},
    ]
    data = baselines.ladder_data(rows, "RMSE", "EUR")
    assert data["length"].tolist() == [200.0, 61.0]
    assert data["label"].tolist() == ["200 EUR", "61 EUR"]
    axis = baselines.ladder_figure(data, "RMSE", "EUR").to_dict()["layer"][0]["encoding"]["x"]
    assert axis["scale"]["domain"][0] == 0.0
    assert axis["title"] == "cost in EUR (less is better)"
    mixed = baselines.ladder_data([*rows, {"name": "luck", "score": None, "value": 1.0}], "RMSE", "EUR")
    assert mixed["length"].tolist() == [-200.0, -61.0, 1.0]


def test_both_sides_of_a_comparison_sum_to_one() -> None:
    rows = [{"value": "a", "reference": 1, "current": 30}, {"value": "b", "reference": 3, "current": 10}]
    data = drift.comparison_data(rows)
    assert data.groupby("side")["share"].sum().tolist() == [1.0, 1.0]
    assert data.query("side == 'current' and value == 'a'")["share"].item() == 0.75


def test_a_side_without_rows_has_no_share() -> None:
    data = drift.comparison_data([{"value": "a", "reference": 1, "current": 0}])
    assert data["share"].tolist() == [1.0, 0.0]


def test_drift_is_sorted_by_its_own_threshold() -> None:
    rows = [
        {"feature": "a", "score": 0.3, "threshold": 0.4, "drifted": False},
        {"feature": "b", "score": 0.2, "threshold": 0.1, "drifted": True},
    ]
    data = drift.drift_scores_data(rows)
    assert data["feature"].tolist() == ["b", "a"]
    assert data["verdict"].tolist() == ["drifted", "stable"]


def test_missing_fields_are_named() -> None:
    with pytest.raises(ValueError, match="score"):
        table([{"model": "m"}], ["model", "score"])


Build = Callable[[], alt.TopLevelMixin]
FIGURES: dict[str, Build] = {
    "histogram": lambda: distributions.distribution_figure(
        distributions.distribution_data({"histogram": BINS}), NASTY
    ),
    "top": lambda: distributions.distribution_figure(
        distributions.distribution_data({"top": [{"value": NASTY, "count": 1}]}), NASTY
    ),
    "relation": lambda: relations.relation_figure(
        relations.relation_data([{"column": NASTY, "score": 1.0}]), NASTY
    ),
    "correlation": lambda: relations.correlation_figure(
        relations.correlation_data([{"first": NASTY, "second": NASTY, "value": 1.0}])
    ),
    "leaderboard": lambda: leaderboard.leaderboard_figure(
        leaderboard.leaderboard_data([{"model": NASTY, "score": 1.0}]), NASTY
    ),
    "progress": lambda: leaderboard.progress_figure(
        leaderboard.progress_data([{"seconds": 1, "score": 1.0, "model": NASTY}]),
        NASTY,
        limit=0.5,
        limit_label=NASTY,
    ),
    "roc": lambda: curves.roc_figure(
        curves.roc_data([{"false_positive_rate": 0.0, "true_positive_rate": 1.0}]), 0.8
    ),
    "precision_recall": lambda: curves.precision_recall_figure(
        curves.precision_recall_data([{"recall": 0.0, "precision": 1.0}]), 0.2
    ),
    "calibration": lambda: curves.calibration_figure(
        curves.calibration_data([{"predicted": 0.1, "observed": 0.2}])
    ),
    "lift": lambda: curves.lift_figure(curves.lift_data([{"share": 0.1, "lift": 2.0}])),
    "value": lambda: curves.value_figure(
        curves.value_data([{"threshold": 0.1, "value": 2.0}]), NASTY, 0.3, 0.1
    ),
    "confusion": lambda: curves.confusion_figure(
        curves.confusion_data([{"actual": NASTY, "predicted": NASTY, "count": 1}])
    ),
    "residual": lambda: curves.residual_figure(
        curves.residual_data([{"predicted": 1.0, "residual": 0.5}]), NASTY
    ),
    "importance": lambda: importance.importance_figure(
        importance.importance_data([{"column": NASTY, "importance": 0.1}]), NASTY
    ),
    "ladder": lambda: baselines.ladder_figure(
        baselines.ladder_data([{"name": NASTY, "score": 0.5, "value": -1.0}], NASTY, NASTY), NASTY, NASTY
    ),
    "comparison": lambda: drift.comparison_figure(
        drift.comparison_data([{"left": 0, "right": 1, "reference": 1, "current": 2}]), NASTY
    ),
    "comparison of values": lambda: drift.comparison_figure(
        drift.comparison_data([{"value": NASTY, "reference": 1, "current": 2}]), NASTY
    ),
    "drift scores": lambda: drift.drift_scores_figure(
        drift.drift_scores_data([{"feature": NASTY, "score": 0.1, "threshold": 0.2, "drifted": False}]), NASTY
    ),
    "windows": lambda: drift.windows_figure(
        drift.windows_data([{"window": NASTY, "score": 1.0}]), NASTY, limit=0.5, limit_label=NASTY
    ),
}


def fields_of(spec: Any) -> set[str]:
    if isinstance(spec, dict):
        own = {spec["field"]} if isinstance(spec.get("field"), str) else set()
        return own.union(*(fields_of(value) for key, value in spec.items() if key != "datasets"))
    return set().union(*map(fields_of, spec)) if isinstance(spec, list) else set()


@pytest.mark.parametrize("name", FIGURES)
def test_figures_are_valid_described_and_use_fixed_fields_only(name: str) -> None:
    spec = FIGURES[name]().to_dict()
    json.dumps(spec, allow_nan=False)
    assert all(field.isidentifier() for field in fields_of(spec))
    assert spec["title"] and spec["description"]
    assert spec["background"] == "transparent"


@pytest.mark.parametrize("name", FIGURES)
def test_every_field_that_a_figure_draws_is_in_its_data(name: str) -> None:
    spec = FIGURES[name]().to_dict()
    columns = {column for rows in spec["datasets"].values() for row in rows for column in row}
    assert fields_of(spec) <= columns


def test_a_long_title_is_told_in_lines_that_make_the_figure_higher() -> None:
    chart = alt.Chart(pd.DataFrame({"a": [1]})).mark_bar()
    short = finish(chart, "Short", "d", 300).to_dict()
    long = finish(chart, "Which columns the model of the whole year leans on most of all", "d", 300).to_dict()
    assert (short["title"], short["height"]) == ("Short", 300)
    assert len(long["title"]) == 2 and all(len(line) <= 38 for line in long["title"])
    assert long["height"] > 300


@pytest.mark.parametrize("name", ["confusion", "correlation"])
def test_a_heatmap_skips_no_name(name: str) -> None:
    encoding = json.dumps(FIGURES[name]().to_dict())
    assert '"labelOverlap": false' in encoding
