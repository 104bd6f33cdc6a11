"""The verdict on the locked hold-out, rows kept aside: how good the chosen model is on what nobody had seen."""

import streamlit as st

from core.charts.curves import calibration_data, calibration_figure
from core.lifecycle.records import Payload, Record
from core.services.words import learner_title, metric_words, probability_words
from pages.ui.chart import show_chart
from pages.ui.design.worth import gain_words, show_needed, show_ways, way_rows
from pages.ui.development.judgement import show_confusion, show_curves, show_importances
from pages.ui.development.trials import members_words
from pages.ui.development.worth_or_cost import worth_or_cost
from pages.ui.escape import plain
from pages.ui.figures import NARROW, figure, money, span, when


def show_verdict(candidate: Record, target: str) -> None:
    """Show the chosen model's score, its gain over the simple rule and its money on the hold-out."""
    chosen = candidate.payload
    metric = metric_words(chosen["metric"])
    title = plain(f"{learner_title(chosen['learner'])} {chosen['number']}")
    st.subheader(f"Chosen: {title}", anchor=False)
    st.caption(
        f"By {plain(candidate.author)}, {when(candidate.created_at)}: {plain(candidate.reason)}"
        + _threshold_words(chosen["threshold"], chosen.get("least_gain"), chosen["currency"])
    )
    _figures(chosen, metric.short)
    st.markdown(_against_baseline(chosen))
    for words in (_vote(chosen), _doubt(chosen)):
        if words:
            st.markdown(words)
    st.caption(openings_words(chosen["holdout_openings"], chosen["holdout_rows"]))
    _worth(chosen)
    _calibration(chosen)
    with st.expander("What it leans on", expanded=True):
        show_importances(chosen["importances"], metric.short)
    details = st.expander(
        "Right, wrong and how sure, on the rows kept aside", on_change="rerun", key="verdict.details"
    )
    if details.open:
        with details:
            show_confusion(_cells(chosen["evaluation"]), "holdout")
            show_curves(chosen["evaluation"], target, "holdout")


def _calibration(chosen: Payload) -> None:
    """Say whether the probabilities are right, with the picture of it and the rows behind each point."""
    said = probability_words(chosen)
    if not said:
        return
    st.markdown(f"**Are the probabilities right?** {plain(said)}")
    points = chosen["evaluation"].get("calibration")
    if not points:
        return
    details = st.expander("Said and come true, group by group", on_change="rerun", key="verdict.calibration")
    if details.open:
        with details:
            data = calibration_data(points)
            show_chart(calibration_figure(data), data, "holdout-reliability")
            st.caption("The figure at a point is how many rows kept aside lie behind it.")


def _vote(chosen: Payload) -> str:
    members = members_words(chosen)
    return f"It is a weighted vote of several models: {plain(members)}." if members else ""


def _doubt(chosen: Payload) -> str:
    """Say on which share of the rows a person is asked; the figures count the model's own answer there."""
    found = chosen.get("in_doubt")
    if not found:
        return ""
    return (
        f"**On {found['rows']:,} of the rows kept aside ({found['share']:.0%}) a person is asked**: there the "
        f"probability lies within {found['within']:g} of where acting begins. The figures here count what the "
        "model itself would decide on them."
    )


def _cells(judged: Payload) -> list[Payload]:
    confusion = judged.get("confusion")
    if confusion is None:
        return []
    labels, counts = confusion["labels"], confusion["counts"]
    return [
        {"actual": actual, "predicted": predicted, "count": count}
        for actual, row in zip(labels, counts, strict=True)
        for predicted, count in zip(labels, row, strict=True)
    ]


def _figures(chosen: Payload, metric_title: str) -> None:
    judged, baseline, currency = chosen["evaluation"], chosen["baseline"], chosen["currency"]
    with st.grid(3, min_column_width=NARROW):
        _with_interval(
            f"{metric_title} on rows kept aside", figure(judged["score"]), span(*judged["interval"])
        )
        title = f"{plain(baseline['title'])}, same rows"
        st.metric(title, figure(baseline["score"]), border=True, height="stretch")
        value = money(judged["value_per_row"], currency)
        _with_interval("Value per row", value, span(*judged["value_interval"], currency))


def _with_interval(label: str, value: str, interval: str) -> None:
    words = f"likely {plain(interval)}"
    st.metric(label, plain(value), words, delta_color="off", delta_arrow="off", border=True)


def _against_baseline(chosen: Payload) -> str:
    baseline, currency = chosen["baseline"], chosen["currency"]
    low, high = baseline["gain_low"], baseline["gain_high"]
    name = plain(baseline["title"].lower())
    if low is None or low <= 0:
        words = f"**It cannot be told from the {name}**: the gain of {figure(baseline['gain'])} may be chance"
    else:
        words = f"**It beats the {name}** by {figure(baseline['gain'])}, more than chance explains"
    return f"{words} (90% interval {span(low, high)}). {_in_money(baseline, currency)}"


def _in_money(baseline: Payload, currency: str) -> str:
    if "value_gain" not in baseline:
        return ""
    low, high = baseline["value_gain_interval"]
    amount = plain(money(baseline["value_gain"], currency, sign=True))
    chance = "which may be chance" if low <= 0 <= high else "more than chance explains"
    return f"In money **{amount} per row** (90% interval {plain(span(low, high))}), {chance}."


def _worth(chosen: Payload) -> None:
    """Show what each way to decide is worth on the hold-out; older records hold no such table."""
    if "values" not in chosen:
        return
    show_ways(worth_rows(chosen), chosen["currency"], "holdout-worth")
    worth = plain(worth_or_cost(chosen["values"][-1]["value_total"], chosen["currency"]))
    st.caption(f"On all {chosen['holdout_rows']:,} rows kept aside together the model {worth}.")
    show_needed(chosen, chosen["currency"])


def worth_rows(chosen: Payload) -> list[Payload]:
    """Return the ways to decide as bars: references, the simple rule by its title, the chosen model."""
    titles = {
        "baseline": (chosen["baseline"]["title"], "rule"),
        "model": (learner_title(chosen["learner"]), "model"),
    }
    return way_rows(chosen["values"], titles)


def openings_words(openings: int, rows: int) -> str:
    """Return in words how often the hold-out was opened, and what that means."""
    times = "once" if openings == 1 else "twice" if openings == 2 else f"{openings} times"
    kinder = "" if openings == 1 else " Each further opening makes its figures a little too kind."
    return f"The {rows:,} rows kept aside (the hold-out) have been opened {times}.{kinder} Intervals are 90%."


def _threshold_words(threshold: float | None, least_gain: float | None, currency: str) -> str:
    if least_gain is not None:
        return f" · acts {gain_words(least_gain, currency)}"
    if threshold is None:
        return ""
    if threshold > 1:
        return " · acts on no row: acting pays at no probability"
    return f" · acts from a probability of {threshold:.3f}"
