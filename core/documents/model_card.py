"""The model card, filled in from records (sections after Mitchell et al., 2019)."""

from typing import Any

from core.design.business.charter import Charter
from core.design.solution.architecture import Architecture, in_use
from core.design.solution.design import TASK_WORDS, SplitPlan
from core.design.wording import capital, figure
from core.documents.calibration_words import calibration_words
from core.documents.payoff_words import payoff_line
from core.lifecycle.records import Record
from core.lifecycle.staleness import History

Section = dict[str, Any]


def model_card(
    history: History, *, project: str, version: int, author: str, metric: str, learner: str
) -> dict[str, Section]:
    """Return the card's sections as {title: {item: text}}; every item comes from a record.

    `metric` and `learner` say in words what the chosen model was judged by and what it is.
    """
    charter, solution, candidate = (_latest(history, k) for k in ("charter", "solution", "candidate"))
    dataset, report = _latest(history, "dataset"), _latest(history, "test_report")
    judged = candidate.payload["evaluation"]
    return {
        "Model": {
            "Name": project,
            "Version": version,
            "Learner": learner,
            "Target": solution.payload["target"],
            "Task": TASK_WORDS[solution.payload["ml_task"]],
            "Chosen because": candidate.reason,
            "Signed by": author,
        },
        "Intended use": {
            "Goal": charter.payload["goal"],
            "Decision": charter.payload["decision"],
            "Payoff": _payoff_text(Charter.model_validate(charter.payload)),
        },
        "Use": in_use(Architecture.model_validate(solution.payload.get("architecture", {}))),
        "Training data": {
            **_said(
                {"One row is": "unit", "The truth is known": "horizon", "Target means": "target_definition"},
                solution,
            ),
            "Source": dataset.payload["source"],
            "Fingerprint": dataset.payload["fingerprint"],
            "Rows": dataset.payload["rows"],
            "Rows trained on": candidate.payload["training_rows"],
            "Columns used": ", ".join(solution.payload["features"]),
        },
        "Evaluation": {
            "Rows never trained on": candidate.payload["holdout_rows"],
            "Times these rows were opened": candidate.payload["holdout_openings"],
            "Split": _split_text(solution.payload["split"]),
            metric: _interval_text(judged["score"], judged["interval"]),
            f"Value per row ({candidate.payload['currency']})": _interval_text(
                judged["value_per_row"], judged["value_interval"]
            ),
            **_limit_text(candidate.payload),
            **_calibration_text(candidate.payload),
        },
        "Gates": {f"{gate['code']} {gate['title']}": gate["verdict"] for gate in report.payload["gates"]},
        "Limits": {
            "Personal data found": _personal_text(solution.payload["personal_data"]),
            "Valid for": "rows that keep the contract; others are scored with a warning or refused.",
            "Not for": "decisions other than the one named above.",
        },
    }


def _latest(history: History, kind: str) -> Record:
    record = history.latest(kind)
    assert record is not None
    return record


def _said(fields: dict[str, str], solution: Record) -> Section:
    """Items of the design that a person put into words; those left open are not listed."""
    return {item: solution.payload[field] for item, field in fields.items() if solution.payload.get(field)}


def _limit_text(candidate: dict[str, Any]) -> dict[str, Any]:
    if candidate.get("least_gain") is None:
        return (
            {}
            if candidate["threshold"] is None
            else {"Acts from a probability of": figure(candidate["threshold"])}
        )
    return {"Acts from an expected gain of": f"{figure(candidate['least_gain'])} {candidate['currency']}"}


def _calibration_text(candidate: dict[str, Any]) -> dict[str, str]:
    said = calibration_words(candidate.get("calibration"), candidate["holdout_rows"])
    return {"Are the probabilities right": said} if said else {}


def _split_text(split: dict[str, Any]) -> str:
    plan = SplitPlan.model_validate(split)
    return f"{capital(plan.in_words).rstrip('.')}. {plan.reason}".strip()


def _interval_text(value: float, interval: list[float]) -> str:
    return f"{figure(value)} (90% interval {figure(interval[0])} to {figure(interval[1])})"


def _payoff_text(charter: Charter) -> str:
    return payoff_line(charter.payoff) + (" (assumed; nobody stated a payoff)" if charter.assumed else "")


def _personal_text(found: list[dict[str, str]]) -> str:
    return (
        ", ".join(f"{item['column']} ({item['kind']})" for item in found)
        or "none found; the search may miss some"
    )
