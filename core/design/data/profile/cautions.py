"""What the profile warns of: too few rows, rare classes, values that hide gaps."""

from collections.abc import Sequence
from typing import Any

from core.design.data.columns import Column
from core.design.wording import counted

FEW_ROWS = 200
ROWS_A_COLUMN = 10
"""At least ten rows a column, after the ten events a variable of Peduzzi et al. (J. Clin. Epidemiology 49, 1996)."""
FEW_OF_A_CLASS = 50
RARE_SHARE = 0.1


def table_warnings(rows: int, columns: Sequence[Column], profiles: Sequence[dict[str, Any]]) -> list[dict]:
    """Return warnings on the table as code, column (or None) and message, whatever the target."""
    found = []
    if rows < FEW_ROWS:
        found.append(_warning("few_rows", None, f"{counted(rows, 'row')}: every figure here may be chance."))
    if rows < ROWS_A_COLUMN * len(columns):
        size = f"{counted(rows, 'row')} for {counted(len(columns), 'column')}"
        message = f"{size}: some columns will look telling by chance."
        found.append(_warning("few_rows_a_column", None, message))
    for profile in profiles:
        for hidden in profile["disguised"]:
            where = counted(hidden["count"], "row")
            message = f"{hidden['value']!r} in {where} may mean missing: {hidden['evidence']}."
            found.append(_warning("disguised_missing", profile["name"], message))
    return found


def target_warnings(
    target: Column, balance: Sequence[dict[str, Any]], imbalance: dict[str, Any] | None
) -> list[dict[str, Any]]:
    """Return warnings on the target as code, column and message."""
    found = []
    if target.missing:
        message = f"{counted(target.missing, 'row has', 'rows have')} no {target.name}: nothing can be learned there."
        found.append(_warning("target_missing", target.name, message))
    if imbalance and imbalance["count"] < FEW_OF_A_CLASS:
        rare = sum(one["count"] < FEW_OF_A_CLASS for one in balance)
        message = f"{rare} of {len(balance)} classes {'has' if rare == 1 else 'have'} fewer than {FEW_OF_A_CLASS} rows."
        found.append(_warning("few_of_a_class", target.name, message))
    if imbalance and imbalance["share"] < RARE_SHARE:
        message = (
            f"{imbalance['rarest']!r} is {imbalance['share']:.2%} of rows: accuracy says little, "
            "since always answering the most frequent class scores high."
        )
        found.append(_warning("imbalance", target.name, message))
    return found


def _warning(code: str, column: str | None, message: str) -> dict[str, Any]:
    return {"code": code, "column": column, "message": message}
