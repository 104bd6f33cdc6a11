"""How strongly two columns go together, from 0 to 1, with the name of the statistic."""

import numpy as np

SOMERS = "|2 AUC - 1|"
SPEARMAN = "|Spearman correlation|"
ETA = "correlation ratio (eta)"
CRAMER = "Cramér's V, bias-corrected"

MAX_LEVELS = 1_000
FEWEST_ROWS = 10


def relation(
    first: np.ndarray, first_is_number: bool, second: np.ndarray, second_is_number: bool
) -> tuple[float, str, int] | None:
    """Return strength (0: unrelated, 1: one tells the other), statistic and rows used.

    None when it cannot be told: fewer than 10 rows have both values, or a category has over 1,000 values.

    Parameters
    ----------
    first, second : ndarray of shape (n_rows,)
        Floats (NaN where missing) of a number, codes (-1 where missing) of a category.

    Notes
    -----
    Number and two classes: Somers' D, |2 AUC - 1|. Two numbers: |Spearman|. Number and several classes: eta,
    the square root of the share of variance between groups. Two categories: Cramér's V with Bergsma's bias
    correction (J. Korean Statistical Society 42, 2013).
    """
    known = _is_known(first, first_is_number) & _is_known(second, second_is_number)
    rows = int(np.count_nonzero(known))
    if rows < FEWEST_ROWS:
        return None
    if rows < len(known):
        first, second = first[known], second[known]
    if first_is_number and second_is_number:
        return spearman(first, second), SPEARMAN, rows
    if not first_is_number and not second_is_number:
        found = _of_categories(first, second)
    else:
        found = _of_number(first, second) if first_is_number else _of_number(second, first)
    return (*found, rows) if found else None


def _is_known(values: np.ndarray, is_number: bool) -> np.ndarray:
    return np.isfinite(values) if is_number else values >= 0


def _of_number(numbers: np.ndarray, codes: np.ndarray) -> tuple[float, str] | None:
    groups = compact(codes)
    levels = int(groups.max()) + 1
    if levels > MAX_LEVELS:
        return None
    if levels == 2:
        return _somers(ranks(numbers), groups == 1), SOMERS
    return correlation_ratio(numbers, groups), ETA


def _of_categories(first: np.ndarray, second: np.ndarray) -> tuple[float, str] | None:
    first, second = compact(first), compact(second)
    if max(first.max(), second.max()) >= MAX_LEVELS:
        return None
    return cramers_v(first, second), CRAMER


def ranks(numbers: np.ndarray) -> np.ndarray:
    """Return ranks from 1, equal numbers sharing their mean rank."""
    order = np.argsort(numbers)
    ordered = numbers[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    ends = np.append(starts[1:], len(ordered))
    result = np.empty(len(ordered))
    result[order] = np.repeat((starts + ends + 1) / 2, ends - starts)
    return result


def spearman(first: np.ndarray, second: np.ndarray) -> float:
    """Return the absolute rank correlation of two complete arrays."""
    return _pearson(ranks(first), ranks(second))


def _somers(ranked: np.ndarray, is_second: np.ndarray) -> float:
    second = int(is_second.sum())
    first = len(ranked) - second
    auc = (ranked[is_second].sum() - second * (second + 1) / 2) / (first * second)
    return float(abs(2 * auc - 1))


def _pearson(first: np.ndarray, second: np.ndarray) -> float:
    first, second = first - first.mean(), second - second.mean()
    length = float(np.sqrt((first @ first) * (second @ second)))
    return min(1.0, abs(float(first @ second)) / length) if length > 0 else 0.0


def scaled(numbers: np.ndarray) -> np.ndarray:
    """Return numbers divided by their largest magnitude, so that squares of extreme ones stay finite."""
    largest = np.nanmax(np.abs(numbers), initial=0.0)
    return numbers / largest if largest > 0 else numbers


def compact(codes: np.ndarray) -> np.ndarray:
    """Return codes renumbered from 0 without gaps, in their order."""
    whole = np.asarray(codes, dtype=np.int64)
    low, high = int(whole.min()), int(whole.max())
    if high - low > 4 * len(whole) + MAX_LEVELS:
        return np.unique(whole, return_inverse=True)[1]
    is_used = np.bincount(whole - low) > 0
    return (np.cumsum(is_used) - 1)[whole - low]


def correlation_ratio(numbers: np.ndarray, groups: np.ndarray) -> float:
    """Return eta: the square root of the share of the numbers' variance that lies between groups.

    The share is corrected for the number of groups (epsilon squared, Kelley 1935), so that many small
    groups do not look telling.
    """
    numbers, codes = scaled(numbers), compact(groups)
    counts = np.bincount(codes)
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
    rows, columns = compact(first), compact(second)
    r, k, n = int(rows.max()) + 1, int(columns.max()) + 1, len(rows)
    if min(r, k) < 2 or n < 2:
        return 0.0
    table = np.bincount(rows * k + columns, minlength=r * k).reshape(r, k).astype(float)
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / n
    phi2 = float(((table - expected) ** 2 / expected).sum()) / n
    corrected = max(0.0, phi2 - (r - 1) * (k - 1) / (n - 1))
    levels = min(r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)) - 1
    return float(min(1.0, np.sqrt(corrected / levels))) if levels > 0 else 0.0
