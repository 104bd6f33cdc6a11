"""Train and tune: search for the best pipeline within a budget, every trial on record."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.design.business.charter import Charter
from core.design.solution.design import SolutionDesign
from core.lifecycle.records import Payload, Record
from core.services.development.continuing import state_to_continue, told_to
from core.services.development.learning import Learning, open_learning
from core.services.development.trial_runs import TrialRuns
from core.services.development.used_versions import used_versions
from core.services.ports import json_safe
from core.services.processors import processors
from core.services.work import Progress
from core.services.workspace import Workspace, load, need, need_fresh

if TYPE_CHECKING:
    from optuna import Study

    from core.development.automl.outcome import TrialOutcome

MADE_FROM = ("dataset", "recipe", "solution")
PRESETS = {"fast": 20, "balanced": 60, "thorough": 300}
LEARNER_TITLES = {
    "linear": "Linear model",
    "small_trees": "Small trees",
    "extra_trees": "Extra trees",
    "hist_gradient": "Histogram boosting",
    "lightgbm": "LightGBM",
    "lightgbm_native": "LightGBM, native categories",
    "neural_network": "Neural network",
    "wide_network": "Wide neural network",
    "ensemble": "Ensemble",
}
MIN_BUDGET_S, MAX_BUDGET_S = 5, 24 * 3600
SAID = ("hypothesis", "note")
"""What a person says of an experiment: what it is to find out, and anything worth remembering."""
MOST_SAID = 500
TAKEN = ("row_ms", "size_mb")
"""What a trial takes when it is released; trials on record from before it was measured do not say."""
OUTCOME_FIELDS = (
    "number",
    "learner",
    "params",
    "fold_scores",
    "score",
    "spread",
    "state",
    "seconds",
    "misses",
)


@dataclass
class TrialLog:
    """Writes each finished trial to disk and to the job's progress, and hands it to the tracker."""

    workspace: Workspace
    study: str
    progress: Progress
    spent_before: float
    runs: TrialRuns
    started: float = field(default_factory=time.monotonic)

    def __call__(self, outcome: Any) -> None:
        """Keep one finished trial."""
        if outcome.state == "complete":
            self.workspace.files.put_array(
                self.study, str(outcome.number), oof=outcome.oof, rows=outcome.oof_rows
            )
        trial = json_safe(self._summary(outcome))
        self.keep([*self.progress.state.get("trials", []), trial])
        self.runs.add(trial)

    def keep(self, trials: list[Payload]) -> None:
        """Write the trials, which are plain JSON, to the job's progress, with the runs that they have by now."""
        self.progress.state["trials"] = self.runs.named(trials)
        self.progress.report(force=True, spent_s=self.spent_s)

    def follow(self, news: Payload) -> None:
        """Say what the search is doing."""
        doing = f"{LEARNER_TITLES[news['learner']]}, fold {news['fold']} of {news['folds']}"
        self.progress.report(doing=doing, phase=news["phase"], best=news["best"], spent_s=self.spent_s)

    @property
    def spent_s(self) -> float:
        """Seconds of the budget used so far, over all attempts."""
        return self.spent_before + time.monotonic() - self.started

    def _summary(self, outcome: Any) -> Payload:
        return {
            "number": outcome.number,
            "learner": outcome.learner,
            "params": outcome.params,
            "score": outcome.score,
            "spread": outcome.spread,
            "fold_scores": list(outcome.fold_scores),
            "state": outcome.state,
            "seconds": outcome.seconds,
            "note": outcome.note,
            "misses": outcome.misses,
            "rows": outcome.rows,
            "row_ms": outcome.row_ms,
            "size_mb": outcome.size_mb,
            "run_id": "",
            "at_s": round(self.spent_s, 2),
        }


