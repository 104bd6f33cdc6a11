"""A gap is read off the horizon, said in words, and counted in a unit that its column has."""

import pytest

from core.design.solution.design import SplitPlan
from core.design.solution.gap import GapUnit, check_gap, gap_of_horizon
from core.errors import BadInput


@pytest.mark.parametrize(
    ("horizon", "asked"),
    [
        ("30 days ahead", (30, "days")),
        ("three months after the prediction", (93, "days")),
        ("a week later", (7, "days")),
        ("within the next year", (366, "days")),
        ("2-week horizon", (14, "days")),
        ("1,5 days", (1.5, "days")),
        ("after 6 hours", (6, "hours")),
        ("30 minutes later", (0.5, "hours")),
        ("between 30 and 90 days, 1 week at the least", (90, "days")),
        ("48 hours", (2, "days")),
        ("at once", None),
        ("day 3", None),
        ("", None),
        ("0 days", None),
        ("the weekdays of 2024", None),
    ],
)
def test_the_longest_time_in_the_horizon_is_the_gap(horizon: str, asked: tuple | None) -> None:
    assert gap_of_horizon(horizon) == asked


@pytest.mark.parametrize(
    ("gap", "unit", "words"),
    [(7, "days", "7 days"), (1, "days", "1 day"), (0.5, "hours", "0.5 hours"), (20, "rows", "20 rows"),
     (2, "units", "2 in year's own unit"), (0, "days", "")],
)  # fmt: skip
def test_a_gap_is_said_in_words(gap: float, unit: str, words: str) -> None:
    assert SplitPlan(strategy="time", column="year", gap=gap, gap_unit=unit).gap_in_words == words


def test_only_a_split_by_time_has_a_gap() -> None:
    with pytest.raises(ValueError, match="only a split by time has a gap"):
        SplitPlan(strategy="random", gap=1)


def test_a_plan_from_before_gaps_has_none() -> None:
    old = {"strategy": "time", "column": "day", "holdout": 0.2, "folds": 4, "seed": 0, "reason": ""}
    assert SplitPlan.model_validate(old).gap == 0


def test_a_unit_that_the_column_does_not_have_is_refused() -> None:
    with pytest.raises(BadInput, match="A gap in days does not fit year, which holds numbers"):
        check_gap(1, GapUnit.DAYS, "year", is_date=False)
    with pytest.raises(BadInput, match="A gap in units does not fit day, which holds dates"):
        check_gap(1, GapUnit.UNITS, "day", is_date=True)
    check_gap(0, GapUnit.DAYS, "year", is_date=False)
    check_gap(3, GapUnit.ROWS, "day", is_date=True)
