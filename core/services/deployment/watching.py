"""Watching requirements: what a period in use says on each demand of the charter, or why it cannot say it."""

from typing import TYPE_CHECKING, Any

from core.design.business.charter import Charter
from core.design.business.requirements import RequirementKind
from core.errors import TrefoilError
from core.lifecycle.records import Payload, Record
from core.lifecycle.staleness import History
from core.services.deployment.lineage import past_baseline, released_candidate
from core.services.deployment.period import Period
from core.services.deployment.testing import age_days, size_mb
from core.services.development.models import model_folder
from core.services.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

KINDS = RequirementKind
ON_TRUTH = (KINDS.METRIC, KINDS.VALUE_PER_ROW, KINDS.VALUE_OVER_BASELINE, KINDS.VALUE_OVER_TODAY)


def watch_requirements(
    workspace: Workspace,
    history: History,
    release: Record,
    model: Any,
    batch: "pd.DataFrame",
    charter: Charter,
    period: Period | None,
    performance: Payload | None,
) -> list[Payload]:
    """Return what a period says on each requirement that can be watched.

    Parameters
    ----------
    period : Period or None
        The batch with its truth; None where none has arrived.
    performance : dict or None
        `performance_report` of the period; without a score while too little truth is known.
    """
    from core.deployment.demands import demanded_gaps, demanded_scores, scored_rows
    from core.deployment.gates.evidence import Evidence
    from core.deployment.monitoring.requirements import watched_requirements
    from core.development.metrics import METRICS

    rows, figures = scored_rows(model, batch), performance or {}
    metric, is_scored = model.manifest["metric"], figures.get("score") is not None
    timed = _latency(history, release, model, batch)
    compared = _compared(workspace, history, release, charter, period) if is_scored and period else {}
    unknown = _unknown(model, figures, timed, compared)
    evidence = Evidence(
        metric=metric,
        greater_is_better=METRICS[metric].greater_is_better,
        holdout_rows=int(rows.known.sum()),
        score=figures.get("score"),
        score_interval=_interval(figures.get("interval")),
        value_per_row=figures.get("value_per_row"),
        value_interval=_interval(figures.get("value_interval")),
        baseline_title="the simple rule",
        scores=demanded_scores(charter.requirements, rows) if is_scored else {},
        gaps=demanded_gaps(charter.requirements, rows),
        features=tuple(model.inputs),
        age_days=age_days(_fitted(history, release)),
        size_mb=size_mb(model_folder(workspace, release.payload["model"])),
        unknown=unknown,
        **timed,
        **compared,
    )
    return watched_requirements(charter.requirements, evidence, charter.payoff.currency)


def _latency(history: History, release: Record, model: Any, batch: "pd.DataFrame") -> Payload:
    """The times of this period's rows and of those predicted with this version since the period before."""
    from core.deployment.latency import latency_figures, time_rows

    logged = [ms for record in _predicted_since(history, release) for ms in record.payload.get("row_ms", ())]
    figures = latency_figures([*logged, *time_rows(model, batch)])
    if figures is None:
        return {}
    return {
        "latency_median_ms": figures["median_ms"],
        "latency_p95_ms": figures["p95_ms"],
        "latency_interval": _interval(figures["interval"]),
    }


def _predicted_since(history: History, release: Record) -> list[Record]:
    before = history.latest("monitoring")
    return [
        record
        for record in history.records
        if record.kind == "prediction"
        and record.payload["version"] == release.payload["version"]
        and (before is None or record.id > before.id)
    ]


def _compared(
    workspace: Workspace, history: History, release: Record, charter: Charter, period: Period
) -> Payload:
    """The value of the simple rule and of today's process on the same rows, or why it is not known."""
    ours = period.model_values()
    asked = {requirement.kind for requirement in charter.requirements}
    found: Payload = {"reasons": {}}
    if KINDS.VALUE_OVER_BASELINE in asked:
        try:
            found |= _against("baseline", ours, _rules_values(workspace, history, release, period))
        except TrefoilError as error:
            found["reasons"][KINDS.VALUE_OVER_BASELINE] = (
                f"the simple rule cannot be made again: {error.message}"
            )
    if KINDS.VALUE_OVER_TODAY in asked and charter.today is not None:
        try:
            found |= _against("today", ours, period.todays_values())
        except TrefoilError as error:
            found["reasons"][KINDS.VALUE_OVER_TODAY] = error.message
    return found


def _rules_values(workspace: Workspace, history: History, release: Record, period: Period) -> "np.ndarray":
    from core.scoring.recipe import apply_recipe

    fitted, threshold = past_baseline(workspace, history, released_candidate(history, release))
    recipe = period.model.recipe
    return period.values_of(lambda frame: fitted.predict(apply_recipe(frame, recipe)), threshold)


def _against(name: str, ours: "np.ndarray", theirs: "np.ndarray") -> Payload:
    from core.development.evaluation import mean_interval

    low, high = mean_interval(ours - theirs)
    return {f"{name}_value_per_row": float(theirs.mean()), f"over_{name}_interval": (low, high)}


def _unknown(
    model: Any, performance: Payload, timed: Payload, compared: Payload
) -> dict[RequirementKind, str]:
    reasons: dict[RequirementKind, str] = compared.pop("reasons", {})
    if performance.get("score") is None:
        said = performance.get("sentence") or f"no row has a true answer in {model.manifest['target']} yet"
        reasons |= dict.fromkeys(ON_TRUTH, said)
    elif "today_value_per_row" not in compared:
        said = "the charter does not say how the decision is taken today; describe it on Business"
        reasons.setdefault(KINDS.VALUE_OVER_TODAY, said)
    if not timed:
        reasons[KINDS.LATENCY_MS] = "fewer than 60 rows were predicted since the period before"
    return reasons


def _fitted(history: History, release: Record) -> Record:
    """The candidate that was released: its moment is that of the fit."""
    try:
        return released_candidate(history, release)
    except TrefoilError:
        return release


def _interval(found: Any) -> tuple[float, float] | None:
    return (float(found[0]), float(found[1])) if found else None
