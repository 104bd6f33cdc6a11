"""One column, looked at closely: its values, against the target, over time and by group."""

from collections.abc import Callable

import streamlit as st

from core.charts.distributions import distribution_data, distribution_figure
from core.charts.groups import group_figure
from core.charts.over_time import over_time_figure, rows_over_time_figure
from core.charts.pairs import pair_figure
from core.design.wording import counted
from core.errors import TrefoilError
from core.lifecycle.records import Payload
from core.services.design.data import DataView
from pages.ui.chart import show_chart
from pages.ui.design.data_facts import facts, remarks
from pages.ui.design.data_looks import by_group, over_time, pair
from pages.ui.escape import plain
from pages.ui.messages import explain_empty, show_error

VALUES, TARGET, TIME, GROUP = "Values", "With the target", "Over time", "By group"
FEW_GROUPS = 30
MOST_DIFFERENT = 0.5
AVERAGED = ("number", "category", "boolean", "text")


def show_column(view: DataView, column: Payload) -> None:
    """Show a column in the way that is chosen above it; only ways that it has are offered."""
    ways = _ways(view, column)
    st.markdown(f"**{plain(column['name'])}** :gray[{plain(column['kind'])}]")
    way = st.segmented_control(
        "How to look at it",
        list(ways),
        default=VALUES,
        required=True,
        label_visibility="collapsed",
        key=f"data.way.{column['name']}",
    )
    try:
        ways[way or VALUES](view, column)
    except TrefoilError as error:
        show_error(error)


def _ways(view: DataView, column: Payload) -> dict[str, Callable[[DataView, Payload], None]]:
    ways = {VALUES: _values}
    target = view.profile["target"]
    if column.get("is_masked"):
        return {VALUES: _masked}
    if target not in (None, column["name"]) and column["kind"] != "empty":
        ways[TARGET] = _with_target
    if column["kind"] in AVERAGED:
        if _times(view, column):
            ways[TIME] = _over_time
        ways[GROUP] = _by_group
    return ways


def _values(view: DataView, column: Payload) -> None:
    is_cut = column["typical_histogram"] is not None and not st.toggle(
        "With the most extreme 2%", key=f"data.tails.{column['name']}"
    )
    data = distribution_data(drawn(column, is_cut=is_cut))
    if data.empty:
        explain_empty("No values to draw", "Every cell of this column is empty.")
    else:
        show_chart(distribution_figure(data, column["name"]).properties(title=""), data, "distribution")
    _facts(column)


def _masked(_: DataView, column: Payload) -> None:
    st.caption("Personal data: its values are masked, and not drawn.")
    _facts(column)


def _facts(column: Payload) -> None:
    with st.grid(2, min_column_width=150, gap="small"):
        for title, value in facts(column):
            st.markdown(f":small[:gray[{plain(title)}]]  \n{plain(value)}")
    for remark in remarks(column):
        st.caption(plain(remark))


def drawn(column: Payload, *, is_cut: bool = False) -> Payload:
    """Return what is drawn of a column: its bins, or its most frequent values where those say more."""
    is_flag = column["kind"] == "number" and column["distinct"] <= 2
    histogram = column["typical_histogram"] if is_cut else column["histogram"]
    return {"top": column["top"]} if is_flag or not histogram else {"histogram": histogram}


def _with_target(view: DataView, column: Payload) -> None:
    assert view.dataset is not None
    target = view.profile["target"]
    found = pair(view.dataset.fingerprint, column["name"], target, view.dataset)
    show_chart(pair_figure(found), found.data, "column-and-target")
    relation = column["relation"]
    if relation:
        st.caption(plain(f"{relation['statistic']}: {relation['value']:.2f} (0 nothing, 1 everything)."))
    _say_left_out(found.left_out)


def _over_time(view: DataView, column: Payload) -> None:
    assert view.dataset is not None
    times = _times(view, column)
    time = times[0]
    if len(times) > 1:
        time = st.selectbox("Time column", times, key="data.time")
    rarest = _rarest(view) if column["name"] == view.profile["target"] else None
    found = over_time(view.dataset.fingerprint, time, column["name"], rarest, view.dataset)
    show_chart(over_time_figure(found), found.data, "over-time")
    show_chart(rows_over_time_figure(found), found.data, "rows-over-time")
    _say_left_out(found.left_out, f"have no {time}")


def _by_group(view: DataView, column: Payload) -> None:
    assert view.dataset is not None
    names = _groupings(view, column)
    if not names:
        explain_empty("No other column", "There is nothing to group by.")
        return
    by = st.selectbox("Group by", names, key="data.by")
    target = view.profile["target"]
    with_target = target if target != by and _is_averaged(view, target) else None
    found = by_group(view.dataset.fingerprint, column["name"], by, with_target, _rarest(view), view.dataset)
    if column["name"] != target:
        show_chart(group_figure(found, by), found.data, "by-group")
    if with_target:
        show_chart(group_figure(found, by, is_target=True), found.data, "target-by-group")
    st.caption("Points are averages; the lines are 95% intervals, long where there are few rows.")


def _groupings(view: DataView, column: Payload) -> list[str]:
    """Return the columns to group by, those of a few groups first; what names rows is left out."""
    others = [
        c
        for c in view.profile["columns"]
        if c["name"] != column["name"]
        and not c.get("is_masked")
        and c["distinct"] > 1
        and (c["kind"] in ("number", "date") or c["distinct_share"] < MOST_DIFFERENT)
    ]
    return [c["name"] for c in sorted(others, key=lambda c: c["distinct"] > FEW_GROUPS)]


def _rarest(view: DataView) -> str | None:
    """Return the rarest class of the target, which is the one of interest; None for an amount."""
    balance = view.profile["class_balance"]
    return str(balance[-1]["label"]) if balance else None


def _times(view: DataView, column: Payload) -> list[str]:
    """Return the date columns, the one with the role time first."""
    dates = [
        c["name"] for c in view.profile["columns"] if c["kind"] == "date" and c["name"] != column["name"]
    ]
    chosen = {role.column for role in view.roles.roles if role.role.value == "time"} if view.roles else set()
    return sorted(dates, key=lambda name: name not in chosen)


def _is_averaged(view: DataView, target: str | None) -> bool:
    return any(c["name"] == target and c["kind"] in AVERAGED for c in view.profile["columns"])


def _say_left_out(rows: int, why: str = "lack one of the values, or lie in the most extreme 2%") -> None:
    if rows:
        st.caption(plain(f"Not drawn, as they {why}: {counted(rows, 'row')}."))
