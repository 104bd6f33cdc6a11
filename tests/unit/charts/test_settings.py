"""Settings of a search as lines and bars."""

import pytest

from core.charts.settings import (
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
    assert drawn["encoding"]["x"]["axis"]["labelOverlap"] is False
    assert drawn["encoding"]["detail"]["field"] == "trial"


def test_the_setting_that_matters_most_comes_first() -> None:
    data = setting_importance_data([{"setting": "a", "share": 0.2}, {"setting": "b", "share": 0.8}])
    assert list(data["setting"]) == ["b", "a"]
    assert setting_importance_figure(data).to_dict()["encoding"]["y"]["sort"] is None
