"""Lineage of a released model: the records, rows and design that it was made from, as they were then."""

from typing import TYPE_CHECKING

from core.design.data.columns import Dataset
from core.design.solution.design import SolutionDesign
from core.errors import Missing
from core.lifecycle.records import Record
from core.lifecycle.staleness import History
from core.services.workspace import Workspace, load

if TYPE_CHECKING:
    from core.development.baselines import FittedBaseline
    from core.services.development.learning import Learning


def released_candidate(history: History, release: Record) -> Record:
    """Return the chosen model that was released; raises Missing where its record is gone."""
    wanted = release.payload.get("candidate")
    for record in reversed(history.records):
        if record.id < release.id and record.kind == "candidate" and record.content_hash == wanted:
            return record
    raise Missing("The record of the released model is gone.", "Release another version.")


def made_with(history: History, record: Record) -> dict[str, Record]:
    """Return the records underneath one record, the newest that was used of each kind."""
    by_id = {each.id: each for each in history.records}
    found: dict[str, Record] = {}
    queue = [record]
    while queue:
        for used in queue.pop().inputs:
            below = by_id.get(used.record_id)
            if below and (below.kind not in found or found[below.kind].id < below.id):
                found[below.kind] = below
                queue.append(below)
    return found


def past_learning(workspace: Workspace, history: History, candidate: Record) -> "Learning":
    """Return the training rows and the rows kept back of a chosen model, as they were when it was fitted.

    The folds are left empty. Raises Missing where a record or the table is no longer in the workspace.
    """
    from core.development.splits import split_holdout
    from core.development.table import learning_table, take
    from core.services.development.learning import Learning

    used = made_with(history, candidate)
    lacking = [kind for kind in ("solution", "recipe", "dataset") if kind not in used]
    if lacking:
        raise Missing(f"The {lacking[0]} that the model was made from is not on record.", "Train again.")
    design, dataset = load(used["solution"], SolutionDesign), load(used["dataset"], Dataset)
    recipe = used["recipe"].payload["recipe"]
    table = learning_table(workspace.datasets.get(dataset.fingerprint), design, recipe)
    train, holdout = (take(table, rows) for rows in split_holdout(table, design.split))
    return Learning(dataset, design, recipe, train, holdout, [])


def past_baseline(
    workspace: Workspace, history: History, candidate: Record
) -> "tuple[FittedBaseline, float | None]":
    """Return the simple rule that a chosen model was held against, fitted as it was then, and its threshold.

    Raises Missing where what it was fitted on is no longer in the workspace.
    """
    from core.development.baselines import fit_baseline

    learning, code = past_learning(workspace, history, candidate), candidate.payload["baseline"]["code"]
    ladder = made_with(history, candidate).get("baselines")
    rungs = ladder.payload["rungs"] if ladder else []
    threshold = next((rung["threshold"] for rung in rungs if rung["code"] == code), None)
    fitted = fit_baseline(code, learning.train, learning.design.split.seed)
    return fitted, threshold
