"""The learning table: model inputs, target codes, and the rows of the dataset that they come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from core.design.data.columns import Column, ColumnKind
from core.design.data.free_text import NAMES_ROWS
from core.design.data.places import Place
from core.design.solution.design import MlTask, SolutionDesign
from core.errors import BadInput, Missing
from core.scoring.recipe import MISSING, Recipe, apply_recipe, column_text, feature_inputs, value_text

MINIMUM_ROWS = 50

MANY_VALUES = 50
"""Different texts from which trees also get the target's mean for each (docs/measurements.md, decision 0010)."""

_RECIPE_KINDS = {
    ColumnKind.NUMBER: "number",
    ColumnKind.CATEGORY: "category",
    ColumnKind.BOOLEAN: "boolean",
    ColumnKind.DATE: "date",
}
_LEFT_OUT = {
    ColumnKind.TEXT: NAMES_ROWS,
    ColumnKind.EMPTY: "The column is empty.",
}


@dataclass(frozen=True)
class LearningTable:
    """What learners see, row by row.

    Attributes
    ----------
    X : DataFrame of shape (n_rows, n_inputs)
        Output of `apply_recipe`, index 0..n_rows-1.
    y : ndarray of shape (n_rows,)
        int64 codes into `labels` (1 is positive for binary), or float64 amounts.
    labels : tuple of str or None
        None for regression.
    rows : int ndarray of shape (n_rows,)
        Positions of these rows in the dataset.
    frame : DataFrame
        The raw rows, for time and group columns.
    dropped : int
        Rows of the dataset left out because they lack a usable target.
    """

    X: pd.DataFrame
    y: np.ndarray
    labels: tuple[str, ...] | None
    ml_task: MlTask
    rows: np.ndarray
    frame: pd.DataFrame
    dropped: int = 0

    @property
    def n_labels(self) -> int:
        """Number of labels; 0 for regression."""
        return len(self.labels or ())

    def __len__(self) -> int:
        return len(self.y)


def learning_table(
    frame: pd.DataFrame, design: SolutionDesign, recipe: Recipe, minimum_rows: int = MINIMUM_ROWS
) -> LearningTable:
    """Return the rows that have a target, as model inputs and target codes.

    Raises
    ------
    Missing
        Where the target or a feature is not in `frame`.
    BadInput
        Fewer than `minimum_rows` rows, a constant target, an id-like target, or labels that do not fit the task.
    """
    if design.target not in frame.columns:
        raise Missing(f"The target {design.target} is not in the data.", "Choose the target again.")
    usable, values = _target_values(frame[design.target], design.ml_task)
    positions = np.flatnonzero(usable)
    _check_target(values[positions], design, minimum_rows)
    labels = None if design.ml_task == "regression" else _labels(values[positions], design)
    y = values[positions].astype(np.float64) if labels is None else _codes(values[positions], labels)
    rows = frame.iloc[positions].reset_index(drop=True)
    inputs = _inputs(rows, recipe)
    return LearningTable(inputs, y, labels, design.ml_task, positions, rows, len(frame) - len(positions))


def take(table: LearningTable, positions: np.ndarray) -> LearningTable:
    """Return the table of the rows at `positions`, in that order."""
    return replace(
        table,
        X=table.X.iloc[positions].reset_index(drop=True),
        y=table.y[positions],
        rows=table.rows[positions],
        frame=table.frame.iloc[positions].reset_index(drop=True),
    )


