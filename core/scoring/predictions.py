"""What a row's score becomes: the columns of a prediction."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .contract import ContractReport
from .decision import acts_on, best_class, decision_columns, expected_gain, is_in_doubt

DECIDED_BY, BY_MODEL, BY_PERSON = "decided_by", "the model", "ask a person"

Predictions = dict[str, np.ndarray]


@dataclass(frozen=True)
class ScoredRows:
    """Rows that were checked and, unless the contract refuses one, scored.

    Attributes
    ----------
    scores : ndarray or None
        As `ScoringModel.scores` returns them.
    predictions : dict or None
        Columns of shape (n_rows,), named as `ScoringModel.predict` names them.
    """

    report: ContractReport
    scores: np.ndarray | None = None
    predictions: Predictions | None = None

    def records(self) -> list[dict[str, Any]]:
        """Return the predictions as JSON objects, one a row; none where rows were refused."""
        columns = self.predictions or {}
        cells = zip(*(column.tolist() for column in columns.values()), strict=True)
        return [dict(zip(columns, row, strict=True)) for row in cells]


def doubtful_rows(predictions: pd.DataFrame | Predictions) -> int | None:
    """Return how many predictions a person is asked about, or None where the model decides on all."""
    if DECIDED_BY not in predictions:
        return None
    return int((predictions[DECIDED_BY] == BY_PERSON).sum())


def predicted(
    manifest: dict[str, Any], scores: np.ndarray, amounts: pd.DataFrame, is_period: bool
) -> Predictions:
    """Return the columns of a prediction, each of shape (n_rows,), as `ScoringModel.predict` names them.

    Parameters
    ----------
    scores : ndarray
        As `ScoringModel.scores` returns them.
    amounts : DataFrame
        Has the amount columns that the decision needs; any other is left alone.
    """
    if manifest["ml_task"] == "regression":
        return {"prediction": scores}
    labels = np.asarray(manifest["labels"], dtype=object)
    if manifest["ml_task"] == "binary":
        return _yes_or_no(manifest, labels, scores, amounts, is_period)
    columns = {f"probability_{label}": scores[:, code] for code, label in enumerate(labels)}
    return {"prediction": labels[best_class(manifest.get("decision"), scores)]} | columns


def _yes_or_no(
    manifest: dict[str, Any],
    labels: np.ndarray,
    probability: np.ndarray,
    amounts: pd.DataFrame,
    is_period: bool,
) -> Predictions:
    """From a probability on or, where amounts differ by row, from a gain on."""
    policy = manifest.get("decision") or {}
    doubt = _decided_by(manifest, probability, amounts)
    if not decision_columns(policy):
        acts = acts_on(probability, manifest["threshold"], policy, is_period)
        return {"prediction": labels[acts.astype(int)], "probability": probability} | doubt
    gain = expected_gain(policy, probability, amounts)
    acts = acts_on(gain, policy["least_gain"], policy, is_period)
    found = {"prediction": labels[acts.astype(int)], "probability": probability, "expected_gain": gain}
    return found | doubt


def _decided_by(manifest: dict[str, Any], probability: np.ndarray, amounts: pd.DataFrame) -> Predictions:
    """Who decides on each row; nothing where the model decides on all."""
    within, threshold = manifest.get("unsure_within"), manifest["threshold"]
    if within is None:
        return {}
    doubt = is_in_doubt(manifest.get("decision"), threshold, within, probability, amounts)
    return {DECIDED_BY: np.where(doubt, BY_PERSON, BY_MODEL).astype(object)}
