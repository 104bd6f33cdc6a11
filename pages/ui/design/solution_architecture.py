"""How predictions come about and reach people: the drawing, and the answers that it follows from."""

import streamlit as st
from pydantic import ValidationError

from core.charts.data_flow import data_flow_data, data_flow_figure
from core.design.solution.architecture import Architecture, Mode, Place, WhenUnsure, data_flow, shipped_parts
from core.design.solution.row_limit import UNTOUCHED_MS, row_limit
from core.lifecycle.records import Payload
from core.services.design.solution import SolutionView
from core.services.design.solution_money import ActingWorth
from pages.ui.chart import show_chart
from pages.ui.escape import plain
from pages.ui.figures import money

MODES = {Mode.BATCH: "In batches: a file of rows at a time", Mode.LIVE: "Live: one row at a time"}
UNSURE = {
    WhenUnsure.DECIDE: "The model decides anyway",
    WhenUnsure.ASK: "A person is asked",
}


def ask_architecture(view: SolutionView, key: str, *, is_protected: bool) -> Payload:
    """Draw the data flow and ask how the model will be used; the drawing follows the answers."""
    st.subheader("How will it be used?", anchor=False)
    drawing = st.container(border=True)
    with st.expander("Change how it is used", icon=":material/tune:"):
        answers = _ask(view, key)
    answers = {
        name: answer if answer != "" else getattr(Architecture(), name) for name, answer in answers.items()
    }
    with drawing:
        _draw(answers, view, is_protected=is_protected)
    return {"architecture": answers}


def _draw(answers: Payload, view: SolutionView, *, is_protected: bool) -> None:
    try:
        architecture = Architecture.model_validate(answers)
    except ValidationError:
        st.caption("A person is asked only where the distance from the threshold is above 0.")
        return
    flow = data_flow(architecture, is_protected=is_protected)
    data = data_flow_data(flow.boxes, flow.arrows)
    show_chart(data_flow_figure(data, flow.in_words()), data["arrows"], "data-flow")
    with st.expander("The same in words"):
        for line in flow.in_words().splitlines():
            st.caption(plain(line))
        for box in flow.boxes:
            st.caption(f"**{plain(box.title)}**: {plain(box.detail)}")
    parts = ", ".join(f"`{part}`" for part in shipped_parts(architecture))
    limit = row_limit(view.charter.requirements, architecture)
    searched = ", and the search leaves it out" if limit.is_asked else ""
    st.caption(
        f"Of the released package this uses {parts}. One row may take {limit.milliseconds:g} ms, asked by "
        f"{limit.source}: a slower model is not released{searched}. While it does not answer: "
        f"{plain(architecture.when_down)}"
    )


def _ask(view: SolutionView, key: str) -> Payload:
    now = view.design.architecture
    with st.grid(3, min_column_width=220):
        answers: Payload = {
            "mode": _choice("Rows reach the model", MODES, now.mode, f"solution.mode.{key}"),
            "how_often": _words("How often", now.how_often, f"solution.how_often.{key}"),
            "rows_each": st.number_input(
                "Rows in a batch, or requests in the busiest hour",
                1,
                10**9,
                now.rows_each,
                key=f"solution.rows_each.{key}",
            ),
            "latency_ms": st.number_input(
                "Longest time for one row, milliseconds",
                1.0,
                60_000.0,
                max(1.0, now.latency_ms),
                step=10.0,
                help=f"A model that takes longer is not released. {UNTOUCHED_MS:g} gives way to a requirement "
                "of the charter; any other figure binds the search too, and the tighter one counts.",
                key=f"solution.latency_ms.{key}",
            ),
            "place": _choice("It runs on", {p: p.value for p in Place}, now.place, f"solution.place.{key}"),
            "source": _words("Rows come from", now.source, f"solution.source.{key}"),
            "consumer": _words("Predictions go to", now.consumer, f"solution.consumer.{key}"),
            "when_down": _words(
                "While the model does not answer", now.when_down, f"solution.when_down.{key}"
            ),
        }
    return {**answers, **_ask_doubt(view, key)}


def _ask_doubt(view: SolutionView, key: str) -> Payload:
    """Ask what happens near the threshold, which a yes / no question alone has."""
    now = view.design.architecture
    if view.design.ml_task != "binary":
        return {"when_unsure": WhenUnsure.DECIDE, "unsure_within": now.unsure_within}
    left, right = st.columns(2)
    with left:
        unsure = _choice("Where the model is unsure", UNSURE, now.when_unsure, f"solution.when_unsure.{key}")
    within = right.slider(
        "Unsure means: this near the threshold",
        0.01,
        0.5,
        max(0.01, now.unsure_within),
        step=0.01,
        disabled=unsure is WhenUnsure.DECIDE,
        key=f"solution.unsure_within.{key}",
    )
    if unsure is WhenUnsure.ASK:
        st.caption(
            "Each prediction then says in `decided_by` whether to ask a person: in the app, in the package and in the "
            "service. The worth in money is counted as if the model decided on every row. Where Business takes amounts "
            "from a column, each row has a threshold of its own, the probability from which acting on it pays, and "
            f"the distance is taken from that.{_doubt_in_money(view.worth, within)}"
        )
    return {"when_unsure": unsure, "unsure_within": within}


def _doubt_in_money(worth: ActingWorth | None, within: float) -> str:
    """Say what the distance from the threshold comes to in money."""
    if worth is None:
        return ""
    row = "On a row with the median amounts, a" if worth.is_by_row else "A"
    amount = plain(money(within * abs(worth.per_certainty), worth.currency))
    return f" {row} probability {within:.2f} higher or lower changes what acting is expected to bring by {amount}."


def _choice(label: str, titles: dict, now: object, key: str):  # type: ignore[no-untyped-def]
    return st.selectbox(label, list(titles), list(titles).index(now), format_func=titles.__getitem__, key=key)


def _words(label: str, now: str, key: str) -> str:
    return st.text_input(label, now, max_chars=300, key=key).strip()
