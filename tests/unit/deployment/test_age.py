"""Ages read as people say them, and never older than they are."""

from dataclasses import replace

import pytest

from core.deployment.age import age_words
from core.design.business.requirements import RequirementKind
from tests.unit.deployment.test_gates import GOOD, judged

SECOND = 1 / 86_400


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (3.993e-06, "less than a second"),
        (1.5 * SECOND, "1 second"),
        (59.9 * SECOND, "59 seconds"),
        (60 * SECOND, "1 minute"),
        (3 / 24, "3 hours"),
        (1.99, "1 day"),
        (1234.5, "1,234 days"),
    ],
)
def test_an_age_is_told_in_the_largest_unit_that_fits(days: float, words: str) -> None:
    assert age_words(days) == words


def test_a_model_that_was_fitted_just_now_is_not_told_in_powers_of_ten() -> None:
    said = judged(RequirementKind.MAX_AGE_DAYS, replace(GOOD, age_days=3.993e-06), limit=30)
    assert said["evidence"] == "The model was fitted less than a second ago; required is at most 30 days."
