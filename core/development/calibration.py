"""Are the probabilities right: how far they lie from the shares that came true, and what chance alone makes of it."""

from dataclasses import dataclass

import numpy as np

BINS = 15
SIMULATIONS = 200


@dataclass(frozen=True)
class Calibration:
    """How right probabilities are.

    Attributes
    ----------
    error : float
        Expected calibration error, 0 to 1: 0.03 means that 100 predictions of 40% come true about 37 or
        43 times.
    standard_error : float
        Bootstrap over rows.
    by_chance : float
        What perfectly right probabilities would show on as many rows in 95 of 100 cases, or less. An
        error below it is no evidence of anything wrong.
    """

    error: float
    standard_error: float
    by_chance: float

    @property
    def is_beyond_chance(self) -> bool:
        """Tell whether the probabilities are off by more than the number of rows explains."""
        return self.error > self.by_chance


def calibration_error(y: np.ndarray, prediction: np.ndarray) -> float:
    """Return the expected calibration error over 15 bins of equally many rows.

    For two labels it is that of the positive one, for more that of the most likely one.

    Parameters
    ----------
    y : int ndarray of shape (n_rows,)
    prediction : ndarray
        P(positive) of shape (n_rows,), or probabilities of shape (n_rows, n_labels).

    References
    ----------
    Guo, Pleiss, Sun and Weinberger (2017), On calibration of modern neural networks, ICML; bins of equally
    many rows: Nixon and others (2019), Measuring calibration in deep learning.
    """
    return _binned_error(*_sureness(y, prediction))


def calibration_with_error(y: np.ndarray, prediction: np.ndarray) -> tuple[float, float]:
    """Return the calibration error and an approximate standard error, at once rather than by bootstrap.

    The sign of each bin's gap counts as known (delta method), so that the standard error is a little small
    where probabilities are nearly right; `calibration_of` resamples instead.
    """
    gap, edges = _binned_gaps(*_sureness(y, prediction))
    sums = np.add.reduceat(gap, edges[:-1])
    signed = gap * np.repeat(np.sign(sums), np.diff(edges))
    spread = float(signed.std(ddof=1) / np.sqrt(len(gap))) if len(gap) > 1 else np.nan
    return float(np.abs(sums).sum() / len(gap)), spread


def calibration_of(y: np.ndarray, prediction: np.ndarray, seed: int = 0) -> Calibration:
    """Return the calibration error of predictions with its spread and what chance explains of it."""
    came_true, sure = _sureness(y, prediction)
    rng = np.random.default_rng(seed)
    drawn = (rng.integers(0, len(sure), len(sure)) for _ in range(SIMULATIONS))
    resampled = [_binned_error(came_true[rows], sure[rows]) for rows in drawn]
    perfect = [_binned_error(rng.random(len(sure)) < sure, sure) for _ in range(SIMULATIONS)]
    return Calibration(
        error=_binned_error(came_true, sure),
        standard_error=float(np.std(resampled, ddof=1)),
        by_chance=float(np.quantile(perfect, 0.95)),
    )


def _sureness(y: np.ndarray, prediction: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What was said to come true with which probability, and whether it did."""
    y, prediction = np.asarray(y), np.asarray(prediction, dtype=np.float64)
    if prediction.ndim == 1:
        return y == 1, prediction
    return prediction.argmax(axis=1) == y, prediction.max(axis=1)


def _binned_error(came_true: np.ndarray, sure: np.ndarray) -> float:
    if not len(sure):
        return np.nan
    gap, edges = _binned_gaps(came_true, sure)
    return float(np.abs(np.add.reduceat(gap, edges[:-1])).sum() / len(gap))


def _binned_gaps(came_true: np.ndarray, sure: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What came true minus what was said, the least sure first, and where bins begin and end."""
    order = np.argsort(sure, kind="stable")
    gap = came_true[order].astype(np.float64) - sure[order]
    return gap, np.unique(np.linspace(0, len(gap), BINS + 1).astype(int))
