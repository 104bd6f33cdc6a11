"""The risks that follow from what is on record, as one table of rules."""

from collections.abc import Callable
from dataclasses import dataclass

from core.design.business.risks import Risk

FEW_ROWS = 1_000
FEW_OF_THE_RAREST = 50
"""Fewer members than this in a class leave about ten in a hold-out of a fifth."""
MOST_NAMED = 10
ACTING = "The decision is to act on some rows; those rows then turn out differently."


@dataclass(frozen=True)
class OnRecord:
    """What the records say that risks follow from; None and empty where nothing is on record.

    Attributes
    ----------
    rarest : int or None
        Rows of the rarest class of the target.
    leak_suspects, personal_columns : tuple of str
        Columns found on Data.
    acts : bool
        Whether decisions on predictions change what happens to a row.
    is_use_known : bool
        Whether the background says who sees the predictions and what they do then.
    has_end_user : bool
        Whether an end user is among the people.
    """

    rows: int | None = None
    rarest: int | None = None
    leak_suspects: tuple[str, ...] = ()
    personal_columns: tuple[str, ...] = ()
    acts: bool = False
    is_payoff_assumed: bool = False
    is_use_known: bool = True
    has_end_user: bool = True
    is_split_by_time: bool | None = None
    has_time_column: bool = False


@dataclass(frozen=True)
class Rule:
    """One standing risk.

    Attributes
    ----------
    likelihood, impact : int
        Proposed weights, 1 (low) to 3 (high).
    step : str
        Code of the step that answers it.
    evidence : callable
        What on record speaks for the risk, in a sentence; empty where nothing does.
    """

    code: str
    title: str
    likelihood: int
    impact: int
    step: str
    evidence: Callable[[OnRecord], str]


def standing_risks(known: OnRecord) -> tuple[Risk, ...]:
    """Return the risks that follow from what is on record, each with its evidence."""
    spoken = ((rule, rule.evidence(known)) for rule in RULES)
    return tuple(
        Risk(
            code=rule.code,
            title=rule.title,
            likelihood=rule.likelihood,
            impact=rule.impact,
            step=rule.step,
            evidence=evidence,
        )
        for rule, evidence in spoken
        if evidence
    )


def _below(count: int | None, limit: int, words: str) -> str:
    return f"{count:,} {words}." if count is not None and count < limit else ""


def _named(words: str, columns: tuple[str, ...]) -> str:
    return f"{words}: {', '.join(columns[:MOST_NAMED])}." if columns else ""


def _nobody_uses_it(known: OnRecord) -> str:
    if known.is_use_known:
        return ""
    who = "" if known.has_end_user else " and who will use them"
    return f"Not on record: how the predictions will be used{who}."


def _judged_on_the_past(known: OnRecord) -> str:
    if not known.has_time_column or known.is_split_by_time is not False:
        return ""
    return "There is a time column, but the hold-out is not the latest part."


RULES = (
    Rule(
        "small_data",
        "Too few rows to tell good models from lucky ones",
        2, 2, "data",
        lambda known: _below(known.rows, FEW_ROWS, "rows"),
    ),
    Rule(
        "rare_class",
        "The rarest class has too few rows to learn from or to judge on",
        3, 2, "data",
        lambda known: _below(known.rarest, FEW_OF_THE_RAREST, "rows in the rarest class"),
    ),
    Rule(
        "leakage",
        "A column may give the answer away, and not be known when the decision is taken",
        2, 3, "data",
        lambda known: _named("Suspected", known.leak_suspects),
    ),
    Rule(
        "personal_data",
        "Personal data is used without need, or leaves the house",
        2, 3, "solution",
        lambda known: _named("Found in", known.personal_columns),
    ),
    Rule(
        "feedback",
        "Acting changes what later data says, and the model learns its own effect",
        2, 2, "monitor",
        lambda known: ACTING if known.acts else "",
    ),
    Rule(
        "assumed_payoff",
        "The payoff was assumed, so the threshold and every sum of money may be wrong",
        2, 2, "business",
        lambda known: "Nobody stated the payoff." if known.is_payoff_assumed else "",
    ),
    Rule("unused", "Nobody works with the predictions", 2, 2, "business", _nobody_uses_it),
    Rule(
        "time_ignored",
        "The model is judged on the past it learned from, not on what comes after",
        2, 2, "solution",
        _judged_on_the_past,
    ),
)  # fmt: skip
