"""Predict: score a file with the live model, checked against the contract, every answer logged."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.design.business.payoff_terms import Capacity
from core.design.data.columns import Dataset
from core.errors import BadInput, Tampered
from core.lifecycle.records import Payload, Record
from core.lifecycle.staleness import History
from core.services.deployment.release import live_release
from core.services.development.models import load_stored_model, model_folder
from core.services.development.quality import quality_payload
from core.services.export import safe_csv
from core.services.privacy.protection import columns_as_read, protect_frame, remove_unprotected_upload
from core.services.work import Progress
from core.services.workspace import Workspace, load, need

if TYPE_CHECKING:
    import pandas as pd

    from core.deployment.likely_range import LikelyRange


def run(workspace: Workspace, project: str, params: Payload, progress: Progress) -> Payload:
    """Job: score the file at `params["path"]`; `params["name"]` is its label.

    Rows that break the contract are scored all the same when the model can read them, and listed. A
    file that lacks a column is refused. The file counts as one period: a capacity to act holds in it. A predicted
    amount comes with the range in which the truth lies nine times in ten, `likely_from` to `likely_to`.
    """
    from core.deployment.latency import time_rows
    from core.scoring.model import doubtful_rows

    progress.report(force=True, doing="Reading the file", share=0.2)
    batch = read_batch(workspace, project, Path(params["path"]), params["name"])
    release, model = live_model(workspace, project)
    progress.report(force=True, doing="Checking the contract and scoring", share=0.5)
    report = check_batch(model, batch)
    predictions = model.predict(batch, is_period=True)
    spread = _range(workspace, release, model)
    if spread is not None:
        low, high = spread.ends(predictions["prediction"].to_numpy())
        predictions = predictions.assign(likely_from=low, likely_to=high)
    scored = batch.assign(**{_free(batch, name): predictions[name] for name in predictions})
    payload = {
        "name": params["name"],
        "rows": len(batch),
        "version": release.payload["version"],
        "fingerprint": workspace.datasets.put(scored),
        "contract": quality_payload(report),
        "outputs": [_free(batch, name) for name in predictions],
        "decision": _decision(model, predictions),
        "ask_a_person": doubtful_rows(predictions),
        "range": asdict(spread) if spread else None,
        "row_ms": [round(ms, 4) for ms in time_rows(model, batch)],
    }
    workspace.save(project, "prediction", payload, made_from=("release",))
    remove_unprotected_upload(workspace, project, Path(params["path"]))
    return {"rows": len(batch), "fingerprint": payload["fingerprint"]}


def _range(workspace: Workspace, release: Record, model: Any) -> "LikelyRange | None":
    """Return the range round a predicted amount, from the rows kept back that the model was judged on."""
    from core.deployment.likely_range import range_of

    if model.manifest["ml_task"] != "regression":
        return None
    return range_of(model, workspace.datasets.get(release.payload["reference"]))


def _decision(model: Any, predictions: "pd.DataFrame") -> Payload | None:
    """How many rows a yes / no model acts on, and from which probability; None for other tasks.

    Where amounts differ by row `threshold` is None and `least_gain` the expected gain that decides, in
    `currency`; `capacity` is the number of these rows that may be acted on, or None.
    """
    if model.manifest["ml_task"] != "binary":
        return None
    positive = model.manifest["labels"][1]
    policy = model.manifest.get("decision") or {}
    capacity = Capacity(**policy["capacity"]) if policy.get("capacity") else None
    return {
        "positive": positive,
        "threshold": model.manifest["threshold"],
        "acted": int((predictions["prediction"] == positive).sum()),
        "least_gain": policy.get("least_gain"),
        "currency": model.manifest.get("currency"),
        "capacity": capacity.allowed(len(predictions)) if capacity else None,
    }


def live_model(workspace: Workspace, project: str) -> tuple[Any, Any]:
    """Return the live release's record and its loaded model."""
    release = live_release(workspace.history(project))
    return release, load_stored_model(workspace, release.payload["model"])


def read_batch(workspace: Workspace, project: str, path: Path, name: str) -> "pd.DataFrame":
    """Read a file of new rows as the data was read, with the actions of the privacy plan in force."""
    from core.design.data.reading.conform import conform
    from core.design.data.reading.options import options_for_batch
    from core.design.data.reading.table import read_table

    history = workspace.history(project)
    dataset = load(need(history, "dataset"), Dataset)
    known = columns_as_read(history, dataset)
    options = options_for_batch(dataset.reading, dataset.answered)
    frame = conform(read_table(path, name, options, known=known).frame, known)
    return protect_frame(workspace, project, frame)


def check_batch(model: Any, batch: "pd.DataFrame") -> Any:
    """Return the contract report of a batch; raises BadInput when a column is missing."""
    missing = [name for name in model.inputs if name not in batch.columns]
    if missing:
        raise BadInput(f"The file lacks the columns {', '.join(missing)}.", "Add them and upload again.")
    return model.check(batch)


def batches(history: History) -> list[Record]:
    """Return the record of every scored file, newest first."""
    return [record for record in history.records if record.kind == "prediction"][::-1]


def needed_columns(workspace: Workspace, history: History) -> list[str]:
    """Return the columns that a file needs for the live model; raises Tampered when it is damaged."""
    name = live_release(history).payload["model"]
    from core.scoring.decision import decision_columns

    try:
        manifest = json.loads((model_folder(workspace, name) / "manifest.json").read_text(encoding="utf-8"))
        return list(dict.fromkeys([*manifest["features"], *decision_columns(manifest.get("decision"))]))
    except (OSError, ValueError, KeyError) as error:
        raise Tampered(
            "The description of the live model cannot be read.", "Release another version."
        ) from error


def scored_rows(workspace: Workspace, fingerprint: str) -> "pd.DataFrame":
    """Return a logged batch with its predictions."""
    return workspace.datasets.get(fingerprint)


def scored_csv(workspace: Workspace, fingerprint: str) -> bytes:
    """Return a logged batch as CSV in which no cell can act as a spreadsheet formula."""
    return safe_csv(scored_rows(workspace, fingerprint))


def _free(batch: "pd.DataFrame", name: str) -> str:
    while name in batch.columns:
        name = f"{name}_"
    return name
