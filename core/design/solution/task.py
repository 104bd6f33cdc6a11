"""What kind of question the target asks, how rows are split, and the solution design drafted from them."""

import numpy as np
import pandas as pd

from core.design.data.columns import Column, ColumnKind, Dataset, Role, Roles
from core.design.data.reading.conform import as_text
from core.design.data.time_order import target_drift
from core.design.solution.design import MlTask, SolutionDesign, SplitPlan, SplitStrategy
from core.errors import BadInput

MAX_NUMBER_CLASSES = 20
MAX_CLASSES = 100
FEWEST_OF_A_CLASS = 4
DEFAULT_FOLDS = 4
SMALL_ROWS = 300
MODEST_ROWS = 1_000

POSITIVE_TEXTS = (
    "yes", "y", "true", "t", "1", "positive", "pos", "churn", "churned", "left", "bad", "default",
    "defaulted", "fraud", "fraudulent", "malignant", "sick", "disease", "died", "dead", "fail", "failed",
    "failure", "late", "delayed", "converted", "bought", "won", "success", "high", ">50k", ">50k.",
)  # fmt: skip
DEFAULT_METRICS: dict[MlTask, tuple[str, str]] = {
    "binary": ("roc_auc", "It judges the order of the cases and needs no threshold yet."),
    "multiclass": ("accuracy", "It is the share of right answers, whatever the class."),
    "regression": ("rmse", "It is in the target's unit and counts large errors most."),
}


def infer_task(series: pd.Series, column: Column) -> tuple[MlTask, str]:
    """Return the ML task that a target asks for, with the reason.

    Raises
    ------
    BadInput
        When nothing can be learnt: empty, constant, dates, all values different, over 100 classes.
    """
    name, distinct = column.name, column.distinct
    present = len(series) - column.missing
    if column.kind is ColumnKind.EMPTY or distinct == 1:
        raise BadInput(
            f"Target {name} has {'no' if distinct == 0 else 'one'} value; nothing to learn.",
            "Choose another target.",
        )
    if column.kind is ColumnKind.DATE:
        raise BadInput(f"Target {name} holds dates.", "Choose a number or a category as the target.")
    left_out = f" {column.missing:,} rows without a target are left out." if column.missing else ""
    if distinct == 2:
        return "binary", f"{name} has two values.{left_out}"
    if column.kind is ColumnKind.NUMBER:
        return _infer_number_task(series, column, left_out)
    if distinct == present:
        raise BadInput(
            f"Every value of target {name} differs; it looks like an id.", "Choose another target."
        )
    if distinct > MAX_CLASSES:
        raise BadInput(
            f"Target {name} has {distinct:,} classes; at most {MAX_CLASSES} can be told apart.",
            "Merge rare classes or choose another target.",
        )
    return "multiclass", f"{name} has {distinct} categories.{left_out}"


def _infer_number_task(series: pd.Series, column: Column, left_out: str) -> tuple[MlTask, str]:
    values = series.dropna().to_numpy(dtype=float)
    is_whole = bool((values == np.round(values)).all())
    is_step = is_whole and float(values.max()) - float(values.min()) < 2 * MAX_NUMBER_CLASSES
    is_repeated = column.distinct * 10 <= len(values)
    if is_step and column.distinct <= MAX_NUMBER_CLASSES and is_repeated:
        return "multiclass", f"{column.name} has {column.distinct} whole values that repeat.{left_out}"
    is_counter = is_whole and float(values.max()) - float(values.min()) == len(values) - 1
    if is_counter and column.distinct == len(values):
        raise BadInput(
            f"Every value of target {column.name} differs; it looks like an id.", "Choose another target."
        )
    return "regression", f"{column.name} is a number with {column.distinct:,} different values.{left_out}"


def label_counts(series: pd.Series) -> dict[str, int]:
    """Return the rows of each label, as text, most frequent first."""
    counts = as_text(series.dropna()).value_counts()
    return {str(label): int(count) for label, count in counts.items()}


def propose_positive(series: pd.Series, labels: tuple[str, ...] | list[str]) -> str:
    """Return the label that a decision most likely acts on: a telling word, else the rarer label."""
    for text in POSITIVE_TEXTS:
        found = [label for label in labels if label.strip().casefold() == text]
        if found:
            return found[0]
    counts = label_counts(series)
    return min(labels, key=lambda label: (counts.get(label, 0), label))


