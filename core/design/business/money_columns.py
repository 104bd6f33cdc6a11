"""Columns that the charter names for its money: they must be in the data and hold what it says."""

from collections.abc import Sequence
from difflib import get_close_matches

from core.design.business.charter import Charter
from core.design.business.payoff_terms import amount_columns
from core.design.data.columns import Column, ColumnKind
from core.errors import BadInput


def check_money_columns(charter: Charter, columns: Sequence[Column], target: str) -> None:
    """Raise BadInput for the first column of the payoff or of today's process that cannot be used.

    Amounts need a column of numbers; neither may be the target, which nobody knows when deciding.
    """
    kinds = {column.name: column.kind for column in columns}
    for name in amount_columns(charter.payoff):
        _check("The payoff takes amounts from", name, kinds, target)
        if kinds[name] is not ColumnKind.NUMBER:
            raise BadInput(
                f"The payoff takes amounts from {name}, which is a column of kind {kinds[name]}.",
                "Name a column of numbers, or write a fixed amount.",
            )
    if charter.today is not None and charter.today.column:
        _check("Today's decisions are said to be in", charter.today.column, kinds, target)


def _check(said: str, name: str, kinds: dict[str, ColumnKind], target: str) -> None:
    if name not in kinds:
        near = get_close_matches(name, kinds, n=1, cutoff=0.5)
        remedy = f"Did you mean {near[0]}?" if near else "Name a column of the data."
        raise BadInput(f"{said} {name}, which is not in the data.", remedy)
    if name == target:
        raise BadInput(f"{said} {name}, which is the target.", "Name a column that is known when deciding.")
