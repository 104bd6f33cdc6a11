"""The worth of acting and of doing nothing, by probability."""

import pytest

from core.charts.decision import ACT, WAIT, decision_data, decision_figure


def worth_at(probability: float, choice: str) -> float:
    data = decision_data(60, -10, -5, 0)
    found = data[(data["probability"] == probability) & (data["choice"] == choice)]
    return float(found["worth"].iloc[0])


@pytest.mark.parametrize(
    ("probability", "choice", "worth"),
    [(0, ACT, -10), (1, ACT, 60), (0.5, ACT, 25), (0, WAIT, 0), (1, WAIT, -5), (0.5, WAIT, -2.5)],
)
def test_worth_is_the_expected_payoff(probability: float, choice: str, worth: float) -> None:
    assert worth_at(probability, choice) == pytest.approx(worth)


def test_the_lines_cross_at_the_break_even() -> None:
    data = decision_data(80, -20, 0, 0).pivot(index="probability", columns="choice", values="worth")
    assert data.loc[0.2, ACT] == pytest.approx(data.loc[0.2, WAIT])


@pytest.mark.parametrize(("break_even", "layers"), [(0.2, 2), (None, 1)])
def test_the_break_even_is_marked_where_there_is_one(break_even: float | None, layers: int) -> None:
    figure = decision_figure(decision_data(80, -20, 0, 0), "EUR", break_even)
    assert len(figure.layer) == layers
    assert figure.to_dict()


def test_the_cost_of_acting_lowers_both_ends_of_acting_only() -> None:
    data = decision_data(60, 0, -5, 0, cost_of_acting=10)
    ends = data[data["probability"].isin([0, 1])].set_index(["choice", "probability"])["worth"]
    assert ends.to_dict() == {(ACT, 0.0): -10, (ACT, 1.0): 50, (WAIT, 0.0): 0, (WAIT, 1.0): -5}
