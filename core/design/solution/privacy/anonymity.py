"""How well rows hide among others: k-anonymity and l-diversity of combinations of columns."""

from itertools import combinations

import numpy as np
import pandas as pd

from core.design.frozen import Frozen
from core.errors import BadInput

ENOUGH_ALIKE = 5
LARGEST_COMBINATION = 3
MOST_COLUMNS = 12
MOST_NUMBERS = 4_000_000


class Combination(Frozen):
    """What some columns together give away.

    Attributes
    ----------
    smallest : int
        Rows of the smallest group of rows that agree in all these columns: the k of k-anonymity
        (Sweeney 2002, doi:10.1142/S0218488502001648). 1 means that somebody stands alone.
    rows_alone, rows_below : int
        Rows that no other row equals; rows in groups of fewer than `Anonymity.enough`.
    """

    columns: tuple[str, ...]
    groups: int
    smallest: int
    rows_alone: int
    rows_below: int


class Anonymity(Frozen):
    """How anonymous the rows of a table are; counts only, no row and no value.

    Attributes
    ----------
    enough : int
        Rows that a group needs to count as hidden.
    together : Combination
        All the columns at once.
    combinations : tuple of Combination
        Every combination of up to three columns, worst first.
    diversity : int or None
        Fewest different values of the sensitive column in a group of `together`: the l of l-diversity
        (Machanavajjhala et al. 2007, doi:10.1145/1217299.1217302). 1 means that knowing the group is
        knowing the value.
    rows_told : int
        Rows in groups with one value of the sensitive column.
    """

    rows: int
    enough: int
    together: Combination
    combinations: tuple[Combination, ...]
    sensitive: str | None = None
    diversity: int | None = None
    rows_told: int = 0

    @property
    def riskiest(self) -> Combination | None:
        """The smallest combination with the most rows below `enough`, or None when none has any."""
        at_risk = [found for found in self.combinations if found.rows_below]
        return min(at_risk, key=lambda c: (len(c.columns), -c.rows_below)) if at_risk else None


def assess_anonymity(
    table: pd.DataFrame, columns: list[str], sensitive: str | None = None, enough: int = ENOUGH_ALIKE
) -> Anonymity:
    """Return how anonymous rows are among those that agree in `columns`; missing counts as a value.

    Parameters
    ----------
    table : DataFrame of shape (n_rows, any)
    columns : list of str
        1 to 12 columns that somebody could know of a person, such as age, sex and postcode.
    sensitive : str or None
        What nobody should learn of a person.

    Raises
    ------
    BadInput
        For no rows, for columns that are not there, or for too many of them.
    """
    wanted = list(dict.fromkeys(columns))
    lacking = [name for name in (*wanted, *([sensitive] if sensitive else [])) if name not in table.columns]
    if lacking:
        raise BadInput(f"Not in the data: {', '.join(lacking)}.", "Choose other columns.")
    if not 1 <= len(wanted) <= MOST_COLUMNS or not len(table):
        raise BadInput(f"Anonymity needs rows and 1 to {MOST_COLUMNS} columns.", "Choose other columns.")
    codes = {name: _codes(table[name]) for name in wanted}
    groups = _grouped([codes[name] for name in wanted])
    sizes = range(1, min(LARGEST_COMBINATION, len(wanted)) + 1)
    chosen = [names for size in sizes for names in combinations(wanted, size)]
    found = [_combination(names, _grouped([codes[name] for name in names]), enough) for names in chosen]
    told = _diversity(groups, _codes(table[sensitive])) if sensitive else (None, 0)
    return Anonymity(
        rows=len(table),
        enough=enough,
        together=_combination(tuple(wanted), groups, enough),
        combinations=tuple(sorted(found, key=lambda c: (-c.rows_below, len(c.columns)))),
        sensitive=sensitive,
        diversity=told[0],
        rows_told=told[1],
    )


def _codes(values: pd.Series) -> np.ndarray:
    """Whole numbers from 0 in place of values; missing is a value of its own."""
    return pd.factorize(values, use_na_sentinel=False)[0].astype(np.int64)


def _grouped(codes: list[np.ndarray]) -> np.ndarray:
    """The number of each row's group; not every number up to the largest is a group."""
    groups = codes[0]
    for more in codes[1:]:
        groups = groups * (int(more.max()) + 1) + more
        if groups.max() >= MOST_NUMBERS:
            groups = pd.factorize(groups)[0].astype(np.int64)
    return groups


def _combination(names: tuple[str, ...], groups: np.ndarray, enough: int) -> Combination:
    counts = np.bincount(groups)
    sizes = counts[counts > 0]
    return Combination(
        columns=names,
        groups=len(sizes),
        smallest=int(sizes.min()),
        rows_alone=int((sizes == 1).sum()),
        rows_below=int(sizes[sizes < enough].sum()),
    )


def _diversity(groups: np.ndarray, values: np.ndarray) -> tuple[int, int]:
    pairs = np.unique(groups * (int(values.max()) + 1) + values)
    different = np.bincount(pairs // (int(values.max()) + 1))
    return int(different[different > 0].min()), int(np.bincount(groups)[different == 1].sum())
