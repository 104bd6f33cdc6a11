"""The score of one column alone: a small tree, cross-validated."""

import numpy as np

from core.design.data.columns import Column, ColumnKind
from core.design.data.leakage.table import CheckedTable

LEAVES = 16
FOLDS = 3
FEWEST_OF_A_LEAF = 5


def single_power(values: np.ndarray, y: np.ndarray, is_amount: bool, *, of_best_class: bool = False) -> float:
    """Return the score of a small tree on one column: ROC AUC (chance 0.5) of classes, or R2 (0 to 1).

    Parameters
    ----------
    values : ndarray of shape (n_rows,)
        Floats without NaN.
    y : ndarray of shape (n_rows,)
        Amounts, or class codes from 0; classes with fewer than 3 rows are left out.
    of_best_class : bool
        Whether the area is that of the class told best, rather than the average over classes.
    """
    from sklearn.model_selection import KFold, StratifiedKFold
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    X = values[:, None]
    if is_amount:
        folds = KFold(FOLDS, shuffle=True, random_state=0).split(X)
        tree = DecisionTreeRegressor(max_leaf_nodes=LEAVES, min_samples_leaf=FEWEST_OF_A_LEAF)
        return max(0.0, float(np.mean([tree.fit(X[a], y[a]).score(X[b], y[b]) for a, b in folds])))
    rows = np.flatnonzero(np.bincount(y)[y] >= FOLDS)
    if len(np.unique(y[rows])) < 2:
        return 0.5
    X, y = X[rows], y[rows]
    tree = DecisionTreeClassifier(max_leaf_nodes=LEAVES, min_samples_leaf=FEWEST_OF_A_LEAF, random_state=0)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(X, y)
    areas = np.array([class_areas(y[b], tree.fit(X[a], y[a]).predict_proba(X[b])) for a, b in folds])
    return float(areas.mean(axis=0).max() if of_best_class else areas.mean())


def class_areas(y: np.ndarray, probabilities: np.ndarray) -> list[float]:
    """Return the ROC AUC of each class against the rest; columns stand for the sorted classes of `y`."""
    from scipy.stats import rankdata

    areas = []
    for label, scores in zip(np.unique(y), probabilities.T, strict=True):
        is_label = y == label
        n, m = int(is_label.sum()), int((~is_label).sum())
        areas.append(float((rankdata(scores)[is_label].sum() - n * (n + 1) / 2) / (n * m)))
    return areas


def filled(table: CheckedTable, column: Column) -> np.ndarray:
    """Return numbers with the median in gaps; codes and days with a value below all others."""
    values = table.numbers(column)
    known = values[np.isfinite(values)]
    lowest = known.min() - 1 if column.kind is not ColumnKind.NUMBER and len(known) else None
    fill = lowest if lowest is not None else (np.median(known) if len(known) else 0.0)
    return np.where(np.isfinite(values), values, fill)
