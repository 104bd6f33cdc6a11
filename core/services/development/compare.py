"""Compare: rank the tuned pipelines in score and money, choose one with a reason, judge it once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.design.business.charter import Charter
from core.design.business.decision import decided_labels, depends_on_row
from core.design.business.payoff_terms import BinaryPayoff, Payoff
from core.design.solution.design import SolutionDesign
from core.errors import BadInput, Missing
from core.lifecycle.records import Payload
from core.services.development.candidate_model import in_doubt, save_candidate_model
from core.services.development.judging import judge
from core.services.development.known_rows import KnownRows, known_rows, threshold_worth_most
from core.services.development.learning import Learning, open_learning
from core.services.ports import json_safe
from core.services.processors import processors
from core.services.work import Progress
from core.services.workspace import MACHINE, Workspace, load, need, need_fresh

if TYPE_CHECKING:
    import numpy as np
    from sklearn.pipeline import Pipeline

MADE_FROM = ("experiment", "charter", "baselines")
BOARD_SIZE = 25
NOTHING = BinaryPayoff()
"""A payoff that needs nothing of the rows."""
LATENCY_ROWS = 200


@dataclass(frozen=True)
class Board:
    """The leaderboard of the newest experiment.

    Attributes
    ----------
    rows : list of dict
        Best first, those that miss a constraint of the charter last: number, learner, score, spread,
        value_per_row, threshold, seconds, is_tied. Where amounts differ by row `threshold` is None and
        `least_gain` the expected gain, in currency, from which a row is acted on.
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
    known = known_rows(workspace, project, charter.payoff)
    rows = [_board_row(workspace, experiment["study"], trial, charter.payoff, known) for trial in ranked]
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
    from core.development.automl.learners import model_class_of

    return model_class_of(row["learner"]).rank, row["seconds"]


def best_number(workspace: Workspace, project: str) -> int:
    """Return the number of the best trial; raises NotReady or Missing when there is none."""
    rows = board(workspace, project).rows
    if not rows:
        raise Missing("No trial of the experiment finished.", "Train again with a larger budget.")
    return int(rows[0]["number"])


def trial_predictions(workspace: Workspace, project: str, number: int) -> tuple["np.ndarray", "np.ndarray"]:
    """Return the truth and the out-of-fold predictions of a trial."""
    rows, prediction = _trial_rows(workspace, project, number, NOTHING)
    return rows.y, prediction


def trial_evaluation(workspace: Workspace, project: str, number: int, threshold: float | None) -> Payload:
    """Return figures of one trial on the training rows it had not seen (out of fold).

    Where amounts differ by row `threshold` is an expected gain, and None stands for the one worth most.
    """
    from core.development.evaluation import evaluate
    from core.development.money_metric import metric_of

    history = workspace.history(project)
    design = load(need(history, "solution"), SolutionDesign)
    payoff = load(need(history, "charter"), Charter).payoff
    rows, prediction = _trial_rows(workspace, project, number, payoff)
    limit = _limit(payoff, rows, prediction, threshold)
    metric = metric_of(design.metric, payoff, rows.labels, limit)
    return dict(evaluate(rows.y, prediction, design.ml_task, metric, payoff, limit, rows.labels, rows.facts))


def decision_at(workspace: Workspace, project: str, number: int, threshold: float | None) -> Payload:
    """Return what a trial's decisions are worth, out of fold, with the threshold given (binary only).

    Where amounts differ by row `threshold` is an expected gain, and None stands for the one worth most.

    Returns
    -------
    dict
        value_per_row (currency), acted_share (0 to 1, or None) and cells: rows by actual and decided
        label with their count and total value; no cells for amounts.
    """
    from core.design.business.payoff import value_per_row

    payoff = load(need(workspace.history(project), "charter"), Charter).payoff
    rows, prediction = _trial_rows(workspace, project, number, payoff)
    limit = _limit(payoff, rows, prediction, threshold)
    values = value_per_row(payoff, rows.y, prediction, limit, rows.facts)
    decided = decided_labels(payoff, prediction, limit, rows.facts) if rows.labels else None
    is_acted = isinstance(payoff, BinaryPayoff) and limit is not None and decided is not None
    return {
        "value_per_row": float(values.mean()),
        "acted_share": float(decided.mean()) if is_acted and decided is not None else None,
        "cells": [] if decided is None else confusion_cells(rows.y, decided, rows.labels or (), values),
    }