def run(workspace: Workspace, project: str, params: Payload, progress: Progress) -> Payload:
    """Job: search within `params["budget_s"]` seconds and record the experiment.

    A job that was killed goes on from the trials on record, with the seconds that are left. `params`: budget_s,
    and if wanted n_trials (end after so many, whatever is left of the seconds), seed, hypothesis and note
    (texts, kept with the experiment) and continues (True: the search of the newest experiment goes on, with
    its seed, for so many seconds more).
    """
    from core.development.automl.budget import Budget
    from core.development.automl.search import STUDY_DIRECTION, run_search
    from core.development.automl.spaces import new_sampler
    from core.development.money_metric import metric_of

    if "study" not in progress.state:
        progress.report(**_beginning(workspace, project, params, progress))
    progress.report(force=True, doing="Reading the data", attempt=progress.attempt)
    study, seed = str(progress.state["study"]), int(progress.state["seed"])
    learning = open_learning(workspace, project)
    history = workspace.history(project)
    charter, used = load(need(history, "charter"), Charter), used_versions(history)
    spent_s = float(progress.state.get("spent_s", 0.0))
    started = time.monotonic()
    kept = workspace.studies.open(study, STUDY_DIRECTION, new_sampler(seed))
    describe_study(kept, project, learning, used)
    with TrialRuns(lambda: workspace.tracker, project, study, learning, used) as runs:
        log = TrialLog(workspace, study, progress, spent_s, runs, started)
        log.keep(runs.take_up(told_to(kept, progress.state.get("trials", []))))
        run_search(
            learning.train,
            learning.folds,
            learning.recipe,
            metric_of(learning.design.metric, charter.payoff, learning.train.labels),
            kept,
            Budget(
                float(progress.state["budget_s"]), already_spent=log.spent_s, should_stop=progress.is_stopping
            ),
            log,
            log.follow,
            seed,
            learning.design.split,
            n_trials=progress.state.get("n_trials"),
            n_jobs=processors(),
            constraints=learning.design.constraints,
            earlier=trials_on_record(workspace, study, progress.state.get("trials", [])),
            cluster=workspace.cluster,
        )
    log.keep(progress.state["trials"])
    progress.state["tracking"] = runs.trouble
    is_stopped = progress.is_stopping()
    record = record_experiment(workspace, project, progress.state, is_stopped=is_stopped)
    return {"trials": len(record.payload["trials"]), "cancelled": is_stopped}


def describe_study(study: "Study", project: str, learning: Learning, used: dict[str, str]) -> None:
    """Write into a study what its trials are about, for whoever opens it with Optuna's own tools."""
    from core.development.metrics import METRICS

    design = learning.design
    is_error = not METRICS[design.metric].greater_is_better
    about = {
        "project": project,
        "metric": design.metric,
        "values": f"mean {design.metric} over the folds{', times -1' if is_error else ''}: greater is better",
        "ml_task": design.ml_task,
        "target": design.target,
        "split": design.split.in_words,
        "dataset": learning.dataset.fingerprint,
    }
    for name, value in (about | used).items():
        if study.user_attrs.get(name) != value:
            study.set_user_attr(name, value)


def _beginning(workspace: Workspace, project: str, params: Payload, progress: Progress) -> Payload:
    """What a job that has not begun starts from: nothing, or the experiment that it continues."""
    said = {name: str(params.get(name) or "").strip()[:MOST_SAID] for name in SAID}
    if params.get("continues"):
        return said | state_to_continue(workspace, project, float(params["budget_s"]))
    return said | {
        "study": f"{project} {progress.job_id or int(time.time() * 1000)}",
        "budget_s": float(params["budget_s"]),
        "n_trials": params.get("n_trials"),
        "seed": int(params.get("seed", 0)),
    }


def trials_on_record(workspace: Workspace, study: str, trials: list[Payload]) -> Iterator["TrialOutcome"]:
    """Yield the complete trials of a job's earlier attempts, with their out-of-fold predictions."""
    from core.development.automl.outcome import TrialOutcome

    for trial in trials:
        if trial["state"] == "complete":
            kept = workspace.files.get_array(study, str(trial["number"]))
            known = {name: trial[name] for name in OUTCOME_FIELDS}
            known |= {name: trial.get(name, 0.0) for name in TAKEN}
            yield TrialOutcome(**known, oof=kept["oof"], oof_rows=kept["rows"])


def conclude(workspace: Workspace, project: str, state: Payload) -> None:
    """Record the experiment of a job that had to be killed, from the trials it finished."""
    if any(trial["state"] == "complete" for trial in state.get("trials", [])):
        record_experiment(workspace, project, state, is_stopped=True)


def record_experiment(workspace: Workspace, project: str, state: Payload, *, is_stopped: bool) -> Record:
    """Record an experiment from a job's progress."""
    design = load(need_fresh(workspace.history(project), "solution"), SolutionDesign)
    payload = {
        "study": state["study"],
        "metric": design.metric,
        "budget_s": state["budget_s"],
        "n_trials": state.get("n_trials"),
        "seed": state["seed"],
        "spent_s": round(float(state.get("spent_s", 0.0)), 2),
        "trials": state.get("trials", []),
        "is_stopped": is_stopped,
        "attempts": state.get("attempt", 1),
        "continues": state.get("continues"),
        "tracking": state.get("tracking", ""),
        **{name: state.get(name, "") for name in SAID},
    }
    return workspace.save(project, "experiment", payload, made_from=MADE_FROM)
