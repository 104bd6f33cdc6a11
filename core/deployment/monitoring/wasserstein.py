"""Normed Wasserstein distance: how far a number has moved, in standard deviations."""

import numpy as np
from scipy.stats import wasserstein_distance

TITLE = "Moved by"
KINDS = ("number", "date")
FLOOR = 0.1
"""Standard deviations of the reference. Source: Evidently's default threshold for this distance
(evidentlyai/evidently `legacy/calculations/stattests/wasserstein_distance_norm.py`)."""


def normed_wasserstein(reference: np.ndarray, current: np.ndarray) -> float:
    """Return the earth mover's distance divided by the reference's standard deviation, 0 upwards.

    W = integral |F_ref(x) - F_cur(x)| dx / SD_ref. A pure shift by d standard deviations gives d.
    A constant reference has no scale of its own: that of both samples together stands in.

    Source: Villani (2009), Optimal Transport, ch. 6; scipy.stats.wasserstein_distance.
    """
    distance = float(wasserstein_distance(reference, current))
    scale = float(np.std(reference)) or float(np.std(np.concatenate([reference, current])))
    return distance / scale if scale > 0 else 0.0