def trial_worth(workspace: Workspace, project: str, number: int) -> Payload:
    """Return what a trial's decisions bring over what needs no model, out of fold, before the hold-out is opened.

    The threshold is the one worth most on these very rows, so the figures are a little kind; those of the
    hold-out are not.

    Returns
    -------
    dict
        values, needed and benefit, as of `core.development.worth.worth`.
    """
    from core.design.business.payoff import value_per_row
    from core.development.table import take
    from core.development.worth import values_without_model, worth

    charter = load(need(workspace.history(project), "charter"), Charter)
    rows, prediction = _trial_rows(workspace, project, number, charter.payoff)
    limit = threshold_worth_most(charter.payoff, rows, prediction)
    kept = _kept_trial(workspace, project, number)
    table = take(open_learning(workspace, project).train, kept["rows"])
    model = value_per_row(charter.payoff, rows.y, prediction, limit, rows.facts)
    return worth(charter, model, values_without_model(charter, table, rows.facts))


def confusion_cells(
    y: "np.ndarray", decided: "np.ndarray", labels: tuple[str, ...], values: "np.ndarray"
) -> list[Payload]:
    """Return {actual, predicted, count, value} for each pair of labels; `value` is the pair's total.

    Parameters
    ----------
    y, decided : int ndarray of shape (n_rows,)
        Codes of the true and of the decided label.
    values : ndarray of shape (n_rows,)
        What each decision is worth, in the payoff's currency.
    """
    import numpy as np

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

    `params`: number (trial), reason, author, threshold (or None for the one worth most; where
    amounts differ by row an expected gain in the payoff's currency).
    """
    if not str(params.get("reason", "")).strip():
        raise BadInput("A choice needs a reason.", "Write one sentence.")
    history = workspace.history(project)
    experiment = need_fresh(history, "experiment").payload
    charter = load(need(history, "charter"), Charter)
    trial = _find_trial(experiment, int(params["number"]))
    progress.report(force=True, doing="Fitting the chosen model on all training rows", share=0.2)
    learning = open_learning(workspace, project)
    rows, oof = _trial_rows(workspace, project, trial["number"], charter.payoff)
    wanted = params.get("threshold")
    limit = threshold_worth_most(charter.payoff, rows, oof) if wanted is None else float(wanted)
    pipeline = _refit(learning, trial, int(experiment["seed"]))
    progress.check()
    folder = save_candidate_model(workspace, project, learning, pipeline, charter.payoff, limit, trial)
    progress.report(force=True, doing="Judging it on the locked hold-out", share=0.6)
    judged = judge(learning, pipeline, charter, limit, need(history, "baselines").payload)
    payload = {
        "number": trial["number"],
        "learner": trial["learner"],
        "params": trial["params"],
        "cv_score": trial["score"],
        "cv_spread": trial["spread"],
        "run_id": trial["run_id"],
        "study": experiment["study"],
        "metric": learning.design.metric,
        **_named(charter.payoff, limit),
        "currency": charter.payoff.currency,
        "ml_task": learning.design.ml_task,
        "labels": learning.train.labels,
        "model": folder.name,
        "training_rows": len(learning.train.y),
        "in_doubt": in_doubt(workspace, learning, folder),
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


def _kept_trial(workspace: Workspace, project: str, number: int) -> "dict[str, np.ndarray]":
    experiment = need(workspace.history(project), "experiment").payload
    return workspace.files.get_array(experiment["study"], str(number))


def _trial_rows(
    workspace: Workspace, project: str, number: int, payoff: Payoff
) -> tuple[KnownRows, "np.ndarray"]:
    """The rows that a trial was judged on out of fold, and its predictions of them."""
    kept = _kept_trial(workspace, project, number)
    return known_rows(workspace, project, payoff).take(kept["rows"]), kept["oof"].astype(float)


def _board_row(workspace: Workspace, study: str, trial: Payload, payoff: Payoff, known: KnownRows) -> Payload:
    from core.design.business.payoff import value_per_row

    kept = workspace.files.get_array(study, str(trial["number"]))
    rows, prediction = known.take(kept["rows"]), kept["oof"].astype(float)
    limit = threshold_worth_most(payoff, rows, prediction)
    value = float(value_per_row(payoff, rows.y, prediction, limit, rows.facts).mean())
    return {**trial, "value_per_row": value, **_named(payoff, limit)}


def _limit(payoff: Payoff, rows: KnownRows, prediction: "np.ndarray", wanted: float | None) -> float | None:
    is_open = wanted is None and depends_on_row(payoff)
    return threshold_worth_most(payoff, rows, prediction) if is_open else wanted


def _named(payoff: Payoff, limit: float | None) -> Payload:
    """From which score rows are acted on, under the name of its unit."""
    by_row = depends_on_row(payoff)
    return {"threshold": None if by_row else limit, "least_gain": limit if by_row else None}


def _refit(learning: Learning, trial: Payload, seed: int) -> "Pipeline":
    from core.development.automl.learners import refit

    return refit(trial["learner"], trial["params"], learning.train, learning.recipe, seed, processors())
