"""Autopilot: do every step that is missing or out of date, from data to release."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.design.business.charter import Charter
from core.design.business.money_columns import check_money_columns
from core.design.data.columns import Dataset, Roles
from core.design.data.origin import Origin
from core.design.data.reading.options import ReadingOptions
from core.design.solution.design import SolutionDesign
from core.lifecycle.records import Payload
from core.lifecycle.staleness import History
from core.services import projects
from core.services.deployment import release, testing, unattended
from core.services.design import business, data, engagement, intake, solution
from core.services.development import compare, proof, quality, training
from core.services.privacy.copies import discard
from core.services.work import Progress
from core.services.workspace import MACHINE, Workspace, load, need

if TYPE_CHECKING:
    from core.design.business.charter_file import CharterFile

DEFAULT_BUDGET_S = 60
INFERRED = ReadingOptions()


@dataclass(frozen=True)
class Order:
    """What an unattended run was asked for."""

    budget_s: float
    seed: int
    author: str
    n_trials: int | None = None


def start_from_file(
    workspace: Workspace,
    path: Path,
    *,
    target: str | None,
    project: str | None,
    charter: "CharterFile | None" = None,
    seed: int = 0,
    options: ReadingOptions = INFERRED,
) -> str:
    """Create the project (or reuse the one named), read the file, fix the target and record the charter.

    Everything is checked and asked before anything is recorded. `seed` draws the split where the file names
    none. `options` say how the file is read, and answer its questions and those of its target.

    Returns
    -------
    str
        The project's name.

    Raises
    ------
    BadInput
        When the table cannot be read or learnt from, or the charter file does not fit it.
    Unanswered
        When the file or its target raises questions that `options` do not answer.
    """
    from core.design.data.reading.questions import refuse_unasked
    from core.design.data.roles import propose_roles
    from core.services.design.charter_choices import check_columns, check_privacy, wanted_target
    from core.services.design.target_answers import dataset_with_answers

    wanted = wanted_target(target, charter)
    origin = Origin(kind="file", path=str(path.resolve()))
    read = dataset = data.read_dataset(workspace, path, path.name, options, origin)
    if charter is not None:
        check_columns(charter.design_overrides, dataset.columns)
        check_money_columns(charter.charter, dataset.columns, wanted)
        check_privacy(charter.design_overrides, dataset.columns, wanted)
    roles = propose_roles(workspace.datasets.get(dataset.fingerprint), dataset.columns, wanted)
    dataset = dataset_with_answers(workspace, dataset, roles, options)
    refuse_unasked(options.answers, dataset.answered)
    design = _chosen_design(workspace, dataset, roles, charter, seed) if charter else None
    known = {item.name for item in workspace.projects.all()}
    name = project or projects.free_name(workspace, path.stem)
    if name not in known:
        name = projects.create_project(workspace, name).name
    recorded = load(intake.record_dataset(workspace, name, dataset), Dataset)
    if recorded.fingerprint != dataset.fingerprint:
        discard(workspace, name, read.fingerprint, read.source_sha256)
    kept = {column.name for column in recorded.columns}
    roles = Roles(roles=tuple(role for role in roles.roles if role.column in kept))
    data.save_roles(workspace, name, roles)
    if charter is not None and design is not None:
        if charter.design_overrides.privacy is not None:
            design = _protected_design(workspace, name, charter, seed)
        _record_choices(workspace, name, charter, design)
    return name


def _protected_design(workspace: Workspace, project: str, file: "CharterFile", seed: int) -> SolutionDesign:
    """Apply the file's privacy plan, and design on what it leaves."""
    from core.services.design.charter_choices import choices_after_privacy
    from core.services.privacy.protection import protect_dataset

    assert file.design_overrides.privacy is not None
    protect_dataset(workspace, project, file.design_overrides.privacy)
    history = workspace.history(project)
    dataset, roles = load(need(history, "dataset"), Dataset), load(need(history, "roles"), Roles)
    left = replace(file, design_overrides=choices_after_privacy(file.design_overrides))
    return _chosen_design(workspace, dataset, roles, left, seed)


