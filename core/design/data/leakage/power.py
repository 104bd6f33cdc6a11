"""Single-column power: one column that alone nearly decides, while all the others do not."""

from collections.abc import Iterator

from core.design.data.leakage.alone import filled, single_power
from core.design.data.leakage.finding import Check, Hit, Severity
from core.design.data.leakage.screening import Screen
from core.design.data.leakage.table import CheckedTable

POWER_ROWS = 2_000
STRONG = 0.95
MUCH_CLOSER = 0.5
INDEPENDENT = 0.001


def _look(table: CheckedTable) -> Iterator[Hit]:
    sample = table.sample(POWER_ROWS)
    powers = {
        column.name: single_power(filled(sample, column), sample.y, sample.is_amount)
        for column in sample.others
    }
    metric = "R2" if table.is_amount else "ROC AUC"
    for column in sample.others:
        power = powers[column.name]
        next_best = max((p for name, p in powers.items() if name != column.name), default=0.0)
        if power < STRONG or 1 - power > MUCH_CLOSER * (1 - next_best):
            continue
        chance = Screen(sample).independence(filled(sample, column), column.name)
        if chance is None or chance >= INDEPENDENT:
            tested = "" if chance is None else f" (p = {chance:.2f})"
            evidence = (
                f"alone it reaches {metric} {power:.3f}, the next best column {next_best:.3f}, and given "
                f"{table.name} it has nothing to do with any other column{tested}."
            )
            yield Hit((column.name,), Severity.REVIEW, evidence)


POWER = Check(
    "single_column",
    "One column decides alone",
    "Ask how and when the column is made. If it is part of the outcome, leave it out.",
    _look,
)
