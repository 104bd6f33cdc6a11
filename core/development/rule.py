"""The one-column rule: the simplest thing that could work, and how to say it in words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeRegressor

from core.design.wording import figure

SCREENING_ROWS = 4_000
LEAVES = 4
SMALLEST_CELL = 20
MOST_CATEGORIES = 50
PRIOR_ROWS = 10
"""Rows' worth of the overall mean that is mixed into each cell, so that tiny cells say little."""

NAMED_CELLS = 4


@dataclass(frozen=True)
class ColumnRule:
    """Cells of one column and what to predict in each.

    Attributes
    ----------
    parts : tuple
        Upper edges of intervals for a number, names of cells for a category.
    values : ndarray of shape (n_cells, n_outputs)
        Prediction in each cell; the last cell holds missing numbers or all other categories.
    rows : ndarray of shape (n_cells,)
        Rows seen in each cell; cells without any are not spoken of.
    overall : ndarray of shape (n_outputs,)
    """

    column: str
    is_category: bool
    parts: tuple[float, ...] | tuple[str, ...]
    values: np.ndarray
    rows: np.ndarray
    overall: np.ndarray

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        """Return predictions of shape (n_rows, n_outputs)."""
        return self.values[_cells(X[self.column], self.is_category, self.parts)]


def fit_rule(X: pd.DataFrame, outputs: np.ndarray, seed: int) -> ColumnRule:
    """Return the rule on the single column that predicts best.

    Columns are compared by squared error on one half of a sample of 4,000 rows, fitted on the other half;
    the winner is fitted on all rows.

    Parameters
    ----------
    outputs : ndarray of shape (n_rows, n_outputs)
        One-hot labels, or one column of amounts.
    """
    sample = np.random.default_rng(seed).permutation(len(X))[:SCREENING_ROWS]
    fit, judge = sample[: len(sample) // 2], sample[len(sample) // 2 :]
    fit_X, judge_X = X.iloc[fit], X.iloc[judge]

    def error(column: str) -> float:
        rule = _fit_column(fit_X[column], outputs[fit])
        return float(((rule.predict(judge_X) - outputs[judge]) ** 2).sum())

    best = min(X.columns, key=error)
    return _fit_column(X[best], outputs)


def rule_text(rule: ColumnRule, labels: Sequence[str] | None, threshold: float | None = None) -> str:
    """Return a rule in plain words, such as "If Contract = Month-to-month then Yes".

    Parameters
    ----------
    labels : sequence of str or None
        None for regression.
    threshold : float, optional
        Probability from which a binary rule says yes.
    """
    if labels is not None and len(labels) == 2:
        return _binary_text(rule, labels[1], 0.5 if threshold is None else threshold)
    seen = np.flatnonzero(rule.rows).tolist()
    cells = [f"{_cell_text(rule, cell)}: {_outcome(rule, cell, labels)}" for cell in seen]
    more = len(cells) - NAMED_CELLS
    return f"By {rule.column}. {'; '.join(cells[:NAMED_CELLS])}" + (
        f"; and {more} more." if more > 0 else "."
    )


def _fit_column(values: pd.Series, outputs: np.ndarray) -> ColumnRule:
    is_category = not pd.api.types.is_numeric_dtype(values)
    parts = _frequent(values) if is_category else _cuts(values.to_numpy(dtype=float), outputs)
    cells = _cells(values, is_category, parts)
    n_cells = len(parts) + (1 if is_category else 2)
    overall = outputs.mean(axis=0)
    sums = np.array([np.bincount(cells, weights=column, minlength=n_cells) for column in outputs.T]).T
    rows = np.bincount(cells, minlength=n_cells)
    means = (sums + PRIOR_ROWS * overall) / (rows[:, None] + PRIOR_ROWS)
    return ColumnRule(str(values.name), is_category, parts, means, rows, overall)


def _frequent(values: pd.Series) -> tuple[str, ...]:
    counts = values.value_counts()
    return tuple(str(name) for name in counts[counts >= SMALLEST_CELL].index[:MOST_CATEGORIES])


def _cuts(values: np.ndarray, outputs: np.ndarray) -> tuple[float, ...]:
    present = ~np.isnan(values)
    smallest = max(SMALLEST_CELL, int(present.sum()) // 100)
    if present.sum() < 2 * smallest:
        return ()
    tree = DecisionTreeRegressor(max_leaf_nodes=LEAVES, min_samples_leaf=smallest, random_state=0)
    fitted = tree.fit(values[present][:, None], outputs[present]).tree_
    return tuple(float(cut) for cut in np.sort(fitted.threshold[fitted.feature >= 0]))


def _cells(values: pd.Series, is_category: bool, parts: tuple[float, ...] | tuple[str, ...]) -> np.ndarray:
    if is_category:
        found = pd.Index(parts, dtype=object).get_indexer(pd.Index(values, dtype=object))
        return np.where(found < 0, len(parts), found)
    numbers = values.to_numpy(dtype=float)
    intervals = np.searchsorted(np.asarray(parts, dtype=float), numbers, side="left")
    return np.where(np.isnan(numbers), len(parts) + 1, intervals)


def _binary_text(rule: ColumnRule, positive: str, threshold: float) -> str:
    chance = rule.values[:, 1]
    is_seen = rule.rows > 0
    says_yes = (chance >= threshold) & is_seen
    if says_yes.any() and (~says_yes & is_seen).any():
        return f"If {_condition(rule, says_yes)} then {positive}"
    likely = (chance > rule.overall[1]) & is_seen
    if not likely.any():
        return f"Never {positive}: no column on its own makes it likely."
    return (
        f"If {_condition(rule, likely)} then {positive} is likelier than usual: "
        f"up to {chance.max():.0%} against {rule.overall[1]:.0%}"
    )


def _condition(rule: ColumnRule, chosen: np.ndarray) -> str:
    texts = _category_texts(rule, chosen) if rule.is_category else _interval_texts(rule, chosen)
    return " or ".join(texts)


def _category_texts(rule: ColumnRule, chosen: np.ndarray) -> list[str]:
    names = [str(name) for name, is_in in zip(rule.parts, chosen, strict=False) if is_in]
    texts = [f"{rule.column} = {names[0]}", *names[1:NAMED_CELLS]] if names else []
    if len(names) > NAMED_CELLS:
        texts.append(f"{len(names) - NAMED_CELLS} more values")
    return texts + ([f"{rule.column} is another value"] if chosen[-1] else [])


def _interval_texts(rule: ColumnRule, chosen: np.ndarray) -> list[str]:
    """Neighbouring chosen intervals are said as one."""
    edges = [-np.inf, *(float(part) for part in rule.parts), np.inf]
    padded = np.concatenate([[False], chosen[:-1], [False]]).astype(int)
    starts, ends = np.flatnonzero(np.diff(padded) == 1), np.flatnonzero(np.diff(padded) == -1)
    texts = [_interval(rule.column, edges[s], edges[e]) for s, e in zip(starts, ends, strict=True)]
    return texts + ([f"{rule.column} is missing"] if chosen[-1] else [])


def _interval(column: str, low: float, high: float) -> str:
    if np.isinf(low) and np.isinf(high):
        return f"{column} is known"
    if np.isinf(low):
        return f"{column} <= {high:.6g}"
    return f"{column} > {low:.6g}" if np.isinf(high) else f"{low:.6g} < {column} <= {high:.6g}"


def _cell_text(rule: ColumnRule, cell: int) -> str:
    chosen = np.arange(len(rule.values)) == cell
    return _condition(rule, chosen)


def _outcome(rule: ColumnRule, cell: int, labels: Sequence[str] | None) -> str:
    if labels is None:
        return figure(float(rule.values[cell, 0]))
    return labels[int(rule.values[cell].argmax())]
