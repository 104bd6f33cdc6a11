"""The solution design as a document: what is predicted, how it is judged, used and kept safe."""

from collections.abc import Iterator, Sequence

from core.design.solution.design import TASK_WORDS, SolutionDesign
from core.design.solution.privacy.plan import PrivacyPlan
from core.documents.architecture import architecture_parts
from core.documents.cutting import cut_names, cut_table
from core.documents.document import Document, Gap, Part, Section, Text, facts, source_of
from core.documents.standing import about, standing_section
from core.lifecycle.records import Record
from core.lifecycle.staleness import History

KINDS = ("solution", "charter", "dataset", "roles", "privacy")
STEP = "Solution"


def solution_document(
    project: str,
    history: History,
    *,
    metric: str,
    detectable: str,
    left_out: Sequence[tuple[str, str]],
    sensitive: Sequence[str],
) -> Document:
    """Return the solution design of a project.

    Parameters
    ----------
    metric : str
        The design's metric in words; empty without a design.
    detectable : str
        What difference the hold-out can tell from chance, in a sentence; empty where it is not known.
    left_out : sequence of (column, reason)
        Columns that enter no model.
    sensitive : sequence of str
        Columns with the role sensitive.
    """
    record = history.latest("solution")
    if record is None:
        body: tuple[Section, ...] = (Section("Task", (Gap("There is no solution design yet.", STEP),)),)
    else:
        design = SolutionDesign.model_validate(record.payload)
        body = (
            Section("Task", tuple(_task(record, design))),
            Section("How it is judged", tuple(_judged(record, design, metric, detectable))),
            Section("Columns", tuple(_columns(record, design, left_out))),
            Section("Constraints", tuple(_constraints(record, design))),
        )
    return Document(
        title=f"Solution design: {project}",
        about=about(project, history, KINDS),
        sections=(
            *body,
            Section("Architecture", tuple(architecture_parts(history))),
            Section("Security and privacy", tuple(_privacy(history, record, sensitive))),
            standing_section(history, KINDS),
        ),
    )


def _task(record: Record, design: SolutionDesign) -> Iterator[Part]:
    source = source_of(record)
    yield facts(
        source,
        target=design.target,
        kind_of_question=f"{TASK_WORDS[design.ml_task]}: {design.task_reason}",
        counts_as_the_real_case=design.positive,
        what_the_target_means=record.payload.get("target_definition"),
        unit_of_prediction=record.payload.get("unit"),
        horizon=record.payload.get("horizon"),
    )
    asked = {
        "target_definition": "What the target means exactly",
        "unit": "What one row stands for",
        "horizon": "How long after the prediction the target is known",
    }
    missing = [words for field, words in asked.items() if not record.payload.get(field)]
    if missing:
        yield Gap(f"Not written down: {'; '.join(words.lower() for words in missing)}.", STEP)


def _judged(record: Record, design: SolutionDesign, metric: str, detectable: str) -> Iterator[Part]:
    plan = design.split
    column = f" by {plan.column}" if plan.column else ""
    yield facts(
        source_of(record),
        metric=metric,
        why_this_metric=design.metric_reason,
        split=f"{plan.strategy}{column}",
        why_this_split=plan.reason,
        gap_between_learning_and_judging=plan.gap_in_words,
        folds_inside_the_rest=plan.folds,
        random_seed=plan.seed,
        **{
            "locked hold-out": f"{plan.holdout:.0%} of the rows, never trained on, opened to judge a chosen model",
            "what the hold-out can tell": detectable,
        },
    )


def _columns(record: Record, design: SolutionDesign, left_out: Sequence[tuple[str, str]]) -> Iterator[Part]:
    source = source_of(record)
    yield facts(
        source, may_enter_a_model=f"{len(design.features):,} columns: {cut_names(design.features, 50)}"
    )
    yield from cut_table(("Left out", "Why"), left_out, source)


def _constraints(record: Record, design: SolutionDesign) -> Iterator[Part]:
    source, bounds = source_of(record), design.constraints
    signs = {1: "never falls", -1: "never rises"}
    directions = [f"{signs[sign]} as {column} rises" for column, sign in bounds.monotone.items()]
    only = None if bounds.only_columns is None else cut_names(bounds.only_columns)
    told = facts(
        source,
        models_that_may_be_tried=None if bounds.interpretable == "any" else bounds.interpretable,
        the_prediction="; ".join(directions),
        longest_time_for_one_row=None if bounds.latency_ms is None else f"{bounds.latency_ms:g} ms",
        largest_model_file=None if bounds.size_mb is None else f"{bounds.size_mb:g} MB",
        only_these_columns=only,
        never_these_columns=cut_names(bounds.without_columns),
    )
    yield told if told.facts else Text("The charter's requirements forbid the search nothing.", source)


def _privacy(history: History, record: Record | None, sensitive: Sequence[str]) -> Iterator[Part]:
    roles, plan_record = history.latest("roles"), history.latest("privacy")
    if record is not None:
        found = [(item["column"], item["kind"]) for item in record.payload.get("personal_data", [])]
        nothing = Text("No personal data was found; the search may miss some.", source_of(record))
        yield from cut_table(("Seems personal", "Kind"), found, source_of(record)) or (nothing,)
    if roles is not None and sensitive:
        words = (
            f"Sensitive, kept out of every model and used to measure fairness alone: {cut_names(sensitive)}."
        )
        yield Text(words, source_of(roles))
    if plan_record is None:
        yield Gap("No privacy plan is in force: nothing is dropped, masked or made coarser.", STEP)
        return
    plan, source = PrivacyPlan.model_validate(plan_record.payload["plan"]), source_of(plan_record)
    yield facts(
        source,
        purpose=plan.purpose,
        legal_basis=plan.legal_basis,
        may_be_used_until=plan.retention_until.isoformat(),
    )
    rows = [(action.column, str(action.action), action.reason) for action in plan.actions]
    yield from cut_table(("Column", "Action", "Why"), rows, source)
