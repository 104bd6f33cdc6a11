"""Today's process: how the decision is taken without the model, and what it is worth on known rows."""

from typing import Self

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from core.design.business.payoff import policy_values, value_of_decisions, value_per_row
from core.design.business.payoff_terms import BinaryPayoff, Payoff, RegressionPayoff
from core.design.business.row_facts import NO_FACTS, RowFacts
from core.design.frozen import Frozen
from core.errors import BadInput

YES = ("true", "yes", "y", "1", "act")
NO = ("false", "no", "n", "0", "", "nan", "none")


class Today(Frozen):
    """How the decision is taken today: a column that holds it, or how often it is taken and is right.

    Attributes
    ----------
    column : str or None
        Column with today's decision on each row: the decided label (yes or no does for a yes / no
        question), or the forecast amount.
    acted : float or None
        Yes / no questions only: share of rows acted on today, 0 to 1.
    right : float or None
        Share of the rows acted on that are real cases, 0 to 1.
    """

    column: str | None = None
    acted: float | None = Field(default=None, ge=0, le=1)
    right: float | None = Field(default=None, ge=0, le=1)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        stated = (self.acted is not None, self.right is not None)
        if any(stated) != all(stated) or bool(self.column) == any(stated):
            raise ValueError("name a column, or state both acted and right")
        return self


def today_values(
    today: Today,
    payoff: Payoff,
    y: np.ndarray,
    frame: pd.DataFrame,
    labels: tuple[str, ...] | None,
    facts: RowFacts = NO_FACTS,
) -> np.ndarray:
    """Return what today's decision is worth on each row, in the payoff's currency.

    With a stated hit rate each row carries its expected value: a real case is acted on with the chance
    acted x right / share of real cases, another row with acted x (1 - right) / share of the others, each
    at most 1. Amounts count as if today's choice did not depend on them.

    Parameters
    ----------
    y : ndarray of shape (n_rows,)
        Label codes or amounts.
    frame : DataFrame of shape (n_rows, any)
        The raw rows, with today's column.

    Raises
    ------
    BadInput
        Where the column is not in the table or holds something that is no decision.
    """
    if today.column:
        return _from_column(today.column, payoff, y, frame, labels or (), facts)
    if not isinstance(payoff, BinaryPayoff):
        raise BadInput(
            "A share of rows acted on describes a yes / no question only.",
            "Name the column with today's decision instead.",
        )
    assert today.acted is not None
    assert today.right is not None
    unlimited = payoff.model_copy(update={"capacity": None})
    waiting, acting = policy_values(unlimited, y, facts).values()
    positives = float(np.mean(y == 1))
    chance = np.where(
        y == 1,
        _chance(today.acted * today.right, positives),
        _chance(today.acted * (1 - today.right), 1 - positives),
    )
    return np.asarray(chance * acting + (1 - chance) * waiting)


def _chance(acted: float, share: float) -> float:
    return min(1.0, acted / share) if share else 0.0


def _from_column(
    column: str,
    payoff: Payoff,
    y: np.ndarray,
    frame: pd.DataFrame,
    labels: tuple[str, ...],
    facts: RowFacts,
) -> np.ndarray:
    if column not in frame.columns:
        raise BadInput(
            f"Today's decisions are said to be in {column}, which is not in the data.",
            "Add the column, or name another one on Business.",
        )
    if isinstance(payoff, RegressionPayoff):
        forecast = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        if not np.isfinite(forecast).all():
            missing = int((~np.isfinite(forecast)).sum())
            raise BadInput(
                f"{column} holds no number in {missing:,} rows.", "Fill them, or name another column."
            )
        return value_per_row(payoff, y, forecast)
    codes = np.array([_code(text, column, labels, payoff) for text in _texts(frame[column])], dtype=int)
    return value_of_decisions(payoff, y, codes, facts)


def _code(text: str, column: str, labels: tuple[str, ...], payoff: Payoff) -> int:
    if text in labels:
        return labels.index(text)
    if isinstance(payoff, BinaryPayoff) and text.strip().lower() in YES:
        return 1
    if isinstance(payoff, BinaryPayoff) and text.strip().lower() in NO:
        return 0
    known = ", ".join((*labels, *(("yes", "no") if isinstance(payoff, BinaryPayoff) else ())))
    raise BadInput(
        f"{column} holds {text[:40] or 'nothing'!r}, which is no decision.", f"Use one of {known}."
    )


def _texts(values: pd.Series) -> list[str]:
    """Values as labels are written: "1" for 1 and 1.0, "" for a missing one."""
    return ["" if pd.isna(value) else _text(value) for value in values]


def _text(value: object) -> str:
    is_whole = isinstance(value, (float, np.floating)) and float(value).is_integer()
    return str(int(value)) if is_whole else str(value)  # type: ignore[call-overload]
