"""Judging: what a fitted model is worth on the locked hold-out, beside what needs no model."""

from typing import TYPE_CHECKING, Any

from core.design.business.payoff_terms import Payoff
from core.lifecycle.records import Payload
from core.services.learning import Learning

if TYPE_CHECKING:
    import numpy as np
    from sklearn.pipeline import Pipeline


def judge(
    learning: Learning, pipeline: "Pipeline", payoff: Payoff, threshold: float | None, baselines: Payload
) -> Payload:
    """Return the verdict on the locked hold-out: score, money, gain over the baseline, importances.

    Parameters
    ----------
    threshold : float or None
        From which a binary decision acts.
    baselines : dict
        Payload of the `baselines` record; its best simple rung is the mark to beat.

    Returns
    -------
    dict
        evaluation, baseline, values (see `holdout_values`), importances, holdout_rows.
    """
    from core.development.automl.learners import predict_with
    from core.development.evaluation import evaluate
    from core.development.explanation import importances
    from core.development.metrics import METRICS

    design, holdout, metric = learning.design, learning.holdout, METRICS[learning.design.metric]
    prediction = predict_with(pipeline, holdout.X, design.ml_task, holdout.n_labels)
    evaluation = evaluate(holdout.y, prediction, design.ml_task, metric, payoff, threshold, holdout.labels)
    baseline = _judge_baseline(learning, prediction, payoff, threshold, baselines)
    return {
        "evaluation": evaluation,
        "baseline": baseline,
        "values": holdout_values(payoff, holdout.y, baseline["value_per_row"], evaluation["value_per_row"]),
        "importances": importances(pipeline, holdout.X, holdout.y, metric, design.ml_task, design.split.seed),
        "holdout_rows": len(holdout.y),
    }


def holdout_values(payoff: Payoff, y: "np.ndarray", baseline: float, model: float) -> list[Payload]:
    """Return what each policy is worth on the hold-out, from the simplest to the model.

    Parameters
    ----------
    y : ndarray of shape (n_rows,)
        Label codes or amounts of the hold-out.
    baseline, model : float
        Value per row of the baseline and of the chosen model, in the payoff's currency.

    Returns
    -------
    list of dict
        name, value_per_row and value_total (all rows), in the payoff's currency. Names are those of
        `core.design.business.payoff.reference_values`, then "baseline" and "model".
    """
    from core.design.business.payoff import reference_values

    values = {**reference_values(payoff, y), "baseline": baseline, "model": model}
    return [
        {"name": name, "value_per_row": value, "value_total": value * len(y)}
        for name, value in values.items()
    ]


def _judge_baseline(
    learning: Learning,
    prediction: "np.ndarray",
    payoff: Payoff,
    threshold: float | None,
    baselines: Payload,
) -> dict[str, Any]:
    from core.design.business.payoff import value_per_row
    from core.development.baselines import fit_baseline
    from core.development.evaluation import mean_interval
    from core.development.metrics import METRICS, paired_gain, score

    design, holdout = learning.design, learning.holdout
    rung = max((r for r in baselines["rungs"] if r["code"] in ("dummy", "rule")), key=lambda r: r["gain"])
    fitted = fit_baseline(rung["code"], learning.train, design.split.seed)
    simple = fitted.predict(holdout.X)
    metric = METRICS[design.metric]
    gain, low, high = paired_gain(metric, holdout.y, prediction, simple)
    values = value_per_row(payoff, holdout.y, simple, rung["threshold"])
    more = value_per_row(payoff, holdout.y, prediction, threshold) - values
    return {
        "code": rung["code"],
        "title": rung["title"],
        "score": score(metric, holdout.y, simple),
        "value_per_row": float(values.mean()),
        "gain": gain,
        "gain_low": low,
        "gain_high": high,
        "value_gain": float(more.mean()),
        "value_gain_interval": mean_interval(more),
    }
