"""A column as one number a row that can be averaged, and its averages by group with their spread."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from core.design.data.columns import Column, ColumnKind
from core.design.data.profile.source import all_numbers, codes_of
from core.design.data.reading.conform import value_text
from core.errors import BadInput, Missing

Z = 1.96


@dataclass(frozen=True)
class Measured:
    """A column to be averaged.

    Attributes
    ----------
    of : str
        What the average is, as "mean of spent" or "share of churned = yes".
    numbers : ndarray of shape (n_rows,)
        The numbers, or 1 and 0 for having the value or not; NaN where missing.
    """

    of: str
    numbers: np.ndarray
    is_share: bool


def measure(values: pa.ChunkedArray, column: Column, value: str | None = None) -> Measured:
    """Return a number as itself, and anything else as having `value` or not.

    Without `value` it is true for columns of truth values and of two numbers the larger, else the most
    frequent one. Raises Missing when the column does not have it, BadInput for dates and empty columns.
    """
    if column.kind in (ColumnKind.DATE, ColumnKind.EMPTY):
        raise BadInput(
            f"{column.name} holds no values that can be averaged.", "Choose a number or a category."
        )
    if column.kind is ColumnKind.NUMBER and value is None and column.distinct > 2:
        numbers = all_numbers(values, column.kind)
        return Measured(f"mean of {column.name}", np.where(np.isfinite(numbers), numbers, np.nan), False)
    codes, different = codes_of(values)
    texts = [value_text(one.as_py()) for one in different]
    chosen = _usual(codes, different, column) if value is None else value
    if chosen not in texts:
        raise Missing(f"{column.name} has no value {chosen!r}.", "Choose one of its values.")
    numbers = np.where(codes < 0, np.nan, codes == texts.index(chosen))
    return Measured(f"share of {column.name} = {chosen}", numbers, True)


def averages(measured: Measured, codes: np.ndarray, groups: int) -> pd.DataFrame:
    """Return value, low and high of each group: the mean with its 95% interval, NaN without rows.

    Shares have Wilson's interval (J. American Statistical Association 22, 1927), means 1.96 standard errors
    either way (NaN under 2 rows). `known` counts the rows that have a value.
    """
    is_known = ~np.isnan(measured.numbers)
    numbers, codes = measured.numbers[is_known], codes[is_known]
    known = np.bincount(codes, minlength=groups)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        mean = np.bincount(codes, weights=numbers, minlength=groups) / known
        if measured.is_share:
            low, high = _wilson(mean, known)
        else:
            squares = np.bincount(codes, weights=(numbers - mean[codes]) ** 2, minlength=groups)
            error = Z * np.sqrt(squares / (known - 1) / known)
            low, high = mean - error, mean + error
    return pd.DataFrame({"known": known, "value": mean, "low": low, "high": high})


def _usual(codes: np.ndarray, different: pa.Array, column: Column) -> str:
    if column.kind is ColumnKind.NUMBER or pa.types.is_boolean(different.type):
        return value_text(max(different.to_pylist()))
    return value_text(different[int(np.bincount(codes[codes >= 0]).argmax())].as_py())


def _wilson(share: np.ndarray, count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    middle = (share + Z**2 / (2 * count)) / (1 + Z**2 / count)
    width = Z / (1 + Z**2 / count) * np.sqrt(share * (1 - share) / count + Z**2 / (4 * count**2))
    return np.clip(middle - width, 0, 1), np.clip(middle + width, 0, 1)
