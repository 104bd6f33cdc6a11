"""How current data and results differ from the reference."""

import altair as alt
import pandas as pd

from core.charts.figure import LIMIT, NEUTRAL, Rows, bar_height, finish, label_axis, layered, rule_at, table
from core.design.wording import capital

SIDES = ["reference", "current"]
LEGEND = alt.Legend(orient="top")


def comparison_data(rows: Rows) -> pd.DataFrame:
    """Return one feature's distribution, then and now.

    Parameters
    ----------
    rows : rows with `reference` and `current` (numbers of rows), and either `left` and `right` or `value`

    Returns
    -------
    DataFrame
        Long: left, right or value; `side`, `count` and `share` (0 to 1 within the side).
    """
    frame = pd.DataFrame(rows)
    keys = ["left", "right"] if "left" in frame else ["value"]
    data = table(rows, [*keys, *SIDES])
    if keys == ["value"]:
        data["value"] = data["value"].map(str).astype(object)
    long = data.melt(id_vars=keys, value_vars=SIDES, var_name="side", value_name="count")
    total = long.groupby("side")["count"].transform("sum")
    long["share"] = (long["count"] / total.where(total > 0, 1)).astype(float)
    return long


def comparison_figure(data: pd.DataFrame, feature: str) -> alt.Chart:
    """Return one feature's reference and current shares over each other or beside each other."""
    side = alt.Color("side:N", sort=SIDES, title=None, legend=LEGEND, scale=alt.Scale(domain=SIDES))
    tooltip = [alt.Tooltip("side:N", title="data"), alt.Tooltip("share:Q", title="share", format=".1%")]
    share = alt.Y("share:Q", title="share of rows", axis=alt.Axis(format="%"), stack=None)
    if "left" in data:
        chart = alt.Chart(data).mark_bar(opacity=0.55, binSpacing=1)
        chart = chart.encode(x=alt.X("left:Q", bin="binned", title=None), x2="right:Q", y=share)
    else:
        chart = alt.Chart(data).mark_bar(cornerRadiusEnd=2)
        axis = alt.Axis(labelLimit=120, labelAngle=-30)
        chart = chart.encode(
            x=alt.X("value:N", sort=None, title=None, axis=axis),
            y=share,
            xOffset=alt.XOffset("side:N", sort=SIDES),
        )
    description = f"Distribution of {feature} in the reference and in current data."
    return finish(chart.encode(color=side, tooltip=tooltip), feature, description, 280)


def drift_scores_data(rows: Rows, top: int = 25) -> pd.DataFrame:
    """Return drift scores, highest relative to the threshold first.

    Parameters
    ----------
    rows : rows with `feature`, `score`, `threshold` and `drifted`
    """
    data = table(rows, ["feature", "score", "threshold", "drifted"])
    data["verdict"] = data["drifted"].map(lambda drifted: "drifted" if drifted else "stable").astype(object)
    order = (data["score"] / data["threshold"]).sort_values(ascending=False, kind="stable").index
    return data.loc[order].head(top).reset_index(drop=True)


def drift_scores_figure(data: pd.DataFrame, statistic: str = "drift score") -> alt.LayerChart:
    """Return one bar a feature, with its threshold."""
    base = alt.Chart(data).encode(
        y=alt.Y("feature:N", sort=None, title=None, axis=label_axis()),
        tooltip=[
            alt.Tooltip("feature:N", title="feature"),
            alt.Tooltip("score:Q", title=statistic, format=".3f"),
            alt.Tooltip("threshold:Q", title="threshold", format=".3f"),
            alt.Tooltip("verdict:N", title="verdict"),
        ],
    )
    colour = alt.Color(
        "verdict:N",
        title=None,
        legend=LEGEND,
        scale=alt.Scale(domain=["stable", "drifted"], range=[NEUTRAL, LIMIT]),
    )
    bars = base.mark_bar(cornerRadiusEnd=3).encode(x=alt.X("score:Q", title=statistic), color=colour)
    limits = base.mark_tick(thickness=2.5, size=22, color=LIMIT).encode(x="threshold:Q")
    description = f"{statistic} of {len(data)} features; the ticks are the thresholds."
    return finish(layered(bars, limits), "Drift by feature", description, bar_height(len(data)))


def windows_data(rows: Rows) -> pd.DataFrame:
    """Return a measure over monitoring windows, in the order given.

    Parameters
    ----------
    rows : rows with `window` (name or start) and `score`, optionally `lower` and `upper`
    """
    data = table(rows, ["window", "score"], ["lower", "upper"])
    data["window"] = data["window"].map(str).astype(object)
    return data


def windows_figure(
    data: pd.DataFrame, measure: str, *, limit: float | None = None, limit_label: str = "required"
) -> alt.LayerChart:
    """Return a measure or the value over monitoring windows, with its interval and limit."""
    base = alt.Chart(data).encode(
        x=alt.X("window:N", sort=None, title="batch", axis=alt.Axis(labelLimit=110, labelAngle=-30)),
        tooltip=[
            alt.Tooltip("window:N", title="batch"),
            alt.Tooltip("score:Q", title=measure, format=",.4~f"),
        ],
    )
    zero = alt.Scale(zero=False)
    band = base.mark_rule(strokeWidth=5, opacity=0.45, color=NEUTRAL).encode(
        y=alt.Y("lower:Q", title=measure, scale=zero), y2="upper:Q"
    )
    line = base.mark_line(point=alt.OverlayMarkDef(size=60, filled=True), strokeWidth=2.5).encode(
        y=alt.Y("score:Q", title=measure, scale=zero)
    )
    layers = [band, line] + ([] if limit is None else [rule_at(limit, limit_label)])
    description = f"{measure} over {len(data)} watched batches."
    return finish(layered(*layers), f"{capital(measure)} over time", description)