def make_recipe(
    columns: Sequence[Column],
    design: SolutionDesign,
    texts: Mapping[str, Recipe] = MappingProxyType({}),
    places: Sequence[Place] = (),
) -> tuple[Recipe, list[dict[str, str]]]:
    """Return the recipe for a design's features, and the features that it leaves out.

    Parameters
    ----------
    texts : mapping
        How to learn from columns of free text, as `text_features` gives it; others are left out.
    places : sequence of (latitude, longitude)
        Columns that are a place on a map together, as `places` finds them.

    Returns
    -------
    recipe : dict
        As `core.scoring.recipe` reads it, features in the order of `columns`. A number that the design
        binds to a direction carries it: "monotone" is 1 (predictions never fall as it rises) or -1. A
        category of 50 values or more carries their number as "values". "places" has the coordinates
        that are all features, and free to follow no direction.
    left_out : list of {"name", "reason"}

    Raises
    ------
    BadInput
        Where no feature is left to learn from.
    """
    features: list[dict[str, Any]] = []
    left_out: list[dict[str, str]] = []
    taken: set[str] = set()
    for column in (column for column in columns if column.name in design.features):
        feature = {
            "name": column.name,
            "kind": _RECIPE_KINDS.get(column.kind, ""),
            **texts.get(column.name, {}),
        }
        reason = "" if feature["kind"] else _LEFT_OUT.get(column.kind, "")
        if not reason and taken & set(feature_inputs(feature)):
            reason = "Its name is that of a part of a date column."
        if not design.constraints.allows(column.name):
            reason = "The charter's requirements keep it out."
        if reason:
            left_out.append({"name": column.name, "reason": reason})
            continue
        taken.update(feature_inputs(feature))
        features.append(feature | _bound(column, design) | _many(column))
    if not features:
        raise BadInput("No column is left to learn from.", "Give a usable column the role feature.")
    free = {feature["name"] for feature in features if "monotone" not in feature}
    found = [list(place) for place in places if set(place) <= free]
    return {"features": features} | ({"places": found} if found else {}), left_out


def _bound(column: Column, design: SolutionDesign) -> dict[str, int]:
    """Return the direction that a number is bound to; the parts of other kinds have no order to follow."""
    direction = design.constraints.monotone.get(column.name)
    return {"monotone": direction} if direction and column.kind is ColumnKind.NUMBER else {}


def _many(column: Column) -> dict[str, int]:
    """Return the number of a category's values where they are many: such columns also tell by the target's mean."""
    is_many = column.kind is ColumnKind.CATEGORY and column.distinct >= MANY_VALUES
    return {"values": column.distinct} if is_many else {}


def label_text(value: Any) -> str:
    """Return a label's text: "1" for 1 and 1.0, "True" for True, else as it prints."""
    return value_text(value)


def _inputs(rows: pd.DataFrame, recipe: Recipe) -> pd.DataFrame:
    try:
        return apply_recipe(rows, recipe)
    except ValueError as error:
        raise Missing(str(error), "Check the column roles against the data.") from error


def _target_values(target: pd.Series, ml_task: MlTask) -> tuple[np.ndarray, np.ndarray]:
    """Which rows have a usable target, and its values as text or numbers."""
    if ml_task == "regression":
        numbers = pd.to_numeric(target, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
        return np.isfinite(numbers), numbers
    texts = column_text(target)
    is_blank = np.array([text.strip() == "" for text in texts], dtype=bool)
    is_infinite = np.isin(texts, ("inf", "-inf")) & pd.api.types.is_numeric_dtype(target)
    return ~(target.isna().to_numpy() | (texts == MISSING) | is_blank | is_infinite), texts


def _check_target(values: np.ndarray, design: SolutionDesign, minimum_rows: int) -> None:
    if len(values) < minimum_rows:
        raise BadInput(
            f"{len(values)} rows have a usable value of {design.target}; at least {minimum_rows} are needed.",
            "Add rows, or choose another target or task.",
        )
    distinct = len(set(values))
    if distinct == 1:
        raise BadInput(f"The target {design.target} has one value; there is nothing to learn.")
    if distinct == len(values) and design.ml_task != "regression":
        raise BadInput(
            f"Every value of the target {design.target} differs; it looks like an identifier.",
            "Choose another target.",
        )


def _labels(values: np.ndarray, design: SolutionDesign) -> tuple[str, ...]:
    labels = sorted(set(values), key=_label_order)
    if design.ml_task == "multiclass":
        return tuple(labels)
    if len(labels) != 2:
        raise BadInput(
            f"The target {design.target} has {len(labels)} values; a yes / no question needs two.",
            "Change the task in the solution design.",
        )
    if design.positive is not None and design.positive not in labels:
        raise BadInput(
            f"No row has the positive value {design.positive}; the values are {labels[0]} and {labels[1]}.",
            "Choose the positive value again in the solution design.",
        )
    return tuple(sorted(labels, key=lambda label: label == (design.positive or labels[1])))


def _label_order(label: str) -> tuple[int, float, str]:
    """Numbers first and by size, then texts."""
    try:
        return 0, float(label), label
    except ValueError:
        return 1, 0.0, label


def _codes(values: np.ndarray, labels: tuple[str, ...]) -> np.ndarray:
    return pd.Index(labels, dtype=object).get_indexer(pd.Index(values, dtype=object)).astype(np.int64)
