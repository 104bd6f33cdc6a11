"""Chi-square test of homogeneity: are two samples of categories spread alike?"""

import numpy as np
from scipy.stats import chi2_contingency

TITLE = "Chi-square"
KINDS = ("category", "boolean")
MIN_ROWS = 50
MIN_EXPECTED = 5.0
"""Rows expected in a cell; rarer categories are pooled. Source: Cochran (1954), Biometrics 10(4)."""


def chi_square_test(reference: np.ndarray, current: np.ndarray) -> tuple[float, float]:
    """Return the chi-square statistic of a 2 x k table and its p-value, rare categories pooled.

    X2 = sum (observed - expected)^2 / expected, without continuity correction. With a single category
    left there is nothing to compare: (0, 1).

    Parameters
    ----------
    reference, current : ndarray of shape (k,)
        Counts by category, in the same order.

    Source: Pearson (1900); scipy.stats.chi2_contingency.
    """
    table = pool_rare(np.vstack([reference, current]).astype(float))
    if table.shape[1] < 2:
        return 0.0, 1.0
    result = chi2_contingency(table, correction=False)
    return float(result.statistic), float(result.pvalue)


def pool_rare(table: np.ndarray) -> np.ndarray:
    """Return the 2 x k table with the columns of small expected counts merged into one.

    The merged column is joined to the smallest other one when it is still too small.
    """
    table = table[:, table.sum(axis=0) > 0]
    smallest_sample = table.sum(axis=1).min() / table.sum()
    rare = table.sum(axis=0) * smallest_sample < MIN_EXPECTED
    if not rare.any():
        return table
    kept, pooled = table[:, ~rare], table[:, rare].sum(axis=1, keepdims=True)
    if kept.shape[1] and pooled.sum() * smallest_sample < MIN_EXPECTED:
        nearest = kept.sum(axis=0).argmin()
        kept[:, nearest] += pooled[:, 0]
        return kept
    return np.hstack([kept, pooled])
