"""Whether a model that is loaded again answers the same, by its pipeline, its lookups and row by row."""

from typing import Any

import numpy as np
import pandas as pd

from core.scoring.compiled.scorer import difference
from core.scoring.model import ScoringModel

ROWS_ONE_BY_ONE = 50


def reload_difference(model: ScoringModel, again: ScoringModel, rows: pd.DataFrame) -> float:
    """Return the largest difference to the scores of a model's own pipeline, relative where above 1.

    Three ways are compared: the pipeline loaded again, its lookups on all rows, and the way of a service,
    one row of JSON at a time, on the first 50 (those that the contract lets through).
    """
    expected = model.pipeline_scores(rows)
    first = json_rows(rows.head(ROWS_ONE_BY_ONE), again.inputs)
    one_by_one = [difference(found, expected[[at]]) for at, found in _row_scores(again, first)]
    whole = [difference(found, expected) for found in (again.pipeline_scores(rows), again.scores(rows))]
    return max(*whole, *one_by_one)


def json_rows(frame: pd.DataFrame, names: list[str]) -> list[dict[str, Any]]:
    """Return raw rows as a client of the service sends them."""
    return [{name: _json_value(row[name]) for name in names} for row in frame[names].to_dict("records")]


def _json_value(value: Any) -> Any:
    """Exact, which `DataFrame.to_json` is not: it rounds numbers to 15 decimals."""
    if pd.isna(value):
        return None
    return value.isoformat() if hasattr(value, "isoformat") else getattr(value, "item", lambda: value)()


def _row_scores(model: ScoringModel, rows: list[dict[str, Any]]) -> list[tuple[int, np.ndarray]]:
    """Return position and score of each row that the contract lets through."""
    scored = [(at, model.predict_rows([row]).scores) for at, row in enumerate(rows)]
    return [(at, found) for at, found in scored if found is not None]
