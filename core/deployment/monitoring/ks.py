"""Kolmogorov-Smirnov: do two samples of a number come from one distribution?"""

import numpy as np
from scipy.stats import ks_2samp

TITLE = "Kolmogorov-Smirnov"
KINDS = ("number", "date")
MIN_ROWS = 50
"""Below this the test finds only gross shifts: 0.3 SD is seen in fewer than one of four tries."""


def ks_test(reference: np.ndarray, current: np.ndarray) -> tuple[float, float]:
    """Return the largest gap between the two empirical distribution functions and its p-value.

    D = max_x |F_ref(x) - F_cur(x)|, 0 to 1; p from the asymptotic distribution, which is
    conservative under ties. The p-value shrinks with the number of rows: it says whether there is a
    difference, never whether it matters.

    Parameters
    ----------
    reference, current : ndarray of shape (n,), (m,)
        Finite values, at least one each.

    Source: Smirnov (1948), Annals of Mathematical Statistics 19(2), 279-281; scipy.stats.ks_2samp.
    """
    result = ks_2samp(reference, current, method="asymp")
    return float(result.statistic), float(result.pvalue)
