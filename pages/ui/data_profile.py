"""The profile of a table: look at each column, at what goes with the target, at what is missing."""

import pandas as pd
import streamlit as st

from core.charts.distributions import distribution_data, distribution_figure
from core.charts.missing import missing_data, missing_figure
from core.charts.relations import correlation_data, correlation_figure, relation_data, relation_figure
from core.lifecycle.records import Payload
from core.services.data import DataView, preview
from pages.ui.access import workspace
from pages.ui.chart import show_chart
from pages.ui.escape import plain
from pages.ui.figures import figure
from pages.ui.messages import explain_empty

MOST_BARS = 10
FACTS = {"minimum": "Smallest", "median": "Median", "mean": "Mean", "maximum": "Largest"}


def show_profile(view: DataView) -> None:
    """Show the profile in tabs; only the open one is drawn."""
    names = ["Columns", "Relation to the target", "Missing values", "Correlation", "Rows"]
    tabs = st.tabs(names, on_change="rerun", key="data.tabs")
    draw = (_columns, _relations, _missing, _correlation, _rows)
    for tab, show in zip(tabs, draw, strict=True):
        if tab.open:
            with tab:
                show(view)


def _columns(view: DataView) -> None:
    columns = view.profile["columns"]
    names = [column["name"] for column in columns]
    target = view.roles.target if view.roles else None
    table = pd.DataFrame(
        {
            "Column": names,
            "Typical": [_typical(column) for column in columns],
            "Smallest": [_shown(column["minimum"]) for column in columns],
            "Largest": [_shown(column["maximum"]) for column in columns],
            "Note": [", ".join(column["notes"]) for column in columns],
        }
    )
    left, right = st.columns([1.3, 1])
    with left:
        st.caption("Choose a row to see its values.")
        chosen = st.dataframe(
            table,
            hide_index=True,
            width="stretch",
            height=420,
            on_select="rerun",
            selection_mode="single-row",
            key="data.column",
        ).selection.rows
    telling = (n for n, column in enumerate(columns) if "every value differs" not in column["notes"])
    default = names.index(target) if target else next(telling, 0)
    position = chosen[0] if chosen and chosen[0] < len(columns) else default
    with right:
        _column(columns[position])


def _column(column: Payload) -> None:
    data = distribution_data(_shape(column))
    if data.empty:
        explain_empty(column["name"], "No values to draw.")
        return
    show_chart(distribution_figure(data, column["name"]), data, "distribution")
    facts = [f"{title} {_shown(column[key])}" for key, title in FACTS.items() if column.get(key) is not None]
    if facts:
        st.caption(plain(" · ".join(facts)))


def _typical(column: Payload) -> str:
    if column["median"] is not None:
        return _shown(column["median"])
    return str(column["top"][0]["value"]) if column["top"] else ""


def _shown(value: float | str | None) -> str:
    if value is None:
        return ""
    return value[:10] if isinstance(value, str) else figure(value)


def _shape(column: Payload) -> Payload:
    """Return a column's profile as the distribution figure takes it; dates become a few bars."""
    histogram = column["histogram"]
    if not histogram or (column["kind"] == "number" and column["distinct"] <= 2):
        return {"top": column["top"]}
    edges, counts = histogram["edges"], histogram["counts"]
    if column["kind"] != "date":
        pairs = zip(edges, edges[1:], counts, strict=False)
        return {"histogram": [{"left": a, "right": b, "count": n} for a, b, n in pairs]}
    width = -(-len(counts) // MOST_BARS)
    starts = range(0, len(counts), width)
    return {"top": [{"value": f"from {edges[i][:10]}", "count": sum(counts[i : i + width])} for i in starts]}


def _relations(view: DataView) -> None:
    target = view.profile["target"]
    if target is None:
        explain_empty("No target yet", "Save the roles above: then each column is held against the target.")
        return
    found = [(c["name"], c["relation"]) for c in view.profile["columns"] if c["relation"]]
    rows = [{"column": name, "score": r["value"], "note": r["statistic"]} for name, r in found]
    left, right = st.columns([1.5, 1])
    with left:
        if rows:
            data = relation_data(rows)
            show_chart(relation_figure(data, target), data, "relation-to-target")
            st.caption(
                "0: knowing the column says nothing about the target; 1: it says everything. "
                "Close to 1 is suspicious: will it be known when the decision is taken?"
            )
        else:
            explain_empty("Nothing to compare", "No other column has enough values.")
    with right:
        _target(view, target)


def _target(view: DataView, target: str) -> None:
    balance = view.profile["class_balance"]
    column = next(column for column in view.profile["columns"] if column["name"] == target)
    classes = [{"value": b["label"], "count": b["count"]} for b in balance[:30]]
    data = distribution_data({"top": classes} if classes else _shape(column))
    show_chart(distribution_figure(data, target), data, "target")
    if balance:
        rarest = balance[-1]
        st.caption(plain(f"Rarest: {rarest['label']}, {rarest['share']:.1%} of rows."))


def _missing(view: DataView) -> None:
    data = missing_data(
        [
            {"column": c["name"], "share": c["missing_share"], "missing": c["missing"]}
            for c in view.profile["columns"]
        ]
    )
    if data.empty:
        explain_empty("Nothing is missing", "Every cell of every column has a value.")
    else:
        show_chart(missing_figure(data), data, "missing-values")


def _correlation(view: DataView) -> None:
    found = view.profile["correlation"]
    if not found["matrix"]:
        explain_empty("Fewer than two columns of numbers", "Correlation compares numbers with each other.")
        return
    matrix = pd.DataFrame(found["matrix"], index=found["columns"], columns=found["columns"], dtype=float)
    data = correlation_data(matrix)
    show_chart(correlation_figure(data), data, "correlation")
    st.caption("1: two columns rise together; −1: one falls as the other rises; 0: no straight relation.")


def _rows(view: DataView) -> None:
    assert view.dataset is not None
    st.caption("The first 100 rows, as they were read.")
    st.dataframe(preview(workspace(), view.dataset), width="stretch")
