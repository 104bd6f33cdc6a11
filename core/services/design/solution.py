"""Solution: propose and record how the model will be built and judged."""

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from core.design.business.charter import Charter
from core.design.business.payoff_terms import Payoff, amount_columns
from core.design.data.columns import ColumnKind, ColumnRole, Dataset, Role, Roles
from core.design.solution.design import MONEY, TASK_WORDS, SolutionDesign, SplitPlan, SplitStrategy
from core.design.solution.detectable import Detectable, detectable_difference
from core.design.solution.gap import GapUnit
from core.errors import BadInput
from core.lifecycle.records import Record
from core.lifecycle.staleness import History
from core.services.design.design_lock import Lock, check_locked, lock_of
from core.services.design.solution_money import ActingWorth, acting_worth
from core.services.design.solution_split import check_split
from core.services.workspace import MACHINE, Workspace, load, need, need_fresh

MADE_FROM = ("charter", "dataset", "roles")
SPLIT_FIELDS = ("strategy", "column", "holdout", "folds", "seed", "gap", "gap_unit")
KEPT_OF_SPLIT = ("holdout", "folds", "seed", "gap", "gap_unit")
NEEDS_COLUMN = {
    "time": "A split by time needs the column that says when each row happened.",
    "grouped": "A grouped split needs the column whose rows belong together.",
}
QUESTIONS = TASK_WORDS
__all__ = ["Detectable", "Lock", "SolutionDesign"]
CHOSEN = "Chosen by a person."
KEPT_FIELDS = (
    "metric", "metric_reason", "positive", "unit", "horizon", "target_definition", "architecture",
)  # fmt: skip
"""What stays when the data changes and the question does not."""


@dataclass(frozen=True)
class MetricChoice:
    """A metric that a person can choose, with what it means in half a sentence."""

    code: str
    title: str
    meaning: str


MEANINGS = {
    "roc_auc": "how well real cases rank above the others; 0.5 is chance, 1 perfect",
    "average_precision": "how clean the top of the list is; good when real cases are rare",
    "log_loss": "how far the probabilities are from the truth; lower is better",
    "accuracy": "the share of rows judged right",
    "balanced_accuracy": "the share judged right, every class counting the same",
    "f1": "balance of false alarms and misses, from 0 to 1",
    "macro_f1": "balance of false alarms and misses, every class counting the same",
    "rmse": "the typical error in the target's unit, large errors weighing more; lower is better",
    "mae": "the average error in the target's unit; lower is better",
    "r2": "the share of the ups and downs that the model explains; 1 is perfect",
}


def propose_solution(workspace: Workspace, project: str) -> SolutionDesign:
    """Return a solution design drafted from the data, the roles and the charter."""
    from core.design.solution.drafting import with_first_words
    from core.design.solution.task import design_solution

    history = workspace.history(project)
    dataset = load(need(history, "dataset"), Dataset)
    roles = load(need_fresh(history, "roles"), Roles)
    charter = history.latest("charter")
    design = design_solution(workspace.datasets.get(dataset.fingerprint), dataset, roles)
    return with_first_words(design, dataset, roles, load(charter, Charter) if charter else None)


@dataclass(frozen=True)
class SolutionView:
    """What the Solution page shows.

    Attributes
    ----------
    design : SolutionDesign
        The newest design while it fits the data, else a new proposal.
    is_saved : bool
        Whether `design` is on record and up to date.
    labels : dict
        Rows of each class of the target; empty for amounts.
    usable : list of str
        Columns that roles allow as features.
    left_out : dict
        Column to the reason why it stays out of the model.
    mismatch : str
        Why the charter's payoff does not fit the target; empty when it does.
    sensitive : list of str
        Columns that no model may use, and by which fairness is measured.
    lock : Lock or None
        What a change undoes; None before the first experiment.
    dates : frozenset of str
        Columns of dates; a split by another column counts its gap in other units.
    charter : Charter
        The newest one.
    metrics : list of MetricChoice
        The scores to choose from; money is one where the payoff's amounts are the same for every row.
    worth : ActingWorth or None
        What acting is worth under the payoff; None where it is no yes / no question.
    asks_real_case : bool
        Whether nobody said yet which label is the real case, and the proposed one contradicts the payoff.
    """

    design: SolutionDesign
    is_saved: bool
    version: int
    rows: int
    labels: dict[str, int]
    columns: list[str]
    usable: list[str]
    left_out: dict[str, str]
    mismatch: str
    sensitive: list[str]
    lock: Lock | None
    dates: frozenset[str]
    charter: Charter
    metrics: list[MetricChoice]
    worth: ActingWorth | None
    asks_real_case: bool


