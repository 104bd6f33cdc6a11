"""Monitor: hold a new batch against what the model was judged on, and start the loop again."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.design.business.charter import Charter
from core.design.business.payoff_terms import Payoff
from core.design.business.row_facts import RowFacts, row_facts, typical_amounts
from core.design.data.columns import Dataset, Role, Roles
from core.errors import BadInput
from core.lifecycle.records import Payload, Record
from core.lifecycle.staleness import History
from core.services.deployment.predict import check_batch, live_model, read_batch
from core.services.design import data
from core.services.design.requirements import watch_requirements
from core.services.development.quality import quality_payload
from core.services.ports import json_safe
from core.services.privacy.protection import remove_unprotected_upload
from core.services.sign import send_back
from core.services.work import Progress
from core.services.workspace import Workspace, load, need

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def run(workspace: Workspace, project: str, params: Payload, progress: Progress) -> Payload:
    """Job: check, score and compare the file at `params["path"]`, and record a monitoring window."""
    from core.deployment.monitoring.alerts import alerts
    from core.deployment.monitoring.drift import drift_report

    progress.report(force=True, doing="Reading the file", share=0.1)
    batch = read_batch(workspace, project, Path(params["path"]), params["name"])
    release, model = live_model(workspace, project)
    progress.report(force=True, doing="Checking the contract and scoring", share=0.3)
    report = check_batch(model, batch)
    reference = reference_rows(workspace, project, release)
    progress.report(force=True, doing="Comparing with the reference", share=0.6)
    kinds, fingerprint = _kinds(model), workspace.datasets.put(batch)
    earlier = _earlier_reports(workspace.history(project), release, fingerprint)
    window: Payload = {
        "name": params["name"],
        "rows": len(batch),
        "version": release.payload["version"],
        "fingerprint": fingerprint,
        "quality": quality_payload(report),
        "drift": drift_report(reference[list(kinds)], batch[list(kinds)], kinds),
        "prediction_drift": _prediction_drift(model, reference, batch),
        "performance": _performance(workspace, project, release, model, reference, batch, earlier),
    }
    window |= _drifted_before(workspace.history(project))
    window["requirements"] = watch_requirements(
        workspace.history(project), release, model, batch, window["performance"]
    )
    window["alerts"] = alerts(window)
    workspace.save(project, "monitoring", json_safe(window), made_from=("release",))
    remove_unprotected_upload(workspace, project, Path(params["path"]))
    return {"alerts": len(window["alerts"])}


def windows(workspace: Workspace, project: str) -> list[Record]:
    """Return all monitoring windows, oldest first."""
    return [r for r in workspace.history(project).records if r.kind == "monitoring"]


def has_started_anew(history: History) -> bool:
    """Tell whether a new iteration has begun since the newest monitoring window."""
    window = history.latest("monitoring")
    later = history.records[history.records.index(window) :] if window else []
    return any(record.kind == "hand_back" and record.payload["new_iteration"] for record in later)


def reference_rows(workspace: Workspace, project: str, release: Record) -> "pd.DataFrame":
    """Return the hold-out rows that the released model was judged on, kept with the release."""
    return workspace.datasets.get(release.payload["reference"])


def retrain(workspace: Workspace, project: str, *, author: str, reason: str) -> Record:
    """Start the next iteration: the newest batch's labelled rows join the data.

    Returns the new `dataset` record. Everything that was made from the data is stale from here on;
    the live model stays live until another one passes the gates.
    """
    history = workspace.history(project)
    dataset = load(need(history, "dataset"), Dataset)
    roles = load(need(history, "roles"), Roles)
    target = roles.target or ""
    window = need(history, "monitoring").payload
    batch = workspace.datasets.get(window["fingerprint"])
    if target not in batch.columns or batch[target].isna().all():
        raise BadInput(
            f"The newest batch has no {target}, so there is nothing new to learn from.",
            f"Upload a batch with the column {target} on Monitor.",
        )
    old = workspace.datasets.get(dataset.fingerprint)
    fresh = batch.dropna(subset=[target]).reindex(columns=old.columns)
    joined = join_rows(old, fresh, roles.columns(Role.IDENTIFIER))
    send_back(
        workspace,
        project,
        from_step="monitor",
        to_step="data",
        author=author,
        reason=reason,
        new_iteration=True,
    )
    known = len(old) + len(fresh) - len(joined)
    note = f"{len(fresh):,} labelled rows of {window['name']} joined."
    if known:
        note += f" {known:,} of them replace an older row with the same identifier."
    return _save_joined(workspace, project, dataset, roles, joined, str(window["name"]), note)


def join_rows(old: "pd.DataFrame", fresh: "pd.DataFrame", identifiers: list[str]) -> "pd.DataFrame":
    """Return old and fresh rows together; a fresh row replaces the old one with the same identifier.

    Otherwise one case would stand in the data twice, and could be trained on and judged at once.
    """
    import pandas as pd

    joined = pd.concat([old, fresh], ignore_index=True)
    if not identifiers:
        return joined
    is_replaced = joined.duplicated(subset=identifiers, keep="last") & joined[identifiers].notna().all(axis=1)
    return joined[~is_replaced].reset_index(drop=True)


def _save_joined(
    workspace: Workspace,
    project: str,
    dataset: Dataset,
    roles: Roles,
    joined: "pd.DataFrame",
    batch_name: str,
    note: str,
) -> Record:
    from core.design.data.reading.conform import describe_columns

    content = dataset.model_copy(
        update={
            "fingerprint": workspace.datasets.put(joined),
            "rows": len(joined),
            "columns": describe_columns(joined),
            "source": f"{dataset.name} + {batch_name}",
            "notes": (note,),
        }
    )
    record = workspace.save(project, "dataset", content)
    data.save_roles(workspace, project, roles)
    return record


def _drifted_before(history: History) -> Payload:
    before = history.latest("monitoring")
    parts = {"previous_drifted": "drift", "previous_predictions_drifted": "prediction_drift"}
    return {name: before.payload[part]["drifted"] if before else [] for name, part in parts.items()}


def _kinds(model: Any) -> dict[str, str]:
    return {feature["name"]: feature["kind"] for feature in model.recipe["features"]}


def _prediction_drift(model: Any, reference: "pd.DataFrame", batch: "pd.DataFrame") -> Payload:
    from core.deployment.monitoring.drift import drift_report

    before, after = model.predict(reference), model.predict(batch)
    name = "probability" if "probability" in before else "prediction"
    kind = "category" if before[name].dtype.kind not in "fiu" else "number"
    return drift_report(before[[name]], after[[name]], {name: kind})


def _performance(
    workspace: Workspace,
    project: str,
    release: Record,
    model: Any,
    reference: "pd.DataFrame",
    batch: "pd.DataFrame",
    earlier: list[Payload],
) -> Payload | None:
    import numpy as np

    from core.deployment.monitoring.performance import performance_report
    from core.development.truth import encode_truth

    target = model.manifest["target"]
    if target not in batch.columns or batch[target].isna().all():
        return None
    history = workspace.history(project)
    charter = load(need(history, "charter"), Charter)
    y, known = encode_truth(batch[target], model.manifest["ml_task"], model.manifest["labels"])
    facts = _facts(charter.payoff, model, reference, batch)
    decided = _decided(model, batch)
    candidate = release.payload["judged"]
    return performance_report(
        y,
        model.scores(batch[known]),
        metric=model.manifest["metric"],
        reference_score=candidate["score"],
        reference_interval=tuple(candidate["interval"]),
        reference_value=candidate["value_per_row"],
        reference_value_interval=tuple(candidate["value_interval"]),
        payoff=charter.payoff,
        threshold=model.manifest["threshold"],
        rows=len(batch),
        decided=None if decided is None else decided[known],
        facts=facts.take(np.asarray(known)),
        reference_rows=len(reference),
        earlier=earlier,
    )


def _earlier_reports(history: History, release: Record, fingerprint: str) -> list[Payload]:
    """Return what earlier periods of the live version said of performance, rows that came twice only once."""
    found: dict[str, Payload] = {}
    for record in history.records:
        window = record.payload
        if record.kind == "monitoring" and window["version"] == release.payload["version"]:
            found |= {window["fingerprint"]: window["performance"]} if window["performance"] else {}
    return [report for batch, report in found.items() if batch != fingerprint]


def _decided(model: Any, batch: "pd.DataFrame") -> "np.ndarray | None":
    """The codes of what the model decides on each row of the window, as on Predict; None for amounts."""
    import pandas as pd

    if model.manifest["ml_task"] == "regression":
        return None
    labels = pd.Index(model.manifest["labels"], dtype=object)
    decided = model.predict(batch, is_period=True)["prediction"]
    return labels.get_indexer(pd.Index(decided, dtype=object))


def _facts(payoff: Payoff, model: Any, reference: "pd.DataFrame", batch: "pd.DataFrame") -> RowFacts:
    """What the payoff needs of the window's rows; missing amounts count as they do in the model."""
    typical = typical_amounts(payoff, reference)
    typical |= (model.manifest.get("decision") or {}).get("typical", {})
    return row_facts(payoff, batch, tuple(model.manifest["labels"] or ()), typical)
