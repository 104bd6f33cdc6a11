"""How strongly one column goes with the target, from 0 to 1, with the name of the statistic."""

import numpy as np
import pandas as pd

SOMERS = "|2 AUC - 1|"
SPEARMAN = "|Spearman correlation|"
ETA = "correlation ratio (eta)"
CRAMER = "Cramér's V, bias-corrected"

MAX_LEVELS = 1_000
FEWEST_ROWS = 10


def relation_to_target(
    values: np.ndarray | pd.Series, is_number: bool, target: np.ndarray, is_amount: bool
) -> tuple[float, str] | None:
    """Return strength (0: unrelated, 1: one tells the other) and statistic, or None when it cannot be told.

    Parameters
    ----------
    values : of shape (n_rows,)
        Floats (NaN where missing) when `is_number`, else anything that can be grouped.
    target : ndarray of shape (n_rows,)
        Floats when `is_amount`, else class codes (-1 where missing).

    Notes
    -----
    Number and two classes: Somers' D, |2 AUC - 1|. Number and amount: |Spearman|. Number and several
    classes, category and amount: eta, the square root of the share of variance between groups. Category and
    classes: Cramér's V with Bergsma's bias correction (J. Korean Statistical Society 42, 2013).
    """
    if is_number:
        numbers = np.asarray(values, dtype=float)
        known = np.isfinite(numbers) & (np.isfinite(target) if is_amount else target >= 0)
        return _of_number(numbers[known], target[known], is_amount) if known.sum() >= FEWEST_ROWS else None
    codes, uniques = pd.factorize(values)
    known = (codes >= 0) & (np.isfinite(target) if is_amount else target >= 0)
    if known.sum() < FEWEST_ROWS or len(uniques) > MAX_LEVELS:
        return None
    if is_amount:
        return correlation_ratio(target[known], codes[known]), ETA
    return cramers_v(codes[known], target[known].astype(int)), CRAMER


def _of_number(numbers: np.ndarray, target: np.ndarray, is_amount: bool) -> tuple[float, str]:
    ranks = pd.Series(numbers).rank().to_numpy()
    if is_amount:
        return _pearson(ranks, pd.Series(target).rank().to_numpy()), SPEARMAN
    classes = np.unique(target)
    if len(classes) == 2:
        return _somers(ranks, target == classes[1]), SOMERS
    return correlation_ratio(numbers, target.astype(int)), ETA


def _somers(ranks: np.ndarray, is_second: np.ndarray) -> float:
    second = int(is_second.sum())
    first = len(ranks) - second
    auc = (ranks[is_second].sum() - second * (second + 1) / 2) / (first * second)
    return float(abs(2 * auc - 1))


def _pearson(first: np.ndarray, second: np.ndarray) -> float:
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    return float(min(1.0, abs(np.corrcoef(first, second)[0, 1])))


def scaled(numbers: np.ndarray) -> np.ndarray:
    """Return numbers divided by their largest magnitude, so that squares of extreme ones stay finite."""
    largest = np.nanmax(np.abs(numbers), initial=0.0)
    return numbers / largest if largest > 0 else numbers


def correlation_ratio(numbers: np.ndarray, groups: np.ndarray) -> float:
    """Return eta: the square root of the share of the numbers' variance that lies between groups.

    The share is corrected for the number of groups (epsilon squared, Kelley 1935), so that many small
    groups do not look telling.
    """
    numbers = scaled(numbers)
    _, codes, counts = np.unique(groups, return_inverse=True, return_counts=True)
    total = float(((numbers - numbers.mean()) ** 2).sum())
    n, k = len(numbers), len(counts)
    if total == 0 or n <= k or k < 2:
        return 0.0
    means = np.bincount(codes, weights=numbers) / counts
    within = float(((numbers - means[codes]) ** 2).sum())
    share = 1 - (within / (n - k)) / (total / (n - 1))
    return float(np.sqrt(min(1.0, max(0.0, share))))


def cramers_v(first: np.ndarray, second: np.ndarray) -> float:
    """Return Cramér's V of two arrays of codes, bias-corrected (Bergsma 2013)."""
    _, rows = np.unique(first, return_inverse=True)
    _, columns = np.unique(second, return_inverse=True)
    r, k, n = int(rows.max()) + 1, int(columns.max()) + 1, len(rows)
    if min(r, k) < 2 or n < 2:
        return 0.0
    table = np.bincount(rows * k + columns, minlength=r * k).reshape(r, k).astype(float)
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / n
    phi2 = float(((table - expected) ** 2 / expected).sum()) / n
    corrected = max(0.0, phi2 - (r - 1) * (k - 1) / (n - 1))
    levels = min(r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)) - 1
    return float(min(1.0, np.sqrt(corrected / levels))) if levels > 0 else 0.0