def solution_view(workspace: Workspace, project: str) -> SolutionView:
    """Return the design to show; raises BadInput when the target cannot be learnt."""
    from core.design.solution.design import check_against_charter
    from core.design.solution.task import label_counts

    history = workspace.history(project)
    record = history.latest("solution")
    dataset, roles = load(need(history, "dataset"), Dataset), load(need(history, "roles"), Roles)
    is_saved = record is not None and not history.is_stale("solution")
    if record and is_saved:
        design = load(record, SolutionDesign)
    else:
        kept = load(record, SolutionDesign) if record else None
        proposed = propose_solution(workspace, project)
        design = merge_designs(proposed, kept, _taken_out(history, record) if record else frozenset())
    series = workspace.datasets.get(dataset.fingerprint, [design.target])[design.target]
    charter = load(need(history, "charter"), Charter)
    metrics = metric_choices(design.ml_task, charter.payoff)
    if design.metric not in {choice.code for choice in metrics}:
        design = _with_proposed_metric(design)
    labels = {} if design.ml_task == "regression" else label_counts(series)
    worth = acting_worth(workspace, dataset, design.target, charter.payoff) if design.positive else None
    try:
        check_against_charter(design, charter)
        mismatch = ""
    except BadInput as error:
        mismatch = error.message
    inside = {design.target, *design.features}
    return SolutionView(
        design=design,
        is_saved=is_saved,
        version=record.version if record else 0,
        rows=dataset.rows,
        labels=labels,
        columns=[column.name for column in dataset.columns if column.name != design.target],
        usable=roles.columns(Role.FEATURE),
        left_out={role.column: _why_out(role) for role in roles.roles if role.column not in inside},
        mismatch=mismatch,
        sensitive=roles.columns(Role.SENSITIVE),
        lock=lock_of(history),
        dates=frozenset(column.name for column in dataset.columns if column.kind is ColumnKind.DATE),
        charter=charter,
        metrics=metrics,
        worth=worth,
        asks_real_case=record is None and not charter.assumed and _contradicts(design, worth, labels),
    )


def _with_proposed_metric(design: SolutionDesign) -> SolutionDesign:
    """A metric that the payoff no longer allows gives way to the proposed one."""
    from core.design.solution.task import DEFAULT_METRICS

    metric, reason = DEFAULT_METRICS[design.ml_task]
    return design.model_copy(update={"metric": metric, "metric_reason": reason})


def _contradicts(design: SolutionDesign, worth: ActingWorth | None, labels: dict[str, int]) -> bool:
    if worth is None or design.positive not in labels:
        return False
    return worth.contradicts(str(design.positive), labels)


def detectable(view: SolutionView, metric: str, share: float, positive: str | None) -> Detectable | None:
    """Return what a hold-out of a share of the rows can tell from chance, or None without a formula."""
    classes = {label: round(count * share) for label, count in view.labels.items()}
    return detectable_difference(metric, round(view.rows * share), classes, positive)


def _why_out(role: ColumnRole) -> str:
    if not role.known_at_prediction:
        return f"Not known at the moment of prediction. {role.known_reason}".strip()
    if role.role is Role.FEATURE:
        return "Taken out of the model in this design."
    return f"Its role is {role.role}. {role.reason}".strip()


def merge_designs(
    proposed: SolutionDesign, kept: SolutionDesign | None, taken_out: frozenset[str] = frozenset()
) -> SolutionDesign:
    """Return a new proposal with a person's earlier choices, where they still fit.

    Parameters
    ----------
    taken_out : frozenset of str
        Columns that the earlier design kept out of the model.
    """
    if kept is None or (kept.ml_task, kept.target) != (proposed.ml_task, proposed.target):
        return proposed
    inside = tuple(name for name in proposed.features if name not in taken_out)
    said = {field: getattr(kept, field) for field in KEPT_FIELDS}
    return proposed.model_copy(
        update={**said, "features": inside or proposed.features, "split": _merged_split(proposed, kept)}
    )


def _merged_split(proposed: SolutionDesign, kept: SolutionDesign) -> SplitPlan:
    """A split with a column belongs to the data that it was chosen on; the other choices stay."""
    new, old = proposed.split, kept.split
    if (new.strategy, new.column) == (old.strategy, old.column):
        return new.model_copy(update={name: getattr(old, name) for name in KEPT_OF_SPLIT})
    return old if old.reason == CHOSEN and old.column is None else new


def _taken_out(history: History, record: Record) -> frozenset[str]:
    """Columns that a design kept out of the model although their roles of then would have let them in."""
    used = next((ref.record_id for ref in record.inputs if ref.kind == "roles"), None)
    roles = next((load(one, Roles) for one in history.records if one.id == used), None)
    design = load(record, SolutionDesign)
    usable = roles.columns(Role.FEATURE) if roles else []
    return frozenset(usable) - {*design.features}


