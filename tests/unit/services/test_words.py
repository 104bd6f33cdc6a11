"""Codes and figures in words."""

import pytest

from core.development.automl.learners import ENSEMBLE, LEARNERS
from core.development.metrics import METRICS
from core.services.development.training import LEARNER_TITLES
from core.services.words import figure, learner_title, metric_words, score_words, trial_title


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.84711, "0.8471"),
        (12480.4, "12,480"),
        (-1500.0, "-1,500"),
        (-0.0, "0"),
        (None, "not known"),
        (float("nan"), "not known"),
    ],
)
def test_figures_are_short_and_never_in_powers_of_ten(value: float | None, words: str) -> None:
    assert figure(value) == words


def test_a_score_carries_its_spread_at_two_digits() -> None:
    assert score_words(0.84531, 0.00164) == "0.8453 ± 0.0016"
    assert score_words(47611.2, 412.3) == "47,611 ± 412"
    assert score_words(0.5, None) == "0.5"


def test_every_learner_and_metric_has_words() -> None:
    assert set(LEARNER_TITLES) == {*LEARNERS, ENSEMBLE}
    for code, metric in METRICS.items():
        words = metric_words(code)
        assert words.title == metric.title
        assert words.short
        assert words.direction == ("higher is better" if metric.greater_is_better else "lower is better")


def test_an_unknown_learner_keeps_its_code() -> None:
    assert learner_title("catboost") == "catboost"
    assert trial_title({"learner": "linear", "number": 3}).endswith(" 3")
