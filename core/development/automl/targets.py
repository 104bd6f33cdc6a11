"""The target that people bring: what can be learnt from it, and what is said where it cannot."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils import assert_all_finite, check_consistent_length, column_or_1d

from core.errors import BadInput, Missing


class InvalidInput(BadInput, ValueError):
    """Data or parameters that cannot be used as they are; a ValueError too, as scikit-learn expects."""


def checked_target(estimator: BaseEstimator, X: Any, y: Any) -> np.ndarray:
    """Return the target as a column, after scikit-learn's checks; dates are refused."""
    if y is None:
        name = type(estimator).__name__
        raise InvalidInput(f"{name} requires y to be passed, but the target y is None.")
    target = column_or_1d(y, warn=True)
    if pd.api.types.infer_dtype(target, skipna=True) in ("datetime64", "datetime", "date", "timedelta64"):
        raise InvalidInput("The target holds dates.", "Choose a number or a category as the target.")
    if pd.isna(target).any():
        missing = int(pd.isna(target).sum())
        raise InvalidInput(f"The target y contains NaN: {missing} rows have no value.", "Leave them out.")
    assert_all_finite(target, input_name="y")
    check_consistent_length(X, target)
    return target


def amounts(target: np.ndarray) -> np.ndarray:
    """Return a target as float64 amounts; raises InvalidInput where they are no numbers."""
    try:
        return target.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidInput("The target holds values that are not numbers.", "Classify them.") from error


@contextmanager
def as_value_errors() -> Iterator[None]:
    """Raise what the engine says about bad data as the ValueError that scikit-learn's tools expect."""
    try:
        yield
    except (BadInput, Missing) as error:
        raise InvalidInput(error.message, error.remedy) from error
