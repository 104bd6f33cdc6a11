"""What goes with the target, what goes with what, and any two columns against each other."""

from collections.abc import Collection

import pandas as pd
import streamlit as st

from core.charts.distributions import distribution_data, distribution_figure
from core.charts.pairs import pair_figure
from core.charts.relations import (
    association_data,
    association_figure,
    correlation_data,
    correlation_figure,
    relation_data,
    relation_figure,
)
from core.design.data.profile.associations import FILLED_IN
from core.design.wording import counted
from core.errors import TrefoilError
from core.lifecycle.records import Payload
from core.services.design.data import DataView
from core.services.design.first_look import NAMES_A_ROW
from pages.ui.chart import show_chart
from pages.ui.design.data_column import drawn
from pages.ui.design.data_looks import pair
from pages.ui.escape import plain
from pages.ui.messages import explain_empty, show_error

ALL, STRAIGHT, RANKED = "Columns of any kind", "Numbers: straight lines", "Numbers: any rise or fall"
WAYS = {
    ALL: "0: the two say nothing about each other; 1: one gives the other. Suited to the kinds of both columns.",
    STRAIGHT: "Pearson: 1 both rise together on a straight line; −1 one falls as the other rises; 0 neither.",
    RANKED: "Spearman: as Pearson, but on ranks, so that a curve that keeps rising counts as fully together.",
}
MOST_CLASSES = 30
SUSPECT = "⚠"
NAMING_KINDS = ("text", "category")


def show_relations(view: DataView, suspects: Collection[str] = ()) -> None:
    """Show the relations, those with the target first; columns that may give the answer away are marked."""
    _target(view, suspects)
    _together(view)
    _any_two(view)


def _target(view: DataView, suspects: Collection[str]) -> None:
    target = view.profile["target"]
    if target is None:
        explain_empty("No target yet", "Confirm the roles: then each column is held against the target.")
        return
    naming = _naming(view)
    found = [
        (c["name"], c["relation"])
        for c in view.profile["columns"]
        if c["relation"] and c["name"] not in naming
    ]
    marked = {name: f"{SUSPECT} {name}" for name, _ in found if name in suspects}
    rows = [
        {"column": marked.get(name, name), "score": r["value"], "note": r["statistic"]} for name, r in found
    ]
    left, right = st.columns([1.5, 1], gap="medium")
    with left:
        if rows:
            data = relation_data(rows)
            show_chart(relation_figure(data, target), data, "relation-to-target")
            if marked:
                st.markdown(
                    plain(
                        f"{SUSPECT} May give the answer away: {', '.join(marked)}. See the top of the page."
                    )
                )
            st.caption(
                "0: knowing the column says nothing about the target; 1: it says everything. "
                "Close to 1 is suspicious: will it be known when the decision is taken? "
                "Where having a value at all says more than the value, that is counted."
            )
            _say_sample(view.profile["relation_sample"])
        else:
            explain_empty("Nothing to compare", "No other column has enough values.")
    with right:
        _outcomes(view, target)


def _outcomes(view: DataView, target: str) -> None:
    balance = view.profile["class_balance"]
    column = next(column for column in view.profile["columns"] if column["name"] == target)
    classes = [{"value": one["label"], "count": one["count"]} for one in balance[:MOST_CLASSES]]
    data = distribution_data({"top": classes} if classes else drawn(column))
    show_chart(distribution_figure(data, target), data, "target")
    if balance:
        rarest = balance[-1]
        st.caption(plain(f"Rarest: {rarest['label']}, {rarest['share']:.1%} of rows."))


def _together(view: DataView) -> None:
    associations, correlation = view.profile["associations"], view.profile["correlation"]
    ways = [ALL] if _telling_pairs(view, associations) else []
    ways += [STRAIGHT, RANKED] if correlation["matrix"] else []
    if not ways:
        return
    st.markdown("**Columns that go together**")
    way = st.segmented_control(
        "Kind of relation",
        ways,
        default=ways[0],
        required=True,
        label_visibility="collapsed",
        key="data.together",
    )
    if way == ALL:
        _any_kind(view, associations)
    else:
        data = correlation_data(_matrix(correlation, "matrix" if way == STRAIGHT else "spearman"))
        show_chart(correlation_figure(data), data, "correlation")
        _say_sample(correlation)
    st.caption(WAYS[way or ALL])


def _any_kind(view: DataView, associations: Payload) -> None:
    naming = _naming(view)
    told = {
        "columns": [name for name in associations["columns"] if name not in naming],
        "pairs": _telling_pairs(view, associations),
    }
    data = association_data(told)
    show_chart(association_figure(data, told["columns"]), data, "associations")
    _say_sample(view.profile["relation_sample"])
    if naming:
        st.caption(
            plain(f"Left out, as they name single rows and so go with everything: {', '.join(naming)}.")
        )


def _telling_pairs(view: DataView, associations: Payload) -> list[Payload]:
    naming = _naming(view)
    return [p for p in associations["pairs"] if p["first"] not in naming and p["second"] not in naming]


def _naming(view: DataView) -> list[str]:
    """Return the texts with a value of their own in nearly every row: alone in its row, a value goes with all."""
    return [
        c["name"]
        for c in view.profile["columns"]
        if c["kind"] in NAMING_KINDS
        and c["distinct_share"] > NAMES_A_ROW
        and c["name"] != view.profile["target"]
    ]


def _matrix(found: Payload, key: str) -> pd.DataFrame:
    return pd.DataFrame(found[key], index=found["columns"], columns=found["columns"], dtype=float)


def _any_two(view: DataView) -> None:
    assert view.dataset is not None
    names = [c["name"] for c in view.profile["columns"] if c["kind"] != "empty" and not c.get("is_masked")]
    if len(names) < 2:
        return
    st.markdown("**Any two columns against each other**")
    first, second = _strongest(view, names)
    left, right = st.columns(2)
    x = left.selectbox("Across", names, index=names.index(first), key=f"data.x.{view.version}")
    others = [name for name in names if name != x]
    start = others.index(second) if second in others else 0
    y = right.selectbox("Upwards", others, index=start, key=f"data.y.{view.version}.{x}")
    try:
        found = pair(view.dataset.fingerprint, x, y, view.dataset)
    except TrefoilError as error:
        show_error(error)
        return
    if found.data.empty:
        explain_empty("Nothing to draw", "No row has a value in both columns.")
        return
    show_chart(pair_figure(found), found.data, "pair")
    out = f" Not drawn: {found.left_out:,}, where a value is missing or among the most extreme 2%."
    st.caption(plain(f"{counted(found.rows, 'row')}.{out if found.left_out else ''}"))


def _strongest(view: DataView, names: list[str]) -> tuple[str, str]:
    """Return the column that goes with the target most and the target, else the first two that name no rows."""
    naming = _naming(view)
    related = [
        c
        for c in view.profile["columns"]
        if c["relation"] and c["name"] in names and c["name"] not in naming and _is_of_values(c)
    ]
    target = view.profile["target"]
    if target not in names or not related:
        first, second, *_ = sorted(names, key=lambda name: name in naming)
        return first, second
    return max(related, key=lambda column: column["relation"]["value"])["name"], target


def _is_of_values(column: Payload) -> bool:
    """Tell whether a column goes with the target by its values, rather than by having one."""
    return not column["relation"]["statistic"].startswith(FILLED_IN)


def _say_sample(found: Payload) -> None:
    if found.get("is_estimated"):
        st.caption(f"Estimated from {counted(found['rows'], 'row')} drawn at random.")
