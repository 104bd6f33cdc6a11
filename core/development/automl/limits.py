"""What a fitted candidate misses of the charter's constraints, measured while the search runs."""

import pickle
import zipfile
import zlib
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from core.design.solution.constraints import Constraints
from core.design.solution.design import MlTask
from core.development.automl.learners import LEARNERS, predict_with
from core.scoring.recipe import Recipe, apply_recipe, category_inputs, input_columns

WARM_UP = 2
ROUNDS = 3
CALLS = 8
BYTES_PER_MB = 1_000_000

EXACT_BYTES = 8_000_000
"""Up to this many pickled bytes the model file is written to weigh it (0.3 s); above, it is estimated
from the compressed pickle, which was 4% lighter to 16% heavier (forests and boosting of 0.6 to 32 MB)."""


def missed_by(
    learner: str,
    pipeline: Pipeline,
    row: pd.DataFrame,
    recipe: Recipe,
    ml_task: MlTask,
    constraints: Constraints,
    growth: float = 1.0,
) -> str:
    """Return what a fitted pipeline misses, in one sentence; empty where it keeps to everything.

    The time is that of preparation and prediction, without the contract check that a service adds: what
    is left out here would certainly miss the limit, and the gate times the whole.

    Parameters
    ----------
    row : DataFrame of shape (1, n_columns)
        A raw row.
    growth : float
        How much larger the model is expected to be when it is fitted on all rows.
    """
    wrong = against_direction(learner, pipeline[-1], recipe)
    if wrong:
        return f"Its formula moves against what is required for {', '.join(wrong)}."
    if constraints.latency_ms is not None:
        taken = row_ms(pipeline, row, recipe, ml_task)
        if taken > constraints.latency_ms:
            return f"One row takes {taken:.3g} ms; at most {constraints.latency_ms:g} are allowed."
    if constraints.size_mb is not None:
        size = growth * file_mb(pipeline)
        if size > constraints.size_mb:
            return f"Its file has about {size:.3g} MB; at most {constraints.size_mb:g} are allowed."
    return ""


def against_direction(learner: str, estimator: Any, recipe: Recipe) -> list[str]:
    """Return the columns whose weight in a linear model has the wrong sign; boosting cannot have one.

    The weights of numbers come first, in the order of the recipe's inputs; scaling keeps their sign.
    """
    if LEARNERS[learner].monotone != "":
        return []
    weights = np.ravel(estimator.coef_)
    return [name for at, (name, sign) in enumerate(_number_directions(recipe)) if sign * weights[at] < 0]


def row_ms(pipeline: Pipeline, row: pd.DataFrame, recipe: Recipe, ml_task: MlTask) -> float:
    """Return milliseconds from a raw row to its prediction: the 95th percentile of the quietest round."""
    for _ in range(WARM_UP):
        _seconds(pipeline, row, recipe, ml_task)
    rounds = [[_seconds(pipeline, row, recipe, ml_task) for _ in range(CALLS)] for _ in range(ROUNDS)]
    return 1_000 * min(float(np.quantile(seconds, 0.95)) for seconds in rounds)


def file_mb(pipeline: Pipeline) -> float:
    """Return the size of the model file in 10^6 bytes; an estimate for large models."""
    import skops.io

    pickled = pickle.dumps(pipeline)
    if len(pickled) > EXACT_BYTES:
        return len(zlib.compress(pickled, 1)) / BYTES_PER_MB
    return len(skops.io.dumps(pipeline, compression=zipfile.ZIP_DEFLATED)) / BYTES_PER_MB


def _seconds(pipeline: Pipeline, row: pd.DataFrame, recipe: Recipe, ml_task: MlTask) -> float:
    start = perf_counter()
    predict_with(pipeline, apply_recipe(row, recipe), ml_task)
    return perf_counter() - start


def _number_directions(recipe: Recipe) -> list[tuple[str, int]]:
    categories = set(category_inputs(recipe))
    bound = {feature["name"]: int(feature.get("monotone", 0)) for feature in recipe["features"]}
    return [(name, bound.get(name, 0)) for name in input_columns(recipe) if name not in categories]
