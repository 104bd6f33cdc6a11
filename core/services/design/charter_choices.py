"""Charter files: read one, and apply what it chooses to the design that the data proposes."""

from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import BinaryIO

from core.design.business.charter_file import LONGEST_FILE, CharterFile, charter_from_yaml
from core.design.business.design_choices import DesignOverrides
from core.design.business.payoff_terms import Payoff
from core.design.data.columns import Column, ColumnKind
from core.design.solution.architecture import WhenUnsure
from core.design.solution.design import MONEY, TASK_WORDS, SolutionDesign, SplitStrategy
from core.design.solution.gap import check_gap, gap_of_horizon, units_for
from core.design.solution.privacy.plan import Action, check_plan
from core.errors import BadInput
from core.services.design.solution import NEEDS_COLUMN, design_from_answers, metric_choices

LONGEST_BYTES = 4 * LONGEST_FILE
"""A character takes at most four bytes."""

SAID = ("unit", "horizon", "target_definition", "architecture")
TIME_KINDS = (ColumnKind.DATE, ColumnKind.NUMBER)


def read_charter_file(path: Path) -> CharterFile:
    """Return the charter file at a path; raises BadInput naming the file and the field."""
    try:
        with path.open("rb") as stream:
            return read_charter_stream(stream, path.name)
    except OSError as error:
        raise BadInput(f"{path.name}: cannot be read: {error.strerror}.", "Check the path.") from error


def read_charter_stream(stream: BinaryIO, name: str) -> CharterFile:
    """Return the charter file that a stream of bytes holds; raises BadInput naming the file and the field."""
    content = stream.read(LONGEST_BYTES + 1)
    try:
        if len(content) > LONGEST_BYTES:
            raise BadInput("is too large for a charter file.", "Check that it is the right file.")
        return charter_from_yaml(content.decode("utf-8-sig"))
    except BadInput as error:
        raise BadInput(f"{name}: {error.message}", error.remedy) from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{name}: cannot be read as UTF-8 text.", "Save it as UTF-8.") from error


def wanted_target(target: str | None, file: CharterFile | None) -> str:
    """Return the target that the command or the file names.

    Raises
    ------
    BadInput
        When neither names one, or they disagree.
    """
    named = file.design_overrides.target if file else None
    if target and named and target != named:
        raise BadInput(
            f"--target says {target}, the charter file says design.target: {named}.", "Drop one of them."
        )
    if not (target or named):
        raise BadInput("No target is named.", "Give --target COLUMN, or design.target in a charter file.")
    return str(target or named)


def check_columns(choices: DesignOverrides, columns: tuple[Column, ...]) -> None:
    """Raise BadInput for the first column that a file names and the data lacks, with the nearest one."""
    names = [column.name for column in columns]
    named = [
        ("design.target", choices.target),
        ("design.split.column", choices.split.column),
        *(("design.leave_out", column) for column in choices.leave_out),
        *(("design.privacy.actions", action.column) for action in _actions(choices)),
    ]
    for field, column in named:
        if column is not None and column not in names:
            near = get_close_matches(column, names, n=1, cutoff=0.5)
            remedy = f"Did you mean {near[0]}?" if near else "Check the data's first line."
            raise BadInput(f"{field}: there is no column {column}.", remedy)


def check_privacy(choices: DesignOverrides, columns: tuple[Column, ...], target: str) -> None:
    """Raise BadInput for a file's privacy plan that the data cannot follow, or that drops what is needed."""
    if choices.privacy is None:
        return
    try:
        check_plan(choices.privacy, columns, datetime.now(UTC).date())
    except BadInput as error:
        raise BadInput(f"design.privacy: {error.message}", error.remedy) from error
    for needed in (target, choices.split.column):
        if needed in choices.privacy.columns("drop"):
            raise BadInput(f"design.privacy drops {needed}, which is needed.", "Choose another action.")


def choices_after_privacy(choices: DesignOverrides) -> DesignOverrides:
    """Return the choices for the data as its privacy plan leaves it."""
    dropped = choices.privacy.columns("drop") if choices.privacy else []
    left_out = tuple(column for column in choices.leave_out if column not in dropped)
    return choices.model_copy(update={"privacy": None, "leave_out": left_out})


def design_with_choices(
    proposed: SolutionDesign,
    choices: DesignOverrides,
    columns: tuple[Column, ...],
    labels: tuple[str, ...],
    payoff: Payoff | None = None,
) -> SolutionDesign:
    """Return a proposed design with a file's choices; the split's column never is a feature.

    Parameters
    ----------
    labels : tuple of str
        Labels of the target; empty for amounts.
    payoff : Payoff, optional
        The charter's: money is a metric only under a payoff that is the same for every row.

    Raises
    ------
    BadInput
        Naming the field that does not fit the data or the question.
    """
    check_columns(choices, columns)
    _check_metric(choices.metric, proposed, payoff)
    _check_positive(choices.positive, proposed, labels)
    _check_doubt(choices, proposed)
    kinds = {column.name: column.kind for column in columns}
    split = _split_answers(proposed, choices)
    _check_split(split, proposed, kinds)
    split |= _gap_answers(split, choices, is_date=kinds.get(split["column"]) is ColumnKind.DATE)
    if proposed.target in choices.leave_out:
        raise BadInput(f"design.leave_out: {proposed.target} is the target.", "Take it off the list.")
    outside = {*choices.leave_out, split["column"]}
    answers = {**split, "features": [name for name in proposed.features if name not in outside]}
    if choices.metric:
        answers |= {"metric": choices.metric, "metric_reason": "Chosen in the charter file."}
    if choices.positive:
        answers |= {"positive": choices.positive}
    said = choices.model_dump(mode="json", include=set(SAID), exclude_none=True)
    return design_from_answers(proposed, answers | said)


