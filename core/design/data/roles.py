"""Proposing what each column is used for, with reasons, and checking what a person chose."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.design.data.columns import GIVES_AWAY, Column, ColumnKind, ColumnRole, Role, Roles
from core.design.data.entities import ID_WORDS, MOST_DISTINCT, Entity, find_entities
from core.design.data.free_text import NAMES_ROWS, text_feature
from core.design.data.leakage.inspect import leak_reasons
from core.design.data.names import name_words as name_words
from core.errors import BadInput

FEWEST_ROWS = 20
LOW_CARDINALITY = 20
WORDS_OF_FREE_TEXT = 3
READ_IT_FIRST = (
    "Free text: a model can learn from its words. Read some of it first: it may name people, or the answer."
)
FEWEST_MOMENTS = 10
MOST_MISSING_TIME = 0.05

STRONG_TARGETS = {
    "target", "label", "labels", "y", "class", "outcome", "churn", "churned", "default", "response", "fraud",
    "survived", "diagnosis", "risk", "converted", "subscribed", "attrition", "exited", "result",
}  # fmt: skip
EXACT_TARGETS = {"income", "quality", "species", "deposit", "progression"}
WEAK_TARGETS = {"value", "price", "cost", "sales", "cnt", "count", "revenue", "demand", "score", "strength"}
TIME_WORDS = {"date", "time", "timestamp", "datetime", "day", "month", "dt", "at", "on"}
BIRTH_WORDS = {"birth", "birthday", "birthdate", "dob", "born"}
SENSITIVE_WORDS = {
    "sex", "gender", "race", "ethnicity", "ethnic", "ethnie", "religion", "religious", "nationality",
    "nationalities", "disability", "disabled", "orientation", "caste",
}  # fmt: skip
SENSITIVE_PHRASES = ("native country", "national origin", "country of birth", "foreign worker")
NOTED_WORDS = {"age", "birth", "birthday", "dob", "citizen", "marital", "pregnant", "pregnancy"}
SURVEY_WEIGHTS = {"fnlwgt", "survey weight", "sample weight", "sampling weight"}


@dataclass(frozen=True)
class _Case:
    """One column and all that a rule may look at."""

    column: Column
    values: pd.Series
    target: str | None
    time: str | None
    leaks: dict[str, str]
    is_guess: bool
    entities: tuple[Entity, ...]

    @property
    def words(self) -> tuple[str, ...]:
        return name_words(self.column.name)

    @property
    def names_rows(self) -> bool:
        """Tell whether nearly every row has a value of its own; a few repeated rows do not change that."""
        return self.column.distinct > MOST_DISTINCT * len(self.values) and len(self.values) >= FEWEST_ROWS

    @property
    def how_different(self) -> str:
        rows, distinct = len(self.values), self.column.distinct
        if distinct == rows:
            return "Every value differs"
        return f"{distinct:,} different values in {rows:,} rows ({distinct / rows:.1%})"

    @property
    def name_text(self) -> str:
        return " ".join(self.words)


Proposal = tuple[Role, str] | None


def propose_roles(frame: pd.DataFrame, columns: tuple[Column, ...], target: str | None = None) -> Roles:
    """Return a role and a reason for each column; a person can change any of them.

    Parameters
    ----------
    frame : DataFrame of shape (n_rows, n_columns)
        Typed as by `core.design.data.reading.table.read_csv_table`.
    target : str or None
        When None, `propose_target` chooses.

    Raises
    ------
    BadInput
        When `target` is not a column.
    """
    is_guess = target is None
    target = propose_target(columns) if is_guess else target
    if target is not None and target not in {column.name for column in columns}:
        raise BadInput(f"Column {target} is not in the data.", "Choose another target.")
    time = propose_time(frame, columns, target)
    leaks, late = leak_reasons(frame, columns, target, time) if target else ({}, {})
    entities = find_entities(frame, columns, target)
    proposals = []
    for column in columns:
        case = _Case(column, frame[column.name], target, time, leaks, is_guess, entities)
        role, reason = next(found for rule in RULES if (found := rule(case)))
        known_reason = _why_unknown(role, reason, late.get(column.name, ""))
        proposals.append(
            ColumnRole(
                column=column.name,
                role=role,
                reason=reason,
                known_at_prediction=not known_reason,
                known_reason=known_reason,
            )
        )
    return Roles(roles=tuple(proposals))


def _why_unknown(role: Role, reason: str, late: str) -> str:
    """Return why a column is proposed as not known when predicting; empty for one that may be known."""
    if role is Role.FEATURE:
        return late
    return reason if reason.startswith(GIVES_AWAY) else ""


def propose_target(columns: tuple[Column, ...]) -> str | None:
    """Return the column most likely meant as the target: by its name, else by its values."""
    usable = [
        c
        for c in columns
        if c.distinct >= 2 and c.kind not in (ColumnKind.DATE, ColumnKind.TEXT, ColumnKind.EMPTY)
    ]
    last_first = [(c, name_words(c.name)) for c in reversed(usable)]
    tests: tuple[Callable[[Column, tuple[str, ...]], bool], ...] = (
        lambda c, words: " ".join(words) in STRONG_TARGETS | EXACT_TARGETS,
        lambda c, words: bool(words) and words[-1] in STRONG_TARGETS,
        lambda c, words: " ".join(words) in WEAK_TARGETS,
        lambda c, words: bool(words) and words[-1] in WEAK_TARGETS,
        lambda c, words: _is_only_category(c, usable),
        lambda c, words: c.distinct <= LOW_CARDINALITY,
        lambda c, words: c.kind is ColumnKind.NUMBER,
    )
    for test in tests:
        found = next((c.name for c, words in last_first if test(c, words)), None)
        if found is not None:
            return found
    return usable[-1].name if usable else None


def propose_time(frame: pd.DataFrame, columns: tuple[Column, ...], target: str | None) -> str | None:
    """Return the date column that says when each row happened, or None.

    It has at most 5% missing and at least 10 different values, is no date of birth, and is in order or
    named like a time.
    """
    best: tuple[int, int, str] | None = None
    for column in columns:
        words = set(name_words(column.name))
        fits = column.kind is ColumnKind.DATE and column.name != target and not words & BIRTH_WORDS
        if not fits or column.distinct < FEWEST_MOMENTS or column.missing > MOST_MISSING_TIME * len(frame):
            continue
        present = frame[column.name].dropna()
        is_ordered = present.is_monotonic_increasing or present.is_monotonic_decreasing
        if is_ordered or words & TIME_WORDS:
            rank = (int(is_ordered), column.distinct, column.name)
            best = max(best, rank) if best else rank
    return best[2] if best else None


def check_roles(roles: Roles, columns: tuple[Column, ...]) -> None:
    """Raise BadInput unless each role names a known column once, with one target and some feature."""
    known = {column.name for column in columns}
    named = [role.column for role in roles.roles]
    for name in named:
        if name not in known:
            raise BadInput(f"Column {name} is not in the data.", "Propose the roles again.")
        if named.count(name) > 1:
            raise BadInput(f"Column {name} has two roles.", "Give each column one role.")
    targets = roles.columns(Role.TARGET)
    if len(targets) != 1:
        what = "No column is" if not targets else f"{len(targets)} columns ({', '.join(targets)}) are"
        raise BadInput(f"{what} the target.", "Choose exactly one target.")
    for role, what in ((Role.TIME, "time"), (Role.GROUP, "group"), (Role.AMOUNT, "amount")):
        chosen = roles.columns(role)
        if len(chosen) > 1:
            raise BadInput(f"{', '.join(chosen)} all have the role {what}.", f"Keep one {what} column.")
    empty = {column.name for column in columns if column.kind is ColumnKind.EMPTY}
    if not set(roles.columns(Role.FEATURE)) - empty:
        raise BadInput("No feature is left to learn from.", "Give at least one column the role feature.")


def check_known(features: tuple[str, ...] | list[str], roles: Roles) -> None:
    """Raise BadInput naming the features that are not known at the moment of prediction."""
    late = roles.late()
    named = [name for name in features if name in late]
    if named:
        why = f" ({late[named[0]].rstrip('.')})" if late[named[0]] else ""
        raise BadInput(
            f"{', '.join(named)} cannot enter a run: not known at the moment of prediction{why}.",
            "Take it out of the features on Solution, or say on Data that it is known.",
        )


def _is_only_category(column: Column, usable: list[Column]) -> bool:
    categories = [c for c in usable if c.kind in (ColumnKind.CATEGORY, ColumnKind.BOOLEAN)]
    return categories == [column]


def _target(case: _Case) -> Proposal:
    if case.column.name != case.target:
        return None
    return Role.TARGET, "Proposed by its name or its values." if case.is_guess else "Chosen as the target."


def _empty(case: _Case) -> Proposal:
    if case.column.kind is ColumnKind.EMPTY:
        return Role.IGNORED, "It is empty."
    if case.column.distinct == 1 and case.column.missing == 0:
        return Role.IGNORED, "It has the same value in every row."
    return None


def _leak(case: _Case) -> Proposal:
    reason = case.leaks.get(case.column.name)
    return (Role.IGNORED, reason) if reason else None


def _time(case: _Case) -> Proposal:
    if case.column.name == case.time:
        return Role.TIME, "It says when each row happened; the split follows it."
    return None


def _sensitive(case: _Case) -> Proposal:
    if set(case.words) & SENSITIVE_WORDS or any(phrase in case.name_text for phrase in SENSITIVE_PHRASES):
        return (
            Role.SENSITIVE,
            "Its name suggests a protected trait; kept out of the model.",
        )
    return None


def _survey_weight(case: _Case) -> Proposal:
    if case.name_text in SURVEY_WEIGHTS:
        return Role.IGNORED, "A survey weight says how a row was sampled, nothing about the case."
    return None


def _identifier(case: _Case) -> Proposal:
    if not case.names_rows:
        return None
    if case.column.kind in (ColumnKind.TEXT, ColumnKind.CATEGORY):
        words = case.values.dropna().head(200).str.count(r"\s+").mean() + 1
        if words <= WORDS_OF_FREE_TEXT:
            return Role.IDENTIFIER, f"{case.how_different}: it names rows and cannot be learnt from."
    if case.column.kind is ColumnKind.NUMBER and pd.api.types.is_integer_dtype(case.values):
        if _is_counter(case.values):
            return Role.IDENTIFIER, "It counts the rows."
        if set(case.words) & ID_WORDS:
            return Role.IDENTIFIER, f"{case.how_different} and its name says identifier."
    return None


def _is_counter(values: pd.Series) -> bool:
    """Tell whether values go up or down by one; a row that stands twice counts once."""
    steps = np.unique(np.diff(values.drop_duplicates().dropna().to_numpy()))
    return len(steps) == 1 and steps[0] in (1, -1)


def _group(case: _Case) -> Proposal:
    named = [entity.column for entity in case.entities]
    if case.column.name not in named:
        return None
    if case.column.name == named[0]:
        return Role.GROUP, case.entities[0].reason
    return Role.IDENTIFIER, f"It names a case with several rows, as {named[0]} does, which the split follows."


def _text(case: _Case) -> Proposal:
    if case.column.kind is not ColumnKind.TEXT:
        return None
    feature = text_feature(case.column, case.values)
    if feature.get("kind") == "category":
        return None
    return Role.IGNORED, READ_IT_FIRST if feature else NAMES_ROWS


def _feature(case: _Case) -> Proposal:
    if set(case.words) & NOTED_WORDS:
        return (
            Role.FEATURE,
            "May enter the model; its name suggests a personal trait, so check that it is fair.",
        )
    return Role.FEATURE, "May enter the model."


RULES: tuple[Callable[[_Case], Proposal], ...] = (
    _target, _empty, _time, _identifier, _group, _leak, _sensitive, _survey_weight, _text, _feature,
)  # fmt: skip
