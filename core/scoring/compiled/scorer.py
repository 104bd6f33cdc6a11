"""A fitted pipeline as a scorer of inputs: by lookups, or by itself where it has no lookups."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from os import cpu_count
from typing import Any

import numpy as np
import pandas as pd

from ..inputs import Inputs, Texts
from ..recipe import MISSING, Recipe, as_frame, input_columns, text_inputs
from .estimators import compile_estimator
from .texts import UNSEEN, NotCompilable

ROWS_AT_ONCE = 32_768
"""Enough to keep each tree in the cache for long, few enough that a matrix of 100 columns takes 26 MB."""

LEAST_ROWS_A_THREAD = 2_048
"""Fewer are answered sooner than another thread has begun."""

MAX_THREADS = 4

TOLERANCE = 1e-12
TRIAL_NUMBERS = (np.nan, 0.0, 1.0, -1e6, 1e6)


@dataclass(frozen=True)
class Scorer:
    """Answers for inputs, the same by lookups and by the pipeline.

    Attributes
    ----------
    estimator : fitted estimator
        A compiled look-alike, or the pipeline itself where `reason` is not None.
    reason : str or None
        Why the pipeline has no lookups.
    """

    estimator: Any
    answer: str
    reason: str | None

    def plain(self, pipeline: Any) -> "Scorer":
        """Return the scorer that asks the pipeline itself."""
        return Scorer(pipeline, self.answer, "The pipeline was asked for.")

    def __call__(self, inputs: Inputs) -> np.ndarray:
        """Return float64 probabilities of shape (n_rows, n_classes), or values of shape (n_rows,)."""
        if self.reason is not None:
            return _answer(self.estimator, self.answer, as_frame(inputs))
        n_threads = min(MAX_THREADS, cpu_count() or 1)
        n_parts = max(-(-len(inputs) // ROWS_AT_ONCE), min(n_threads, len(inputs) // LEAST_ROWS_A_THREAD))
        if n_parts <= 1:
            return _answer(self.estimator, self.answer, inputs)
        cuts = np.linspace(0, len(inputs), n_parts + 1).astype(int).tolist()
        parts = [inputs.part(start, stop) for start, stop in pairwise(cuts)]
        with ThreadPoolExecutor(n_threads) as threads:
            found = list(threads.map(lambda part: _answer(self.estimator, self.answer, part), parts))
        return np.concatenate(found)


def make_scorer(pipeline: Any, recipe: Recipe, ml_task: str) -> Scorer:
    """Return the scorer of a fitted pipeline, compiled where that gives the same answers.

    Five made-up rows (missing, unseen, zero, very small, very large) are scored both ways first; a
    difference above 1e-12, absolute or relative, leaves the pipeline as it is.
    """
    answer = "predict" if ml_task == "regression" else "predict_proba"
    try:
        compiled = Scorer(compile_estimator(pipeline, frozenset(text_inputs(recipe))), answer, None)
        _require_equal(compiled, Scorer(pipeline, answer, ""), _trial_inputs(recipe))
    except (NotCompilable, AttributeError) as error:
        return Scorer(pipeline, answer, f"No lookups, so the pipeline answers itself: {error}.")
    return compiled


def difference(found: np.ndarray, expected: np.ndarray) -> float:
    """Return the largest difference, relative where values are above 1; 0.0 without rows."""
    return float((np.abs(found - expected) / np.maximum(1.0, np.abs(expected))).max(initial=0.0))


def _require_equal(compiled: Scorer, plain: Scorer, inputs: Inputs) -> None:
    with np.errstate(all="ignore"):
        try:
            expected = plain(inputs)
        except ValueError:
            return  # the pipeline refuses such rows: there is nothing to compare
        apart = difference(compiled(inputs), expected)
    if not apart <= TOLERANCE:
        raise NotCompilable(f"its lookups differ by {apart:.2g}")


def _trial_inputs(recipe: Recipe) -> Inputs:
    n_rows = len(TRIAL_NUMBERS)
    texts = np.array([MISSING, UNSEEN], dtype=object)
    is_text = set(text_inputs(recipe))
    return Inputs(
        {
            name: Texts(np.arange(n_rows) % 2, texts) if name in is_text else np.array(TRIAL_NUMBERS)
            for name in input_columns(recipe)
        },
        n_rows,
    )


def _answer(estimator: Any, answer: str, inputs: Inputs | pd.DataFrame) -> np.ndarray:
    found = np.asarray(getattr(estimator, answer)(inputs), dtype=np.float64)
    return found.reshape(len(inputs)) if answer == "predict" else found
