"""Splits: the locked hold-out and the folds inside the rest, drawn as the split plan says."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

from core.design.solution.design import SplitPlan, SplitStrategy
from core.development.table import LearningTable
from core.development.time_split import TimeLine, time_line
from core.errors import BadInput, Missing

Fold = tuple[np.ndarray, np.ndarray]

GROUP_DRAWS = 20
"""Random orders of groups that are tried for a hold-out of the right size and label mix."""


def split_holdout(table: LearningTable, plan: SplitPlan) -> Fold:
    """Return the positions of the training rows and of the hold-out rows, both rising.

    TIME holds out the latest rows and keeps rows of equal time together; rows without a time stay in
    training. With a gap, the rows just before the hold-out and those without a time are in neither part.
    GROUPED holds out whole groups; rows without a group count as one group. STRATIFIED
    keeps label shares, and a label with one row stays in training.

    Returns
    -------
    training, holdout : int ndarrays
        Disjoint; together all rows, but for those in a gap.

    Raises
    ------
    Missing
        Where the plan's column is not in the data.
    BadInput
        Where rows of one time or one group, or the gap, leave nothing for one side.
    """
    if plan.strategy is SplitStrategy.TIME:
        line = _times(table, plan)
        is_held = line.latest(plan.holdout)
    elif plan.strategy is SplitStrategy.GROUPED:
        is_held = _whole_groups(table, plan)
    else:
        is_held = _random_rows(table, plan)
    if is_held.all() or not is_held.any():
        raise BadInput(
            f"The rows cannot be divided by {plan.column or 'chance'} into training and hold-out.",
            "Choose another split in the solution design.",
        )
    holdout = np.flatnonzero(is_held)
    if plan.strategy is not SplitStrategy.TIME:
        return np.flatnonzero(~is_held), holdout
    training = np.flatnonzero(line.learnable(line.times[holdout].min()))
    if not len(training):
        raise BadInput(
            f"The gap of {plan.gap_in_words} leaves no row to learn from.",
            "Choose a shorter gap or a smaller hold-out in the solution design.",
        )
    return training, holdout


def make_folds(table: LearningTable, plan: SplitPlan) -> list[Fold]:
    """Return (fit, validation) positions into a table of training rows.

    STRATIFIED makes fewer folds where a label has fewer rows than folds (labels with one row are
    tolerated). TIME expands the window: each fold is fitted on all rows before its validation rows, but
    for those in the gap.
    Folds whose fitting or validation rows hold one label only are left out.

    Raises
    ------
    Missing
        Where the plan's column is not in the data.
    BadInput
        Where no usable fold is left.
    """
    folds = [
        (fit, valid)
        for fit, valid in _raw_folds(table, plan)
        if len(fit) and len(valid) and _is_learnable(table, fit) and _is_learnable(table, valid)
    ]
    if not folds:
        raise BadInput(
            "No fold holds enough different targets to learn from and to judge by.",
            f"Choose another split, {'a shorter gap' if plan.gap else 'fewer folds'} or more rows.",
        )
    return folds


def _raw_folds(table: LearningTable, plan: SplitPlan) -> Iterator[Fold]:
    if plan.strategy is SplitStrategy.TIME:
        return _times(table, plan).windows(plan.folds)
    if plan.strategy is SplitStrategy.GROUPED:
        return _grouped_folds(table, plan)
    return _random_folds(table, plan)


def _is_learnable(table: LearningTable, positions: np.ndarray) -> bool:
    return table.labels is None or bool((table.y[positions] != table.y[positions[0]]).any())


def _random_rows(table: LearningTable, plan: SplitPlan) -> np.ndarray:
    """Hold out every so many rows of the shuffled labels, one label after the other."""
    nothing = np.empty(0, dtype=int)
    order = np.concatenate([nothing, *(r for r in _shuffled_strata(table, plan) if len(r) > 1)])
    steps = np.floor(np.arange(len(order) + 1) * plan.holdout + 0.5)
    return np.isin(np.arange(len(table)), order[np.diff(steps) > 0])


def _random_folds(table: LearningTable, plan: SplitPlan) -> Iterator[Fold]:
    """Deal shuffled rows to folds in turn, one label after the other."""
    strata = _shuffled_strata(table, plan)
    n_folds = max(2, min([plan.folds, *(len(rows) for rows in strata if len(rows) > 1)]))
    fold_of = np.empty(len(table), dtype=int)
    fold_of[np.concatenate(strata)] = np.arange(len(table)) % n_folds
    return _folds_of(fold_of, n_folds)


def _shuffled_strata(table: LearningTable, plan: SplitPlan) -> list[np.ndarray]:
    draw = np.random.default_rng(plan.seed).random(len(table))
    return [rows[np.argsort(draw[rows])] for rows in _strata(table, plan)]


def _strata(table: LearningTable, plan: SplitPlan) -> list[np.ndarray]:
    if plan.strategy is SplitStrategy.RANDOM or table.labels is None:
        return [np.arange(len(table))]
    return [np.flatnonzero(table.y == label) for label in np.unique(table.y)]


def _folds_of(fold_of: np.ndarray, n_folds: int) -> Iterator[Fold]:
    for fold in range(n_folds):
        yield np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)


def _whole_groups(table: LearningTable, plan: SplitPlan) -> np.ndarray:
    """Of several random orders of groups, hold out the one nearest in size and label mix."""
    groups = _groups(table, plan)
    sizes = np.bincount(groups)
    labels = np.eye(table.n_labels)[table.y] if table.labels else np.zeros((len(table), 1))
    mix = np.array([np.bincount(groups, weights=column) for column in labels.T]).T
    rng = np.random.default_rng(plan.seed)

    def draw() -> tuple[float, np.ndarray]:
        order = rng.permutation(len(sizes))
        reached = np.abs(np.cumsum(sizes[order]) - plan.holdout * len(table))
        held = order[: min(int(reached.argmin()) + 1, len(sizes) - 1)]
        share = mix[held].sum(axis=0) / sizes[held].sum() if len(held) else np.inf
        distance = np.abs(sizes[held].sum() / len(table) - plan.holdout)
        return float(distance + np.abs(share - labels.mean(axis=0)).sum()), held

    _, held = min((draw() for _ in range(GROUP_DRAWS)), key=lambda drawn: drawn[0])
    return np.isin(groups, held)


def _grouped_folds(table: LearningTable, plan: SplitPlan) -> Iterator[Fold]:
    groups = _groups(table, plan)
    n_folds = min(plan.folds, int(groups.max()) + 1)
    if n_folds < 2:
        return iter(())
    if table.labels is None:
        splitter = GroupKFold(n_folds, shuffle=True, random_state=plan.seed)
        return splitter.split(table.X, groups=groups)
    counts = np.bincount(table.y)
    strata = np.where(counts[table.y] < n_folds, counts.argmax(), table.y)
    stratified = StratifiedGroupKFold(n_folds, shuffle=True, random_state=plan.seed)
    return stratified.split(table.X, strata, groups)


def _groups(table: LearningTable, plan: SplitPlan) -> np.ndarray:
    return pd.factorize(_plan_column(table, plan), use_na_sentinel=False)[0]


def _times(table: LearningTable, plan: SplitPlan) -> TimeLine:
    return time_line(_plan_column(table, plan), plan)


def _plan_column(table: LearningTable, plan: SplitPlan) -> pd.Series:
    if plan.column is None or plan.column not in table.frame.columns:
        raise Missing(
            f"The {plan.strategy.value} split needs a column, and {plan.column} is not in the data.",
            "Choose the column in the solution design.",
        )
    return table.frame[plan.column]
