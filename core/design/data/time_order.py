"""Time order: how far the target moved between the oldest and the latest rows."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.design.data.reading.conform import as_text

PART = 5
FEWEST_OF_A_PART = 20
CLEAR = 3.0
"""Standard errors between the two means that call it a move rather than chance."""


@dataclass(frozen=True)
class Drift:
    """The target in the oldest and in the latest fifth of the rows.

    Attributes
    ----------
    oldest, latest : float
        Means of an amount, or shares (0 to 1) of the class that moved most.
    label : str or None
        That class; None for an amount.
    """

    target: str
    oldest: float
    latest: float
    label: str | None

    @property
    def in_words(self) -> str:
        """The move in one sentence."""
        if self.label is None:
            return (
                f"{self.target} moved with time: {self.oldest:,.4g} on average in the oldest fifth of the rows, "
                f"{self.latest:,.4g} in the latest."
            )
        return (
            f"{self.target} moved with time: it is {self.label} in {self.oldest:.1%} of the oldest fifth of the "
            f"rows, and in {self.latest:.1%} of the latest."
        )


def target_drift(frame: pd.DataFrame, time: str, target: str, *, is_amount: bool) -> Drift | None:
    """Return how far the target moved, or None where that may be chance or cannot be told.

    The means of the oldest and the latest fifth are three standard errors apart (Welch), as if rows were
    independent: a hint for the split, no test.

    Parameters
    ----------
    frame : DataFrame of shape (n_rows, n_columns)
    """
    known = frame[[time, target]].dropna().sort_values(time, kind="stable")
    part = len(known) // PART
    if part < FEWEST_OF_A_PART:
        return None
    moves = {name: _move(values, part) for name, values in _numbers(known[target], is_amount).items()}
    moved = max(moves, key=lambda name: abs(moves[name][2]))
    oldest, latest, distance = moves[moved]
    return Drift(target, oldest, latest, moved) if abs(distance) >= CLEAR else None


def _numbers(values: pd.Series, is_amount: bool) -> dict[str | None, np.ndarray]:
    if is_amount:
        return {None: values.to_numpy(dtype=float)}
    texts = as_text(values)
    return {str(label): (texts == label).to_numpy(dtype=float) for label in texts.unique()}


def _move(values: np.ndarray, part: int) -> tuple[float, float, float]:
    first, last = values[:part], values[-part:]
    error = float(np.sqrt((first.var(ddof=1) + last.var(ddof=1)) / part))
    oldest, latest = float(first.mean()), float(last.mean())
    return oldest, latest, (latest - oldest) / error if error > 0 else float(np.sign(latest - oldest)) * CLEAR