def _chosen_design(
    workspace: Workspace, dataset: Dataset, roles: Roles, file: "CharterFile", seed: int
) -> SolutionDesign:
    from core.design.solution.design import check_against_charter
    from core.design.solution.task import design_solution, label_counts
    from core.services.design.charter_choices import design_with_choices

    frame = workspace.datasets.get(dataset.fingerprint)
    proposed = design_solution(frame, dataset, roles)
    seeded = proposed.model_copy(update={"split": proposed.split.model_copy(update={"seed": seed})})
    check_against_charter(seeded, file.charter)
    labels = () if seeded.ml_task == "regression" else tuple(label_counts(frame[seeded.target]))
    overrides, payoff = file.design_overrides, file.charter.payoff
    return design_with_choices(seeded, overrides, dataset.columns, labels, payoff)


def _record_choices(workspace: Workspace, project: str, file: "CharterFile", design: SolutionDesign) -> None:
    """Record a charter that differs; the design only where the file says more about it than its target."""
    if business.current_charter(workspace, project) != file.charter:
        business.save_charter(workspace, project, file.charter, reason="Written in the charter file.")
    engagement.record_around(workspace, project, file.around)
    if file.design_overrides.is_more_than_target:
        reason = "Proposed from the data, with the choices of the charter file."
        solution.save_solution(workspace, project, design, reason=reason)


def run(workspace: Workspace, project: str, params: Payload, progress: Progress) -> Payload:
    """Job: bring every step up to date, as far as the gates allow.

    `params`: budget_s, n_trials (end the search after so many trials, whatever is left of the budget), seed,
    author, and release (default True; False leaves the release to a person who signs it). A failed gate ends
    the run without a release; so does a warning, such as that the model is not shown better than the live
    one: that one stays live, and the decision is recorded.
    """
    order = Order(
        float(params.get("budget_s", DEFAULT_BUDGET_S)),
        int(params.get("seed", 0)),
        str(params.get("author") or MACHINE),
        params.get("n_trials"),
    )
    for number, (kind, title, work) in enumerate(STAGES):
        progress.check()
        history = workspace.history(project)
        if kind == "release" and not params.get("release", True):
            break
        if history.latest(kind) is None or history.is_stale(kind):
            progress.report(force=True, doing=title, share=number / len(STAGES))
            work(workspace, project, order, progress)
        if kind == "test_report" and need(workspace.history(project), kind).payload["verdict"] != "pass":
            break
        if kind == "test_report" and params.get("release", True) and _keeps_live(workspace, project, order):
            break
    return {"released": is_released(workspace.history(project))}


def _keeps_live(workspace: Workspace, project: str, order: Order) -> bool:
    """Record that the live model stays, where the tested one is neither released nor shown to be better."""
    history = workspace.history(project)
    if is_released(history) or not unattended.release_needs_person(history):
        return False
    unattended.record_kept(workspace, project, author=order.author)
    return True


def is_released(history: History) -> bool:
    """Tell whether the newest release is up to date."""
    return history.latest("release") is not None and not history.is_stale("release")


def _design(workspace: Workspace, project: str, order: Order, _: Progress) -> None:
    history = workspace.history(project)
    design = _kept_or_new_design(workspace, project, history)
    if order.seed and history.latest("solution") is None:
        design = design.model_copy(update={"split": design.split.model_copy(update={"seed": order.seed})})
    if history.latest("charter") is None:
        charter = business.assumed_charter(design.ml_task, design.target)
        business.save_charter(workspace, project, charter, reason="Assumed by the autopilot.")
    solution.save_solution(workspace, project, design, reason="Proposed from the data.")


def _kept_or_new_design(workspace: Workspace, project: str, history: History) -> SolutionDesign:
    proposed = solution.propose_solution(workspace, project)
    record = history.latest("solution")
    if record is None:
        return proposed
    kept = load(record, SolutionDesign)
    is_same = (kept.target, kept.ml_task) == (proposed.target, proposed.ml_task)
    return kept if is_same and set(kept.features) <= set(proposed.features) else proposed


