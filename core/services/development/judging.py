"""Judging: what a fitted model is worth on the locked hold-out, beside what needs no model."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from core.design.business.charter import Charter
from core.lifecycle.records import Payload
from core.services.development.learning import Learning

if TYPE_CHECKING:
    import numpy as np
    from sklearn.pipeline import Pipeline

    from core.design.business.row_facts import RowFacts


def judge(
    learning: Learning, pipeline: "Pipeline", charter: Charter, threshold: float | None, baselines: Payload
) -> Payload:
    """Return the verdict on the locked hold-out: score, money, gain over the baseline, importances.

    Parameters
    ----------
    threshold : float or None
        From which a binary decision acts: a probability or, where amounts differ by row, an expected gain.
    baselines : dict
        Payload of the `baselines` record; its best simple rung is the mark to beat.

    Returns
    -------
    dict
        evaluation, baseline, importances, holdout_rows; calibration (error, standard_error and by_chance, as
        of `core.development.calibration.Calibration`; None for amounts); values, needed and benefit as of
        `core.development.worth.worth`, values from the simplest policy to the model.

    Raises
    ------
    BadInput
        Where amounts or today's decisions cannot be read from the rows.
    """
    from core.design.business.payoff import value_per_row
    from core.development.automl.learners import predict_with
    from core.development.calibration import calibration_of
    from core.development.evaluation import evaluate
    from core.development.explanation import importances
    from core.development.money_metric import metric_of
    from core.development.worth import BASELINE, values_without_model, worth

    design, holdout = learning.design, learning.holdout
    metric = metric_of(design.metric, charter.payoff, holdout.labels, threshold)
    facts = holdout_facts(learning, charter)
    others = values_without_model(charter, holdout, facts)
    prediction = predict_with(pipeline, holdout.X, design.ml_task, holdout.n_labels)
    model = value_per_row(charter.payoff, holdout.y, prediction, threshold, facts)
    baseline, values = _judge_baseline(learning, prediction, model, charter, facts, baselines)
    return {
        "evaluation": evaluate(
            holdout.y, prediction, design.ml_task, metric, charter.payoff, threshold, holdout.labels, facts
        ),
        "calibration": None if holdout.labels is None else asdict(calibration_of(holdout.y, prediction)),
        "baseline": baseline,
        **worth(charter, model, {**others, BASELINE: values}),
        "importances": importances(pipeline, holdout.X, holdout.y, metric, design.ml_task, design.split.seed),
        "holdout_rows": len(holdout.y),
    }


def holdout_facts(learning: Learning, charter: Charter) -> "RowFacts":
    """Return what the payoff needs of the hold-out; missing amounts count as is typical in training."""
    from core.design.business.row_facts import row_facts, typical_amounts

    typical = typical_amounts(charter.payoff, learning.train.frame)
    return row_facts(charter.payoff, learning.holdout.frame, learning.holdout.labels, typical)


def _judge_baseline(
    learning: Learning,
    prediction: "np.ndarray",
    model: "np.ndarray",
    charter: Charter,
    facts: "RowFacts",
    baselines: Payload,
) -> tuple[dict[str, Any], "np.ndarray"]:
    """The best simple rung beside the model, and the value of its decision on each row."""
    from core.design.business.payoff import value_per_row
    from core.development.baselines import fit_baseline
    from core.development.evaluation import mean_interval
    from core.development.metrics import MONEY, paired_gain, score
    from core.development.money_metric import metric_of

    design, holdout = learning.design, learning.holdout
    rung = max((r for r in baselines["rungs"] if r["code"] in ("dummy", "rule")), key=lambda r: r["gain"])
    fitted = fit_baseline(rung["code"], learning.train, design.split.seed)
    simple = fitted.predict(holdout.X)
    metric = metric_of(design.metric, charter.payoff, holdout.labels, rung["threshold"])
    values = value_per_row(charter.payoff, holdout.y, simple, rung["threshold"], facts)
    better_by = float((model - values).mean()), *mean_interval(model - values)
    is_money = metric.code == MONEY
    gain, low, high = better_by if is_money else paired_gain(metric, holdout.y, prediction, simple)
    figures = {
        "code": rung["code"],
        "title": rung["title"],
        "score": score(metric, holdout.y, simple),
        "value_per_row": float(values.mean()),
        "gain": gain,
        "gain_low": low,
        "gain_high": high,
        "value_gain": better_by[0],
        "value_gain_interval": list(better_by[1:]),
    }
    return figures, values
