"""What the calendar of a column of dates looks like: days without a row, share of days covered."""

from typing import Any

import numpy as np

LONGEST_GAPS = 3
DAY = 86_400


def calendar(ordered: np.ndarray) -> dict[str, Any]:
    """Return how the days between the first and the last are covered.

    Parameters
    ----------
    ordered : ndarray
        Moments in seconds since 1970, ascending, at least one; placeholders left out.

    Returns
    -------
    dict
        first, last (days), days_spanned, days_with_rows, share_of_days (0 to 1), has_time (some moment is not
        midnight) and gaps: the longest runs of days without a row, as after, before, days.
    """
    numbers = np.floor_divide(ordered, DAY).astype(np.int64)
    days = numbers[np.concatenate(([True], numbers[1:] != numbers[:-1]))]
    spanned = int(days[-1] - days[0]) + 1
    between = np.diff(days) - 1
    longest = np.argsort(-between, kind="stable")[:LONGEST_GAPS]
    return {
        "first": _day(days[0]),
        "last": _day(days[-1]),
        "days_spanned": spanned,
        "days_with_rows": len(days),
        "share_of_days": len(days) / spanned,
        "has_time": bool((ordered != numbers * DAY).any()),
        "gaps": [
            {"after": _day(days[place]), "before": _day(days[place + 1]), "days": int(between[place])}
            for place in longest
            if between[place] > 0
        ],
    }


def _day(number: np.int64) -> str:
    return str(np.datetime64(int(number), "D"))