def propose_split(
    frame: pd.DataFrame, roles: Roles, columns: tuple[Column, ...], ml_task: MlTask
) -> SplitPlan:
    """Return how the hold-out and the folds are drawn, with the reason.

    A time column gives TIME, a group column GROUPED, classes STRATIFIED, numbers RANDOM. Fewer folds
    where rows or the rarest class are few.

    Raises
    ------
    BadInput
        When a class has too few rows to be both learnt and checked.
    """
    target = roles.target
    rows = int(frame[target].notna().sum()) if target else len(frame)
    folds = 3 if rows < SMALL_ROWS else DEFAULT_FOLDS
    holdout = 0.25 if rows < MODEST_ROWS else 0.2
    if target and ml_task != "regression":
        folds = min(folds, _most_folds(frame[target], target, holdout))
    time, group = roles.columns(Role.TIME), roles.columns(Role.GROUP)
    if time and frame[time[0]].nunique() >= 2 * (folds + 1):
        together = f" Rows of one {group[0]} may stand on both sides, as in real use." if group else ""
        reason = (
            f"Rows have a time, {time[0]}: the model is judged on the latest rows, as in real use."
            f"{_drift(frame, time[0], target, ml_task)}{together}"
        )
        return SplitPlan(
            strategy=SplitStrategy.TIME, column=time[0], holdout=holdout, folds=folds, reason=reason
        )
    if group and frame[group[0]].nunique() >= 2 * (folds + 1):
        each = rows / frame[group[0]].nunique()
        reason = (
            f"Rows of one {group[0]} ({each:.1f} on average) belong together and never stand on both sides."
        )
        return SplitPlan(
            strategy=SplitStrategy.GROUPED, column=group[0], holdout=holdout, folds=folds, reason=reason
        )
    if ml_task == "regression":
        reason = "Rows look independent of each other."
        return SplitPlan(strategy=SplitStrategy.RANDOM, holdout=holdout, folds=folds, reason=reason)
    reason = "Each part gets the same share of every class."
    return SplitPlan(strategy=SplitStrategy.STRATIFIED, holdout=holdout, folds=folds, reason=reason)


def _drift(frame: pd.DataFrame, time: str, target: str | None, ml_task: MlTask) -> str:
    found = target_drift(frame, time, target, is_amount=ml_task == "regression") if target else None
    return f" {found.in_words}" if found else ""


def _most_folds(series: pd.Series, target: str, holdout: float) -> int:
    counts = label_counts(series)
    rarest = min(counts, key=lambda label: counts[label])
    if counts[rarest] < FEWEST_OF_A_CLASS:
        rows = "1 row" if counts[rarest] == 1 else f"{counts[rarest]} rows"
        raise BadInput(
            f"Class {rarest} of target {target} has {rows}; at least {FEWEST_OF_A_CLASS} are needed.",
            "Merge it with another class or leave its rows out, then upload the table again.",
        )
    return max(2, int(counts[rarest] * (1 - holdout)))


def design_solution(
    frame: pd.DataFrame, dataset: Dataset, roles: Roles, metric: str | None = None
) -> SolutionDesign:
    """Return a drafted solution design.

    Features are the columns in role FEATURE that hold values. The time column itself is no feature:
    its year and day count only grow, so no model can learn what they mean for later rows. Other date
    columns may be features.

    Raises
    ------
    BadInput
        When roles do not fit the columns, or the target cannot be learnt.
    """
    from core.design.data.personal import find_personal_data
    from core.design.data.roles import check_roles

    check_roles(roles, dataset.columns)
    by_name = {column.name: column for column in dataset.columns}
    target = str(roles.target)
    ml_task, task_reason = infer_task(frame[target], by_name[target])
    default, why = DEFAULT_METRICS[ml_task]
    labels = tuple(label_counts(frame[target])) if ml_task == "binary" else ()
    return SolutionDesign(
        ml_task=ml_task,
        task_reason=task_reason,
        target=target,
        positive=propose_positive(frame[target], labels) if labels else None,
        features=_features(roles, by_name),
        metric=metric or default,
        metric_reason="Chosen by a person." if metric else why,
        split=propose_split(frame, roles, dataset.columns, ml_task),
        personal_data=find_personal_data(frame, dataset.columns),
    )


def _features(roles: Roles, by_name: dict[str, Column]) -> tuple[str, ...]:
    return tuple(name for name in roles.columns(Role.FEATURE) if by_name[name].kind is not ColumnKind.EMPTY)
