"""Masking: personal values as the Data page shows them, of which only the first letter of each part is readable."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.lifecycle.records import Payload

if TYPE_CHECKING:
    import pandas as pd

SINGLE_VALUES = ("minimum", "maximum", "median", "mean")


def masked_rows(rows: "pd.DataFrame", names: Iterable[str]) -> "pd.DataFrame":
    """Return rows in which the values of some columns are masked; gaps stay gaps."""
    from core.design.data.personal.finding import masked

    hidden = {
        name: rows[name].map(lambda value: masked(str(value)), na_action="ignore").astype("str")
        for name in names
        if name in rows
    }
    return rows.assign(**hidden)


def masked_profile(profile: Payload, names: Iterable[str]) -> Payload:
    """Return a profile in which no value of some columns is readable; counts and shares stay.

    Such a column has `is_masked`.
    """
    hidden = {*names}
    columns = [_masked(column) if column["name"] in hidden else column for column in profile["columns"]]
    return {**profile, "columns": columns}


def _masked(column: Payload) -> Payload:
    from core.design.data.personal.finding import masked

    def hide(value: object) -> str | None:
        return None if value is None else masked(str(value))

    return {
        **column,
        "is_masked": True,
        **{key: hide(column[key]) for key in SINGLE_VALUES},
        "top": [{**one, "value": hide(one["value"])} for one in column["top"]],
        "quantiles": {at: hide(value) for at, value in (column["quantiles"] or {}).items()} or None,
        "disguised": [],
        "outliers": None,
        "calendar": None,
        "histogram": None,
        "typical_histogram": None,
        "deviation": None,
    }
