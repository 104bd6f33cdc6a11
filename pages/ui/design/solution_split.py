"""On which rows a model is judged: how they are divided, the gap of a split by time, what they can tell."""

import pandas as pd
import streamlit as st

from core.charts.split_parts import split_parts_data, split_parts_figure
from core.errors import BadInput
from core.lifecycle.records import Payload
from core.services.design import solution
from core.services.design.solution import Detectable, SolutionDesign, SolutionView
from core.services.design.solution_split import GapUnit, TimeSplit, gap_of_horizon, time_split, units_for
from pages.ui.access import workspace
from pages.ui.chart import show_chart
from pages.ui.escape import plain

SHARES = (10, 20, 30, 40)
STRATEGIES = {
    "stratified": "At random, each part with the same share of every class",
    "random": "At random",
    "time": "By time: learn from the past, judge on the latest rows",
    "grouped": "By group: rows that belong together stay together",
}
UNITS = {
    GapUnit.DAYS: "days",
    GapUnit.HOURS: "hours",
    GapUnit.ROWS: "rows",
    GapUnit.UNITS: "in the column's own unit",
}


def ask_split(view: SolutionView, key: str, metric: str, positive: str | None, horizon: str) -> Payload:
    """Ask how rows are divided into training rows, folds and the locked hold-out.

    Parameters
    ----------
    metric, positive, horizon : str, str or None, str
        As answered above: what a hold-out can tell depends on the first two, the gap on the last.
    """
    st.subheader("On which rows is it judged?", anchor=False)
    plan = view.design.split
    allowed = [code for code in STRATEGIES if code != "stratified" or view.design.ml_task != "regression"]
    with st.container(border=True):
        how, column = st.columns([2, 1])
        strategy = how.selectbox(
            "How rows are divided",
            allowed,
            index=allowed.index(plan.strategy.value),
            format_func=STRATEGIES.__getitem__,
            key=f"solution.strategy.{key}",
        )
        by = column.selectbox(
            "Time or group column",
            [None, *view.columns],
            index=[None, *view.columns].index(plan.column),
            format_func=lambda name: "none" if name is None else name,
            help="Needed for a split by time or by group.",
            key=f"solution.column.{key}",
        )
        locked, folds = st.columns(2)
        share = locked.slider(
            "Locked away for the final judgement, % of rows",
            10, 40, round(100 * plan.holdout), step=5, key=f"solution.holdout.{key}",
        )  # fmt: skip
        parts = folds.slider(
            "Parts that take turns in checking while training", 2, 10, plan.folds, key=f"solution.folds.{key}"
        )
        answers: Payload = {"strategy": strategy, "column": by, "holdout": share / 100, "folds": parts}
        if strategy == "time" and by is not None:
            answers |= _ask_gap(view, key, by, horizon)
        st.caption(
            f"{plain(plan.reason)} About {view.rows * share / 100:,.0f} rows stay locked: no training and no "
            "tuning ever sees them, and each opening is counted."
        )
        _show_detectable(view, metric, positive, share / 100)
    return answers


def _ask_gap(view: SolutionView, key: str, column: str, horizon: str) -> Payload:
    """Ask what lies between learning and judging; a horizon that says how long is followed."""
    plan, units = view.design.split, units_for(is_date=column in view.dates)
    is_of_column = column == plan.column and plan.gap_unit in units
    is_said = is_of_column and (view.is_saved or plan.gap > 0) and horizon == view.design.horizon
    asked = gap_of_horizon(horizon) if column in view.dates else None
    length, unit = asked or (0.0, units[0])
    if is_said:
        length, unit = plan.gap, plan.gap_unit if plan.gap else unit
    place = f"{key}.{column}.{length:g}{unit}"
    how_long, counted_in = st.columns(2)
    gap = how_long.number_input(
        "Gap between learning and judging",
        0.0,
        1e7,
        float(length),
        step=1.0,
        format="%g",
        help="Rows just before the judged ones had no known outcome yet on the day those came in. Nobody "
        "learns from them, neither before the locked rows nor in the parts that take turns.",
        key=f"solution.gap.{place}",
    )
    chosen = counted_in.selectbox(
        "Gap counted in",
        units,
        units.index(unit),
        format_func=UNITS.__getitem__,
        key=f"solution.gap_unit.{place}",
    )
    if asked and (gap, chosen) == asked:
        st.caption(f"The gap follows from when the truth is known: {plain(horizon)}.")
    elif asked:
        st.caption(
            f":orange[:material/schedule:] The truth is known “{plain(horizon)}”: that asks for a gap of "
            f"{asked[0]:g} {asked[1]}."
        )
    elif not gap:
        st.caption(
            "No gap: right where the truth of a row is known at once. Else say above when it is known."
        )
    return {"gap": gap, "gap_unit": chosen}


