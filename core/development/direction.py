"""Direction: does a prediction ever move against what is required as one column rises?"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

CHECKED_ROWS = 300
POINTS = 25
TOLERANCE = 1e-9
"""Relative to the size of the prediction: differences below it are rounding."""


@dataclass(frozen=True)
class DirectionCheck:
    """What moving one column over its range showed.

    Attributes
    ----------
    rows, points : int
        Rows that were moved, and values that each was moved through.
    against : int
        Rows whose prediction moved the wrong way somewhere.
    largest : float
        Largest step the wrong way between neighbouring values; 0 where there was none.
    low, high : float
        Range that the column was moved over.
    is_used : bool
        Whether the model needs the column at all; nothing is moved where it does not.
    """

    rows: int
    points: int
    against: int
    largest: float
    low: float
    high: float
    is_used: bool = True


UNUSED = DirectionCheck(0, 0, 0, 0.0, 0.0, 0.0, is_used=False)


def check_direction(
    predict: Callable[[pd.DataFrame], np.ndarray], frame: pd.DataFrame, column: str, sign: int, seed: int = 0
) -> DirectionCheck:
    """Move a column over its range for many rows and look at each row's own curve.

    Up to 300 rows, each at up to 25 values from the smallest to the largest of the column: individual
    conditional expectation, which no average can hide. It can prove that a model breaks a direction,
    but holds only for the rows and values that it looked at.

    Parameters
    ----------
    predict : callable
        Takes raw rows, returns P(positive) or amounts of shape (n_rows,).
    frame : DataFrame
        Raw rows; `column` holds numbers.
    sign : int
        1 where predictions must never fall as the column rises, -1 where they must never rise.

    Raises
    ------
    ValueError
        Where the column holds fewer than two different numbers.

    References
    ----------
    Goldstein, Kapelner, Bleich and Pitkin (2015), Peeking Inside the Black Box, Journal of Computational
    and Graphical Statistics 24.
    """
    grid = _grid(frame[column])
    picked = np.sort(np.random.default_rng(seed).permutation(len(frame))[:CHECKED_ROWS])
    rows = frame.iloc[np.repeat(picked, len(grid))].reset_index(drop=True)
    rows[column] = np.tile(grid, len(picked))
    curves = np.asarray(predict(rows), dtype=float).reshape(len(picked), len(grid))
    wrong = -sign * np.diff(curves, axis=1)
    wrong[wrong <= TOLERANCE * np.maximum(1.0, np.abs(curves[:, 1:]))] = 0.0
    return DirectionCheck(
        rows=len(picked),
        points=len(grid),
        against=int((wrong > 0).any(axis=1).sum()),
        largest=float(wrong.max()),
        low=float(grid[0]),
        high=float(grid[-1]),
    )


def _grid(values: pd.Series) -> np.ndarray:
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    known = np.unique(numbers[np.isfinite(numbers)])
    if len(known) < 2:
        raise ValueError("The column holds fewer than two different numbers.")
    return known if len(known) <= POINTS else np.unique(np.quantile(known, np.linspace(0, 1, POINTS)))
