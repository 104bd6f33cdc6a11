"""Places on a map: which columns are the latitude and the longitude of one."""

from collections.abc import Iterable

import pandas as pd

from core.design.data.columns import Column, ColumnKind
from core.design.data.names import name_words

LATITUDE, LONGITUDE = {"lat", "latitude"}, {"lon", "lng", "long", "longitude"}
FARTHEST_NORTH, FARTHEST_EAST = 90.0, 180.0
"""Degrees, in either direction."""

FEWEST_DIFFERENT = 100
"""Different latitudes below which rows do not differ enough by their place."""

Place = tuple[str, str]
"""The columns of a latitude and a longitude."""


def coordinates(columns: Iterable[Column]) -> list[Place]:
    """Return the pairs of numbers that are named as the latitude and the longitude of the same thing."""
    numbers = [column for column in columns if column.kind is ColumnKind.NUMBER]
    east = {_of_what(column, LONGITUDE): column for column in numbers if _is_named(column, LONGITUDE)}
    return [
        (column.name, east[what].name)
        for column in numbers
        if _is_named(column, LATITUDE) and (what := _of_what(column, LATITUDE)) in east
    ]


def places(frame: pd.DataFrame, columns: Iterable[Column]) -> list[Place]:
    """Return the coordinates whose values are degrees, and differ by row.

    Parameters
    ----------
    frame : DataFrame of shape (n_rows, any)
        Holds the columns that `coordinates` names; others are not looked at.
    """
    return [
        (north, east)
        for north, east in coordinates(columns)
        if frame[north].abs().max() <= FARTHEST_NORTH
        and frame[east].abs().max() <= FARTHEST_EAST
        and min(frame[north].nunique(), frame[east].nunique()) >= FEWEST_DIFFERENT
    ]


def _is_named(column: Column, axis: set[str]) -> bool:
    return len(axis & set(name_words(column.name))) == 1


def _of_what(column: Column, axis: set[str]) -> tuple[str, ...]:
    return tuple(word for word in name_words(column.name) if word not in axis)
