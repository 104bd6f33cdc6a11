"""Home: where the project stands, what is stale, what to do next, what it is worth."""

from dataclasses import dataclass

from core.lifecycle.records import Record
from core.lifecycle.staleness import History, State, StepState
from core.lifecycle.steps import Step
from core.services.deployment.release import live_version
from core.services.ports import Job
from core.services.workspace import Workspace

STEP_OF_JOB = {"ingest": "data", "leaks": "data"}
"""Jobs that bear another name than the step they belong to."""
VERBS = {
    State.NOT_STARTED: "Start",
    State.IN_PROGRESS: "Finish",
    State.STALE: "Bring up to date",
    State.BLOCKED: "Look into",
    State.DONE: "Review",
}


@dataclass(frozen=True)
class NextAction:
    """The next best thing to do, in words."""

    step: Step
    title: str
    why: str


@dataclass(frozen=True)
class HomeView:
    """What the home page shows.

    Attributes
    ----------
    money : dict or None
        currency, value_per_row with its interval, and the simple rule's value per row, all on the
        hold-out; None before a model was judged.
    iterations : list of dict
        For each finished iteration: number, score, value_per_row, version.
    """

    states: list[StepState]
    iteration: int
    next_action: NextAction | None
    goal: str
    rows: int | None
    data_name: str
    money: dict | None
    gates_passed: int
    gates_total: int
    live_version: int | None
    alerts: list[dict]
    iterations: list[dict]
    jobs: list[Job]
    hand_back: Record | None
    is_payoff_assumed: bool = False
    gates_warned: int = 0

    @property
    def running(self) -> frozenset[str]:
        """Codes of the steps that a job works on right now."""
        return running_steps(self.jobs)


def running_steps(jobs: list[Job]) -> frozenset[str]:
    """Return the codes of the steps that these active jobs work on."""
    return frozenset(STEP_OF_JOB.get(job.kind, job.kind) for job in jobs)


def home_view(workspace: Workspace, project: str) -> HomeView:
    """Return the project's state in one read."""
    history = workspace.history(project)
    states = history.states()
    charter, dataset = history.latest("charter"), history.latest("dataset")
    report = history.latest("test_report")
    gates = report.payload["gates"] if report else []
    hand_backs = [record for record in history.records if record.kind == "hand_back"]
    return HomeView(
        states=states,
        iteration=history.iteration,
        next_action=next_action(states),
        goal=charter.payload["goal"] if charter else "",
        rows=dataset.payload["rows"] if dataset else None,
        data_name=dataset.payload["source"] if dataset else "",
        money=_money(history),
        gates_passed=sum(gate["verdict"] == "pass" for gate in gates),
        gates_warned=sum(gate["verdict"] == "warn" for gate in gates),
        gates_total=len(gates),
        live_version=live_version(history),
        alerts=_open_alerts(history),
        iterations=_iterations(history),
        jobs=workspace.jobs.active(project),
        hand_back=hand_backs[-1] if hand_backs else None,
        is_payoff_assumed=bool(charter and charter.payload["assumed"]),
    )


def next_action(states: list[StepState]) -> NextAction | None:
    """Return the earliest step that is not done, in words; None when all are."""
    for state in states:
        if state.state is not State.DONE:
            title = f"{VERBS[state.state]}: {state.step.title}"
            why = state.step.question if state.state is State.NOT_STARTED else state.because
            return NextAction(state.step, title, why)
    return None


def _open_alerts(history: History) -> list[dict]:
    """Return the newest window's alerts, unless the project has gone on since."""
    window = history.latest("monitoring")
    if window is None:
        return []
    answers = [r for r in history.records if r.kind in ("release", "promotion", "hand_back")]
    is_answered = any(record.id > window.id for record in answers)
    return [] if is_answered else list(window.payload["alerts"])


def _money(history: History) -> dict | None:
    candidate = history.latest("candidate")
    if candidate is None:
        return None
    judged, baseline = candidate.payload["evaluation"], candidate.payload["baseline"]
    return {
        "currency": candidate.payload["currency"],
        "value_per_row": judged["value_per_row"],
        "interval": judged["value_interval"],
        "baseline_title": baseline["title"],
        "baseline_value_per_row": baseline["value_per_row"],
        "is_stale": history.is_stale("candidate"),
    }


def _iterations(history: History) -> list[dict]:
    last: dict[int, dict] = {}
    for record in history.records:
        if record.kind == "release":
            last[record.iteration] = {
                "iteration": record.iteration,
                "version": record.payload["version"],
                **{key: record.payload["judged"][key] for key in ("score", "value_per_row")},
            }
    return list(last.values())
