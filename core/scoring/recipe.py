"""The preparation recipe: from a raw table to the model's inputs, the same in training and scoring."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from .inputs import Column, Inputs, Texts

MISSING = "(missing)"
DATE_PARTS = ("year", "month", "day", "weekday", "hour", "days")
EXACT_INTEGER_LIMIT = 2.0**53
TEXT_KINDS = ("category", "boolean", "text")
_NUMBER_TYPES = (str, Real, Decimal, np.bool_)
_BOOLEAN_TEXT = {"true": "True", "1": "True", "false": "False", "0": "False"}

Recipe = dict[str, Any]
Columns = dict[str, Column]


def apply_recipe(frame: pd.DataFrame, recipe: Recipe) -> pd.DataFrame:
    """Return the model's inputs for a raw table.

    Parameters
    ----------
    frame : DataFrame of shape (n_rows, any)
        Raw rows; columns that the recipe does not name are ignored.
    recipe : dict
        ``{"features": [{"name": str, "kind": "number" | "category" | "boolean" | "date" | "text"}, ...]}``.

    Returns
    -------
    DataFrame of shape (n_rows, n_inputs)
        float64 columns (NaN where missing) for numbers and date parts; object columns for categories
        and free text, with "(missing)" where missing. Same index as `frame`.

    Raises
    ------
    ValueError
        Where columns are missing or stand twice in `frame` (all are named), or a kind is unknown.
    """
    return as_frame(read_inputs(frame, recipe), frame.index)


def as_frame(inputs: Inputs, index: pd.Index | None = None) -> pd.DataFrame:
    """Return inputs as the frame that `apply_recipe` returns; rows are numbered from 0 by default."""
    rows = pd.RangeIndex(len(inputs)) if index is None else index
    return pd.DataFrame({name: _series(column, rows) for name, column in inputs.columns.items()}, index=rows)


def read_inputs(frame: pd.DataFrame, recipe: Recipe) -> Inputs:
    """Return what `apply_recipe` returns, with texts as distinct values and codes; raises the same."""
    names = [feature["name"] for feature in recipe["features"]]
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise ValueError(f"Missing columns: {', '.join(missing)}.")
    twice = sorted(set(frame.columns[frame.columns.duplicated()]) & set(names))
    if twice:
        raise ValueError(f"Columns that stand twice: {', '.join(twice)}.")
    inputs: Columns = {}
    for feature in recipe["features"]:
        inputs.update(_converter(feature)(feature["name"], frame[feature["name"]]))
    return Inputs(inputs, len(frame))


def input_columns(recipe: Recipe) -> list[str]:
    """Return the names of the model's inputs, in order."""
    return [name for feature in recipe["features"] for name in feature_inputs(feature)]


def number_inputs(recipe: Recipe) -> list[str]:
    """Return the names of the inputs that hold numbers, the parts of dates among them, in order."""
    return [name for f in recipe["features"] if f["kind"] not in TEXT_KINDS for name in feature_inputs(f)]


def category_inputs(recipe: Recipe) -> list[str]:
    """Return the names of the inputs that hold one of several texts."""
    return [f["name"] for f in recipe["features"] if f["kind"] in ("category", "boolean")]


def place_inputs(recipe: Recipe) -> list[list[str]]:
    """Return the latitude and the longitude of each place on a map."""
    return [list(place) for place in recipe.get("places", [])]


def text_inputs(recipe: Recipe) -> list[str]:
    """Return the names of the inputs that hold text: categories, truth values and free text."""
    return [f["name"] for f in recipe["features"] if f["kind"] in TEXT_KINDS]


def worded_inputs(recipe: Recipe) -> list[str]:
    """Return the names of the inputs whose texts tell something by their words."""
    return [f["name"] for f in recipe["features"] if f.get("words")]


def many_valued_inputs(recipe: Recipe) -> list[str]:
    """Return the names of the inputs that hold text of so many values that the recipe counts them."""
    return [f["name"] for f in recipe["features"] if f["kind"] == "category" and f.get("values")]


