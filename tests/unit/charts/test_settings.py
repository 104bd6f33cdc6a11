"""Settings of a search as lines and bars."""

import pytest

from core.charts.settings import (
    axis_ends,
    setting_importance_data,
    setting_importance_figure,
    settings_data,
    settings_figure,
)


def rows(*params: dict) -> list[dict]:
    return [{"number": n, "score": 0.5 + n / 10, "params": each} for n, each in enumerate(params)]


def test_only_settings_that_vary_are_drawn_between_their_ends() -> None:
    data = settings_data(
        rows({"leaves": 4, "fixed": 1}, {"leaves": 8, "fixed": 1}, {"leaves": 6, "fixed": 1})
    )
    assert set(data["setting"]) == {"leaves"}
    assert list(data["place"]) == [0, 1, 0.5]
    assert list(data["value"]) == ["4", "8", "6"]


def test_a_wide_range_is_placed_by_its_logarithm() -> None:
    data = settings_data(rows({"c": 0.01}, {"c": 1.0}, {"c": 100.0}))
    assert list(data["place"]) == pytest.approx([0, 0.5, 1])


def test_words_are_spaced_evenly_and_a_missing_value_does_no_harm() -> None:
    data = settings_data(rows({"loss": "b"}, {"loss": "a"}, {"loss": "c"}, {"other": 2}))
    assert list(data[data["setting"] == "loss"]["place"])[:3] == pytest.approx([1 / 3, 0, 2 / 3])
    assert data["place"].between(0, 1).all()


def test_nothing_that_varies_gives_no_rows() -> None:
    assert settings_data(rows({"a": 1}, {"a": 1})).empty
    assert settings_data([]).empty


def test_every_setting_keeps_its_name_on_the_axis() -> None:
    drawn = settings_figure(settings_data(rows({"a": 1, "b": 2}, {"a": 2, "b": 3})), "ROC AUC").to_dict()
    lines = drawn["layer"][0]["encoding"]
    assert lines["x"]["axis"]["labelOverlap"] is False
    assert lines["detail"]["field"] == "trial"


@pytest.mark.parametrize(("higher_is_better", "best"), [(True, 2), (False, 0)])
def test_the_last_axis_is_the_score_with_the_best_on_top(higher_is_better: bool, best: int) -> None:
    data = settings_data(rows({"a": 1}, {"a": 2}, {"a": 3}), "ROC AUC", higher_is_better)
    assert list(dict.fromkeys(data["setting"])) == ["a", "ROC AUC"]
    scores = data[data["setting"] == "ROC AUC"].set_index("trial")
    assert scores["place"].idxmax() == best
    assert scores.loc[best, "place"] == 1.0
    assert settings_data(rows({"a": 1}, {"a": 1}), "ROC AUC").empty


def test_the_ends_of_every_axis_are_named() -> None:
    ends = axis_ends(settings_data(rows({"a": 1, "b": "x"}, {"a": 9, "b": "y"}), "score"))
    named = {(end["setting"], end["place"]): end["value"] for end in ends.to_dict("records")}
    assert named == {
        ("a", 0.0): "1", ("a", 1.0): "9", ("b", 0.0): "x", ("b", 1.0): "y",
        ("score", 0.0): "0.5", ("score", 1.0): "0.6",
    }  # fmt: skip


def test_importance_is_drawn_with_its_spread() -> None:
    data = setting_importance_data([{"setting": "a", "share": 0.6, "lower": 0.4, "upper": 0.9}])
    drawn = setting_importance_figure(data).to_dict()
    assert drawn["layer"][1]["encoding"]["x2"]["field"] == "upper"
    assert drawn["layer"][0]["encoding"]["x"]["scale"]["domain"] == [0, 1]


def test_the_setting_that_matters_most_comes_first() -> None:
    data = setting_importance_data([{"setting": "a", "share": 0.2}, {"setting": "b", "share": 0.8}])
    assert list(data["setting"]) == ["b", "a"]
    assert setting_importance_figure(data).to_dict()["layer"][0]["encoding"]["y"]["sort"] is None
