"""The design is fixed before modelling: what a later change undoes, and the reason that it needs."""

from dataclasses import dataclass

from core.design.solution.design import SolutionDesign
from core.errors import BadInput
from core.lifecycle.staleness import History, kind_title
from core.services.workspace import load

LOCKED = {
    "target": "the target",
    "positive": "the real case",
    "metric": "the score",
    "strategy": "how rows are divided",
    "column": "the column that divides them",
    "holdout": "the share of the hold-out",
    "gap_in_words": "the gap",
    "folds": "the parts for checking",
    "seed": "the draw of the hold-out",
}
"""Answers that judge models, and so are fixed before the first one, with their words."""

REDRAWN = ("strategy", "column", "holdout", "seed")
"""Answers that draw another hold-out: rows that models have learnt from may come into it."""


@dataclass(frozen=True)
class Lock:
    """That models were trained on the design.

    Attributes
    ----------
    outdates : tuple of str
        In words, what is on record and goes out of date with any change of the design.
    openings : int
        How often a hold-out was opened to judge a model.
    """

    outdates: tuple[str, ...]
    openings: int


def lock_of(history: History) -> Lock | None:
    """Return what holds the design, or None before the first experiment."""
    if history.latest("experiment") is None:
        return None
    kinds = dict.fromkeys(record.kind for record in history.records)
    outdates = [kind_title(kind) for kind in kinds if _rests_on_design(history, kind, frozenset())]
    return Lock(tuple(outdates), sum(record.kind == "candidate" for record in history.records))


def locked_changes(before: SolutionDesign, after: SolutionDesign) -> list[str]:
    """Return the locked answers that differ, as names of fields."""
    return [name for name in LOCKED if _answer(before, name) != _answer(after, name)]


def check_locked(history: History, design: SolutionDesign, reason: str) -> None:
    """Raise BadInput when a locked answer changes after the first experiment and nobody says why."""
    lock, record = lock_of(history), history.latest("solution")
    if lock is None or record is None or reason.strip():
        return
    changed = locked_changes(load(record, SolutionDesign), design)
    if changed:
        raise BadInput(
            f"Models were trained on this design already. Changed now: {in_words(changed)}.",
            "Write why under “What changed, and why”.",
        )


def in_words(changed: list[str]) -> str:
    """Return changed answers in words."""
    return ", ".join(LOCKED[name] for name in changed)


def _answer(design: SolutionDesign, name: str) -> object:
    return getattr(design if name in ("target", "positive", "metric") else design.split, name)


def _rests_on_design(history: History, kind: str, seen: frozenset[str]) -> bool:
    record = history.latest(kind)
    if record is None or kind in seen:
        return False
    return any(
        used.kind == "solution" or _rests_on_design(history, used.kind, seen | {kind})
        for used in record.inputs
    )
