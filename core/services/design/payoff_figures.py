"""Business: what the payoff's figures come to, without a model, in one row and in a year."""

from dataclasses import asdict

from pydantic import ValidationError

from core.design.business.benefit import yearly_benefit
from core.design.business.payoff_terms import BinaryPayoff, Payoff
from core.design.business.row_amounts import MeanAmounts
from core.design.data.columns import Dataset
from core.design.solution.design import SolutionDesign
from core.errors import BadInput
from core.lifecycle.records import Payload
from core.lifecycle.staleness import History
from core.services.workspace import Workspace, load

__all__ = ["MeanAmounts"]

TODAY = "today's process"


def share_of_real_cases(history: History) -> float | None:
    """Return the share of positive rows, 0 to 1, once the proof of concept counted them; else None."""
    solution, baselines = history.latest("solution"), history.latest("baselines")
    if solution is None or baselines is None or solution.payload["ml_task"] != "binary":
        return None
    negatives, positives = baselines.payload["class_counts"]
    return float(positives / (positives + negatives))


def amounts_on_record(workspace: Workspace, project: str, payoff: Payload) -> MeanAmounts | None:
    """Return what the amount columns of a payoff hold in the data on record, hold-out included.

    None where the payoff names no column, or the data lacks one. Nothing is chosen by these figures: they
    show a person what the amounts come to.

    Parameters
    ----------
    payoff : dict
        Answers as for `charter_from_answers`.
    """
    from core.design.business.payoff_terms import amount_columns
    from core.design.business.row_amounts import mean_amounts
    from core.design.business.row_facts import row_facts

    history = workspace.history(project)
    dataset, terms = history.latest("dataset"), _binary_terms(payoff)
    named = amount_columns(terms) if terms else ()
    if dataset is None or terms is None or not named:
        return None
    columns = {column.name for column in load(dataset, Dataset).columns}
    if not columns.issuperset(named):
        return None
    target, positive = _real_case(history)
    wanted = [*named, *([target] if target else [])]
    frame = workspace.datasets.get(load(dataset, Dataset).fingerprint, wanted)
    try:
        facts = row_facts(terms, frame)
    except BadInput:
        return None
    is_real = (frame[target].astype(str) == positive).to_numpy(dtype=bool) if target else None
    return mean_amounts(facts, is_real)


def _real_case(history: History) -> tuple[str | None, str | None]:
    """Return target and real case of the design on record, where both are known and in the data."""
    solution, dataset = history.latest("solution"), history.latest("dataset")
    design = load(solution, SolutionDesign) if solution else None
    if design is None or dataset is None or design.positive is None:
        return None, None
    is_there = any(column.name == design.target for column in load(dataset, Dataset).columns)
    return (design.target, design.positive) if is_there else (None, None)


def _binary_terms(payoff: Payload) -> BinaryPayoff | None:
    try:
        return BinaryPayoff.model_validate({**payoff, "currency": "-"})
    except ValidationError:
        return None


def worth_of_one_row(payoff: Payload, row: dict[str, float]) -> BinaryPayoff | None:
    """Return a payoff as it is for a row with these amounts; None where an answer is wrong or one is missing."""
    from core.design.business.payoff_terms import amount_columns
    from core.design.business.row_amounts import payoff_held_at

    terms = _binary_terms({**payoff, "capacity": None})
    if terms is None or any(name not in row for name in amount_columns(terms)):
        return None
    return payoff_held_at(terms, row, row)


def values_without_model(
    payoff: Payload, today: Payload | None, share: float, amounts: MeanAmounts | None = None
) -> dict[str, float] | None:
    """Return what a row is worth, on average, under each way to decide without a model.

    Parameters
    ----------
    payoff, today : dict
        Answers as for `charter_from_answers`, of a yes / no question.
    share : float
        Share of real cases, 0 to 1, to four digits.
    amounts : MeanAmounts, optional
        As of `amounts_on_record`: needed where amounts differ by row.

    Returns
    -------
    dict of str to float, or None where the answers give no such figure: one is wrong, or amounts are unknown
    """
    import numpy as np
    import pandas as pd

    from core.design.business.decision import depends_on_row
    from core.design.business.payoff import policy_values
    from core.design.business.row_amounts import payoff_held_at
    from core.design.business.today import Today, today_values

    terms = _binary_terms(payoff)
    try:
        process = Today.model_validate(today) if today else None
    except ValidationError:
        return None
    if terms is not None and depends_on_row(terms):
        terms = payoff_held_at(terms, amounts.real, amounts.other) if amounts else None
    if terms is None:
        return None
    y = (np.arange(10_000) < round(10_000 * share)).astype(int)
    found = {name: float(values.mean()) for name, values in policy_values(terms, y).items()}
    if process is not None and process.acted is not None:
        found[TODAY] = float(today_values(process, terms, y, pd.DataFrame(), None).mean())
    return found


def benefit_on_record(
    history: History, rows_per_year: float, cost_once: float | None, cost_per_year: float | None
) -> Payload | None:
    """Return the yearly benefit of the chosen model at these figures; None before a model is chosen.

    The gain per row and its 90% interval are those of the hold-out on record: over today's process where the
    charter stated it, else over the best that needs no model.

    Returns
    -------
    dict
        over, cases (as of `yearly_benefit`) and is_past: whether something changed since the model was judged.
    """
    record = history.latest("candidate")
    needed = record.payload.get("needed") if record else None
    if record is None or needed is None:
        return None
    kept = record.payload.get("benefit")
    over, gain, (low, high) = needed["over"], needed["gain_per_row"], needed["interval"]
    if kept:
        over, (low, gain, high) = kept["over"], (case["gain_per_row"] for case in kept["cases"])
    cases = yearly_benefit(gain, (low, high), rows_per_year, cost_once, cost_per_year)
    return {
        "over": over,
        "cases": [asdict(case) for case in cases],
        "is_past": history.is_stale("candidate"),
    }


def break_even(payoff: Payoff) -> float | None:
    """Return the probability from which acting pays; None where theory gives none, or one for each row."""
    from core.design.business.decision import depends_on_row
    from core.design.business.payoff import NEVER_ACT, theoretical_threshold

    if not isinstance(payoff, BinaryPayoff) or depends_on_row(payoff):
        return None
    threshold = theoretical_threshold(payoff)
    return None if threshold is None or threshold >= NEVER_ACT else threshold
