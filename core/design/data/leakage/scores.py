"""What the score is with a suspicious column, and without it: a quick model, cross-validated."""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from core.design.data.columns import Column, ColumnKind
from core.design.data.leakage.alone import class_areas
from core.design.data.leakage.duplicates import DUPLICATES, repeated_rows
from core.design.data.leakage.finding import Finding, LeakScore
from core.design.data.leakage.group_id import GROUP_ID
from core.design.data.leakage.table import CheckedTable, checked_table

SCORED_ROWS = 3_000
MOST_SCORED = 10
FOLDS = 5
TREES = 25
FEWEST_OF_A_LEAF = 3


def add_scores(
    frame: pd.DataFrame,
    columns: tuple[Column, ...],
    target: str,
    findings: tuple[Finding, ...],
    *,
    left_out: Iterable[str] = (),
    seed: int = 0,
) -> tuple[Finding, ...]:
    """Return the first 10 findings with scores as the table is, and once the remedy is followed.

    Without means: without the column; for a group, also with its rows on one side of each fold; for
    duplicates, with equal rows on one side. The columns of the other findings are left out of both, as one
    leak would hide what another is worth. Extremely randomised trees on at most 3,000 rows and 5 folds: a
    figure for comparing the two, not what a tuned model would reach.

    Parameters
    ----------
    left_out : iterable of str
        Columns that enter no model anyway, such as identifiers.
    """
    table = checked_table(frame, columns, target)
    if table is None or not findings:
        return findings
    out = set(left_out).union(*(finding.columns for finding in findings))
    scored = [_scored(table, finding, out, seed) for finding in findings[:MOST_SCORED]]
    return (*scored, *findings[MOST_SCORED:])


def _scored(table: CheckedTable, finding: Finding, left_out: set[str], seed: int) -> Finding:
    groups = _groups(table, finding)
    rows = _drawn(len(table), groups, seed)
    sample = CheckedTable(table.frame.iloc[rows], table.others, table.target, table.time)
    kept = None if groups is None else groups[rows]
    is_sample = len(rows) < len(table)
    with_it = _score(sample, left_out - set(finding.columns), None, is_sample, seed)
    without = _score(sample, left_out, kept, is_sample, seed)
    return finding.model_copy(update={"score_with": with_it, "score_without": without})


def _groups(table: CheckedTable, finding: Finding) -> np.ndarray | None:
    """Return the rows that must stay together once the remedy is followed."""
    if finding.check == DUPLICATES.code:
        return repeated_rows(table)
    if finding.check == GROUP_ID.code:
        return pd.factorize(table.frame[finding.columns[0]], use_na_sentinel=False)[0]
    return None


def _drawn(n_rows: int, groups: np.ndarray | None, seed: int) -> np.ndarray:
    """Return positions of at most 3,000 rows; whole groups where there are groups."""
    if n_rows <= SCORED_ROWS:
        return np.arange(n_rows)
    rng = np.random.default_rng(seed)
    if groups is None:
        return np.sort(rng.choice(n_rows, SCORED_ROWS, replace=False))
    order = rng.permutation(int(groups.max()) + 1)
    rank = np.argsort(order)[groups]
    return np.sort(np.argsort(rank, kind="stable")[:SCORED_ROWS])


def _score(
    table: CheckedTable, left_out: set[str], groups: np.ndarray | None, is_sample: bool, seed: int
) -> LeakScore | None:
    inputs = [_input(table, column) for column in table.others if column.name not in left_out]
    if not inputs:
        return None
    X, y = np.column_stack(inputs), table.y
    if not table.is_amount:
        common = np.bincount(y)[y] >= 2 * FOLDS
        X, y, groups = X[common], y[common], None if groups is None else groups[common]
    if len(y) < 2 * FOLDS or len(np.unique(y)) < 2:
        return None
    scores = _fold_scores(X, y, groups, table.is_amount, seed)
    if len(scores) < 2:
        return None
    return LeakScore(
        metric="R2" if table.is_amount else "ROC AUC",
        mean=float(np.mean(scores)),
        spread=float(np.std(scores, ddof=1) / np.sqrt(len(scores))),
        rows=len(y),
        is_sample=is_sample,
    )


def _fold_scores(
    X: np.ndarray, y: np.ndarray, groups: np.ndarray | None, is_amount: bool, seed: int
) -> list[float]:
    from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

    kind = ExtraTreesRegressor if is_amount else ExtraTreesClassifier
    model = kind(TREES, min_samples_leaf=FEWEST_OF_A_LEAF, max_features=0.7, random_state=seed)
    scores = []
    for fit, valid in _folds(X, y, groups, is_amount, seed):
        if not is_amount and set(np.unique(y[fit])) != set(np.unique(y[valid])):
            continue
        model.fit(X[fit], y[fit])
        scores.append(
            model.score(X[valid], y[valid])
            if is_amount
            else float(np.mean(class_areas(y[valid], model.predict_proba(X[valid]))))
        )
    return scores


def _folds(
    X: np.ndarray, y: np.ndarray, groups: np.ndarray | None, is_amount: bool, seed: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    from sklearn.model_selection import GroupKFold, KFold, StratifiedGroupKFold, StratifiedKFold

    if groups is None:
        plain = KFold if is_amount else StratifiedKFold
        return plain(FOLDS, shuffle=True, random_state=seed).split(X, y)
    if len(np.unique(groups)) < FOLDS:
        return iter(())
    grouped = GroupKFold if is_amount else StratifiedGroupKFold
    return grouped(FOLDS, shuffle=True, random_state=seed).split(X, y, groups)


def _input(table: CheckedTable, column: Column) -> np.ndarray:
    """Return a column as numbers; a gap is a value below all others."""
    values = table.numbers(column)
    known = values[np.isfinite(values)]
    below = known.min() - 1.0 if len(known) else 0.0
    filled = np.where(np.isfinite(values), values, below)
    if column.kind is ColumnKind.NUMBER:
        return np.clip(filled, -1e30, 1e30).astype(np.float32)
    return filled.astype(np.float32)