def feature_inputs(feature: dict[str, str]) -> list[str]:
    """Return the inputs made from one feature of a recipe: six for a date, else one."""
    if feature["kind"] == "date":
        return [f"{feature['name']}__{part}" for part in DATE_PARTS]
    return [feature["name"]]


def value_text(value: Any) -> str:
    """Return the text of one present value: integers without ".0", everything else as Python prints it."""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (float, np.floating)):
        number = float(value)
        is_integer = number.is_integer() and abs(number) < EXACT_INTEGER_LIMIT
        return str(int(number)) if is_integer else repr(number)
    return str(value)


def column_text(values: pd.Series) -> np.ndarray:
    """Return the text of every value, "(missing)" where missing.

    Returns
    -------
    object ndarray of shape (n_rows,)
    """
    return coded_text(values).by_row()


def coded_text(values: pd.Series) -> Texts:
    """Return the texts of `column_text` as distinct values and codes."""
    if values.dtype == object:
        # 1, 1.0 and True are equal but print differently, so mixed columns go value by value.
        return Texts(*pd.factorize(np.fromiter(_texts(values), dtype=object, count=len(values))))
    codes, present = pd.factorize(values)
    return Texts(codes, np.array([*(value_text(value) for value in present), MISSING], dtype=object))


def _texts(values: pd.Series) -> Iterator[str]:
    for value, is_missing in zip(values, values.isna(), strict=True):
        yield MISSING if is_missing else value_text(value)


def _converter(feature: dict[str, str]) -> Callable[[str, pd.Series], Columns]:
    if feature["kind"] not in _CONVERTERS:
        raise ValueError(f"Column {feature['name']} has the unknown kind {feature['kind']!r}.")
    return _CONVERTERS[feature["kind"]]


def _number(name: str, values: pd.Series) -> Columns:
    if values.dtype == object:
        values = values.where(values.map(lambda value: isinstance(value, _NUMBER_TYPES)), np.nan)
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    numbers[~np.isfinite(numbers)] = np.nan
    return {name: numbers}


def _category(name: str, values: pd.Series) -> Columns:
    return {name: coded_text(values)}


def _boolean(name: str, values: pd.Series) -> Columns:
    """Write truth values one way, however a file or a JSON request spells them."""
    read = coded_text(values)
    return {name: Texts(read.codes, np.array([truth_text(text) for text in read.distinct], dtype=object))}


def truth_text(text: str) -> str:
    """Return the text of a truth value in any spelling: "True" or "False"; other texts as they are."""
    return _BOOLEAN_TEXT.get(text.lower(), text)


def _series(column: Column, index: pd.Index) -> np.ndarray | pd.Series:
    """Object, not str: scikit-learn's encoders are two to three times as fast on it (1.9, pandas 3.1)."""
    return pd.Series(column.by_row(), index=index, dtype=object) if isinstance(column, Texts) else column


def _date(name: str, values: pd.Series) -> Columns:
    """Read ISO 8601 dates; moments with a time zone are taken in UTC."""
    if not pd.api.types.is_datetime64_any_dtype(values):
        text = values.astype("str")
        values = pd.to_datetime(text, errors="coerce", utc=True, format="ISO8601")
    dates = values.dt.tz_convert(None) if values.dt.tz is not None else values
    days = (dates - pd.Timestamp(1970, 1, 1)) // pd.Timedelta(days=1)
    at = dates.dt
    parts = (at.year, at.month, at.day, at.day_of_week, at.hour, days)
    return {
        f"{name}__{part}": found.to_numpy(dtype=np.float64, na_value=np.nan)
        for part, found in zip(DATE_PARTS, parts, strict=True)
    }


_CONVERTERS: dict[str, Callable[[str, pd.Series], Columns]] = {
    "number": _number,
    "category": _category,
    "text": _category,
    "boolean": _boolean,
    "date": _date,
}
