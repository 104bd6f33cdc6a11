"""Compare: rank the tuned pipelines in score and money, choose one with a reason, judge it once."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.design.business.charter import Charter
from core.design.business.payoff_terms import BinaryPayoff, Payoff
from core.design.solution.design import SolutionDesign
from core.errors import BadInput, Missing
from core.lifecycle.records import Payload
from core.services.judging import judge
from core.services.learning import Learning, open_learning
from core.services.models import model_folder
from core.services.ports import json_safe
from core.services.work import Progress
from core.services.workspace import MACHINE, Workspace, load, need, need_fresh

if TYPE_CHECKING:
    import numpy as np
    from sklearn.pipeline import Pipeline

MADE_FROM = ("experiment", "charter", "baselines")
BOARD_SIZE = 25
LATENCY_ROWS = 200


@dataclass(frozen=True)
class Board:
    """The leaderboard of the newest experiment.

    Attributes
    ----------
    rows : list of dict
        Best first, those that miss a constraint of the charter last: number, learner, score, spread,
        value_per_row, threshold, seconds, is_tied.
    advised : int or None
        Number of the trial that the app advises: the simplest among those tied with the best, by how far
        a person can read it, then by the time that its fit takes.
    """

    metric: str
    is_greater_better: bool
    currency: str
    rows: list[Payload]
    advised: int | None


def board(workspace: Workspace, project: str) -> Board:
    """Return the leaderboard, with money at the charter's present payoff."""
    from core.development.metrics import METRICS

    history = workspace.history(project)
    experiment = need(history, "experiment").payload
    charter = load(need(history, "charter"), Charter)
    metric = METRICS[experiment["metric"]]
    complete = [trial for trial in experiment["trials"] if trial["state"] == "complete"]
    sign = -1 if metric.greater_is_better else 1
    ranked = sorted(complete, key=lambda trial: (_is_outside(trial), sign * trial["score"]))[:BOARD_SIZE]
    y = _training_target(workspace, project, experiment)
    rows = [_board_row(workspace, experiment["study"], trial, charter.payoff, y) for trial in ranked]
    for row in rows:
        is_alike = _is_outside(row) == _is_outside(rows[0])
        row["is_tied"] = is_alike and abs(row["score"] - rows[0]["score"]) <= rows[0]["spread"]
    tied = [row for row in rows if row["is_tied"]]
    advised = min(tied, key=_complexity)["number"] if tied else None
    return Board(metric.code, metric.greater_is_better, charter.payoff.currency, rows, advised)


def _is_outside(trial: Payload) -> bool:
    """Tell whether a trial misses a constraint; trials from before there were any do not say."""
    return bool(trial.get("misses"))


def _complexity(row: Payload) -> tuple[int, float]:
    from core.development.automl.learners import LEARNERS

    return LEARNERS[row["learner"]].model_class.rank, row["seconds"]


def best_number(workspace: Workspace, project: str) -> int:
    """Return the number of the best trial; raises NotReady or Missing when there is none."""
    rows = board(workspace, project).rows
    if not rows:
        raise Missing("No trial of the experiment finished.", "Train again with a larger budget.")
    return int(rows[0]["number"])


def trial_predictions(workspace: Workspace, project: str, number: int) -> tuple["np.ndarray", "np.ndarray"]:
    """Return the truth and the out-of-fold predictions of a trial."""
    experiment = need(workspace.history(project), "experiment").payload
    kept = workspace.files.get_array(experiment["study"], str(number))
    return _training_target(workspace, project, experiment)[kept["rows"]], kept["oof"]


def trial_evaluation(workspace: Workspace, project: str, number: int, threshold: float | None) -> Payload:
    """Return figures of one trial on the training rows it had not seen (out of fold)."""
    from core.development.evaluation import evaluate
    from core.development.metrics import METRICS

    history = workspace.history(project)
    design = load(need(history, "solution"), SolutionDesign)
    charter = load(need(history, "charter"), Charter)
    y, prediction = trial_predictions(workspace, project, number)
    labels = _training_labels(workspace, project, need(history, "experiment").payload)
    metric = METRICS[design.metric]
    return dict(evaluate(y, prediction, design.ml_task, metric, charter.payoff, threshold, labels))


def decision_at(workspace: Workspace, project: str, number: int, threshold: float | None) -> Payload:
    """Return what a trial's decisions are worth, out of fold, with the threshold given (binary only).

    Returns
    -------
    dict
        value_per_row (currency), acted_share (0 to 1, or None) and cells: rows by actual and decided
        label with their count and total value; no cells for amounts.
    """
    import numpy as np

    from core.design.business.payoff import value_per_row

    charter = load(need(workspace.history(project), "charter"), Charter)
    labels = _training_labels(workspace, project, need(workspace.history(project), "experiment").payload)
    y, prediction = trial_predictions(workspace, project, number)
    values = value_per_row(charter.payoff, y, prediction, threshold)
    is_binary = isinstance(charter.payoff, BinaryPayoff) and threshold is not None
    return {
        "value_per_row": float(values.mean()),
        "acted_share": float(np.mean(prediction >= threshold)) if is_binary else None,
        "cells": confusion_cells(y, prediction, labels, threshold, values) if labels else [],
    }


