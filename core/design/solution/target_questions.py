"""Questions that a target raises: rows without it, rows that repeat, classes too rare to learn."""

import numpy as np
import pandas as pd

from core.design.data.columns import Roles
from core.design.data.reading.conform import as_text, describe_columns
from core.design.data.reading.literal import literal
from core.design.data.reading.notes import changed, set_aside
from core.design.data.reading.questions import STOP, Asking, Choice, Question
from core.design.data.reading.texts import MINIMUM_ROWS_TO_TRAIN
from core.design.solution.design import MlTask
from core.design.solution.task import FEWEST_OF_A_CLASS, infer_task, label_counts, propose_split
from core.errors import BadInput

OTHER = "other"
MOST_SHOWN = 12
REPEATED_SHARE = 0.5
"""From here on repeated rows are taken for a fault of the export; a few are usual."""

LEAVE_OUT = Choice(value="leave_out", title="Leave these rows out")
MERGE = Choice(value="merge", title=f"Merge these classes into one, {OTHER}")
ONE_OF_EACH = Choice(value="leave_out", title="Keep one of each, leave the repeats out")
KEEP = Choice(value="keep", title="Keep them: they are different cases that happen to be equal")


def target_questions(frame: pd.DataFrame, roles: Roles) -> tuple[Question, ...]:
    """Return what is to be answered before a table can be learnt from.

    Codes are "target_missing", "duplicates" and "rare_class".

    Raises
    ------
    BadInput
        When the target cannot be learnt whatever the answers are.
    """
    asking = Asking()
    settle_target(frame, roles, asking)
    return tuple(asking.open)


def settle_target(frame: pd.DataFrame, roles: Roles, asking: Asking) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the rows to learn from, as the answers or proposals have it, and notes on what was changed.

    Raises
    ------
    BadInput
        When an answer is to stop, or the target cannot be learnt.
    """
    target = str(roles.target)
    _infer(frame, target)
    notes: list[str] = []
    for settle in (_settle_missing, _settle_repeated, _settle_rare):
        frame, found = settle(frame, target, asking)
        notes += found
    propose_split(frame, roles, (), _infer(frame, target))
    return frame, tuple(notes)


Settled = tuple[pd.DataFrame, list[str]]


def _infer(frame: pd.DataFrame, target: str) -> MlTask:
    return infer_task(frame[target], describe_columns(frame[[target]])[0])[0]


def _settle_missing(frame: pd.DataFrame, target: str, asking: Asking) -> Settled:
    """Ask whether rows without a target, or with an infinite one, are left out."""
    values = frame[target]
    is_missing = values.isna().to_numpy()
    if pd.api.types.is_float_dtype(values):
        is_missing = is_missing | np.isinf(values.to_numpy())
    count = int(is_missing.sum())
    if not count:
        return frame, []
    what = "1 row lacks" if count == 1 else f"{count:,} of {len(frame):,} rows lack"
    question = Question(
        code="target_missing",
        text=f"{what} the target {literal(target)}. Leave out what cannot be learnt from?",
        choices=(LEAVE_OUT, STOP),
        proposed=LEAVE_OUT.value,
        examples=tuple(f"row {row + 1:,}" for row in np.flatnonzero(is_missing)[:MOST_SHOWN]),
    )
    _refuse_stop(asking.ask(question), question)
    left_out = frame.loc[~is_missing].reset_index(drop=True)
    return left_out, [set_aside(f"{_rows(count)} without the target {literal(target)} left out.")]


def _settle_repeated(frame: pd.DataFrame, target: str, asking: Asking) -> Settled:
    """Ask whether rows that repeat another in every column are left out, where at least half do."""
    if any(frame[column].is_unique for column in frame.columns):
        return frame, []
    is_repeat = frame.duplicated().to_numpy()
    count = int(is_repeat.sum())
    different = len(frame) - count
    if count < REPEATED_SHARE * len(frame):
        return frame, []
    question = Question(
        code="duplicates",
        text=f"{count:,} of {len(frame):,} rows repeat another row in every column; {different:,} rows are "
        "different. A repeat in the hold-out makes a model look better than it is. Leave the repeats out?",
        choices=(ONE_OF_EACH, KEEP, STOP),
        proposed=ONE_OF_EACH.value if different >= MINIMUM_ROWS_TO_TRAIN else KEEP.value,
    )
    answer = _refuse_stop(asking.ask(question), question)
    if answer == KEEP.value:
        return frame, []
    note = set_aside(f"{_rows(count)} that repeat another left out.")
    return frame.loc[~is_repeat].reset_index(drop=True), [note]


def _settle_rare(frame: pd.DataFrame, target: str, asking: Asking) -> Settled:
    """Ask whether classes with too few rows are left out or merged, where either leaves two classes."""
    if _infer(frame, target) == "regression":
        return frame, []
    counts = label_counts(frame[target])
    rare = {label: count for label, count in counts.items() if count < FEWEST_OF_A_CLASS}
    choices = _choices_for_rare(frame[target], counts, rare)
    if not rare or not choices:
        return frame, []
    question = Question(
        code="rare_class",
        text=f"{_rare_in_words(rare, target)}; at least {FEWEST_OF_A_CLASS} are needed. "
        "Leave the rows out, or merge?",
        choices=(*choices, STOP),
        proposed=choices[0].value,
        examples=tuple(
            f"{literal(label)}: {_rows(count)}" for label, count in list(rare.items())[:MOST_SHOWN]
        ),
    )
    answer = _refuse_stop(asking.ask(question), question)
    labels = as_text(frame[target])
    is_rare = labels.isin(list(rare)).to_numpy()
    what = ", ".join(literal(label) for label in list(rare)[:MOST_SHOWN])
    if answer == LEAVE_OUT.value:
        kept = frame.loc[~is_rare].reset_index(drop=True)
        count = _rows(sum(rare.values()))
        return kept, [set_aside(f"{count} of rare classes of {literal(target)} left out: {what}.")]
    merged = frame.assign(**{target: labels.mask(is_rare, OTHER)})
    return merged, [changed(f"Rare classes of {literal(target)} merged into {OTHER}: {what}.")]


def _choices_for_rare(values: pd.Series, counts: dict[str, int], rare: dict[str, int]) -> tuple[Choice, ...]:
    """Return what can be done about rare classes so that two classes with enough rows are left."""
    enough = len(counts) - len(rare)
    can_leave = enough >= 2
    merged = sum(rare.values()) + (counts.get(OTHER, 0) if OTHER not in rare else 0)
    is_text = isinstance(values.dtype, pd.StringDtype)
    is_new = OTHER not in counts or OTHER in rare
    can_merge = is_text and merged >= FEWEST_OF_A_CLASS and enough + is_new >= 2
    return (LEAVE_OUT,) * can_leave + (MERGE,) * can_merge


def _rare_in_words(rare: dict[str, int], target: str) -> str:
    if len(rare) == 1:
        (label, count), *_ = rare.items()
        return f"Class {literal(label)} of target {literal(target)} has {_rows(count)}"
    total = _rows(sum(rare.values()))
    return f"{len(rare)} classes of target {literal(target)} have too few rows, {total} together"


def _refuse_stop(answer: str, question: Question) -> str:
    if answer == STOP.value:
        raise BadInput(question.text, "Correct the rows, then read the file again.")
    return answer


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
