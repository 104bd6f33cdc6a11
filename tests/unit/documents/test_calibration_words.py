"""How right probabilities are, in words: within chance, beyond it, and nothing where nothing is known."""

import pytest

from core.documents.calibration_words import calibration_words


def test_an_error_within_chance_speaks_against_nothing() -> None:
    said = calibration_words({"error": 0.031, "standard_error": 0.008, "by_chance": 0.05}, 1140)
    assert said == (
        "On average the probabilities lie 3.1 points (± 0.8) from the shares that came true, on 1,140 rows kept "
        "aside. Right probabilities show up to 5.0 by chance, so nothing speaks against them."
    )


def test_an_error_beyond_chance_is_warned_of() -> None:
    said = calibration_words({"error": 0.12, "standard_error": 0.01, "by_chance": 0.05}, 1140)
    assert "more than the 5.0 points that chance explains" in said
    assert "nothing speaks against" not in said


@pytest.mark.parametrize("found", [None, {}, {"error": None}])
def test_amounts_and_older_records_say_nothing(found: dict | None) -> None:
    assert calibration_words(found, 100) == ""
