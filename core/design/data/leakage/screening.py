"""Screening: whether a column says anything about the others once the target is known.

A noisy copy is the target plus noise of its own, so it is independent of every other column given the
target. An honest cause is not: among rows of equal target, a higher value of one cause goes with lower
values of the others (conditioning on a common effect; Pearl, Causality, 2009, section 1.2.3), and honest
measurements of one thing go together. This shape tells them apart where the height of a score cannot.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from core.design.data.columns import Column, ColumnKind
from core.design.data.leakage.table import CheckedTable

SCREENED_ROWS = 10_000
MOST_LEVELS = 50
TOP_LEVELS = 10
FEWEST_OF_A_STRATUM = 8
MOST_BINS = 50
BIN_ROWS = 30


@dataclass(frozen=True)
class Screen:
    """Every column of a sample, residualised within rows of equal target.

    Parameters
    ----------
    table : CheckedTable
        At most 10,000 rows.
    """

    table: CheckedTable

    @cached_property
    def strata(self) -> list[np.ndarray]:
        """Row positions of each class, or of each narrow band of amounts."""
        y = self.table.y
        if self.table.is_amount:
            bins = int(np.clip(len(y) // BIN_ROWS, 1, MOST_BINS))
            return np.array_split(np.argsort(y, kind="stable"), bins)
        return [
            rows for code in np.unique(y) if len(rows := np.flatnonzero(y == code)) >= FEWEST_OF_A_STRATUM
        ]

    @cached_property
    def _inputs(self) -> tuple[np.ndarray, list[str]]:
        parts, owners = [], []
        for column in self.table.others:
            for part in _parts(self.table, column):
                parts.append(part)
                owners.append(column.name)
        matrix = np.column_stack(parts) if parts else np.empty((len(self.table), 0))
        return self._residual(matrix), owners

    def _residual(self, matrix: np.ndarray) -> np.ndarray:
        left = np.zeros_like(matrix)
        for rows in self.strata:
            part = matrix[rows] - matrix[rows].mean(axis=0)
            if self.table.is_amount:
                y = self.table.y[rows] - self.table.y[rows].mean()
                if np.any(y):
                    part -= np.outer(y, y @ part) / (y @ y)
            scale = np.sqrt((part**2).sum(axis=0))
            left[rows] = np.divide(part, scale, out=np.zeros_like(part), where=scale > 1e-9)
        return left

    def independence(self, values: np.ndarray, name: str) -> float | None:
        """Return the p-value of values having nothing to do with other columns, given the target.

        The smallest over the other columns, times their number (Bonferroni). Per column, the squares of
        the correlations within each stratum are added up (chi square), and their mean is tested (normal).

        Parameters
        ----------
        values : ndarray of shape (n_rows,)
            Floats without NaN; `name` is the column that they come from.

        Returns
        -------
        float or None
            None where there is no other column to compare with.
        """
        from scipy.stats import chi2, norm

        matrix, owners = self._inputs
        others = np.array([owner != name for owner in owners], dtype=bool)
        residual = self._residual(values.astype(float)[:, None])[:, 0]
        if not others.any() or not residual.any():
            return None
        scores = np.array(
            [np.sqrt(len(rows)) * (residual[rows] @ matrix[rows][:, others]) for rows in self.strata]
        )
        by_square = chi2.sf((scores**2).sum(axis=0), df=len(self.strata))
        by_mean = 2 * norm.sf(np.abs(scores.sum(axis=0)) / np.sqrt(len(self.strata)))
        smallest = 2 * np.minimum(by_square, by_mean).min()
        return float(min(1.0, smallest * len(set(np.array(owners)[others]))))


def _parts(table: CheckedTable, column: Column) -> list[np.ndarray]:
    """Return a column as ranks, or as 0/1 of its frequent values; with its gaps where it has some."""
    is_missing = table.frame[column.name].isna().to_numpy()
    gaps = [is_missing.astype(float)] if is_missing.mean() > 0.01 else []
    if column.kind in (ColumnKind.NUMBER, ColumnKind.DATE):
        ranks = pd.Series(table.numbers(column)).rank().fillna((len(table) + 1) / 2)
        return [ranks.to_numpy() / len(table), *gaps]
    codes, n_values = table.codes(column.name)
    if n_values > MOST_LEVELS:
        return gaps
    frequent = np.argsort(-np.bincount(codes[codes >= 0], minlength=n_values), kind="stable")[:TOP_LEVELS]
    return [*((codes == code).astype(float) for code in frequent), *gaps]
