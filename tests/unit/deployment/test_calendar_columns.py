"""Columns that follow the calendar are known by what they hold, not by their names."""

import numpy as np
import pandas as pd

from core.deployment.monitoring.calendar_columns import calendar_columns

KINDS = {"when": "date", "a": "number", "b": "category", "c": "number", "d": "number", "e": "number"}


def hours(step: str = "h", rows: int = 24 * 400) -> pd.DataFrame:
    when = pd.Series(pd.date_range("2011-01-01", periods=rows, freq=step))
    return pd.DataFrame(
        {
            "when": when,
            "a": when.dt.month,
            "b": when.dt.day_of_week.map(lambda day: "work" if day < 5 else "rest"),
            "c": np.random.default_rng(0).normal(size=rows),
            "d": when.dt.year - 2011,
            "e": 1,
        }
    )


def test_month_weekday_year_and_dates_follow_the_calendar_and_others_do_not():
    assert calendar_columns(hours(), "when", KINDS) == ["when", "a", "b", "d"]


def test_nothing_follows_the_calendar_where_rows_are_not_divided_by_time():
    assert calendar_columns(hours(), None, KINDS) == []


def test_a_row_a_day_does_not_make_everything_follow_its_day():
    assert "c" not in calendar_columns(hours("D", 40), "when", KINDS)


def test_without_the_time_column_only_dates_are_known_to_follow():
    assert calendar_columns(hours().drop(columns="when"), "when", KINDS) == ["when"]
