"""Duplicates: the same case in several rows, which a random split puts on both sides."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from core.design.data.leakage.finding import Check, Hit, Severity
from core.design.data.leakage.table import CheckedTable

FEWEST_SHARE = 0.05
"""Of all rows; the built-in iris has 1 row in 150 twice, by honest chance."""
TIMES_CHANCE = 10


def _look(table: CheckedTable) -> Iterator[Hit]:
    groups = repeated_rows(table)
    if groups is None:
        return
    sizes = np.bincount(groups)
    share = float((sizes[groups] > 1).mean())
    expected = _share_by_chance(table)
    if share >= FEWEST_SHARE and share > TIMES_CHANCE * expected:
        evidence = (
            f"{share:.1%} of the rows equal another row in every column but identifiers; by chance it would be "
            f"about {expected:.1%}. A random split puts the same case on both sides."
        )
        yield Hit((), Severity.REVIEW, evidence)


def repeated_rows(table: CheckedTable) -> np.ndarray | None:
    """Return for each row the code of its values, identifiers and the target left out; None without any."""
    names = _compared(table)
    if not names:
        return None
    hashes = pd.util.hash_pandas_object(table.frame[names], index=False)
    return pd.factorize(hashes)[0]


def _compared(table: CheckedTable) -> list[str]:
    """Columns that describe the case: no name of a row, no counter, no time."""
    return [c.name for c in table.others if c.name != table.time and not _names_rows(table, c.name)]


def _names_rows(table: CheckedTable, name: str) -> bool:
    codes, n_values = table.codes(name)
    values = table.frame[name]
    is_measure = pd.api.types.is_float_dtype(values)
    return not is_measure and n_values == len(codes)


def _share_by_chance(table: CheckedTable) -> float:
    """Return the share of rows that would equal another if columns were independent: an estimate, too low
    where columns go together."""
    collision = 1.0
    for name in _compared(table):
        codes, n_values = table.codes(name)
        shares = np.bincount(codes + 1, minlength=n_values + 1) / len(codes)
        collision *= float((shares**2).sum())
    return float(-np.expm1(-collision * (len(table) - 1)))


DUPLICATES = Check(
    "duplicates",
    "The same case in several rows",
    "Keep one row a case, or name the case in a column and give it the role group.",
    _look,
)
