"""Predictions of a batch: how they are spread, and the first rows."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.charts.distributions import distribution_data, distribution_figure
from core.lifecycle.records import Payload
from pages.ui.chart import show_chart
from pages.ui.escape import plain
from pages.ui.figures import amount, number_format

BINS = 20
SHOWN_ROWS = 200
MOST_VALUES = 12


def show_predictions(scored: pd.DataFrame, outputs: list[str]) -> None:
    """Show the answers' distribution beside the first scored rows, answers first.

    Parameters
    ----------
    scored : DataFrame
        Rows as uploaded, with the answers.
    outputs : list of str
        Names of the answer columns, the prediction itself first.
    """
    if scored.empty:
        st.caption("The file holds no rows.")
        return
    spread = next((name for name in outputs if name.rstrip("_") == "probability"), outputs[0])
    title = "Probability" if spread != outputs[0] else "Predictions"
    data = distribution_data(profile_of(scored[spread], is_share=spread != outputs[0]))
    left, right = st.columns([1, 1.2], gap="medium")
    with left:
        show_chart(distribution_figure(data, title), data, "predictions")
    with right:
        is_ranked = spread != outputs[0]
        st.markdown("**Most probable rows first**" if is_ranked else "**First rows, answers first**")
        ordered = scored.sort_values(spread, ascending=False) if is_ranked else scored
        others = [name for name in scored if name not in outputs]
        st.dataframe(
            ordered.head(SHOWN_ROWS)[[*outputs, *others]],
            column_config={name: answer_format(scored[name]) for name in outputs},
            width="stretch",
            hide_index=True,
            height=260,
        )


def answer_format(answers: pd.Series) -> Any:
    """Return how a column of answers is written: amounts from a thousand on without cents."""
    if not pd.api.types.is_numeric_dtype(answers):
        return None
    return st.column_config.NumberColumn(format=number_format(float(answers.abs().max())))


def say_range(spread: Payload | None) -> None:
    """Say how far a predicted amount may be off, on what that rests, and when it holds."""
    if spread is None:
        return
    below, above = (plain(amount(spread[end], sign=True)) for end in ("below", "above"))
    st.markdown(
        f"**In {spread['level']:.0%} of the cases the truth lies between {below} and {above} of the prediction** "
        "(columns likely_from and likely_to)."
    )
    st.caption(
        f"That is how far the model was off on {spread['rows']:,} rows kept aside, which it never saw. It holds for "
        "rows of the same kind, over all of them together; one kind of row may be off more than another."
    )


def profile_of(values: pd.Series, *, is_share: bool = False) -> dict[str, list[dict]]:
    """Return a histogram of numbers, or the counts of the most frequent values of anything else."""
    if not pd.api.types.is_numeric_dtype(values):
        counts = values.value_counts().head(MOST_VALUES)
        return {"top": [{"value": str(value), "count": int(n)} for value, n in counts.items()]}
    limits = (0.0, 1.0) if is_share else None
    counts, edges = np.histogram(values.dropna(), bins=BINS, range=limits)
    bins = zip(edges[:-1], edges[1:], counts, strict=True)
    return {"histogram": [{"left": float(a), "right": float(b), "count": int(n)} for a, b, n in bins]}
