"""What acting and doing nothing are worth, by how likely the case is."""

import altair as alt
import pandas as pd

from core.charts.figure import finish, layered, rule_at

ACT, WAIT = "act", "do nothing"
POINTS = 21


def decision_data(
    act_positive: float,
    act_negative: float,
    wait_positive: float,
    wait_negative: float,
    cost_of_acting: float = 0.0,
) -> pd.DataFrame:
    """Return the expected worth of both choices for probabilities from 0 to 1.

    Parameters
    ----------
    act_positive, act_negative, wait_positive, wait_negative : float
        Worth of acting, or not, on a positive or a negative row, in the payoff's currency.
    cost_of_acting : float
        What acting costs on any row; comes off both worths of acting.

    Returns
    -------
    DataFrame with columns probability (0 to 1), choice, worth (currency)
    """
    acting = (act_positive - cost_of_acting, act_negative - cost_of_acting)
    worths = {ACT: acting, WAIT: (wait_positive, wait_negative)}
    rows = [
        (step / (POINTS - 1), choice, negative + (positive - negative) * step / (POINTS - 1))
        for choice, (positive, negative) in worths.items()
        for step in range(POINTS)
    ]
    return pd.DataFrame(rows, columns=["probability", "choice", "worth"])


def decision_figure(data: pd.DataFrame, currency: str, break_even: float | None) -> alt.LayerChart:
    """Return one line a choice; they cross where acting starts to pay."""
    lines = (
        alt.Chart(data)
        .mark_line(strokeWidth=3)
        .encode(
            x=alt.X("probability:Q", title="probability that it is a real case", axis=alt.Axis(format="%")),
            y=alt.Y("worth:Q", title=f"worth per row, {currency}", axis=alt.Axis(tickCount=6)),
            color=alt.Color(
                "choice:N",
                title=None,
                scale=alt.Scale(domain=[ACT, WAIT]),
                legend=alt.Legend(orient="top", symbolType="stroke"),
            ),
            tooltip=[
                alt.Tooltip("choice:N"),
                alt.Tooltip("probability:Q", format=".0%"),
                alt.Tooltip("worth:Q", format=",.2f", title=f"worth, {currency}"),
            ],
        )
    )
    layers = [lines]
    if break_even is not None:
        layers.append(rule_at(break_even, f"from {break_even:.0%}", vertical=True))
    where = "nowhere" if break_even is None else f"at {break_even:.1%}"
    return finish(
        layered(*layers),
        "When acting pays",
        f"Worth of acting and of doing nothing by probability; acting starts to pay {where}.",
        340,
    )