def show_time_split(project: str, design: SolutionDesign) -> None:
    """Draw from when to when is learnt, left unused and judged, with what the gap costs in rows."""
    if design.split.strategy.value != "time":
        return
    try:
        found = time_split(workspace(), project, design)
    except BadInput as error:
        st.warning(f"{plain(error.message)} {plain(error.remedy)}", icon=":material/schedule:")
        return
    data = split_parts_data(_parts(found))
    show_chart(split_parts_figure(data, plain(str(design.split.column))), data, "split-by-time")
    st.caption(_cost(found, design))


def _parts(found: TimeSplit) -> list[Payload]:
    parts = {"learn": found.learnt, "gap": found.unused, "judge": found.judged}
    return [{"part": name, "rows": p.rows, "first": p.first, "last": p.last} for name, p in parts.items()]


def _cost(found: TimeSplit, design: SolutionDesign) -> str:
    rows = found.learnt.rows + found.unused.rows + found.judged.rows
    said = (
        f"{found.learnt.rows:,} rows up to {plain(found.learnt.last)} are learnt from; {found.judged.rows:,} rows "
        f"from {plain(found.judged.first)} on judge."
    )
    if design.split.gap:
        said += (
            f" The gap of {plain(design.split.gap_in_words)} costs {found.unused.rows:,} rows "
            f"({found.unused.rows / rows:.1%})"
        )
        said += (
            f", {found.unknown:,} of them without a {plain(str(design.split.column))}." * bool(found.unknown)
            or "."
        )
    short = design.split.folds - found.folds
    if short > 0:
        said += f" The gap leaves {found.folds} of {design.split.folds} parts for checking."
    return said


def _show_detectable(view: SolutionView, metric: str, positive: str | None, share: float) -> None:
    """Say what the chosen hold-out can tell from chance, beside smaller and larger ones."""
    title = next(choice.title for choice in view.metrics if choice.code == metric)
    found = solution.detectable(view, metric, share, positive)
    rows = round(view.rows * share)
    if found is None and positive is None and view.asks_real_case:
        st.caption(f"What {rows:,} rows can tell in {title} is said once the real case is chosen.")
        return
    if found is None:
        st.caption(
            f"What {rows:,} rows can tell in {title} has no simple formula: the interval beside each verdict says it."
        )
        return
    real = f", {round(view.labels[positive] * share):,} of them real cases" if positive in view.labels else ""
    st.markdown(
        f"With **{rows:,} locked rows**{real}, differences in {title} below about "
        f"**{_difference(found)}** cannot be told from chance."
    )
    table = {
        f"{percent}%": [f"{round(view.rows * percent / 100):,}", _difference(other)]
        for percent in SHARES
        if (other := solution.detectable(view, metric, percent / 100, positive)) is not None
    }
    with st.expander("What other shares could tell"):
        frame = pd.DataFrame(table, index=["Rows locked away", f"Difference in {title}"])
        st.dataframe(frame, width="stretch")
        st.caption(
            f"Estimated ({found.how}), for independent rows, two models that err half together, and nine "
            "chances in ten. Rows of one group or of one day resemble each other: then it takes more."
        )


def _difference(found: Detectable) -> str:
    return f"{found.difference:.1%} of the error" if found.is_relative else f"{found.difference:.2g}"
