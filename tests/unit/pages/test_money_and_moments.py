"""Money, intervals and moments as people read them."""

from datetime import UTC, datetime, timedelta

import pytest

from pages.ui.figures import money, number_format, seconds_since, size_words, span, when


@pytest.mark.parametrize(
    ("value", "currency", "words"),
    [
        (41.2, "EUR", "EUR 41.20"),
        (-12.0, "€", "€ -12.00"),
        (0.07168, "points", "0.0717 points"),
        (41300.4, "EUR", "EUR 41,300"),
        (0.0, "points", "0.00 points"),
        (None, "EUR", "not known"),
        (float("inf"), "EUR", "not known"),
    ],
)
def test_money_has_its_currency_and_as_many_digits_as_matter(
    value: float | None, currency: str, words: str
) -> None:
    assert money(value, currency) == words


def test_a_gain_shows_its_sign() -> None:
    assert money(4.4, "EUR", sign=True) == "EUR +4.40"


def test_intervals_are_said_from_low_to_high() -> None:
    assert span(0.81, 0.862) == "0.81 to 0.862"
    assert span(1.0, 2.0, "EUR") == "EUR 1.00 to EUR 2.00"


def test_a_moment_without_a_zone_is_read_as_utc() -> None:
    now = datetime.now(UTC)
    naive = (now - timedelta(seconds=30)).replace(tzinfo=None)
    assert 30 <= seconds_since(naive) < 40
    assert seconds_since(now + timedelta(hours=1)) == 0
    assert seconds_since(None) == 0
    assert when(naive) == when(naive.replace(tzinfo=UTC))


def test_a_moment_names_its_day_without_a_leading_zero() -> None:
    assert when(datetime(2026, 11, 3, 14, 5).astimezone()) == "3 Nov 2026, 14:05"


def test_sizes_and_columns_fit_their_numbers() -> None:
    assert size_words(85_015) == "85 kB"
    assert size_words(2_400_000) == "2.4 MB"
    assert size_words(3) == "3 B"
    assert size_words(999_000_000_000) == "999.0 GB"
    assert size_words(4.2e15) == "4200.0 TB"
    assert (number_format(0.9), number_format(47_611)) == ("%.4g", "%.0f")
