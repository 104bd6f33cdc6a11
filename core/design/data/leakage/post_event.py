"""Post-event dates: dates that were written down once the outcome was known."""

from collections.abc import Iterator

import numpy as np

from core.design.data.columns import Column, ColumnKind
from core.design.data.leakage.alone import single_power
from core.design.data.leakage.finding import Check, Hit, Severity
from core.design.data.leakage.missingness import missing_hit
from core.design.data.leakage.table import CheckedTable

TELLING_GAPS = 0.5
LATER = 0.9
TELLING_AUC, TELLING_R2 = 0.8, 0.15
FEWEST_PAIRS = 30
DELAY_ROWS = 5_000


def _look(table: CheckedTable) -> Iterator[Hit]:
    for column in table.of_kind(ColumnKind.DATE):
        if column.name != table.time:
            hit = missing_hit(table, column, TELLING_GAPS) or _late(table, column)
            if hit is not None:
                yield hit


def _late(table: CheckedTable, column: Column) -> Hit | None:
    """Return a date that follows another date of its row by a delay that tells the target."""
    table = table.sample(DELAY_ROWS)
    for start in _starts(table, column):
        delay = table.numbers(column) - table.numbers(start)
        known = np.isfinite(delay)
        later = float((delay[known] > 0).mean()) if known.sum() >= FEWEST_PAIRS else 0.0
        if later < LATER:
            continue
        power = single_power(delay[known], table.y[known], table.is_amount, of_best_class=True)
        if power >= (TELLING_R2 if table.is_amount else TELLING_AUC):
            metric = "R2" if table.is_amount else "ROC AUC"
            evidence = (
                f"it lies after {start.name} in {later:.0%} of the rows, and the time between them alone tells "
                f"{table.name} with {metric} {power:.2f}."
            )
            return Hit((column.name,), Severity.REVIEW, evidence)
    return None


def _starts(table: CheckedTable, column: Column) -> list[Column]:
    dates = [c for c in table.of_kind(ColumnKind.DATE) if c.name != column.name]
    return sorted(dates, key=lambda date: date.name != table.time)


POST_EVENT = Check(
    "post_event",
    "Date after the outcome",
    "If it is written down after the moment of prediction, say that it is not known when predicting.",
    _look,
)
