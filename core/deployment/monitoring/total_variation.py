"""Total variation: the share of rows that changed category."""

import numpy as np

TITLE = "Changed category"
KINDS = ("category", "boolean")
FLOOR = 0.05
"""Share of rows. Half of the 10-point change that monitoring must find (so that a 500-row window
rarely falls below it), and several times what 100,000 rows can make significant."""


def total_variation(reference: np.ndarray, current: np.ndarray) -> float:
    """Return half the summed difference of the shares, 0 to 1.

    TV = 1/2 sum_k |p_k - q_k|, with p, q the shares of each category.

    Parameters
    ----------
    reference, current : ndarray of shape (k,)
        Counts by category, in the same order.

    Source: Levin and Peres (2017), Markov Chains and Mixing Times, proposition 4.2.
    """
    return float(np.abs(reference / reference.sum() - current / current.sum()).sum() / 2)
