"""All trees of a histogram gradient boosting walked at once, for one row or a few."""

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class BoostedTrees:
    """The nodes of all trees in one row of arrays; a leaf's children are itself.

    Attributes
    ----------
    children : int ndarray of shape (n_nodes, 2)
        Left and right.
    roots : int ndarray of shape (n_rounds, n_outputs)
    baseline : float64 ndarray of shape (1, n_outputs)
    """

    feature: np.ndarray
    threshold: np.ndarray
    is_missing_left: np.ndarray
    children: np.ndarray
    value: np.ndarray
    roots: np.ndarray
    depth: int
    baseline: np.ndarray

    def raw_predict(self, matrix: np.ndarray) -> np.ndarray:
        """Return the sums of the leaves' values, float64 of shape (n_rows, n_outputs)."""
        sums = np.stack([self.value[self._leaves(row)].sum(axis=0) for row in matrix])
        return np.asarray(sums + self.baseline)

    def _leaves(self, row: np.ndarray) -> np.ndarray:
        has_missing = bool(np.isnan(row).any())
        node = self.roots
        for _ in range(self.depth):
            value = row[self.feature[node]]
            is_right = value > self.threshold[node]
            if has_missing:
                is_right |= np.isnan(value) & ~self.is_missing_left[node]
            node = self.children[node, is_right.astype(np.intp)]
        return node


def boosted_trees(estimator: Any) -> BoostedTrees | None:
    """Return the trees of a fitted HistGradientBoosting model; None where a node splits by categories.

    Reads scikit-learn's own node arrays (1.9): a model folder only loads with the version that saved it.
    """
    trees = [[tree.nodes for tree in one_round] for one_round in estimator._predictors]
    flat = [nodes for one_round in trees for nodes in one_round]
    if not flat or any(nodes["is_categorical"].any() for nodes in flat):
        return None
    starts = np.cumsum([0, *(len(nodes) for nodes in flat)])[:-1]
    joined = np.concatenate(flat)
    return BoostedTrees(
        feature=joined["feature_idx"].astype(np.intp),
        threshold=joined["num_threshold"].astype(np.float64),
        is_missing_left=joined["missing_go_to_left"].astype(bool),
        children=np.concatenate([_children(nodes, start) for nodes, start in zip(flat, starts, strict=True)]),
        value=joined["value"].astype(np.float64),
        roots=starts.reshape(len(trees), len(trees[0])),
        depth=int(joined["depth"].max()),
        baseline=np.asarray(estimator._baseline_prediction, dtype=np.float64),
    )


def _children(nodes: np.ndarray, start: int) -> np.ndarray:
    itself = np.arange(len(nodes))
    is_leaf = nodes["is_leaf"].astype(bool)
    sides = [np.where(is_leaf, itself, nodes[side].astype(np.intp)) for side in ("left", "right")]
    return np.stack(sides, axis=1) + start
