"""Measuring what the charter's requirements demand, on the hold-out and on rows seen after release."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.deployment.gates.evidence import Scored
from core.design.business.requirements import Gap, Requirement, RequirementKind
from core.design.solution.constraints import SIGNS
from core.development.direction import UNUSED, DirectionCheck, check_direction
from core.development.fairness import GroupGap, group_names, metric_gap, rate_gap
from core.development.metrics import METRICS, Metric, score, score_interval
from core.development.truth import encode_truth
from core.scoring.model import ScoringModel


@dataclass(frozen=True)
class ScoredRows:
    """Raw rows with what the model says about them, and the truth where it is known.

    Attributes
    ----------
    frame : DataFrame of shape (n_rows, any)
        Raw rows, sensitive columns included.
    prediction : ndarray
        In the common shape.
    acted : bool ndarray of shape (n_rows,) or None
        Which rows are decided as the positive label; None where the question is not yes or no.
    known : bool ndarray of shape (n_rows,)
        Rows whose truth is known.
    y : ndarray of shape (known.sum(),)
        Their label codes or amounts.
    """

    model: ScoringModel
    frame: pd.DataFrame
    prediction: np.ndarray
    acted: np.ndarray | None
    known: np.ndarray
    y: np.ndarray


def scored_rows(model: ScoringModel, frame: pd.DataFrame) -> ScoredRows:
    """Return raw rows with their predictions, decisions and, as far as it is known, their truth.

    The rows count as all rows of a period, so that a capacity to act holds among them as in use.
    """
    manifest = model.manifest
    acted = None
    if manifest["ml_task"] == "binary":
        acted = (model.predict(frame, is_period=True)["prediction"] == manifest["labels"][1]).to_numpy()
    y, known = np.empty(0), np.zeros(len(frame), dtype=bool)
    if manifest["target"] in frame.columns:
        y, known = encode_truth(frame[manifest["target"]], manifest["ml_task"], manifest["labels"])
    return ScoredRows(model, frame, model.scores(frame), acted, np.asarray(known, dtype=bool), np.asarray(y))


def demanded_scores(requirements: tuple[Requirement, ...], rows: ScoredRows) -> dict[str, Scored]:
    """Return the score and 90% interval of each metric that a requirement names, by its number.

    Metrics that do not fit the question, or are undefined on these rows, are left out.
    """
    found: dict[str, Scored] = {}
    for requirement in requirements:
        metric = _metric(requirement.metric, rows)
        if requirement.kind is not RequirementKind.METRIC or metric is None or not len(rows.y):
            continue
        prediction = _judged_by(metric, rows)[rows.known]
        value = float(score(metric, rows.y, prediction))
        if np.isfinite(value):
            found[requirement.number] = (value, score_interval(metric, rows.y, prediction))
    return found


def demanded_gaps(requirements: tuple[Requirement, ...], rows: ScoredRows) -> dict[str, GroupGap]:
    """Return the gap between the groups of each sensitive column that a requirement names, by its number.

    Left out where the column is not among the rows, or the truth that the comparison needs is not known.
    """
    found: dict[str, GroupGap] = {}
    for requirement in requirements:
        if requirement.kind is RequirementKind.FAIRNESS_GAP and requirement.column in rows.frame.columns:
            gap = _gap(requirement, rows, group_names(rows.frame[requirement.column]))
            if gap is not None:
                found[requirement.number] = gap
    return found


def demanded_directions(
    requirements: tuple[Requirement, ...], model: ScoringModel, frame: pd.DataFrame
) -> dict[str, DirectionCheck]:
    """Return what moving each column that a prediction must follow showed, by the requirement's number.

    Left out where the column is not among the rows or holds no numbers, and for several classes.
    """
    kinds = {feature["name"]: feature["kind"] for feature in model.recipe["features"]}
    found: dict[str, DirectionCheck] = {}
    for requirement in requirements:
        column = str(requirement.column)
        if requirement.direction is None or column not in frame or model.manifest["ml_task"] == "multiclass":
            continue
        if column not in kinds:
            found[requirement.number] = UNUSED
        elif kinds[column] == "number" and frame[column].nunique() > 1:
            found[requirement.number] = check_direction(
                model.scores, frame, column, SIGNS[requirement.direction]
            )
    return found


def _gap(requirement: Requirement, rows: ScoredRows, groups: np.ndarray) -> GroupGap | None:
    if requirement.compared is Gap.METRIC:
        metric = _metric(requirement.metric or rows.model.manifest["metric"], rows)
        if metric is None or not len(rows.y):
            return None
        return metric_gap(metric, rows.y, _judged_by(metric, rows)[rows.known], groups[rows.known])
    if rows.acted is None:
        return None
    if requirement.compared is Gap.SELECTION_RATE:
        return rate_gap(rows.acted, groups)
    if not len(rows.y):
        return None
    is_real = rows.y == 1
    return rate_gap(rows.acted[rows.known][is_real], groups[rows.known][is_real])


def _metric(code: str | None, rows: ScoredRows) -> Metric | None:
    metric = METRICS.get(code or "")
    return metric if metric and rows.model.manifest["ml_task"] in metric.tasks else None


def _judged_by(metric: Metric, rows: ScoredRows) -> np.ndarray:
    """What a metric scores: the decision, where it looks at labels and the question is yes or no."""
    if metric.uses_probability or rows.acted is None:
        return rows.prediction
    return rows.acted.astype(float)
