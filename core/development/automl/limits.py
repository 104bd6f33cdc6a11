"""What a fitted candidate misses of the charter's constraints, measured while the search runs."""

import pickle
import zipfile
import zlib
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from core.design.solution.constraints import Constraints
from core.design.solution.design import MlTask
from core.development.automl.learners import LEARNERS
from core.scoring.compiled.scorer import Scorer, make_scorer
from core.scoring.inputs import Inputs
from core.scoring.recipe import Recipe, number_inputs, read_inputs

WARM_UP = 2
ROUNDS = 3
CALLS = 8
BYTES_PER_MB = 1_000_000

DEFAULT_SIZE_MB = 20.0
"""Megabytes that a model's file may have where no requirement says otherwise: what is easily mailed and loaded."""

UNWEIGHED_SHARE = 0.25
"""A pickle of less than this share of the default limit is not weighed further: its file is never larger
(0.09 to 0.97 of it on adult and letter), and three such still fit when they vote."""

EXACT_BYTES = 8_000_000
"""Up to this many pickled bytes the model file is written to weigh it (0.3 s); above, it is estimated
from the compressed pickle: 20% heavier to 16% lighter for forests and boosting of 0.6 to 50 MB, a third
lighter for boosting of 26 labels, whose thousands of small trees each take an entry of the file."""


@dataclass(frozen=True)
class Footprint:
    """What a fitted pipeline takes, and what it misses.

    Attributes
    ----------
    misses : str
        What it misses of the constraints, in one sentence; empty where it keeps to everything.
    row_ms : float
        Milliseconds a row; 0 where no limit asks for it.
    size_mb : float
        Megabytes of its file, or somewhat more where it is far below the limit.
    """

    misses: str = ""
    row_ms: float = 0.0
    size_mb: float = 0.0


NOTHING_TAKEN = Footprint()


def footprint(
    learner: str,
    pipeline: Pipeline,
    row: pd.DataFrame,
    recipe: Recipe,
    ml_task: MlTask,
    constraints: Constraints,
    growth: float = 1.0,
) -> Footprint:
    """Return what a fitted pipeline takes, as released: compiled into lookups where it can be.

    The time is that of preparation and prediction, without reading the row and the contract check that a
    service adds: what is left out here would certainly miss the limit, and the gate times the whole.

    Parameters
    ----------
    row : DataFrame of shape (1, n_columns)
        A raw row.
    growth : float
        How much larger the model is expected to be when it is fitted on all rows.
    """
    wrong = against_direction(learner, pipeline[-1], recipe)
    if wrong:
        return Footprint(moves_against(wrong))
    taken = 0.0 if constraints.latency_ms is None else row_ms(pipeline, row, recipe, ml_task)
    size = growth * _size(pipeline, constraints)
    return Footprint(_missed(taken, size, constraints), taken, size)


def size_limit(constraints: Constraints) -> float:
    """Return the most megabytes that a model's file may have: the charter's limit, else 20."""
    return DEFAULT_SIZE_MB if constraints.size_mb is None else constraints.size_mb


def _missed(taken: float, size: float, constraints: Constraints) -> str:
    if constraints.latency_ms is not None and taken > constraints.latency_ms:
        return f"One row takes {taken:.3g} ms; at most {constraints.latency_ms:g} are allowed."
    if size > size_limit(constraints):
        unasked = " unless a requirement says otherwise" if constraints.size_mb is None else ""
        return f"Its file has about {size:.3g} MB; at most {size_limit(constraints):g} are allowed{unasked}."
    return ""


def _size(pipeline: Pipeline, constraints: Constraints) -> float:
    if constraints.size_mb is None:
        pickled = len(pickle.dumps(pipeline)) / BYTES_PER_MB
        if pickled <= UNWEIGHED_SHARE * DEFAULT_SIZE_MB:
            return pickled
    return file_mb(pipeline)


def moves_against(columns: list[str]) -> str:
    """Return the sentence on a formula that moves the wrong way with columns."""
    return f"Its formula moves against what is required for {', '.join(columns)}."


def against_direction(learner: str, estimator: Any, recipe: Recipe) -> list[str]:
    """Return the columns whose weight in a linear model has the wrong sign; boosting cannot have one.

    The weights of numbers come first, in the order of the recipe's inputs; scaling keeps their sign.
    """
    if LEARNERS[learner].monotone != "":
        return []
    weights = np.ravel(estimator.coef_)
    return [name for at, (name, sign) in enumerate(_number_directions(recipe)) if sign * weights[at] < 0]


def row_ms(pipeline: Pipeline, row: pd.DataFrame, recipe: Recipe, ml_task: MlTask) -> float:
    """Return milliseconds from a row that is read to its prediction, by the scorer that is released.

    The 95th percentile of the quietest of three rounds: other programs can only add time.
    """
    scorer, inputs = make_scorer(pipeline, recipe, ml_task), read_inputs(row, recipe)
    for _ in range(WARM_UP):
        _seconds(scorer, inputs)
    rounds = [[_seconds(scorer, inputs) for _ in range(CALLS)] for _ in range(ROUNDS)]
    return 1_000 * min(float(np.quantile(seconds, 0.95)) for seconds in rounds)


def file_mb(pipeline: Pipeline) -> float:
    """Return the size of the model file in 10^6 bytes; an estimate for large models."""
    import skops.io

    pickled = pickle.dumps(pipeline)
    if len(pickled) > EXACT_BYTES:
        return len(zlib.compress(pickled, 1)) / BYTES_PER_MB
    return len(skops.io.dumps(pipeline, compression=zipfile.ZIP_DEFLATED)) / BYTES_PER_MB


def _seconds(scorer: Scorer, inputs: Inputs) -> float:
    start = perf_counter()
    scorer(inputs)
    return perf_counter() - start


def _number_directions(recipe: Recipe) -> list[tuple[str, int]]:
    bound = {feature["name"]: int(feature.get("monotone", 0)) for feature in recipe["features"]}
    return [(name, bound.get(name, 0)) for name in number_inputs(recipe)]
