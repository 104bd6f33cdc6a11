"""Splits by time: the latest rows judge, earlier ones are learnt from, and a gap between is used by nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from core.design.solution.design import SplitPlan, SplitStrategy
from core.design.solution.gap import GapUnit, check_gap
from core.errors import BadInput

MICROSECONDS = {GapUnit.HOURS: 3_600e6, GapUnit.DAYS: 86_400e6, GapUnit.UNITS: 1.0, GapUnit.ROWS: 0.0}


@dataclass(frozen=True)
class TimeLine:
    """Rows in time, and the gap to keep.

    Attributes
    ----------
    times : float ndarray of shape (n_rows,)
        Microseconds since 1970 for dates, else the numbers themselves; minus infinity where unknown.
    gap : float
        Least distance, in the unit of `times`, between a row that is learnt from and one that judges.
    gap_rows : int
        Or the least number of rows between them.
    """

    times: np.ndarray
    gap: float = 0.0
    gap_rows: int = 0

    def latest(self, share: float) -> np.ndarray:
        """Return a mask of the rows from the moment on whose later rows come nearest to the share."""
        moments, later = self._moments()
        if len(moments) < 2:
            return np.zeros(len(self.times), dtype=bool)
        return self.times >= moments[1:][np.abs(later[1:] - share).argmin()]

    def windows(self, n_folds: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Cut the rows, oldest first, into equal blocks; yield what is learnt from, and each block but the first."""
        moments, later = self._moments()
        if len(moments) < 2:
            return
        wanted = np.arange(1, n_folds + 1) / (n_folds + 1)
        cuts = np.unique([1 + int(np.abs(1 - later[1:] - share).argmin()) for share in wanted])
        for start, end in pairwise([*moments[cuts], np.inf]):
            is_judging = (self.times >= start) & ((self.times < end) | (end == np.inf))
            yield np.flatnonzero(self.learnable(start)), np.flatnonzero(is_judging)

    def learnable(self, start: float) -> np.ndarray:
        """Return a mask of the rows that may be learnt from where judging starts at a moment.

        With a gap, rows without a time stay out: nobody can tell on which side of it they lie.
        """
        if self.gap_rows:
            earlier = np.sort(self.times[self.times < start])[::-1]
            if len(earlier) <= self.gap_rows:
                return np.zeros(len(self.times), dtype=bool)
            return (self.times < earlier[self.gap_rows - 1]) & np.isfinite(self.times)
        if self.gap:
            return (self.times <= start - self.gap) & (self.times < start) & np.isfinite(self.times)
        return np.asarray(self.times < start)

    def _moments(self) -> tuple[np.ndarray, np.ndarray]:
        """Distinct times, rising, and the share of rows from each on."""
        moments, counts = np.unique(self.times, return_counts=True)
        return moments, np.cumsum(counts[::-1])[::-1] / len(self.times)


def learnt_rows(frame: pd.DataFrame, plan: SplitPlan) -> dict[str, Any] | None:
    """Return by what rule a training script finds the rows that were learnt from; None but for a split by time.

    Returns
    -------
    dict
        column, is_date, last (moment of the last row that is learnt from: ISO 8601 in UTC, or a number) and
        keeps_unknown (whether rows without a time are learnt from).
    """
    if plan.strategy is not SplitStrategy.TIME:
        return None
    times, is_date = _moments(frame[str(plan.column)])
    last = times.max()
    if pd.isna(last):
        return None
    said = {"column": plan.column, "is_date": is_date, "keeps_unknown": not plan.gap}
    return said | {"last": last.isoformat() if is_date else float(last)}


def _moments(column: pd.Series) -> tuple[pd.Series, bool]:
    """Numbers as they are, all else as moments in UTC; and whether they are moments."""
    if pd.api.types.is_numeric_dtype(column):
        return column, False
    return pd.to_datetime(column, errors="coerce", utc=True, format="ISO8601"), True


def time_line(column: pd.Series, plan: SplitPlan) -> TimeLine:
    """Return a column of dates or numbers as times, with the plan's gap.

    Raises
    ------
    BadInput
        Where the column holds neither, or the gap is counted in a unit that it does not have.
    """
    times, is_date = _moments(column)
    if times.isna().all():
        raise BadInput(f"The time column {plan.column} holds no dates or numbers.", "Choose another split.")
    check_gap(plan.gap, plan.gap_unit, plan.column, is_date=is_date)
    if is_date:
        values = times.to_numpy(dtype="datetime64[us]").astype(float)
        values[times.isna().to_numpy()] = np.nan
    else:
        values = times.to_numpy(dtype=float, na_value=np.nan)
    known = np.where(np.isnan(values), -np.inf, values)
    rows = int(np.ceil(plan.gap)) if plan.gap_unit is GapUnit.ROWS else 0
    return TimeLine(known, plan.gap * MICROSECONDS[plan.gap_unit], rows)
