"""What a split by time does to the rows at hand: from when to when is learnt, left unused and judged."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from core.design.data.columns import ColumnKind, Dataset
from core.design.solution.design import SolutionDesign, SplitPlan, SplitStrategy
from core.design.solution.gap import GapUnit, check_gap, gap_of_horizon, units_for
from core.errors import BadInput
from core.services.workspace import Workspace, load, need

__all__ = ["GapUnit", "gap_of_horizon", "units_for"]
TIME_KINDS = (ColumnKind.DATE, ColumnKind.NUMBER)


@dataclass(frozen=True)
class Part:
    """Rows on one side of a split, with their first and last moment as text; empty without a row."""

    rows: int
    first: str
    last: str


@dataclass(frozen=True)
class TimeSplit:
    """How a split by time divides the rows that have a target.

    Attributes
    ----------
    learnt, unused, judged : Part
        Training rows, the rows of the gap (with those without a time), and the hold-out.
    unknown : int
        Rows without a time among the unused.
    folds : int
        Folds in which rows are left on both sides.
    """

    learnt: Part
    unused: Part
    judged: Part
    unknown: int
    folds: int


def time_split(workspace: Workspace, project: str, design: SolutionDesign) -> TimeSplit:
    """Return how a design's split by time divides the newest rows.

    Counted on the rows that have a target; data quality can still leave rows out.

    Raises
    ------
    BadInput
        Where the column does not hold times, or the gap leaves nothing to learn from.
    """
    dataset = load(need(workspace.history(project), "dataset"), Dataset)
    check_split(dataset, design)
    return _divided(workspace, dataset.fingerprint, design.target, design.split)


def check_split(dataset: Dataset, design: SolutionDesign) -> None:
    """Raise BadInput for a split whose column does not hold what the split needs."""
    plan = design.split
    kinds = {column.name: column.kind for column in dataset.columns}
    if plan.column is None:
        return
    if plan.column == design.target:
        raise BadInput(f"{plan.column} is the target and cannot divide the rows.", "Choose another column.")
    if plan.strategy is SplitStrategy.TIME and kinds.get(plan.column) not in TIME_KINDS:
        raise BadInput(
            f"{plan.column} holds neither dates nor numbers, which a split by time needs.",
            "Choose the column that says when each row happened.",
        )
    check_gap(plan.gap, plan.gap_unit, plan.column, is_date=kinds.get(plan.column) is ColumnKind.DATE)


def _divided(workspace: Workspace, fingerprint: str, target: str, plan: SplitPlan) -> TimeSplit:
    from core.development.time_split import time_line

    table = workspace.datasets.get(fingerprint, [target, str(plan.column)])
    column = table.loc[table[target].notna(), str(plan.column)].reset_index(drop=True)
    line = time_line(column, plan)
    is_judged = line.latest(plan.holdout)
    if not is_judged.any():
        raise BadInput(f"All rows have one {plan.column}.", "Choose another column or another split.")
    is_learnt = line.learnable(line.times[is_judged].min())
    if not is_learnt.any():
        raise BadInput(
            f"The gap of {plan.gap_in_words} leaves no row to learn from.", "Choose a shorter gap."
        )
    inside = replace(line, times=line.times[is_learnt])
    return TimeSplit(
        learnt=_part(column, is_learnt),
        unused=_part(column, ~is_learnt & ~is_judged),
        judged=_part(column, is_judged),
        unknown=int((~is_learnt & np.isinf(line.times) & ~is_judged).sum()),
        folds=sum(bool(len(fit)) for fit, _ in inside.windows(plan.folds)),
    )


def _part(column: pd.Series, is_in: np.ndarray) -> Part:
    known = column[is_in].dropna()
    first, last = (_moment(known.min()), _moment(known.max())) if len(known) else ("", "")
    return Part(int(is_in.sum()), first, last)


def _moment(value: object) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}" if value == value.normalize() else f"{value:%Y-%m-%d %H:%M}"
    return f"{value:g}" if isinstance(value, float) else str(value)
