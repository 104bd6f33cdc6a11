"""Run alarm: is a drop real, although a period is looked at again and again?"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, hypot, sqrt

import numpy as np

PERIODS = 30
FALSE_ALARMS = 0.05
"""Of 100 models that are as good as at release, at most five raise an alarm within 30 periods."""

SPENT = 0.032
"""What the limits are set to by the normal law, which understates the tails of shares near 0 or 1: measured,
false alarms then stay at or below `FALSE_ALARMS` (benchmarks/monitoring.py)."""

POOLED_ROWS = 1_000
"""Rows that the newest periods are put together to: a loss of 5 points is seen by then."""

SUDDEN_SHARE = 0.2
"""Part of `SPENT` that the newest period alone may use, so that a sudden fall shows at once."""

DRAWS = 20_000
NO_CHANGE = 1e-12


@dataclass(frozen=True)
class Reading:
    """A mean over the rows of a period whose truth is known, such as a score or a value per row.

    Attributes
    ----------
    error : float
        Standard error of the mean.
    """

    mean: float
    error: float
    rows: int


def pool(now: Reading, earlier: Sequence[Reading]) -> list[Reading]:
    """Return the newest readings, `now` first, as many as it takes to reach `POOLED_ROWS`."""
    pooled = [now]
    for reading in reversed(earlier):
        if sum(each.rows for each in pooled) >= POOLED_ROWS or len(pooled) == PERIODS:
            break
        pooled.append(reading)
    return pooled


def together(readings: Sequence[Reading]) -> Reading:
    """Return several readings as one, weighted by their rows."""
    rows = sum(reading.rows for reading in readings)
    mean = sum(reading.rows * reading.mean for reading in readings) / rows
    error = sqrt(sum((reading.rows * reading.error) ** 2 for reading in readings)) / rows
    return Reading(mean, error, rows)


def is_alarm(now: Reading, earlier: Sequence[Reading], reference: Reading, sign: int = 1) -> bool:
    """Tell whether readings have become worse than the reference by more than a run of periods explains.

    The newest readings together are held against the reference, and the newest alone: a small lasting
    loss shows in the first, a sudden one in the second. Each drop, divided by its standard error, has to
    exceed the limit that the largest of `PERIODS` such figures exceeds by chance in its part of `SPENT`;
    both parts together are kept by Bonferroni's inequality.

    Parameters
    ----------
    earlier : sequence of Reading
        Readings of the periods before under the same model, oldest first.
    reference : Reading
        What was read at release; 0 rows where their number is not known.
    sign : int
        1 where more is better, -1 where less is.

    Source: moving sums of Chu, Hornik and Kuan (1995), MOSUM tests for parameter constancy, Biometrika
    82(3), 603-617; the limit is simulated for readings of equal size that share one uncertain reference.
    """
    width = min(PERIODS, max(1, ceil(POOLED_ROWS / now.rows)))
    share = round(_reference_share(now, reference), 1)
    newest = together(pool(now, earlier))
    if width == 1:
        return _drop(newest, reference, sign) > drop_limit(1, share, SPENT)
    sudden = SPENT * SUDDEN_SHARE
    return _drop(newest, reference, sign) > drop_limit(width, share, SPENT - sudden) or _drop(
        now, reference, sign
    ) > drop_limit(1, share, sudden)


@lru_cache(maxsize=256)
def drop_limit(width: int, reference_share: float, false_alarms: float) -> float:
    """Return the drop, in standard errors, that chance exceeds somewhere in `PERIODS` periods.

    Parameters
    ----------
    width : int
        Newest periods that are put together, 1 or more; the first periods have fewer before them.
    reference_share : float
        Standard error of the reference in units of that of one period.
    false_alarms : float
        Share of runs in which chance may exceed the limit, 0 to 1.
    """
    rng = np.random.default_rng(0)
    periods = rng.standard_normal((DRAWS, PERIODS))
    reference = reference_share * rng.standard_normal((DRAWS, 1))
    sums = np.cumsum(np.pad(periods, ((0, 0), (1, 0))), axis=1)
    ends = np.arange(1, PERIODS + 1)
    counts = np.minimum(ends, width)
    means = (sums[:, ends] - sums[:, ends - counts]) / counts
    drops = (reference - means) / np.sqrt(reference_share**2 + 1 / counts)
    return float(np.quantile(drops.max(axis=1), 1 - false_alarms))


def _reference_share(now: Reading, reference: Reading) -> float:
    if reference.rows:
        return sqrt(now.rows / reference.rows)
    return reference.error / now.error if now.error else 0.0


def _drop(now: Reading, reference: Reading, sign: int) -> float:
    """The drop in standard errors of two equally spread samples; none where it is no more than rounding."""
    drop = sign * (reference.mean - now.mean)
    if drop <= NO_CHANGE:
        return 0.0
    error = _error_of_equals(now, reference)
    return drop / error if error else float("inf")


def _error_of_equals(now: Reading, reference: Reading) -> float:
    """The standard error of the difference, from the spread of a row over both together.

    As good as at release means as spread as at release: an unlucky period would else be excused by its own
    wider spread. Where nobody says how many rows the reference has, each keeps its own error.
    """
    if not reference.rows:
        return hypot(now.error, reference.error)
    total = (now.rows * now.error) ** 2 + (reference.rows * reference.error) ** 2
    row_variance = total / (now.rows + reference.rows)
    return sqrt(row_variance * (1 / now.rows + 1 / reference.rows))
