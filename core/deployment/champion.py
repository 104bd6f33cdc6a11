"""Champion and challenger: a new model held against the live one, on rows that neither was trained on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

MIN_ROWS = 50
MIN_OF_EACH_LABEL = 5
"""As for a period in use: below this an interval says nothing."""

UNKNOWN = (float("nan"), float("nan"))


@dataclass(frozen=True)
class LiveComparison:
    """What holding a new model against the live one showed.

    Attributes
    ----------
    version : int
        Number of the live version.
    reason : str
        Why the two cannot be compared; empty where they were, and the figures below hold.
    rows : int
        Rows kept back from the new model that the live one was not trained on either.
    is_same : bool
        Whether both give the same answer on every one of these rows.
    score, live_score : float
        In the metric's unit.
    gain, gain_interval
        How much better the new model is on the same rows, positive whatever the metric's direction, and
        the 90% interval of the paired difference.
    value_gain, value_interval
        The same for what decisions are worth per row, in `currency`.
    """

    version: int
    reason: str = ""
    rows: int = 0
    is_same: bool = False
    score: float = float("nan")
    live_score: float = float("nan")
    gain: float = float("nan")
    gain_interval: tuple[float, float] = UNKNOWN
    value_gain: float = float("nan")
    value_interval: tuple[float, float] = UNKNOWN
    currency: str = ""


def is_unseen(rows: pd.DataFrame, trained: pd.DataFrame, columns: Sequence[str]) -> np.ndarray:
    """Tell for each row whether no training row has the same values in all of these columns.

    Two cases that agree in every column count as the same one, so rather too many rows are left out than
    too few.

    Returns
    -------
    bool ndarray of shape (len(rows),)
    """
    names = list(columns)
    keys, known = (pd.util.hash_pandas_object(_plain(frame[names]), index=False) for frame in (rows, trained))
    return ~keys.isin(known).to_numpy()


def too_few(y: np.ndarray, is_binary: bool) -> bool:
    """Tell whether so few rows are left that a comparison would say nothing."""
    rarer = min((y == 0).sum(), (y == 1).sum()) if is_binary else MIN_OF_EACH_LABEL
    return len(y) < MIN_ROWS or rarer < MIN_OF_EACH_LABEL


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Numbers as floats and the rest as text: the same value has one form, whatever came beside it."""
    return pd.DataFrame(
        {
            name: frame[name].astype("float64")
            if pd.api.types.is_numeric_dtype(frame[name]) and not pd.api.types.is_bool_dtype(frame[name])
            else frame[name].astype(object).where(frame[name].notna(), None).map(str).astype(object)
            for name in frame
        }
    )