def design_from_answers(proposed: SolutionDesign, answers: dict[str, Any]) -> SolutionDesign:
    """Return the design with a person's answers.

    Parameters
    ----------
    answers : dict
        features and strategy (with its column); any of metric, positive, holdout, folds, seed, gap with its
        gap_unit, unit, horizon, target_definition and architecture (a dict). Another split than by time
        has no gap.

    Raises
    ------
    BadInput
        Where an answer is missing or out of range.
    """
    split_answers = {k: v for k, v in answers.items() if k in SPLIT_FIELDS}
    lacking = NEEDS_COLUMN.get(split_answers["strategy"])
    if lacking and not split_answers.get("column"):
        raise BadInput(lacking, "Choose the column.")
    if not lacking:
        split_answers["column"] = None
    if split_answers["strategy"] != SplitStrategy.TIME:
        split_answers["gap"] = 0
    if not split_answers.get("gap", proposed.split.gap):
        split_answers["gap_unit"] = GapUnit.DAYS
    if "positive" in answers and answers["positive"] is None:
        raise BadInput("Nobody said which value is the real case.", "Choose it under the score.")
    if not answers.get("features"):
        raise BadInput("No feature is left to learn from.", "Choose at least one.")
    content = proposed.model_dump(mode="json")
    content |= {k: v for k, v in answers.items() if k not in SPLIT_FIELDS}
    plan = proposed.split
    if (split_answers["strategy"], split_answers["column"]) != (plan.strategy, plan.column):
        split_answers["reason"] = CHOSEN
    content["split"] |= split_answers
    try:
        return SolutionDesign.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = " ".join(str(part) for part in first["loc"])
        raise BadInput(f"{place}: {first['msg']}.", "Correct this answer and save again.") from error


def drafted_meanings(view: SolutionView) -> dict[str, str]:
    """Return the first words for what the target means, by the label that is the real case."""
    from core.design.solution.drafting import target_words

    designs = {label: view.design.model_copy(update={"positive": label}) for label in view.labels}
    return {label: target_words(design) for label, design in designs.items()}


def metric_choices(ml_task: str, payoff: Payoff | None = None) -> list[MetricChoice]:
    """Return the metrics that apply to an ML task, in the order of the table of metrics.

    Money comes last, for a payoff of that task whose amounts are the same for every row: where they differ,
    a prediction alone does not say what it is worth.
    """
    from core.development.metrics import METRICS, metrics_of

    found = [MetricChoice(m.code, m.title, MEANINGS[m.code]) for m in metrics_of(ml_task)]  # type: ignore[arg-type]
    if payoff is None or payoff.kind != ml_task or amount_columns(payoff):
        return found
    meaning = (
        f"the money that decisions bring, in {payoff.currency}, by the payoff of Business; higher is better"
    )
    return [*found, MetricChoice(MONEY, METRICS[MONEY].title, meaning)]


def current_solution(workspace: Workspace, project: str) -> SolutionDesign | None:
    """Return the newest solution design, or None."""
    record = workspace.history(project).latest("solution")
    return load(record, SolutionDesign) if record else None


def save_solution(
    workspace: Workspace,
    project: str,
    design: SolutionDesign,
    *,
    author: str = MACHINE,
    reason: str = "",
    expected_version: int | None = None,
) -> Record:
    """Record a solution design with the charter's constraints.

    Raises
    ------
    BadInput
        When constraints contradict, a feature has another role (sensitive, say), the split's column does
        not hold what the split needs, or a locked answer changes after the first experiment without a
        reason.
    """
    from core.design.solution.design import check_against_charter, constrained
    from core.services.design.business import current_charter

    history, charter = workspace.history(project), current_charter(workspace, project)
    _check_roles(history, design)
    check_split(load(need(history, "dataset"), Dataset), design)
    check_locked(history, design, reason)
    if charter is not None:
        check_against_charter(design, charter)
        design = constrained(design, charter)
    return workspace.save(
        project,
        "solution",
        design,
        made_from=MADE_FROM,
        author=author,
        reason=reason,
        expected_version=expected_version,
    )


def _check_roles(history: History, design: SolutionDesign) -> None:
    roles = {role.column: role.role for role in load(need(history, "roles"), Roles).roles}
    barred = [name for name in design.features if roles.get(name, Role.FEATURE) is not Role.FEATURE]
    if barred:
        raise BadInput(
            f"{', '.join(barred)} may not enter a model: the role is {roles[barred[0]]}.",
            "Take it out, or change its role on Data.",
        )