def confusion_cells(
    y: "np.ndarray",
    prediction: "np.ndarray",
    labels: tuple[str, ...],
    threshold: float | None,
    values: "np.ndarray",
) -> list[Payload]:
    """Return {actual, predicted, count, value} for each pair of labels; `value` is the pair's total."""
    import numpy as np

    cut = 0.5 if threshold is None else threshold
    decided = prediction.argmax(axis=1) if prediction.ndim == 2 else (prediction >= cut).astype(int)
    cells = y.astype(int) * len(labels) + decided
    counts = np.bincount(cells, minlength=len(labels) ** 2)
    totals = np.bincount(cells, weights=values, minlength=len(labels) ** 2)
    pairs = [(actual, predicted) for actual in labels for predicted in labels]
    return [
        {"actual": actual, "predicted": predicted, "count": int(count), "value": float(total)}
        for (actual, predicted), count, total in zip(pairs, counts, totals, strict=True)
    ]


def run(workspace: Workspace, project: str, params: Payload, progress: Progress) -> Payload:
    """Job: refit the chosen trial on all training rows and judge it once on the hold-out.

    `params`: number (trial), reason, author, threshold (or None for the one worth most).
    """
    if not str(params.get("reason", "")).strip():
        raise BadInput("A choice needs a reason.", "Write one sentence.")
    history = workspace.history(project)
    experiment = need_fresh(history, "experiment").payload
    charter = load(need(history, "charter"), Charter)
    trial = _find_trial(experiment, int(params["number"]))
    progress.report(force=True, doing="Fitting the chosen model on all training rows", share=0.2)
    learning = open_learning(workspace, project)
    threshold = _threshold(workspace, project, charter.payoff, trial["number"], params.get("threshold"))
    pipeline = _refit(learning, trial, int(experiment["seed"]))
    progress.check()
    folder = _save_model(workspace, project, learning, pipeline, threshold, trial)
    progress.report(force=True, doing="Judging it on the locked hold-out", share=0.6)
    judged = judge(learning, pipeline, charter.payoff, threshold, need(history, "baselines").payload)
    payload = {
        "number": trial["number"],
        "learner": trial["learner"],
        "params": trial["params"],
        "cv_score": trial["score"],
        "cv_spread": trial["spread"],
        "run_id": trial["run_id"],
        "study": experiment["study"],
        "metric": learning.design.metric,
        "threshold": threshold,
        "currency": charter.payoff.currency,
        "ml_task": learning.design.ml_task,
        "labels": learning.train.labels,
        "model": folder.name,
        "training_rows": len(learning.train.y),
        "holdout_openings": 1 + sum(record.kind == "candidate" for record in history.records),
        **judged,
    }
    workspace.save(
        project,
        "candidate",
        json_safe(payload),
        made_from=MADE_FROM,
        author=params.get("author") or MACHINE,
        reason=params["reason"],
    )
    return {"holdout_score": judged["evaluation"]["score"]}


def _find_trial(experiment: Payload, number: int) -> Payload:
    for trial in experiment["trials"]:
        if trial["number"] == number and trial["state"] == "complete":
            return dict(trial)
    raise Missing(f"Trial {number} is not among the finished trials.", "Choose one from the leaderboard.")


def _training_target(workspace: Workspace, project: str, experiment: Payload) -> "np.ndarray":
    return _training_truth(workspace, project, experiment)["y"]


def _training_labels(workspace: Workspace, project: str, experiment: Payload) -> tuple[str, ...] | None:
    return tuple(map(str, _training_truth(workspace, project, experiment)["labels"])) or None


def _training_truth(workspace: Workspace, project: str, experiment: Payload) -> "dict[str, np.ndarray]":
    """The target's codes and the labels they stand for (none for amounts), kept once an experiment."""
    import numpy as np

    group, name = experiment["study"], "target"
    try:
        return workspace.files.get_array(group, name)
    except Missing:
        train = open_learning(workspace, project).train
        truth = {"y": train.y, "labels": np.array(train.labels or (), dtype=str)}
        workspace.files.put_array(group, name, **truth)
        return truth


def _board_row(workspace: Workspace, study: str, trial: Payload, payoff: Payoff, y: "np.ndarray") -> Payload:
    from core.design.business.payoff import best_threshold, value_per_row

    kept = workspace.files.get_array(study, str(trial["number"]))
    truth, prediction = y[kept["rows"]], kept["oof"].astype(float)
    threshold = best_threshold(payoff, truth, prediction) if isinstance(payoff, BinaryPayoff) else None
    value = float(value_per_row(payoff, truth, prediction, threshold).mean())
    return {**trial, "value_per_row": value, "threshold": threshold}


def _threshold(
    workspace: Workspace, project: str, payoff: Payoff, number: int, wanted: float | None
) -> float | None:
    from core.design.business.payoff import best_threshold

    if not isinstance(payoff, BinaryPayoff):
        return None
    if wanted is not None:
        return float(wanted)
    return float(best_threshold(payoff, *trial_predictions(workspace, project, number)))


def _refit(learning: Learning, trial: Payload, seed: int) -> "Pipeline":
    from core.development.automl.learners import refit

    return refit(trial["learner"], trial["params"], learning.train, learning.recipe, seed)


def _save_model(
    workspace: Workspace,
    project: str,
    learning: Learning,
    pipeline: "Pipeline",
    threshold: float | None,
    trial: Payload,
) -> Path:
    from uuid import uuid4

    from core.scoring.model import save_model

    design = learning.design
    contract = need_fresh(workspace.history(project), "contract").payload
    folder = model_folder(workspace, uuid4().hex)
    manifest = {
        "name": project,
        "version": None,
        "ml_task": design.ml_task,
        "target": design.target,
        "labels": learning.train.labels,
        "threshold": threshold,
        "metric": design.metric,
        "learner": trial["learner"],
        "dataset": learning.dataset.fingerprint,
        "features": [feature["name"] for feature in learning.recipe["features"]],
    }
    save_model(pipeline, folder, json_safe(manifest), learning.recipe, contract)
    return folder
