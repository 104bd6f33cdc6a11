"""What the payoff needs to know of rows besides the truth: their amounts, and the order of the labels."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from core.design.business.payoff_terms import Payoff, amount_columns
from core.errors import BadInput


@dataclass(frozen=True)
class RowFacts:
    """Facts of the rows that are decided on.

    Attributes
    ----------
    amounts : dict of float ndarray
        Each amount column of the payoff, one finite number a row; empty for constant payoffs.
    labels : tuple of str
        Labels in the order of their codes; needed for a payoff matrix only.
    """

    amounts: Mapping[str, np.ndarray] = field(default_factory=dict)
    labels: tuple[str, ...] = ()

    def take(self, rows: np.ndarray) -> "RowFacts":
        """Return the facts of the rows at these positions, or flagged so."""
        return RowFacts({name: values[rows] for name, values in self.amounts.items()}, self.labels)


NO_FACTS = RowFacts()


def typical_amounts(payoff: Payoff, frame: pd.DataFrame) -> dict[str, float]:
    """Return the median of each amount column over training rows: it stands in where a row has none.

    Raises
    ------
    BadInput
        Where a column is not in the table, or holds no numbers.
    """
    return {name: float(np.nanmedian(_numbers(frame, name))) for name in amount_columns(payoff)}


def row_facts(
    payoff: Payoff,
    frame: pd.DataFrame,
    labels: tuple[str, ...] | None = None,
    typical: Mapping[str, float] | None = None,
) -> RowFacts:
    """Return what a payoff needs of rows.

    Parameters
    ----------
    frame : DataFrame of shape (n_rows, any)
        Raw rows with the payoff's amount columns.
    typical : dict, optional
        As of `typical_amounts` on the training rows; default: the medians of `frame` itself.

    Raises
    ------
    BadInput
        Where an amount column is not in the table, or holds no numbers and no typical value is known.
    """
    known = typical_amounts(payoff, frame) if typical is None else typical
    amounts = {}
    for name in amount_columns(payoff):
        numbers = _as_numbers(frame, name)
        amounts[name] = np.where(np.isfinite(numbers), numbers, known[name])
    return RowFacts(amounts, labels or ())


def _numbers(frame: pd.DataFrame, name: str) -> np.ndarray:
    numbers = _as_numbers(frame, name)
    if not np.isfinite(numbers).any():
        raise BadInput(
            f"The payoff takes amounts from {name}, which holds no numbers.",
            "Name a column of amounts in the payoff, or write a fixed amount.",
        )
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _as_numbers(frame: pd.DataFrame, name: str) -> np.ndarray:
    if name not in frame.columns:
        raise BadInput(
            f"The payoff takes amounts from {name}, which is not in the data.",
            "Add the column, or name another one in the payoff.",
        )
    values = frame[name]
    if pd.api.types.is_datetime64_any_dtype(values) or pd.api.types.is_bool_dtype(values):
        return np.full(len(frame), np.nan)
    return pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
