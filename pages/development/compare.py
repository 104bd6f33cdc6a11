"""Which one, and why? Rank in score and money, look closely, choose, judge once on the rows kept aside."""

import streamlit as st

from core.charts.curves import value_data, value_figure
from core.design.business.charter import Charter
from core.errors import TrefoilError
from core.lifecycle.records import Payload
from core.lifecycle.staleness import History
from core.services.development.compare import Board
from core.services.workspace import load, need
from pages.ui.access import workspace
from pages.ui.chart import show_chart
from pages.ui.closing import close_step
from pages.ui.design.worth import gain_words, show_needed, show_ways, way_rows
from pages.ui.development.board import board_of, decision_of, evaluation_of, option, show_board, worth_of
from pages.ui.development.judgement import show_confusion, show_curves
from pages.ui.development.purpose import show_purpose
from pages.ui.development.verdict import show_verdict
from pages.ui.development.worth_or_cost import worth_or_cost
from pages.ui.escape import plain
from pages.ui.figures import money
from pages.ui.job import is_working, job_panel, start_job
from pages.ui.messages import explain_empty, show_error
from pages.ui.person import ask_name
from pages.ui.project import open_step, say_assumed

NOBODY = 1.01


def main() -> None:
    """Show the page."""
    project, history = open_step("compare")
    candidate = history.latest("candidate")
    job = job_panel(project, "compare", doing_title="Judging the choice", result=candidate)
    say_assumed(history)
    if candidate is not None:
        show_verdict(candidate, _target(history))
        st.divider()
    try:
        board = board_of(project, history)
        if board.rows:
            st.subheader("All finished models", anchor=False)
            _purpose(history)
            show_board(board, load(need(history, "charter"), Charter).payoff)
            _look_and_choose(project, history, board, can_choose=not is_working(job))
        else:
            explain_empty("No trial finished", "Go back to Train and tune and give the search more time.")
    except TrefoilError as error:
        show_error(error)
    close_step("compare", project, workspace().history(project))


def _target(history: History) -> str:
    solution = history.latest("solution")
    return str(solution.payload["target"]) if solution else ""


def _purpose(history: History) -> None:
    experiment = history.latest("experiment")
    if experiment is not None:
        show_purpose(experiment)


def _look_and_choose(project: str, history: History, board: Board, *, can_choose: bool) -> None:
    st.subheader("Look closely", anchor=False)
    options = {option(row, board): row for row in board.rows}
    numbers = [row["number"] for row in board.rows]
    chosen = st.selectbox("Model", list(options), index=numbers.index(board.advised), key="compare.model")
    row = options[chosen]
    number, best = int(row["number"]), row["threshold"]
    judged = evaluation_of(project, history, number, best)
    threshold = None
    if best is not None:
        threshold = _ask_threshold(project, history, board, number, best, judged)
    else:
        _without_threshold(decision_of(project, history, number, None), row["least_gain"], board.currency)
    _against_others(project, history, number, board.currency)
    show_curves(judged, _target(history), "trial")
    if can_choose:
        _choose(project, history, number, threshold)


def _without_threshold(decided: Payload, least_gain: float | None, currency: str) -> None:
    """Say what the decisions are worth where no one probability decides."""
    if least_gain is None:
        worth = plain(worth_or_cost(decided["value_per_row"], currency))
        st.markdown(f"Deciding by it **{worth} per row**, on rows that it had not seen.")
    else:
        worth = plain(money(decided["value_per_row"], currency))
        acts = gain_words(least_gain, currency)
        st.markdown(
            f"The amounts differ by row, so no one probability decides: a row is acted on {acts}. "
            f"That is **{decided['acted_share']:.0%} of the rows**, worth **{worth} per row** where it had "
            "not seen the rows."
        )
    show_confusion(decided["cells"], "trial")


def _against_others(project: str, history: History, number: int, currency: str) -> None:
    title = "Is a model needed? Beside what needs none, and over a year"
    details = st.expander(title, icon=":material/savings:", on_change="rerun", key="compare.worth")
    if not details.open:
        return
    with details:
        found = worth_of(project, history, number)
        show_ways(way_rows(found["values"], {"model": ("This model", "model")}), currency, "trial-worth")
        show_needed(found, currency)
        st.caption(
            "On training rows that it had not seen, at the limit that is worth most on them, so a little kind; "
            "the rows kept aside are not."
        )


def _ask_threshold(
    project: str, history: History, board: Board, number: int, best: float, judged: Payload
) -> float | None:
    """Ask for the threshold; None stands for the one worth most."""
    default = round(min(best, 1.0), 3)
    picked = st.slider(
        "Act from this probability on",
        0.0,
        1.0,
        default,
        0.001,
        format="%.3f",
        key=f"compare.threshold.{number}",
    )
    threshold = best if picked == default else picked
    decided = decision_of(project, history, number, threshold)
    left, right = st.columns(2, gap="medium")
    with left:
        points = [{"threshold": p["threshold"], "value": p["value_per_row"]} for p in judged["value_curve"]]
        data = value_data(points)
        show_chart(value_figure(data, f"{board.currency} per row", picked, default), data, "value")
    with right:
        show_confusion(decided["cells"], "trial")
    worth, most = (plain(money(value, board.currency)) for value in _values(decided, judged))
    if best >= NOBODY:
        st.markdown(
            "**Acting pays at no probability: acting on nobody is worth most.** Check the payoff on Business."
        )
    st.markdown(
        f"From this probability on **{decided['acted_share']:.0%} of the rows** are acted on, worth "
        f"**{worth} per row**; "
        f"the most that any limit brings is {most}."
    )
    return None if picked == default else picked


def _values(decided: Payload, judged: Payload) -> tuple[float, float]:
    return decided["value_per_row"], judged["value_per_row"]


def _choose(project: str, history: History, number: int, threshold: float | None) -> None:
    is_first = history.latest("candidate") is None
    is_needed = is_first or history.is_stale("candidate")
    with st.form("compare.choice"):
        st.markdown("**Choose this model**" if is_first else "**Choose this model instead**")
        st.caption(
            "It is fitted again on all training rows, then judged on the rows kept aside (the hold-out): honest "
            "figures, because no model has seen them. Each opening is counted."
        )
        left, right = st.columns([1, 2])
        with left:
            name = ask_name("compare.name")
        reason = right.text_input("Why this one?", max_chars=500, key="compare.reason")
        if not st.form_submit_button("Choose and judge", type="primary" if is_needed else "secondary"):
            return
    if reason.strip():
        params = {"number": number, "threshold": threshold, "reason": reason.strip(), "author": name}
        start_job(project, "compare", params)
    else:
        st.error("Say why: a choice without a reason cannot be followed later.")


main()