def _check_metric(metric: str | None, proposed: SolutionDesign, payoff: Payoff | None) -> None:
    fitting = [choice.code for choice in metric_choices(proposed.ml_task, payoff)]
    if metric == MONEY and MONEY not in fitting:
        raise BadInput(
            "design.metric: money needs a payoff whose amounts are the same for every row.",
            f"Write fixed amounts, or choose one of {', '.join(fitting)}.",
        )
    if metric is not None and metric not in fitting:
        raise BadInput(
            f"design.metric: {metric} does not judge {TASK_WORDS[proposed.ml_task]}, "
            f"which {proposed.target} asks for.",
            f"Choose one of {', '.join(fitting)}.",
        )


def _check_positive(positive: str | None, proposed: SolutionDesign, labels: tuple[str, ...]) -> None:
    if positive is None:
        return
    if proposed.ml_task != "binary":
        asked = TASK_WORDS[proposed.ml_task]
        raise BadInput(f"design.positive: {proposed.target} asks for {asked}.", "Take the field out.")
    if positive not in labels:
        raise BadInput(
            f"design.positive: {positive} is no value of {proposed.target}.",
            f"Choose one of {', '.join(labels)}.",
        )


def _check_doubt(choices: DesignOverrides, proposed: SolutionDesign) -> None:
    asks = choices.architecture is not None and choices.architecture.when_unsure is WhenUnsure.ASK
    if asks and proposed.ml_task != "binary":
        raise BadInput(
            f"design.architecture.when_unsure: {proposed.target} asks for {TASK_WORDS[proposed.ml_task]}; "
            "only a yes / no question has a threshold to be unsure about.",
            f"Write {WhenUnsure.DECIDE}.",
        )


def _actions(choices: DesignOverrides) -> tuple[Action, ...]:
    return choices.privacy.actions if choices.privacy else ()


def _split_answers(proposed: SolutionDesign, choices: DesignOverrides) -> dict:
    """Merge the file's split into the proposed one; a proposed column belongs to its strategy."""
    plan, named = proposed.split, choices.split.model_dump(exclude_none=True)
    kept = plan.model_dump(exclude={"reason"})
    if named.get("strategy", plan.strategy) != plan.strategy:
        kept |= {"column": None, "gap": 0, "gap_unit": None}
    return kept | named


def _gap_answers(split: dict, choices: DesignOverrides, *, is_date: bool) -> dict:
    """The gap that the file names, else the one that its horizon asks for."""
    if split["strategy"] != SplitStrategy.TIME:
        return {"gap": 0}
    said = choices.split
    if said.gap is None and said.gap_unit is not None:
        raise BadInput("design.split.gap: is missing beside gap_unit.", "Write how long the gap is.")
    if said.gap is None:
        proposed = gap_of_horizon(choices.horizon or "") if is_date else None
        return dict(zip(("gap", "gap_unit"), proposed, strict=True)) if proposed else {}
    unit = said.gap_unit or units_for(is_date=is_date)[0]
    try:
        check_gap(said.gap, unit, split["column"], is_date=is_date)
    except BadInput as error:
        raise BadInput(f"design.split.gap_unit: {error.message}", error.remedy) from error
    return {"gap": said.gap, "gap_unit": unit}


def _check_split(split: dict, proposed: SolutionDesign, kinds: dict[str, ColumnKind]) -> None:
    strategy, column = SplitStrategy(split["strategy"]), split["column"]
    if strategy is SplitStrategy.STRATIFIED and proposed.ml_task == "regression":
        raise BadInput(
            f"design.split.strategy: stratified needs classes, and {proposed.target} is an amount.",
            "Choose random, grouped or time.",
        )
    if strategy in NEEDS_COLUMN and column is None:
        raise BadInput(f"design.split.column: is missing. {NEEDS_COLUMN[strategy]}", "Name the column.")
    if strategy not in NEEDS_COLUMN and column is not None:
        raise BadInput(
            f"design.split.column: a {strategy} split uses no column.", "Set strategy to time or grouped."
        )
    if split["gap"] and strategy is not SplitStrategy.TIME:
        raise BadInput("design.split.gap: only a split by time has a gap.", "Set strategy to time.")
    if column == proposed.target:
        raise BadInput(f"design.split.column: {column} is the target.", "Name another column.")
    if strategy is SplitStrategy.TIME and kinds[column] not in TIME_KINDS:
        raise BadInput(
            f"design.split.column: {column} holds neither dates nor numbers.", "Name the column of times."
        )
