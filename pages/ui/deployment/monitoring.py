"""What a watched batch showed: alerts, requirements, drift of each input, and batch after batch."""

from typing import Any

import streamlit as st

from core.charts.drift import (
    comparison_data,
    comparison_figure,
    drift_scores_data,
    drift_scores_figure,
    windows_data,
    windows_figure,
)
from core.lifecycle.records import Payload, Record
from core.lifecycle.steps import BY_CODE
from pages.ui.chart import show_chart
from pages.ui.escape import plain
from pages.ui.state import go_to

SEVERITIES = {
    "act": (":material/notification_important:", "act now", "red"),
    "watch": (":material/visibility:", "keep watching", "yellow"),
}
STANDINGS = {
    "pass": (":material/check_circle:", "met", "green"),
    "fail": (":material/cancel:", "not met", "red"),
    "cannot tell": (":material/help:", "could not tell", "yellow"),
}
SCORE_TITLE = "change, 1 = the least that counts"


def show_alerts(alerts: list[Payload]) -> None:
    """Show what calls for attention, most pressing first, each with what to do about it."""
    if not alerts:
        st.success("No alert: nothing in this batch asks for action.", icon=":material/check_circle:")
    for alert in alerts:
        _alert(alert)


def _alert(alert: Payload) -> None:
    icon, word, colour = SEVERITIES[alert["severity"]]
    with st.container(border=True, gap="small", key=f"monitor.alert.{alert['code']}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(word, icon=icon, color=colour)
            st.markdown(f"**{plain(alert['title'])}**", width="content")
        st.markdown(plain(alert["why"]))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**What to do:** {plain(alert['what_to_do'])}", width="stretch")
            step = BY_CODE[alert["send_back_to"]]
            if step.code != "monitor" and st.button(
                f"Go back to {step.title}", icon=":material/undo:", key=f"monitor.back.{alert['code']}"
            ):
                go_to(step.code)


def show_watched(watched: list[Payload]) -> None:
    """Show what the batch says on each requirement of the charter that goes on after the release."""
    if not watched:
        return
    st.subheader("Are the requirements still met?", anchor=False)
    for demand in watched:
        icon, word, colour = STANDINGS[demand["verdict"]]
        who = f" Asked by {plain(demand['asked_by'])}." if demand["asked_by"] else ""
        said, verdict = st.columns([5, 1.2], vertical_alignment="center")
        said.markdown(f"**{plain(demand['number'])}** {plain(demand['evidence'])}{who}")
        verdict.badge(word, icon=icon, color=colour)


def show_drift(report: Payload) -> None:
    """Show how far each input has moved, and one input's distribution then and now."""
    features = {feature["column"]: feature for feature in report["features"]}
    rows = [_score_row(feature) for feature in report["features"] if feature["effect"] is not None]
    if not rows:
        st.caption("Too few rows to compare: each side needs 50.")
        return
    data = drift_scores_data(rows)
    left, right = st.columns(2, gap="medium")
    with left:
        show_chart(drift_scores_figure(data, SCORE_TITLE), data, "drift")
        _say_calendar(report)
    with right:
        name = st.selectbox("Input to look at", list(data["feature"]), key="monitor.feature")
        show_then_and_now(features[name], "then-and-now")


def _say_calendar(report: Payload) -> None:
    """Say which drifted inputs only tell when a row happened, so that nobody is alarmed by them."""
    drifted = [name for name in report.get("calendar", ()) if name in report["drifted"]]
    if drifted:
        follow = "follows" if len(drifted) == 1 else "follow"
        st.caption(
            f"{plain(', '.join(drifted))} {follow} the calendar: a later file differs there by nature, "
            "so this raises no alert."
        )


def show_then_and_now(feature: Payload, name: str) -> None:
    """Show one column's distribution in the reference and in the window, with the verdict in words."""
    bars = [_bar(bar) for bar in feature["histogram"]]
    if bars:
        data = comparison_data(bars)
        show_chart(comparison_figure(data, feature["column"]), data, name)
    st.caption(plain(f"{feature['verdict'].capitalize()}: {feature['sentence']}"))


def _score_row(feature: Payload) -> dict[str, Any]:
    return {
        "feature": feature["column"],
        "score": feature["effect"] / feature["floor"],
        "threshold": 1.0,
        "drifted": feature["verdict"] == "drifted",
    }


def _bar(bar: Payload) -> dict[str, Any]:
    shares = {side: bar[side] for side in ("reference", "current")}
    place = {"value": bar["value"]} if "value" in bar else {"left": bar["from"], "right": bar["to"]}
    return {**place, **shares}


def show_windows(windows: list[Record], metric_title: str, currency: str) -> None:
    """Show score, value and drift over all windows, against what held at release."""
    judged = [(window, window.payload["performance"]) for window in windows if _is_judged(window)]
    left, right = st.columns(2, gap="medium")
    if judged:
        with left:
            _over_time(judged, "score", "interval", metric_title, "reference_score")
        with right:
            now = judged[-1][1].get("payoff")
            valued = [each for each in judged if each[1].get("payoff") == now]
            _over_time(valued, "value_per_row", "value_interval", f"{currency} per row", "reference_value")
            if len(valued) < len(judged):
                st.caption(
                    "Batches valued at an earlier payoff are left out here: their money is another one."
                )
        return
    with left:
        rows = [{"window": _name(w), "score": len(w.payload["drift"]["drifted"])} for w in windows]
        data = windows_data(rows)
        show_chart(windows_figure(data, "inputs that drifted"), data, "windows-drift")
    right.caption("Score and value over time appear here once a batch carries the true answers.")


def _over_time(judged: list[tuple[Record, Payload]], field: str, ends: str, title: str, before: str) -> None:
    rows = [
        {"window": _name(window), "score": found[field], "lower": found[ends][0], "upper": found[ends][1]}
        for window, found in judged
        if found[field] is not None and found[ends] is not None
    ]
    data = windows_data(rows)
    limit = judged[-1][1][before]
    show_chart(windows_figure(data, title, limit=limit, limit_label="at release"), data, f"windows-{field}")


def _is_judged(window: Record) -> bool:
    performance = window.payload["performance"]
    return performance is not None and performance["score"] is not None


def _name(window: Record) -> str:
    return f"{window.version}. {window.payload['name']}"
