"""Test: gather the evidence on the chosen model and let every gate speak."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.design.business.charter import Charter
from core.lifecycle.records import Payload, Record
from core.lifecycle.staleness import History
from core.services.deployment.period import open_period
from core.services.deployment.reproducing import reproduce
from core.services.design.engagement import open_risks
from core.services.development.learning import Learning, open_learning
from core.services.development.models import load_stored_model, model_folder
from core.services.ports import json_safe
from core.services.work import Progress
from core.services.workspace import Workspace, load, need, need_fresh

MADE_FROM = ("candidate", "charter", "contract", "quality", "go_decision")
RELOAD_ROWS = 500
BYTES_PER_MB = 1_000_000
SECONDS_PER_DAY = 86_400


def run(workspace: Workspace, project: str, params: Payload, progress: Progress) -> Payload:
    """Job: measure what the gates need, judge them all and record the test report."""
    from core.deployment.gates import overall, run_gates

    history = workspace.history(project)
    need_fresh(history, "candidate")
    charter = load(need(history, "charter"), Charter)
    progress.report(force=True, doing="Training again by the printed script", share=0.1)
    reproduction = reproduce(workspace, project, progress)
    progress.report(force=True, doing="Loading the model again and timing it", share=0.6)
    evidence = replace(gather_evidence(workspace, project, history, charter), reproduction=reproduction)
    progress.report(force=True, doing="Asking every gate", share=0.8)
    gates = run_gates(evidence, charter)
    verdict = overall(gates)
    payload = {
        "verdict": verdict,
        "summary": _summary(gates),
        "gates": gates,
        "reproduction": reproduction.model_dump(mode="json"),
    }
    judged = (*MADE_FROM, "risks") if history.latest("risks") else MADE_FROM
    workspace.save(project, "test_report", json_safe(payload), made_from=judged)
    return {"verdict": verdict}


def gather_evidence(workspace: Workspace, project: str, history: History, charter: Charter) -> Any:
    """Return the figures that the gates judge, measured on the stored model and the hold-out."""
    from core.deployment.gates import Evidence
    from core.deployment.latency import measure_latency
    from core.deployment.reload import reload_difference
    from core.design.solution.row_limit import row_limit
    from core.development.metrics import METRICS
    from core.development.worth import TODAY
    from core.services.deployment.challenge import against_live

    candidate, quality = need(history, "candidate").payload, need(history, "quality").payload
    folder = model_folder(workspace, candidate["model"])
    model = load_stored_model(workspace, candidate["model"])
    learning = open_learning(workspace, project)
    holdout = learning.holdout.frame
    latency = measure_latency(model, holdout.head(1))
    limit = row_limit(charter.requirements, learning.design.architecture)
    evaluation, baseline = candidate["evaluation"], candidate["baseline"]
    return Evidence(
        metric=candidate["metric"],
        greater_is_better=METRICS[candidate["metric"]].greater_is_better,
        score=evaluation["score"],
        score_interval=tuple(evaluation["interval"]),
        value_per_row=evaluation["value_per_row"],
        value_interval=tuple(evaluation["value_interval"]),
        baseline_title=baseline["title"],
        baseline_score=baseline["score"],
        baseline_value_per_row=baseline["value_per_row"],
        gain=baseline["gain"],
        gain_interval=(baseline["gain_low"], baseline["gain_high"]),
        contract_errors=quality["errors"],
        contract_summary=quality["summary"],
        latency_median_ms=latency["median_ms"],
        latency_p95_ms=latency["p95_ms"],
        row_limit_ms=limit.milliseconds,
        row_limit_by=limit.source,
        size_mb=size_mb(folder),
        reload_difference=reload_difference(
            model, load_stored_model(workspace, candidate["model"]), holdout.head(RELOAD_ROWS)
        ),
        holdout_rows=candidate["holdout_rows"],
        go_decision=need(history, "go_decision").payload["verdict"],
        age_days=age_days(need(history, "candidate")),
        today_value_per_row=_value_named(candidate, TODAY),
        over_baseline_interval=_pair(baseline.get("value_gain_interval")),
        live=against_live(workspace, history, charter, model, learning),
        over_today_interval=_over_today(charter, model, learning),
        open_risks=open_risks(history),
        is_register_saved=history.latest("risks") is not None,
        **_demanded(charter, model, holdout),
    )


def age_days(candidate: Record) -> float:
    """Return the days since a candidate was fitted."""
    made = candidate.created_at
    moment = made if made.tzinfo else made.replace(tzinfo=UTC)
    return (datetime.now(UTC) - moment).total_seconds() / SECONDS_PER_DAY


def _demanded(charter: Charter, model: Any, holdout: Any) -> Payload:
    """What only the charter's own requirements ask for."""
    from core.deployment.demands import demanded_directions, demanded_gaps, demanded_scores, scored_rows
    from core.development.readability import model_class

    rows = scored_rows(model, holdout)
    return {
        "scores": demanded_scores(charter.requirements, rows),
        "gaps": demanded_gaps(charter.requirements, rows),
        "directions": demanded_directions(charter.requirements, model, holdout),
        "model_class": model_class(model.pipeline),
        "features": tuple(model.inputs),
    }


def _over_today(charter: Charter, model: Any, learning: Learning) -> tuple[float, float] | None:
    """90% interval of what the model's decisions are worth beyond today's, on the same rows kept back."""
    from core.development.evaluation import mean_interval

    if charter.today is None:
        return None
    period = open_period(charter, model, learning.train.frame, learning.holdout.frame)
    return _pair(mean_interval(period.model_values() - period.todays_values())) if period else None


def _pair(interval: Any) -> tuple[float, float] | None:
    return (float(interval[0]), float(interval[1])) if interval else None


def _value_named(candidate: Payload, name: str) -> float | None:
    found = (policy["value_per_row"] for policy in candidate.get("values", []) if policy["name"] == name)
    return next(found, None)


def size_mb(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / BYTES_PER_MB


def _summary(gates: list[Payload]) -> str:
    failed, warned = _named(gates, "fail", "cannot tell"), _named(gates, "warn")
    warning = f" 1 gate warns: {warned[0]}." if warned else ""
    if failed:
        say = "gate says" if len(failed) == 1 else "gates say"
        return f"{len(failed)} {say} no: {'; '.join(failed)}.{warning}"
    if warned:
        return f"No gate says no.{warning}"
    return f"All {len(gates)} gates pass."


def _named(gates: list[Payload], *verdicts: str) -> list[str]:
    return [f"{gate['code']} {gate['title']}" for gate in gates if gate["verdict"] in verdicts]
