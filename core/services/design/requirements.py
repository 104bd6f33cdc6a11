"""Requirements, traced: where each numbered demand acts, and what was last said about it."""

from dataclasses import dataclass

from core.design.business.charter import Charter
from core.design.business.requirements import Requirement, RequirementKind
from core.design.solution.constraints import constraints_of
from core.design.solution.design import SolutionDesign
from core.design.solution.row_limit import row_limit
from core.errors import BadInput
from core.lifecycle.records import Payload
from core.lifecycle.staleness import History
from core.services.workspace import Workspace, load, need

NOT_YET = "not yet"
OUT_OF_DATE = "out of date"
OBEYED = "obeyed"

STEERS: dict[RequirementKind, str] = {
    RequirementKind.LATENCY_MS: "The search leaves out models that take longer for a row.",
    RequirementKind.MODEL_MB: "The search leaves out larger models.",
    RequirementKind.FAIRNESS_GAP: "The column is kept out of the model.",
    RequirementKind.INTERPRETABLE: "Only models that are readable enough are tried.",
    RequirementKind.MONOTONE: "Boosting is bound to the direction; formulas against it are left out.",
    RequirementKind.ONLY_COLUMNS: "All other columns are kept out of the model.",
    RequirementKind.WITHOUT_COLUMNS: "The columns are kept out of the model.",
}
"""How the search obeys a kind; kinds that are not named are only judged."""


@dataclass(frozen=True)
class Place:
    """One place where a requirement acts.

    Attributes
    ----------
    where : str
        "gate", "constraint" or "monitor".
    how : str
        What it does there, in a sentence.
    verdict : str
        "pass", "fail" or "cannot tell"; "obeyed" of a constraint; "out of date" or "not yet".
    evidence : str
        The sentence with the figures; empty where there is none yet.
    """

    where: str
    how: str
    verdict: str
    evidence: str = ""


@dataclass(frozen=True)
class TracedRequirement:
    """A requirement, in words, with every place where it acts."""

    number: str
    kind: str
    text: str
    asked_by: str
    note: str
    places: tuple[Place, ...]


def requirement_trace(workspace: Workspace, project: str) -> list[TracedRequirement]:
    """Return the requirements of the newest charter, each with its gate, constraint and monitor.

    Raises NotReady without a charter. A verdict is "out of date" as soon as anything under it changed.
    """
    from core.deployment.gates.requirement import requirement_text

    history = workspace.history(project)
    charter = load(need(history, "charter"), Charter)
    return [
        TracedRequirement(
            number=requirement.number,
            kind=str(requirement.kind),
            text=requirement_text(requirement, charter.payoff.currency),
            asked_by=requirement.asked_by,
            note=requirement.note,
            places=_places(history, charter, requirement),
        )
        for requirement in charter.requirements
    ]


def _places(history: History, charter: Charter, requirement: Requirement) -> tuple[Place, ...]:
    places = (
        _gate(history, requirement),
        _constraint(history, charter, requirement),
        _monitor(history, requirement),
    )
    return tuple(place for place in places if place is not None)


def _gate(history: History, requirement: Requirement) -> Place:
    how = "The release is blocked unless it is met."
    report = history.latest("test_report")
    said = _said(report.payload["gates"] if report else [], "requirement", requirement)
    if said is None:
        return Place("gate", how, NOT_YET)
    verdict = OUT_OF_DATE if history.is_stale("test_report") else str(said["verdict"])
    return Place("gate", how, verdict, str(said["evidence"]))


def _constraint(history: History, charter: Charter, requirement: Requirement) -> Place | None:
    if requirement.kind not in STEERS:
        return None
    how, solution = STEERS[requirement.kind], history.latest("solution")
    if solution is None:
        return Place("constraint", how, NOT_YET)
    design = load(solution, SolutionDesign)
    try:
        wanted = constraints_of(charter.requirements, design.architecture)
    except BadInput as error:
        return Place("constraint", how, "fail", error.message)
    if design.constraints != wanted:
        return Place("constraint", how, OUT_OF_DATE)
    said = [_tighter_time(charter, design, requirement), _left_out(history)]
    return Place("constraint", how, OBEYED, " ".join(filter(None, said)))


def _tighter_time(charter: Charter, design: SolutionDesign, requirement: Requirement) -> str:
    """Say whose time for one row counts where it is tighter than this requirement's."""
    limit = row_limit(charter.requirements, design.architecture)
    is_time = requirement.kind is RequirementKind.LATENCY_MS
    if not is_time or limit.milliseconds >= requirement.figure:
        return ""
    return f"The search keeps to {limit.milliseconds:g} ms, asked by {limit.source}."


def _left_out(history: History) -> str:
    """Say how many trials of the newest experiment missed a constraint; nothing while there is none."""
    record = history.latest("experiment")
    if record is None or history.is_stale("experiment"):
        return ""
    trials = record.payload["trials"]
    missed = sum(bool(trial.get("misses")) for trial in trials)
    return f"{missed} of {len(trials)} trials missed a constraint of the charter."


def _monitor(history: History, requirement: Requirement) -> Place | None:
    from core.deployment.monitoring.requirements import WATCHED

    if requirement.kind not in WATCHED:
        return None
    how = f"Every period that is monitored shows {WATCHED[requirement.kind]}."
    window = history.latest("monitoring")
    said = _said(window.payload.get("requirements", []) if window else [], "number", requirement)
    if said is None:
        return Place("monitor", how, NOT_YET)
    is_past = history.is_stale("monitoring")
    return Place("monitor", how, OUT_OF_DATE if is_past else str(said["verdict"]), str(said["evidence"]))


def _said(verdicts: list[Payload], field: str, requirement: Requirement) -> Payload | None:
    return next((each for each in verdicts if each.get(field) == requirement.number), None)
