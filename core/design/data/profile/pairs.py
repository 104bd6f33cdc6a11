"""Any two columns against each other, counted before anything is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from core.design.data.columns import Column, ColumnKind
from core.design.data.profile.grouping import group_rows
from core.design.data.profile.ordered import TUKEY, TYPICAL, WIDE_TAILS, bin_edges, quantiles
from core.design.data.profile.source import Source, Table, all_numbers, named

BINS = 40
MOST_GROUPS = 25
ORDERED = (ColumnKind.NUMBER, ColumnKind.DATE)


@dataclass(frozen=True)
class Pair:
    """Two columns against each other, over all rows.

    Attributes
    ----------
    kind : str
        "density": cells of two numbers or dates, x_from, x_to, y_from, y_to, count, share;
        "boxes": a number in each group, group, rows, low, first, median, third, high, minimum, maximum, mean;
        "counts": two categories, x, y, count, share_of_x.
    data : DataFrame
        At most 1,600 rows; columns of dates are datetimes.
    rows, left_out : int
        Rows counted; rows left out for lacking a value or lying beyond the 1st and 99th percentiles of a
        column with long tails.
    """

    kind: str
    x: str
    y: str
    data: pd.DataFrame
    rows: int
    left_out: int


def pair(table: Table, columns: Sequence[Column], x: str, y: str) -> Pair:
    """Return two columns against each other; raises Missing for an unknown name.

    Of a number and a category the number comes out as `y`, whichever was given first.
    """
    source, first, second = Source(table), named(columns, x), named(columns, y)
    if first.kind in ORDERED and second.kind in ORDERED:
        found = _density(source, first, second)
    elif first.kind in ORDERED:
        found = _boxes(source, second, first)
    elif second.kind in ORDERED:
        found = _boxes(source, first, second)
    else:
        found = _counts(source, first, second)
    return replace(found, left_out=source.rows - found.rows)


def _density(source: Source, x: Column, y: Column) -> Pair:
    numbers_x, numbers_y = (all_numbers(source.column(column.name), column.kind) for column in (x, y))
    edges_x, edges_y = _edges(numbers_x, x), _edges(numbers_y, y)
    if edges_x is None or edges_y is None:
        fields = ["x_from", "x_to", "y_from", "y_to", "count", "share"]
        return Pair("density", x.name, y.name, pd.DataFrame(columns=fields), 0, 0)
    width, height = len(edges_x) - 1, len(edges_y) - 1
    across, up = _cells(numbers_x, edges_x), _cells(numbers_y, edges_y)
    is_inside = (across >= 0) & (up >= 0)
    counts = np.bincount(across[is_inside] * height + up[is_inside], minlength=width * height)
    used = np.flatnonzero(counts)
    x_edges, y_edges = _shown(edges_x, x), _shown(edges_y, y)
    cells = {
        "x_from": x_edges[used // height],
        "x_to": x_edges[used // height + 1],
        "y_from": y_edges[used % height],
        "y_to": y_edges[used % height + 1],
        "count": counts[used],
        "share": counts[used] / counts.sum(),
    }
    return Pair("density", x.name, y.name, pd.DataFrame(cells), int(counts.sum()), 0)


def _edges(numbers: np.ndarray, column: Column) -> np.ndarray | None:
    known = np.sort(numbers[np.isfinite(numbers)])
    if not len(known):
        return None
    low, high = quantiles(known, TYPICAL).tolist()
    first, last = float(known[0]), float(known[-1])
    if low == high or high - low >= WIDE_TAILS * (last - first):
        low, high = first, last
    is_whole = column.kind is ColumnKind.NUMBER and bool((known == np.round(known)).all())
    return bin_edges(low, high, column.distinct, is_whole, BINS)


def _cells(numbers: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Return the bin of each number, the last edge included, -1 where there is none."""
    bins = np.searchsorted(edges, numbers, side="right") - 1
    bins[numbers == edges[-1]] = len(edges) - 2
    return np.where(bins < len(edges) - 1, bins, -1)


def _shown(edges: np.ndarray, column: Column) -> np.ndarray:
    return (edges * 1e6).astype("datetime64[us]") if column.kind is ColumnKind.DATE else edges


def _boxes(source: Source, group: Column, number: Column) -> Pair:
    codes, labels = group_rows(source.column(group.name), group, MOST_GROUPS)
    numbers = all_numbers(source.column(number.name), number.kind)
    known = np.isfinite(numbers)
    boxes = [
        {"group": label, **_box(np.sort(numbers[known & (codes == place)]), number)}
        for place, label in enumerate(labels)
    ]
    fields = ["group", "rows", "low", "first", "median", "third", "high", "minimum", "maximum", "mean"]
    data = pd.DataFrame([box for box in boxes if box["rows"]], columns=fields)
    return Pair("boxes", group.name, number.name, data, int(known.sum()), 0)


def _box(ordered: np.ndarray, column: Column) -> dict[str, object]:
    """Return the figures of a box; its whiskers end at the last values within Tukey's fences."""
    if not len(ordered):
        return {"rows": 0}
    first, median, third = quantiles(ordered, (0.25, 0.5, 0.75)).tolist()
    inside = ordered[_within(ordered, first, third)]
    names = ("low", "first", "median", "third", "high", "minimum", "maximum", "mean")
    with np.errstate(over="ignore", invalid="ignore"):
        mean = float(ordered.mean())
    figures = (inside[0], first, median, third, inside[-1], ordered[0], ordered[-1], mean)
    shown = _shown(np.array(figures, dtype=float), column)
    return {"rows": len(ordered), **dict(zip(names, shown, strict=True))}


def _within(ordered: np.ndarray, first: float, third: float) -> slice:
    reach = TUKEY * (third - first)
    return slice(
        int(np.searchsorted(ordered, first - reach, "left")),
        int(np.searchsorted(ordered, third + reach, "right")),
    )


def _counts(source: Source, x: Column, y: Column) -> Pair:
    across, columns = group_rows(source.column(x.name), x, MOST_GROUPS)
    up, rows = group_rows(source.column(y.name), y, MOST_GROUPS)
    counts = np.bincount(across * len(rows) + up, minlength=len(columns) * len(rows))
    totals = np.bincount(across, minlength=len(columns))
    used = np.flatnonzero(counts)
    data = pd.DataFrame(
        {
            "x": pd.Series([columns[place] for place in used // len(rows)], dtype=object),
            "y": pd.Series([rows[place] for place in used % len(rows)], dtype=object),
            "count": counts[used],
            "share_of_x": counts[used] / totals[used // len(rows)],
        }
    )
    return Pair("counts", x.name, y.name, data, int(counts.sum()), 0)
