"""Monitor: hold a new batch against what the model was judged on, and start the loop again."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.design.business.charter import Charter
from core.design.data.columns import Dataset, Role, Roles
from core.design.data.reading.notes import noticed
from core.design.solution.design import SolutionDesign, SplitStrategy
from core.errors import BadInput, Missing
from core.lifecycle.records import Payload, Record
from core.lifecycle.staleness import History
from core.services.deployment.lineage import made_with, released_candidate
from core.services.deployment.period import Period, open_period
from core.services.deployment.predict import check_batch, live_model, read_batch
from core.services.deployment.restating import SAID, comparable, judged_at, payoff_at_release
from core.services.deployment.watching import watch_requirements
from core.services.design import data
from core.services.development.quality import quality_payload
from core.services.ports import json_safe
from core.services.privacy.protection import remove_unprotected_upload
from core.services.sign import send_back
from core.services.work import Progress
from core.services.workspace import Workspace, load, need

if TYPE_CHECKING:
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
    history = workspace.history(project)
    charter = load(need(history, "charter"), Charter)
    period = open_period(charter, model, reference, batch)
    earlier = _earlier_reports(history, release, fingerprint)
    performance = _performance(history, period, release, reference, earlier) if period else None
    window: Payload = {
        "name": params["name"],
        "rows": len(batch),
        "version": release.payload["version"],
        "fingerprint": fingerprint,
        "quality": quality_payload(report),
        "drift": drift_report(reference[list(kinds)], batch[list(kinds)], kinds)
        | {"calendar": _calendar(history, release, reference, kinds)},
        "prediction_drift": _prediction_drift(model, reference, batch),
        "performance": performance,
    }
    window |= _drifted_before(history)
    window["requirements"] = watch_requirements(
        workspace, history, release, model, batch, charter, period, performance
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
            "notes": (noticed(note),),
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


def _calendar(
    history: History, release: Record, reference: "pd.DataFrame", kinds: dict[str, str]
) -> list[str]:
    """Return the inputs that differ in a later file by nature, where the model was judged by time."""
    from core.deployment.monitoring.calendar_columns import calendar_columns

    try:
        design = made_with(history, released_candidate(history, release)).get("solution")
    except Missing:
        return []
    split = load(design, SolutionDesign).split if design else None
    is_by_time = split is not None and split.strategy is SplitStrategy.TIME
    return calendar_columns(reference, split.column if split and is_by_time else None, kinds)


def _prediction_drift(model: Any, reference: "pd.DataFrame", batch: "pd.DataFrame") -> Payload:
    from core.deployment.monitoring.drift import drift_report

    before, after = model.predict(reference), model.predict(batch)
    name = "probability" if "probability" in before else "prediction"
    kind = "category" if before[name].dtype.kind not in "fiu" else "number"
    return drift_report(before[[name]], after[[name]], {name: kind})


def _performance(
    history: History, period: Period, release: Record, reference: "pd.DataFrame", earlier: list[Payload]
) -> Payload:
    from core.deployment.monitoring.performance import performance_report

    model, payoff = period.model, period.charter.payoff
    at_release = payoff_at_release(history, release)
    is_restated = payoff != at_release
    then = open_period(period.charter, model, reference, reference) if is_restated else None
    judged = judged_at(release.payload["judged"], model.manifest["metric"], then)
    stated, before = (
        payoff.model_dump(mode="json"),
        at_release.model_dump(mode="json") if at_release else None,
    )
    report = performance_report(
        period.y,
        model.scores(period.known_frame),
        metric=model.manifest["metric"],
        reference_score=judged["score"],
        reference_interval=tuple(judged["interval"]),
        reference_value=judged["value_per_row"],
        reference_value_interval=tuple(judged["value_interval"]),
        payoff=payoff,
        threshold=model.manifest["threshold"],
        rows=len(period.frame),
        decided=None if period.decided is None else period.decided[period.known],
        facts=period.known_facts,
        reference_rows=len(reference),
        earlier=[comparable(each, stated, before) for each in earlier],
    )
    said = report["sentence"] + (SAID if then is not None else "")
    return report | {"payoff": stated, "is_restated": then is not None, "sentence": said}


def _earlier_reports(history: History, release: Record, fingerprint: str) -> list[Payload]:
    """Return what earlier periods of the live version said of performance, rows that came twice only once."""
    found: dict[str, Payload] = {}
    for record in history.records:
        window = record.payload
        if record.kind == "monitoring" and window["version"] == release.payload["version"]:
            found |= {window["fingerprint"]: window["performance"]} if window["performance"] else {}
    return [report for batch, report in found.items() if batch != fingerprint]
