"""The baseline ladder: from doing nothing to the best model, in score and money."""

import altair as alt
import pandas as pd

from core.charts.figure import NEUTRAL, Rows, bar_height, finish, label_axis, layered, table, words

LEGEND_HEIGHT = 40


def ladder_data(rows: Rows, metric: str = "score", currency: str = "") -> pd.DataFrame:
    """Return the rungs in the order given.

    Parameters
    ----------
    rows : rows with `name` and `score`, optionally `value` (money) and `kind` ("rule", "baseline",
        "today" or "model")

    Returns
    -------
    DataFrame
        The same fields, `length` (value where every rung has one, else score; what it costs where no rung
        is worth more than 0), `end` (where the label begins) and `label`.
    """
    data = table(rows, ["name", "score"], ["value", "kind"])
    data["kind"] = words(data["kind"], "baseline")
    has_money = bool(len(data)) and bool(data["value"].notna().all())
    data["length"] = data["value"] if has_money else data["score"]
    if is_all_cost(data):
        data["length"] = -data["value"]
    data["end"] = data["length"].clip(lower=0)
    data["label"] = [_label(row, metric, currency, has_money) for _, row in data.iterrows()]
    return data


def is_all_cost(data: pd.DataFrame) -> bool:
    """Tell whether every rung has a value, none above 0 and some below: what is compared is then what each costs."""
    values = data["value"]
    return bool(len(data)) and bool(values.notna().all() and (values <= 0).all() and (values < 0).any())


def _label(row: pd.Series, metric: str, currency: str, has_money: bool) -> str:
    score = f"{metric} {row['score']:.3f}" if pd.notna(row["score"]) else ""
    money = f"{_amount(row['length'])} {currency}".strip() if has_money else ""
    return " · ".join(part for part in (money, score) if part)


def _amount(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:,.3g}"


def ladder_figure(data: pd.DataFrame, metric: str = "score", currency: str = "") -> alt.LayerChart:
    """Return one bar a rung, labelled with money and score."""
    has_money = bool(len(data)) and bool(data["value"].notna().all())
    what = "cost" if is_all_cost(data) else "value"
    title = (f"{what} in {currency}" if currency else what) if has_money else metric
    if what == "cost":
        title = f"{title} (less is better)"
    base = alt.Chart(data).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=label_axis()),
        x=alt.X("length:Q", title=title, scale=_with_room(data["length"])),
        tooltip=[alt.Tooltip("name:N", title="what"), alt.Tooltip("label:N", title="result")],
    )
    bars = base.mark_bar(cornerRadiusEnd=3).encode(
        color=alt.Color("kind:N", title=None, legend=alt.Legend(orient="top"))
    )
    labels = base.mark_text(align="left", dx=5, color=NEUTRAL, fontWeight="bold").encode(
        x=alt.X("end:Q"), text="label:N"
    )
    height = bar_height(len(data)) + LEGEND_HEIGHT
    description = f"{len(data)} ways to decide, from the simplest to the best model, by {title}."
    return finish(layered(bars, labels), "From doing nothing to the best", description, height)


def _with_room(lengths: pd.Series) -> alt.Scale:
    """Leave room for the labels to the right of the bars."""
    low, high = min(0.0, float(lengths.fillna(0.0).min())), max(0.0, float(lengths.fillna(0.0).max()))
    return alt.Scale(domain=[low, high + 0.35 * (high - low or 1.0)], nice=False)
