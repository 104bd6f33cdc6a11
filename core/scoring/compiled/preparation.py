"""A fitted preparation (ColumnTransformer) as lookups and array arithmetic."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from ..inputs import Inputs, Texts
from ..recipe import MISSING
from .texts import NotCompilable, compile_encoder

Matrix = np.ndarray
MatrixStep = Callable[[Matrix], Matrix]


@dataclass(frozen=True)
class Block:
    """Columns that are read together, and the steps that they go through."""

    where: slice
    read: Callable[[Inputs], Matrix]
    steps: tuple[MatrixStep, ...]
    is_sparse: bool = False

    def __call__(self, inputs: Inputs) -> Matrix:
        matrix = self.read(inputs)
        for step in self.steps:
            matrix = step(matrix)
        return matrix


@dataclass(frozen=True)
class Preparation:
    """All blocks side by side: inputs in, float64 matrix of shape (n_rows, width) out; sparse where a block is."""

    blocks: tuple[Block, ...]
    width: int

    def __call__(self, inputs: Inputs) -> Matrix:
        if any(block.is_sparse for block in self.blocks):
            return sparse.hstack([block(inputs) for block in self.blocks], format="csr")
        prepared = np.empty((len(inputs), self.width))
        for block in self.blocks:
            prepared[:, block.where] = block(inputs)
        return prepared


def compile_preparation(transformer: Any, texts: frozenset[str]) -> Preparation:
    """Return a fitted ColumnTransformer as blocks.

    Parameters
    ----------
    texts : frozenset of str
        Inputs that hold texts; all others hold floats.

    Raises
    ------
    NotCompilable
        Columns are not given by name, mix texts and numbers in one block, or an encoder cannot be read.
    """
    places = transformer.output_indices_
    blocks = tuple(
        _of_one(part, columns, places[name])
        if isinstance(columns, str)
        else _block(part, list(columns), places[name], texts)
        for name, part, columns in transformer.transformers_
        if len(columns) and not (isinstance(part, str) and part == "drop")
    )
    return Preparation(blocks, max((place.stop for place in places.values()), default=0))


def matrix_step(transformer: Any) -> MatrixStep:
    """Return a fitted transformer of floats as a function of a matrix."""
    if isinstance(transformer, str) or transformer is None:
        return _unchanged
    compiler = _STEPS.get(type(transformer).__name__)
    return compiler(transformer) if compiler else _as_it_is(transformer)


def _block(part: Any, names: list[str], where: slice, texts: frozenset[str]) -> Block:
    if not all(isinstance(name, str) for name in names):
        raise NotCompilable("its preparation does not name its columns")
    steps = [step for _, step in part.steps] if type(part).__name__ == "Pipeline" else [part]
    n_texts = len(texts & set(names))
    if n_texts == 0:
        return Block(where, _numbers(names), tuple(matrix_step(step) for step in steps))
    if n_texts < len(names) or isinstance(steps[0], str):
        raise NotCompilable("its preparation mixes texts and numbers")
    return Block(where, compile_encoder(steps[0], names), tuple(matrix_step(step) for step in steps[1:]))


def _of_one(part: Any, name: str, where: slice) -> Block:
    """A transformer of one column's texts, which it is given as a vector: each text once, however many rows have it."""

    def read(inputs: Inputs) -> Matrix:
        column = inputs.columns[name]
        if not isinstance(column, Texts):
            raise NotCompilable("its preparation reads numbers as texts")
        used, at = np.unique(column.codes, return_inverse=True)
        return part.transform(column.distinct[used])[at]

    is_sparse = sparse.issparse(part.transform(np.array([MISSING], dtype=object)))
    return Block(where, read, (), is_sparse)


def _numbers(names: list[str]) -> Callable[[Inputs], Matrix]:
    def read(inputs: Inputs) -> Matrix:
        matrix = np.empty((len(inputs), len(names)))
        for position, name in enumerate(names):
            column = inputs.columns[name]
            assert isinstance(column, np.ndarray)
            matrix[:, position] = column
        return matrix

    return read


def _unchanged(matrix: Matrix) -> Matrix:
    return matrix


def _as_it_is(transformer: Any) -> MatrixStep:
    names = getattr(transformer, "feature_names_in_", None)

    def step(matrix: Matrix) -> Matrix:
        found = transformer.transform(matrix if names is None else pd.DataFrame(matrix, columns=names))
        return np.asarray(found.toarray() if hasattr(found, "toarray") else found, dtype=np.float64)

    return step


def _imputer(imputer: Any) -> MatrixStep:
    statistics = np.asarray(imputer.statistics_, dtype=np.float64)
    kept = np.flatnonzero(~np.isnan(statistics))
    flagged = imputer.indicator_.features_ if imputer.indicator_ is not None else np.array([], dtype=np.intp)
    if not (isinstance(imputer.missing_values, float) and np.isnan(imputer.missing_values)):
        return _as_it_is(imputer)

    def step(matrix: Matrix) -> Matrix:
        is_missing = np.isnan(matrix)
        filled = np.where(is_missing, statistics, matrix)[:, kept]
        return np.hstack([filled, is_missing[:, flagged]]) if len(flagged) else filled

    return step


def _scaler(scaler: Any) -> MatrixStep:
    center = scaler.mean_ if scaler.with_mean else 0.0
    scale = scaler.scale_ if scaler.with_std else 1.0
    return lambda matrix: np.asarray((matrix - center) / scale)


def _distances(clusters: Any) -> MatrixStep:
    """scikit-learn's own arithmetic: written otherwise, small distances differ in many digits."""
    from sklearn.metrics.pairwise import euclidean_distances

    return lambda matrix: np.asarray(euclidean_distances(matrix, clusters.cluster_centers_))


def _function(transformer: Any) -> MatrixStep:
    if transformer.func is None:
        return _unchanged
    arguments = transformer.kw_args or {}
    return lambda matrix: np.asarray(transformer.func(matrix, **arguments), dtype=np.float64)


_STEPS: dict[str, Callable[[Any], MatrixStep]] = {
    "SimpleImputer": _imputer,
    "StandardScaler": _scaler,
    "KMeans": _distances,
    "FunctionTransformer": _function,
}
"""Transformers whose arithmetic is written out here; any other is called as it is, at its own speed."""
