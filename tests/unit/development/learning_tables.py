"""Small learning tables for the tests of Development."""

import numpy as np
import pandas as pd

from core.design.data.columns import Column, ColumnKind
from core.design.solution.design import SolutionDesign, SplitPlan
from core.development.table import LearningTable, learning_table, make_recipe

KINDS = {"target": ColumnKind.CATEGORY, "when": ColumnKind.DATE, "colour": ColumnKind.CATEGORY}


def raw_frame(n_rows: int = 240, seed: int = 0) -> pd.DataFrame:
    """Rows whose `amount` follows size and colour."""
    rng = np.random.default_rng(seed)
    size = rng.normal(size=n_rows)
    colour = rng.choice(["red", "green", "blue"], n_rows)
    frame = pd.DataFrame(
        {
            "size": size,
            "noise": rng.normal(size=n_rows),
            "colour": colour,
            "when": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 60, n_rows), unit="D"),
            "shop": rng.integers(0, 12, n_rows),
        }
    )
    frame["amount"] = 3 * size + 2 * (colour == "red") + 0.3 * rng.normal(size=n_rows)
    frame.loc[rng.random(n_rows) < 0.1, "noise"] = np.nan
    return frame


def design_for(ml_task: str, strategy: str = "random", **changes: object) -> SolutionDesign:
    """A solution design for `raw_frame`."""
    column = {"time": "when", "grouped": "shop"}.get(strategy)
    fields: dict = {
        "ml_task": ml_task,
        "task_reason": "",
        "target": "amount" if ml_task == "regression" else "target",
        "positive": "yes" if ml_task == "binary" else None,
        "features": ("size", "noise", "colour"),
        "metric": "rmse",
        "split": SplitPlan(strategy=strategy, column=column, folds=3, seed=1),
    }
    return SolutionDesign(**(fields | changes))


def with_target(frame: pd.DataFrame, ml_task: str) -> pd.DataFrame:
    """Cut the amount into labels."""
    if ml_task == "binary":
        return frame.assign(target=np.where(frame["amount"] > 1.5, "yes", "no"))
    levels = np.digitize(frame["amount"], [-1.0, 1.0, 3.0])
    return frame.assign(target=np.array(["low", "mid", "high", "top"])[levels])


def columns_of(frame: pd.DataFrame) -> list[Column]:
    """Columns as the reader would describe them."""
    return [
        Column(
            name=name,
            kind=KINDS.get(name, ColumnKind.NUMBER),
            missing=int(frame[name].isna().sum()),
            distinct=frame[name].nunique(),
        )
        for name in frame.columns
    ]


def table_for(
    ml_task: str, n_rows: int = 240, strategy: str = "random", seed: int = 0
) -> tuple[LearningTable, SolutionDesign, dict]:
    """A learning table with its design and recipe."""
    frame = with_target(raw_frame(n_rows, seed), ml_task)
    design = design_for(ml_task, strategy)
    recipe, _ = make_recipe(columns_of(frame), design)
    return learning_table(frame, design, recipe), design, recipe
