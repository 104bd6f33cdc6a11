"""What a peer of `automl.py` is given, and what it gives back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

TARGET = "target of the benchmark"


@dataclass(frozen=True)
class Job:
    """One table to learn, and how."""

    X: pd.DataFrame
    y: np.ndarray
    ml_task: str
    n_labels: int
    metric: str
    budget_s: float
    seed: int
    threads: int

    @property
    def labelled(self) -> pd.DataFrame:
        """Features and target in one table."""
        return self.X.assign(**{TARGET: self.y})


@dataclass
class Fitted:
    """A model with its time to the first usable model, in seconds from the start of the fit.

    Attributes
    ----------
    predict : callable
        Rows to (n_rows,) amounts or (n_rows, n_labels) probabilities.
    size_mb : float, optional
        Of what is kept to predict; None for the compressed pickle of `model`.
    elsewhere_mb : callable, optional
        Largest memory of a server that the peer started, in MB.
    """

    model: Any
    predict: Callable[[pd.DataFrame], np.ndarray]
    first_model_s: float
    size_mb: float | None = None
    elsewhere_mb: Callable[[], float] = lambda: 0.0