def _quality(workspace: Workspace, project: str, order: Order, _: Progress) -> None:
    quality.keep_and_check(workspace, project)


def _proof(workspace: Workspace, project: str, order: Order, progress: Progress) -> None:
    proof.run(workspace, project, {}, progress)


def _decide(workspace: Workspace, project: str, order: Order, _: Progress) -> None:
    proof.decide_unattended(workspace, project)


def _train(workspace: Workspace, project: str, order: Order, progress: Progress) -> None:
    wanted = {"budget_s": order.budget_s, "n_trials": order.n_trials, "seed": order.seed}
    training.run(workspace, project, wanted, progress)


def _compare(workspace: Workspace, project: str, order: Order, progress: Progress) -> None:
    number = compare.best_number(workspace, project)
    reason = "Best cross-validated score; chosen unattended."
    compare.run(workspace, project, {"number": number, "reason": reason, "author": order.author}, progress)


def _test(workspace: Workspace, project: str, order: Order, progress: Progress) -> None:
    testing.run(workspace, project, {}, progress)


def _release(workspace: Workspace, project: str, order: Order, progress: Progress) -> None:
    params = {"author": order.author, "reason": "All gates pass; released unattended."}
    release.run(workspace, project, params, progress)


Stage = Callable[[Workspace, str, Order, Progress], None]
STAGES: tuple[tuple[str, str, Stage], ...] = (
    ("solution", "Designing the solution", _design),
    ("quality", "Writing and checking the contract", _quality),
    ("baselines", "Climbing the ladder of baselines", _proof),
    ("go_decision", "Deciding whether there is a signal", _decide),
    ("experiment", "Training and tuning", _train),
    ("candidate", "Choosing and judging a model", _compare),
    ("test_report", "Asking every gate", _test),
    ("release", "Releasing", _release),
)


def report(workspace: Workspace, project: str, order: Payload, started: float) -> dict[str, Any]:
    """Return what `autopilot --json` prints; figures come from the newest records."""
    history = workspace.history(project)
    dataset = need(history, "dataset").payload
    candidate = need(history, "candidate").payload
    experiment, tests = need(history, "experiment").payload, need(history, "test_report").payload
    released, live_version = is_released(history), release.live_version(history)
    live = release.live_release(history).payload if released else {}
    kept = unattended.kept_at(history)
    charter = load(need(history, "charter"), Charter)
    complete = [trial for trial in experiment["trials"] if trial["state"] == "complete"]
    return {
        "project": project,
        "ml_task": candidate["ml_task"],
        "metric": candidate["metric"],
        "rows": dataset["rows"],
        "columns": len(dataset["columns"]),
        "baseline": candidate["baseline"]["title"],
        "baseline_score": candidate["baseline"]["score"],
        "holdout_score": candidate["evaluation"]["score"],
        "holdout_interval": candidate["evaluation"]["interval"],
        "payoff_currency": charter.payoff.currency,
        "threshold": candidate["threshold"],
        "least_gain": candidate.get("least_gain"),
        "value_per_row": candidate["evaluation"]["value_per_row"],
        "holdout_rows": candidate["holdout_rows"],
        "values": candidate.get("values", []),
        "needed": candidate.get("needed"),
        "benefit": candidate.get("benefit"),
        "budget_s": order["budget_s"],
        "elapsed_s": round(time.monotonic() - started, 2),
        "first_model_s": min(trial["at_s"] for trial in complete),
        "n_trials": order.get("n_trials"),
        "trials": len(experiment["trials"]),
        "winner": candidate["learner"],
        "model_version": live.get("version"),
        "alias": live.get("alias"),
        "released": released,
        "live_version": live_version,
        "kept_live": None if released or kept is None else kept.reason,
        "warnings": [gate["code"] for gate in release.warnings(need(history, "test_report"))],
        "gates": tests["gates"],
        "package": str(release.package_path(workspace, project)) if released else None,
    }


def why_not_released(history: History) -> str:
    """Return in one line what held the release up: the failed gates, or the decision to keep the live model."""
    kept = unattended.kept_at(history)
    return kept.reason if kept else str(need(history, "test_report").payload["summary"])
