"""The judgement of a model on a page: curves, confusion in money, and what it leans on."""

from typing import Any

import pandas as pd
import streamlit as st

from core.charts.curves import (
    calibration_data,
    calibration_figure,
    confusion_data,
    confusion_figure,
    lift_data,
    lift_figure,
    precision_recall_data,
    precision_recall_figure,
    residual_data,
    residual_figure,
    roc_data,
    roc_figure,
)
from core.charts.importance import importance_data, importance_figure
from core.lifecycle.records import Payload
from core.services.words import metric_words
from pages.ui.chart import show_chart
from pages.ui.design.worth import gain_words
from pages.ui.figures import figure

MOST_LABELS_DRAWN = 12


def show_curves(judged: Payload, target: str, name: str) -> None:
    """Show the figures that fit the task, under tabs; `name` keeps charts of one page apart.

    Parameters
    ----------
    judged : dict
        As returned by `core.development.evaluation.evaluate`.
    """
    if judged["ml_task"] == "regression":
        _residuals(judged, target, name)
    elif judged["ml_task"] == "binary":
        _binary_curves(judged, name)
    _all_metrics(judged)


def _binary_curves(judged: Payload, name: str) -> None:
    roc, recall, calibration, lift = st.tabs(
        ["Ranking (ROC)", "Precision and recall", "Calibration", "Gain over chance (lift)"],
        key=f"{name}.curves",
    )
    with roc:
        data = roc_data(judged["roc"])
        show_chart(roc_figure(data, judged["metrics"].get("roc_auc")), data, f"{name}-roc")
        st.caption("How many positives are found for each false alarm; further to the top left is better.")
    with recall:
        data = precision_recall_data(judged["precision_recall"])
        show_chart(precision_recall_figure(data), data, f"{name}-precision-recall")
        st.caption(
            "Of the rows acted on, how many are right (precision); of all positives, how many are found."
        )
    with calibration:
        data = calibration_data(judged["calibration"])
        show_chart(calibration_figure(data), data, f"{name}-calibration")
        st.caption("On the diagonal, 30% means that 30 of 100 such rows are positive.")
    with lift:
        data = lift_data(judged["lift"])
        show_chart(lift_figure(data), data, f"{name}-lift")
        st.caption("How many times more positives than by chance, when only the likeliest rows are acted on.")


def _residuals(judged: Payload, target: str, name: str) -> None:
    rows = [{"predicted": p["predicted"], "residual": p["actual"] - p["predicted"]} for p in judged["points"]]
    data = residual_data(rows)
    show_chart(residual_figure(data, target), data, f"{name}-residuals")
    st.caption(error_words(judged["error_quantiles"], judged["bias"]))


def error_words(quantiles: Payload, bias: float) -> str:
    """Return how far predictions are off, in the target's unit, in words that need no sign.

    Parameters
    ----------
    quantiles : dict
        Predicted minus actual by quantile; "0.05" and "0.95" are read.
    bias : float
        Mean of predicted minus actual.
    """
    low, high = (_off_words(quantiles[share]) for share in ("0.05", "0.95"))
    return f"Nine predictions of ten lie between {low} and {high}; on average they are {_off_words(bias)}."


def _off_words(error: float) -> str:
    return f"{figure(abs(error))} too {'low' if error < 0 else 'high'}" if error else "just right"


def _all_metrics(judged: Payload) -> None:
    with st.expander("All metrics"):
        words = [(metric_words(code), score) for code, score in judged["metrics"].items()]
        rows = [{"Metric": w.title, "Score": figure(score), "": w.direction} for w, score in words]
        st.dataframe(rows, width="stretch", hide_index=True)
        if judged.get("threshold") is not None:
            st.caption(f"Metrics that need a yes or no act from {judged['threshold']:.3f} on.")
        elif judged.get("least_gain") is not None:
            said = gain_words(judged["least_gain"], judged["currency"])
            st.caption(f"Metrics that need a yes or no act {said}.")


def show_confusion(cells: list[Payload], name: str) -> None:
    """Show right and wrong decisions with their money; for many labels the most frequent mistakes."""
    if not cells:
        return
    if len(cells) <= MOST_LABELS_DRAWN**2:
        data = confusion_data(cells)
        show_chart(confusion_figure(data), data, f"{name}-confusion")
        return
    wrong = sorted((c for c in cells if c["actual"] != c["predicted"]), key=lambda c: -c["count"])
    st.markdown("**Most frequent mistakes**")
    frame = pd.DataFrame(wrong[:20]).rename(columns=str.capitalize)
    st.dataframe(frame, width="stretch", hide_index=True)


def show_importances(found: list[Payload], metric_title: str) -> None:
    """Show which columns the model leans on."""
    rows = [_importance_row(item) for item in found]
    if not rows:
        st.caption("Not measured: the time was over before the first column was shuffled.")
        return
    data = importance_data(rows, top=10)
    show_chart(importance_figure(data, metric_title), data, "importances")


def _importance_row(item: Payload) -> dict[str, Any]:
    spread = item["spread"] or 0.0
    middle = item["importance"]
    return {
        "column": item["feature"],
        "importance": middle,
        "lower": middle - spread,
        "upper": middle + spread,
    }
