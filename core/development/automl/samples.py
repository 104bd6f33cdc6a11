"""Sampling first: on a big table trials begin with a sample of the rows, and the best go on to more."""

import numpy as np

BIG_FOLD = 100_000
"""Rows to learn from above which the first trials see a sample: all of them would take seconds a fold."""

FIRST_ROWS = 30_000
"""Rows of the first sample: boosting learns them in half a second, and ranks settings much as on all rows."""

GROWTH = 5
"""Each sample is so many times the one before; the last step, to all rows, is up to twice that."""

VALIDATION_ROWS = 25_000
"""Rows that a fold is judged on at most: the standard error of a ROC AUC is then about 0.003 a fold."""


def samples(fold_rows: int) -> list[int | None]:
    """Return how many rows trials may learn from, one stage after another; None for all.

    Parameters
    ----------
    fold_rows : int
        Rows to learn from in the largest fold.
    """
    stages: list[int | None] = []
    rows = FIRST_ROWS
    while fold_rows > BIG_FOLD and 2 * rows < fold_rows:
        stages.append(rows)
        rows *= GROWTH
    return [*stages, None]


def sample_rows(rows: np.ndarray, y: np.ndarray, most: int, seed: int, *, by_label: bool) -> np.ndarray:
    """Return at most `most` of `rows`, drawn by chance, in their order.

    Parameters
    ----------
    rows : int ndarray
        Positions into `y`. A sample of a fold's rows keeps groups and time apart as the fold does.
    by_label : bool
        Keep the shares of labels, and at least one row of each: `most` is no less than their number.
    """
    if len(rows) <= most:
        return rows
    order = rows[np.random.default_rng(seed).permutation(len(rows))]
    if not by_label:
        return np.sort(order[:most])
    order = order[np.argsort(y[order], kind="stable")]
    one_of_each = np.unique(y[order], return_index=True)[1]
    others = np.delete(order, one_of_each)
    drawn = others[np.linspace(0, len(others) - 1, most - len(one_of_each)).astype(int)]
    return np.sort(np.concatenate([order[one_of_each], drawn]))
