"""The chosen model on disk: pipeline, recipe, contract, and the decision that goes with it."""

from pathlib import Path
from typing import TYPE_CHECKING

from core.design.business.decision import decision_policy, depends_on_row
from core.design.business.payoff_terms import Payoff, amount_columns
from core.lifecycle.records import Payload
from core.services.development.learning import Learning
from core.services.development.models import load_stored_model, model_folder
from core.services.ports import json_safe
from core.services.privacy.protection import scoring_actions
from core.services.workspace import Workspace, need_fresh

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline


def save_candidate_model(
    workspace: Workspace,
    project: str,
    learning: Learning,
    pipeline: "Pipeline",
    payoff: Payoff,
    limit: float | None,
    trial: Payload,
) -> Path:
    """Store a fitted pipeline with its contract and all that its decisions need; return its folder.

    Parameters
    ----------
    limit : float or None
        From which a binary decision acts: a probability or, where amounts differ by row, an expected gain.
    """
    from uuid import uuid4

    from core.design.business.row_facts import typical_amounts
    from core.development.time_split import learnt_rows
    from core.scoring.model import save_model

    design = learning.design
    contract = _with_amounts(need_fresh(workspace.history(project), "contract").payload, learning, payoff)
    clauses = [clause["name"] for clause in contract["columns"]]
    folder = model_folder(workspace, uuid4().hex)
    manifest = {
        "name": project,
        "version": None,
        "ml_task": design.ml_task,
        "target": design.target,
        "labels": learning.train.labels,
        "threshold": None if depends_on_row(payoff) else limit,
        "currency": payoff.currency,
        "decision": decision_policy(
            payoff, limit, learning.train.labels, typical_amounts(payoff, learning.train.frame)
        ),
        "unsure_within": design.unsure_within,
        "architecture": design.architecture.model_dump(mode="json"),
        "metric": design.metric,
        "learner": trial["learner"],
        "dataset": learning.dataset.fingerprint,
        "features": [feature["name"] for feature in learning.recipe["features"]],
        "split": design.split.in_words,
        "learnt_rows": learnt_rows(learning.train.frame, design.split),
        "protection": scoring_actions(
            workspace.history(project), [*clauses, design.target, design.split.column or ""]
        ),
    }
    save_model(pipeline, folder, json_safe(manifest), learning.recipe, contract)
    return folder


def in_doubt(workspace: Workspace, learning: Learning, folder: Path) -> Payload | None:
    """Return on how many hold-out rows the stored model would ask a person; None where it decides on all.

    Returns
    -------
    dict
        rows, share (of the hold-out, 0 to 1) and within: the distance from the threshold in probability.
    """
    from core.scoring.model import doubtful_rows

    if learning.design.unsure_within is None:
        return None
    holdout = learning.holdout.frame
    rows = doubtful_rows(load_stored_model(workspace, folder.name).predict(holdout)) or 0
    return {"rows": rows, "share": rows / len(holdout), "within": learning.design.unsure_within}


def _with_amounts(contract: Payload, learning: Learning, payoff: Payoff) -> Payload:
    """The contract with a clause for each amount that only the decision needs; it may be missing."""
    from core.development.contract import infer_contract

    known = {clause["name"] for clause in contract["columns"]}
    extra = [name for name in amount_columns(payoff) if name not in known]
    if not extra:
        return contract
    inferred = infer_contract(learning.train.frame, learning.dataset.columns, extra, learning.design.target)
    added = [clause | {"nullable": True} for clause in inferred["columns"] if clause["name"] in extra]
    return contract | {"columns": [*contract["columns"], *added]}
