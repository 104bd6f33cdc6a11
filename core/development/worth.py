"""Is the model worth it: its decisions beside every way to do without it, a row and a year."""

from dataclasses import asdict
from typing import Any

import numpy as np

from core.design.business.benefit import yearly_benefit
from core.design.business.charter import Charter
from core.design.business.payoff import policy_values
from core.design.business.row_facts import RowFacts
from core.design.business.today import today_values
from core.design.wording import figure
from core.development.evaluation import mean_interval
from core.development.table import LearningTable

TODAY, BASELINE, MODEL = "today's process", "baseline", "model"
NEEDED, NOT_NEEDED, CANNOT_TELL = "needed", "not needed", "cannot tell"

RowValues = dict[str, np.ndarray]


def values_without_model(charter: Charter, table: LearningTable, facts: RowFacts) -> RowValues:
    """Return the value row by row of each way to decide without a model, today's process included.

    Raises
    ------
    BadInput
        Where today's process cannot be read from the rows.
    """
    found = policy_values(charter.payoff, table.y, facts)
    if charter.today is not None:
        found[TODAY] = today_values(charter.today, charter.payoff, table.y, table.frame, table.labels, facts)
    return found


def worth(charter: Charter, model: np.ndarray, others: RowValues) -> dict[str, Any]:
    """Return what the model's decisions bring over the others on the same rows.

    Parameters
    ----------
    model : ndarray of shape (n_rows,)
        Value of the model's decision on each row, in the payoff's currency.
    others : dict of ndarray
        As of `values_without_model`, and the baseline's where there is one.

    Returns
    -------
    dict
        values: list of name, value_per_row, value_total; needed: see `is_needed`; benefit: over, cases
        (see `yearly_benefit`), or None where the charter does not say how many rows a year has.
    """
    return {
        "values": [_value(name, values) for name, values in {**others, MODEL: model}.items()],
        "needed": is_needed(charter.payoff.currency, model, others),
        "benefit": _benefit(charter, model, others),
    }


def is_needed(currency: str, model: np.ndarray, others: RowValues) -> dict[str, Any]:
    """Tell whether the model is worth more than the best that does without it.

    The best of the others is chosen in hindsight on these rows, which is in its favour.

    Returns
    -------
    dict
        verdict ("needed" where the 90% interval of the paired gain lies above 0, "not needed" where it
        lies below or holds nothing but 0, else "cannot tell"), over (name of the best other), gain_per_row,
        interval, sentence.
    """
    over, best = max(others.items(), key=lambda item: item[1].mean())
    gain = model - best
    low, high = mean_interval(gain)
    verdict = NEEDED if low > 0 else NOT_NEEDED if high <= 0 else CANNOT_TELL
    return {
        "verdict": verdict,
        "over": over,
        "gain_per_row": float(gain.mean()),
        "interval": [low, high],
        "sentence": _sentence(verdict, over, float(gain.mean()), (low, high), currency),
    }


def _sentence(verdict: str, over: str, gain: float, interval: tuple[float, float], currency: str) -> str:
    low, high = map(figure, interval)
    more = "more" if gain >= 0 else "less"
    found = (
        f"The model is worth {figure(abs(gain))} {currency} per row {more} than the best without it, "
        f"{'the simple rule' if over == BASELINE else over} (90% interval {low} to {high})"
    )
    conclusion = {
        NEEDED: "it earns its place",
        NOT_NEEDED: "no model is needed for this decision",
        CANNOT_TELL: "these rows cannot tell whether a model is needed",
    }
    return f"{found}: {conclusion[verdict]}."


def _benefit(charter: Charter, model: np.ndarray, others: RowValues) -> dict[str, Any] | None:
    """The year's benefit over today's process or, where nobody said what it is, over the best without a model."""
    if charter.rows_per_year is None:
        return None
    over = TODAY if TODAY in others else max(others, key=lambda name: others[name].mean())
    gain = model - others[over]
    low, high = mean_interval(gain)
    cases = yearly_benefit(
        float(gain.mean()), (low, high), charter.rows_per_year, charter.cost_once, charter.cost_per_year
    )
    return {"over": over, "currency": charter.payoff.currency, "cases": [asdict(case) for case in cases]}


def _value(name: str, values: np.ndarray) -> dict[str, Any]:
    return {"name": name, "value_per_row": float(values.mean()), "value_total": float(values.sum())}
