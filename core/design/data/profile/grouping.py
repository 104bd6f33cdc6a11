"""Rows as groups of one column, few enough to be read: values, bands of numbers, the rest together."""

from itertools import pairwise

import numpy as np
import pyarrow as pa

from core.design.data.columns import Column, ColumnKind
from core.design.data.profile.ordered import quantiles
from core.design.data.profile.source import all_numbers, codes_of
from core.design.data.reading.conform import value_text

DECILES = tuple(n / 10 for n in range(11))
OTHER, MISSING = "(other)", "(missing)"
MAX_LABEL = 80


def group_rows(values: pa.ChunkedArray, column: Column, most: int) -> tuple[np.ndarray, list[str]]:
    """Return the group of each row and the groups' labels.

    Numbers of over `most` different values and dates fall into up to 10 bands of about equally many rows;
    of other columns the `most` most frequent values are kept, the rest is one group. Missing is a group.

    Returns
    -------
    codes : ndarray of shape (n_rows,)
    labels : list of str
        Bands ascending, values most frequent first, then (other) and (missing) where there are any.
    """
    is_measured = column.kind is ColumnKind.NUMBER and column.distinct > most
    if is_measured or column.kind is ColumnKind.DATE:
        codes, labels = _bands(all_numbers(values, column.kind), column.kind)
    else:
        codes, labels = _values(values, most)
    if (codes < 0).any():
        codes, labels = np.where(codes < 0, len(labels), codes), [*labels, _free(MISSING, labels)]
    return codes, labels


def _values(values: pa.ChunkedArray, most: int) -> tuple[np.ndarray, list[str]]:
    coded, different = codes_of(values)
    counts = np.bincount(coded[coded >= 0], minlength=len(different))
    order = np.argsort(-counts, kind="stable")
    labels = [value_text(different[place].as_py())[:MAX_LABEL] for place in order[:most].tolist()]
    place_of = np.full(len(different) + 1, -1)
    place_of[order] = np.minimum(np.arange(len(order)), most)
    if len(different) > most:
        labels.append(_free(OTHER, labels))
    return place_of[coded], labels


def _bands(numbers: np.ndarray, kind: ColumnKind) -> tuple[np.ndarray, list[str]]:
    known = np.isfinite(numbers)
    codes = np.full(len(numbers), -1)
    if not known.any():
        return codes, []
    cuts = np.unique(quantiles(np.sort(numbers[known]), DECILES))
    inner = cuts[1:-1]
    codes[known] = np.searchsorted(inner, numbers[known], side="right")
    shown = [_shown(cut, kind) for cut in cuts]
    if len(set(shown)) < len(shown):
        shown = [repr(cut) for cut in cuts.tolist()]
    return codes, [f"{low} to {high}" for low, high in pairwise(shown)] or shown


def _shown(value: float, kind: ColumnKind) -> str:
    if kind is ColumnKind.DATE:
        return str(np.datetime64(int(value), "s").astype("datetime64[D]"))
    return f"{value:,.4g}" if abs(value) < 10_000 else f"{value:,.0f}"


def _free(label: str, labels: list[str]) -> str:
    while label in labels:
        label = f"({label})"
    return label
