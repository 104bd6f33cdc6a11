"""One column by the groups of another, with the target of each group."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.design.data.columns import Column
from core.design.data.profile.grouping import group_rows
from core.design.data.profile.measuring import averages, measure
from core.design.data.profile.source import Source, Table, named

MOST_GROUPS = 30


@dataclass(frozen=True)
class ByGroup:
    """Averages by group, over all rows.

    Attributes
    ----------
    of, target_of : str
        What `value` and `target` are; `target_of` is empty without a target.
    data : DataFrame
        group, rows, share (of rows), missing_share, value, low, high and, with a target, target, target_low,
        target_high. Low and high are 95% intervals.
    """

    of: str
    target_of: str
    data: pd.DataFrame


def by_group(
    table: Table,
    columns: Sequence[Column],
    column: str,
    by: str,
    *,
    target: str | None = None,
    positive: str | None = None,
) -> ByGroup:
    """Return the mean (or share of the usual value) of a column for each group of another.

    Parameters
    ----------
    by : str
        Its 30 most frequent values, or ten bands when it is a number or date; the rest and missing rows are
        groups of their own.
    target, positive : str or None
        Averaged beside it: an amount's mean, or the share of the class `positive`.
    """
    source = Source(table)
    codes, labels = group_rows(source.column(by), named(columns, by), MOST_GROUPS)
    measured = measure(source.column(column), named(columns, column))
    rows = np.bincount(codes, minlength=len(labels))
    found = averages(measured, codes, len(labels))
    data = pd.DataFrame(
        {"group": pd.Series(labels, dtype=object), "rows": rows, "share": rows / max(source.rows, 1)}
    )
    data["missing_share"] = 1 - found["known"] / np.maximum(rows, 1)
    data[["value", "low", "high"]] = found[["value", "low", "high"]]
    if target is None:
        return ByGroup(measured.of, "", data)
    goal = measure(source.column(target), named(columns, target), positive)
    found = averages(goal, codes, len(labels))
    data[["target", "target_low", "target_high"]] = found[["value", "low", "high"]]
    return ByGroup(measured.of, goal.of, data)
