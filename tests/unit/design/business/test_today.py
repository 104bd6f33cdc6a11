"""Today's process in money: a column of decisions, or a stated hit rate, counted by hand."""

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from core.design.business.payoff_terms import (
    Amount,
    BinaryPayoff,
    Capacity,
    MulticlassPayoff,
    RegressionPayoff,
)
from core.design.business.row_facts import row_facts
from core.design.business.today import Today, today_values
from core.errors import BadInput

CALLS = BinaryPayoff(true_positive=60, false_positive=0, false_negative=-20, cost_of_acting=10)
Y = np.array([1, 1, 0, 0, 0, 0, 0, 0, 0, 0])
LABELS = ("stays", "leaves")


def value(today: Today, payoff=CALLS, frame: pd.DataFrame | None = None, y=Y, labels=LABELS) -> np.ndarray:
    rows = pd.DataFrame(index=range(len(y))) if frame is None else frame
    return today_values(today, payoff, y, rows, labels, row_facts(payoff, rows, labels))


@pytest.mark.parametrize(
    "decisions",
    [
        ["leaves", "stays", "leaves", *["stays"] * 7],
        ["yes", "no", "Yes", *["no"] * 7],
        [True, False, True, *[False] * 7],
        [1.0, 0.0, 1.0, *[0.0] * 7],
        ["1", None, "1", *[None] * 7],
    ],
)
def test_a_column_of_decisions_is_valued_as_the_model_is(decisions: list) -> None:
    values = value(Today(column="called"), frame=pd.DataFrame({"called": decisions}))
    assert values.tolist() == [60 - 10, -20, 0 - 10, 0, 0, 0, 0, 0, 0, 0]


def test_a_stated_hit_rate_by_hand() -> None:
    # Ten rows, two real cases. Acting on 30 %, a third of them right: one hit, two false alarms.
    # One hit 60 - 10, one miss -20, two false alarms -10 each: 50 - 20 - 20 = 10.
    values = value(Today(acted=0.3, right=1 / 3))
    assert values.sum() == pytest.approx(10)


def test_no_more_hits_are_counted_than_there_are_real_cases() -> None:
    # 50 % acted on, all said to be right: five hits of two real cases count as two, 2 x 50.
    assert value(Today(acted=0.5, right=1.0)).sum() == pytest.approx(100)


def test_todays_process_is_not_bound_by_the_models_capacity() -> None:
    limited = CALLS.model_copy(update={"capacity": Capacity(rows=1, of=10)})
    assert value(Today(acted=0.3, right=1 / 3), limited).sum() == pytest.approx(10)


def test_amounts_of_the_rows_count_for_todays_decisions_too() -> None:
    payoff = BinaryPayoff(true_positive=Amount(column="bill", factor=2))
    frame = pd.DataFrame({"called": ["yes"] * 10, "bill": np.arange(10.0)})
    assert value(Today(column="called"), payoff, frame).tolist() == [0, 2, *[0] * 8]


def test_classes_and_amounts_have_a_column_only() -> None:
    classes = MulticlassPayoff(correct=2, wrong=-5)
    found = today_values(
        Today(column="sent"), classes, np.array([0, 1]), pd.DataFrame({"sent": ["a", "a"]}), ("a", "b")
    )
    assert found.tolist() == [2, -5]
    forecast = today_values(
        Today(column="plan"), RegressionPayoff(over=1, under=3), np.array([5.0, 5.0]),
        pd.DataFrame({"plan": [7, 4]}), None,
    )  # fmt: skip
    assert forecast.tolist() == [-2, -3]
    with pytest.raises(BadInput, match="yes / no question only"):
        today_values(
            Today(acted=0.1, right=0.5), classes, np.array([0]), pd.DataFrame({"x": [1]}), ("a", "b")
        )


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ({"other": [1] * 10}, "called, which is not in the data"),
        ({"called": ["perhaps"] * 10}, "'perhaps', which is no decision"),
    ],
)
def test_what_is_no_decision_is_named(frame: dict, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        value(Today(column="called"), frame=pd.DataFrame(frame))


def test_a_forecast_with_gaps_is_refused() -> None:
    with pytest.raises(BadInput, match="no number in 1 rows"):
        today_values(
            Today(column="plan"),
            RegressionPayoff(),
            np.array([5.0, 5.0]),
            pd.DataFrame({"plan": [7, None]}),
            None,
        )


@pytest.mark.parametrize(
    "stated", [{}, {"acted": 0.1}, {"right": 0.1}, {"column": "x", "acted": 0.1, "right": 0.5}]
)
def test_today_is_said_in_one_way(stated: dict) -> None:
    with pytest.raises(ValidationError, match="name a column, or state both"):
        Today(**stated)
