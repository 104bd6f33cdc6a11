"""Curves that judge a model: ROC, precision-recall, calibration, lift, value, confusion, residuals."""

import altair as alt
import numpy as np
import pandas as pd

from core.charts.figure import NEUTRAL, Rows, bar_height, finish, layered, rule_at, table, thin

UNIT = alt.Scale(domain=[0, 1])


def roc_data(rows: Rows) -> pd.DataFrame:
    """Return a ROC curve from rows with `false_positive_rate` and `true_positive_rate` (0 to 1)."""
    return thin(table(rows, ["false_positive_rate", "true_positive_rate"]))


def roc_figure(data: pd.DataFrame, auc: float | None = None) -> alt.LayerChart:
    """Return the ROC curve over the diagonal of a coin toss."""
    curve = _line(
        data, "false_positive_rate", "false positive rate", "true_positive_rate", "true positive rate"
    )
    title = "ROC curve" if auc is None else f"ROC curve, area {auc:.3f}"
    return finish(layered(_diagonal(), curve), title, f"{title}; the dashed line is a coin toss.")


def precision_recall_data(rows: Rows) -> pd.DataFrame:
    """Return a precision-recall curve from rows with `recall` and `precision` (0 to 1)."""
    return thin(table(rows, ["recall", "precision"]))


def precision_recall_figure(data: pd.DataFrame, positive_rate: float | None = None) -> alt.LayerChart:
    """Return the precision-recall curve, with the share of positives that chance would reach."""
    layers: list[alt.Chart | alt.LayerChart] = [_line(data, "recall", "recall", "precision", "precision")]
    if positive_rate is not None:
        layers.append(rule_at(positive_rate, "chance"))
    return finish(layered(*layers), "Precision and recall", "Precision against recall at every threshold.")


def calibration_data(rows: Rows) -> pd.DataFrame:
    """Return a reliability curve from rows with `predicted` and `observed` (0 to 1), optionally `rows`."""
    return table(rows, ["predicted", "observed"], ["rows"])


def calibration_figure(data: pd.DataFrame) -> alt.LayerChart:
    """Return observed against predicted shares; on the diagonal, probabilities mean what they say.

    Where rows are known, the figure at each point says how many lie behind it.
    """
    curve = _line(data, "predicted", "predicted probability", "observed", "observed share", point=True)
    layers = [_diagonal(), curve]
    if data["rows"].notna().any():
        counts = alt.Chart(data).mark_text(dy=-12, color=NEUTRAL)
        layers.append(counts.encode(x="predicted:Q", y="observed:Q", text=alt.Text("rows:Q", format=",")))
    return finish(
        layered(*layers),
        "Do probabilities mean what they say?",
        "Observed share of positives against the predicted probability; the dashed line is perfect.",
    )


def lift_data(rows: Rows) -> pd.DataFrame:
    """Return a lift curve from rows with `share` (of rows acted on, best first, 0 to 1) and `lift`."""
    return thin(table(rows, ["share", "lift"]))


def lift_figure(data: pd.DataFrame) -> alt.LayerChart:
    """Return how many times better than chance the best-scored rows are."""
    curve = (
        alt.Chart(data)
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X("share:Q", title="share of rows acted on", scale=UNIT, axis=alt.Axis(format="%")),
            y=alt.Y("lift:Q", title="times better than chance"),
            tooltip=[
                alt.Tooltip("share:Q", title="share of rows", format=".1%"),
                alt.Tooltip("lift:Q", title="lift", format=".2f"),
            ],
        )
    )
    return finish(
        layered(curve, rule_at(1.0, "chance")),
        "Gain over chance (lift)",
        "Lift against the share of rows acted on.",
    )


def value_data(rows: Rows) -> pd.DataFrame:
    """Return value against threshold from rows with `threshold` (0 to 1) and `value` (money)."""
    return thin(table(rows, ["threshold", "value"]))


def value_figure(
    data: pd.DataFrame, currency: str, chosen: float | None = None, best: float | None = None
) -> alt.LayerChart:
    """Return what each threshold is worth, with the chosen threshold and the best one marked."""
    title = f"value in {currency}"
    curve = (
        alt.Chart(data)
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X("threshold:Q", title="act from this probability on", scale=UNIT),
            y=alt.Y("value:Q", title=title),
            tooltip=[
                alt.Tooltip("threshold:Q", title="threshold", format=".3f"),
                alt.Tooltip("value:Q", title=title, format=",.2f"),
            ],
        )
    )
    layers: list[alt.Chart | alt.LayerChart] = [curve]
    if chosen is not None:
        layers.append(rule_at(chosen, f"chosen: {chosen:.3f}", vertical=True))
    if best is not None and len(data):
        layers.append(_best_point(data, best))
    return finish(
        layered(*layers),
        "What each limit is worth",
        f"{title} against the probability from which a row is acted on.",
    )


def _best_point(data: pd.DataFrame, best: float) -> alt.LayerChart:
    nearest = data.loc[[(data["threshold"] - best).abs().idxmin()]].assign(label=f"best: {best:.3f}")
    base = alt.Chart(nearest).encode(x="threshold:Q", y="value:Q")
    point = base.mark_point(filled=True, size=110, opacity=1)
    label = base.mark_text(dy=-14, fontWeight="bold", color=NEUTRAL).encode(text="label:N")
    return layered(point, label)


