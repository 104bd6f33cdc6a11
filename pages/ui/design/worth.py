"""What a model is worth beside every way to do without it: bars, a sentence, and a year in three cases."""

import pandas as pd
import streamlit as st

from core.charts.baselines import ladder_data, ladder_figure
from core.lifecycle.records import Payload
from pages.ui.chart import show_chart
from pages.ui.escape import plain
from pages.ui.figures import money

NOBODY = 1e11
"""Expected gains above this stand for acting on no row; in any currency no row gains as much."""
MARKS = {
    "needed": ":green[:material/check_circle:]",
    "not needed": ":red[:material/cancel:]",
    "cannot tell": ":orange[:material/help:]",
}


def way_rows(values: list[Payload], titles: dict[str, tuple[str, str]]) -> list[Payload]:
    """Return the ways to decide as bars.

    Parameters
    ----------
    values : list of dict
        name and value_per_row, as of `core.development.worth`.
    titles : dict
        Name to the title and the kind ("rule", "model") of its bar; the others need no model.
    """
    rows = []
    for value in values:
        name, kind = titles.get(value["name"], (value["name"].capitalize(), "no model"))
        rows.append({"name": name, "score": None, "value": value["value_per_row"], "kind": kind})
    return rows


def show_ways(rows: list[Payload], currency: str, name: str) -> None:
    """Show the ways to decide beside each other, in money a row."""
    data = ladder_data(rows, currency=currency)
    show_chart(ladder_figure(data, currency=f"{currency} per row"), data, name)


def show_needed(found: Payload, currency: str) -> None:
    """Say whether a model is needed, and what it brings in a year where the charter says how many rows that has."""
    if "needed" in found:
        st.markdown(f"{MARKS[found['needed']['verdict']]} {plain(found['needed']['sentence'])}")
    if found.get("benefit"):
        show_benefit(found["benefit"], currency)
    elif "benefit" in found:
        st.caption("What that comes to in a year: say on Business how many rows a year has.")


def show_benefit(benefit: Payload, currency: str) -> None:
    """Show the low, likely and high case of a year, side by side, with its payback time.

    Parameters
    ----------
    benefit : dict
        over (name of what the gain is over) and cases, as of `core.design.business.benefit`.
    """
    cases = benefit["cases"]
    table = pd.DataFrame(
        {
            "More per row": [plain(money(case["gain_per_row"], currency)) for case in cases],
            "More per year": [plain(money(case["per_year"], currency)) for case in cases],
            "After running costs": [plain(money(case["net_per_year"], currency)) for case in cases],
            "Paid back": [payback_words(case["payback_months"]) for case in cases],
        },
        index=[case["case"].capitalize() for case in cases],
    )
    st.table(table, border="horizontal")
    st.caption(f"More than {plain(over_words(benefit['over']))}. Low and high: the ends of the 90% interval.")


def over_words(name: str) -> str:
    """Return what a gain is over, as it reads in a sentence."""
    return "the simple rule" if name == "baseline" else name


def payback_words(months: float | None) -> str:
    """Return a payback time in words: "after 7 months", "never"."""
    if months is None:
        return "never"
    if months <= 0:
        return "at once"
    if months < 1.5:
        return "within a month" if months <= 1 else "within two months"
    return f"after {months:,.0f} months" if months < 36 else f"after {months / 12:,.0f} years"


def gain_words(least_gain: float, currency: str) -> str:
    """Return from which expected gain a row is acted on, safe for Markdown."""
    if least_gain >= NOBODY:
        return "never: acting on nobody is worth most"
    return f"from an expected gain of {plain(money(least_gain, currency))} on"