def confusion_data(rows: Rows) -> pd.DataFrame:
    """Return a confusion matrix from rows with `actual`, `predicted`, `count`, optionally `value` (money).

    The field `share` is of all rows with the same actual label, 0 to 1; `text` is what a cell shows.
    """
    data = table(rows, ["actual", "predicted", "count"], ["value"])
    data[["actual", "predicted"]] = data[["actual", "predicted"]].map(str).astype(object)
    total = data.groupby("actual")["count"].transform("sum")
    data["share"] = (data["count"] / total.where(total > 0, 1)).astype(float)
    data["text"] = [
        f"{count:,.0f}" + ("" if pd.isna(value) else f" ({value:+,.0f})")
        for count, value in zip(data["count"], data["value"], strict=True)
    ]
    return data


def confusion_figure(data: pd.DataFrame) -> alt.LayerChart:
    """Return the confusion matrix as a heatmap with counts, and money where it is known."""
    labels = list(dict.fromkeys(data["actual"]))
    base = alt.Chart(data).encode(
        x=alt.X(
            "predicted:N",
            sort=labels,
            title="predicted",
            axis=alt.Axis(labelAngle=0 if len(labels) < 4 else -40, labelLimit=100, labelOverlap=False),
        ),
        y=alt.Y("actual:N", sort=labels, title="actual", axis=alt.Axis(labelLimit=120)),
        tooltip=[
            alt.Tooltip("actual:N", title="actual"),
            alt.Tooltip("predicted:N", title="predicted"),
            alt.Tooltip("count:Q", title="rows", format=","),
            alt.Tooltip("share:Q", title="of this actual label", format=".1%"),
        ],
    )
    colour = alt.Color("share:Q", legend=None, scale=alt.Scale(domain=[0, 1], range=["#eef2ff", "#4338ca"]))
    cells = base.mark_rect(cornerRadius=4).encode(color=colour)
    ink = alt.condition("datum.share > 0.7", alt.value("#ffffff"), alt.value("#0f172a"))
    text = base.mark_text(fontSize=14, fontWeight="bold").encode(text="text:N", color=ink)
    description = f"Rows by actual and predicted label, {len(labels)} labels."
    return finish(layered(cells, text), "Right and wrong", description, bar_height(len(labels), 52))


def residual_data(rows: Rows, bins: int = 40) -> pd.DataFrame:
    """Return residuals counted on a grid of `bins` by `bins` cells.

    Parameters
    ----------
    rows : rows with `predicted` and `residual` (actual minus predicted), in the target's unit

    Returns
    -------
    DataFrame
        left, right (predicted), low, high (residual), count: the cells that hold rows.
    """
    data = table(rows, ["predicted", "residual"]).dropna().astype(float)
    if data.empty:
        return pd.DataFrame(columns=["left", "right", "low", "high", "count"], dtype=float)
    counts, xs, ys = np.histogram2d(data["predicted"], data["residual"], bins=bins)
    i, j = np.nonzero(counts)
    cells = {
        "left": xs[i],
        "right": xs[i + 1],
        "low": ys[j],
        "high": ys[j + 1],
        "count": counts[i, j].astype(int),
    }
    return pd.DataFrame(cells)


def residual_figure(data: pd.DataFrame, target: str) -> alt.LayerChart:
    """Return where predictions are too low (above the line) and too high (below it)."""
    cells = (
        alt.Chart(data)
        .mark_rect()
        .encode(
            x=alt.X("left:Q", bin="binned", title=f"predicted {target}"),
            x2="right:Q",
            y=alt.Y("low:Q", bin="binned", title="actual minus predicted"),
            y2="high:Q",
            color=alt.Color("count:Q", title="rows"),
            tooltip=[alt.Tooltip("count:Q", title="rows", format=",")],
        )
    )
    description = f"Residuals of {target} against its prediction, counted on a grid."
    return finish(layered(cells, rule_at(0.0, "no error")), "Errors along the prediction", description)


def _line(
    data: pd.DataFrame, x: str, x_title: str, y: str, y_title: str, *, point: bool = False
) -> alt.Chart:
    """Return a curve between two rates; `x` and `y` are fixed fields of this module."""
    return (
        alt.Chart(data)
        .mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=60, filled=True) if point else False)
        .encode(
            x=alt.X(f"{x}:Q", title=x_title, scale=UNIT),
            y=alt.Y(f"{y}:Q", title=y_title, scale=UNIT),
            order=alt.Order(f"{x}:Q"),
            tooltip=[
                alt.Tooltip(f"{x}:Q", title=x_title, format=".3f"),
                alt.Tooltip(f"{y}:Q", title=y_title, format=".3f"),
            ],
        )
    )


def _diagonal() -> alt.Chart:
    ends = pd.DataFrame({"from": [0.0, 1.0], "to": [0.0, 1.0]})
    return alt.Chart(ends).mark_line(strokeDash=[5, 4], color=NEUTRAL).encode(x="from:Q", y="to:Q")
