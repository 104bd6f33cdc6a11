"""The tracker's runs of a search: written in the background, so that the next trial does not wait for the disk."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import TYPE_CHECKING

from core.errors import TrefoilError
from core.lifecycle.records import Payload
from core.services.development.used_versions import used_versions
from core.services.ports import Tracker
from core.services.words import trial_title
from core.services.workspace import Workspace, need

if TYPE_CHECKING:
    from core.services.development.learning import Learning

PATIENCE_S = 10
"""Seconds that the end of a search waits for a tracker; what it misses is kept when a model is released."""


class TrialRuns:
    """Keeps every trial of a study as a run of the tracker, one after another, in a thread of its own.

    The trials on record lead; runs follow within moments. Leaving the context waits for the last one. A tracker
    that fails is left alone from then on, and the search goes on; `trouble` says why.

    Parameters
    ----------
    tracker : callable
        Opens the tracker; called in the thread.
    used : dict
        Versions and hashes of what the trials are made from, as tags.
    """

    def __init__(
        self,
        tracker: Callable[[], Tracker],
        project: str,
        study: str,
        learning: "Learning",
        used: dict[str, str],
    ) -> None:
        self._tracker, self._project, self._study = tracker, project, study
        self._metric = learning.design.metric
        self._tags = {
            "dataset": learning.dataset.fingerprint,
            "ml_task": learning.design.ml_task,
            "kind": "trial",
            "metric": self._metric,
            "split": learning.design.split.in_words,
            **used,
        }
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="tracker")
        self._runs: dict[int, Future[str]] = {}
        self.trouble = ""

    def __enter__(self) -> "TrialRuns":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        late = wait(self._runs.values(), timeout=PATIENCE_S).not_done
        if late:
            self.trouble = self.trouble or f"The tracker did not keep {len(late)} of the trials in time."
        self._thread.shutdown(wait=False, cancel_futures=True)

    def add(self, trial: Payload) -> None:
        """Write the run of a trial, as it stands on record, as soon as those before it are written."""
        self._runs[trial["number"]] = self._thread.submit(self._write, trial)

    def take_up(self, trials: list[Payload]) -> list[Payload]:
        """Return the trials of an earlier attempt with their runs; those that a kill left without one get it now."""
        if all(trial["run_id"] for trial in trials):
            return trials
        known = self._known_in_time()
        found = [
            trial | {"run_id": trial["run_id"] or known.get(str(trial["number"]), "")} for trial in trials
        ]
        for trial in found:
            if not trial["run_id"]:
                self.add(trial)
        return found

    def named(self, trials: list[Payload]) -> list[Payload]:
        """Return trials with the ids of those runs that are written by now."""
        return [trial | {"run_id": trial["run_id"] or self._run_id(trial["number"])} for trial in trials]

    def _run_id(self, number: int) -> str:
        run = self._runs.get(number)
        return run.result() if run is not None and run.done() and not run.cancelled() else ""

    def _known_in_time(self) -> dict[str, str]:
        try:
            return self._thread.submit(self._known).result(PATIENCE_S)
        except TimeoutError:
            self.trouble = "The tracker does not answer."
            return {}

    def _known(self) -> dict[str, str]:
        try:
            return self._tracker().runs_of(self._project, self._study)
        except TrefoilError as error:
            self.trouble = str(error)
            return {}

    def _write(self, trial: Payload) -> str:
        if self.trouble:
            return ""
        try:
            return write_run(self._tracker(), self._project, self._study, trial, self._metric, self._tags)
        except TrefoilError as error:
            self.trouble = str(error)
            return ""


def run_of_candidate(workspace: Workspace, project: str) -> str:
    """Return the run of the chosen trial, which is written now where the tracker failed during the search."""
    history = workspace.history(project)
    candidate, experiment = need(history, "candidate").payload, need(history, "experiment").payload
    if candidate["run_id"]:
        return str(candidate["run_id"])
    number, study = candidate["number"], candidate["study"]
    if known := workspace.tracker.runs_of(project, study).get(str(number)):
        return known
    trial = next(trial for trial in experiment["trials"] if trial["number"] == number)
    tags = {"kind": "trial", "metric": candidate["metric"], **used_versions(history)}
    return write_run(workspace.tracker, project, study, trial, candidate["metric"], tags)


def write_run(
    tracker: Tracker, project: str, study: str, trial: Payload, metric: str, tags: dict[str, str]
) -> str:
    """Keep a trial on record as a run: parameters, fold scores, time and learner; return the run's id."""
    scores = {f"fold_{at}_{metric}": score for at, score in enumerate(trial["fold_scores"])}
    if trial["state"] == "complete":
        scores |= {metric: trial["score"], f"{metric}_spread": trial["spread"]}
    known = {name: score for name, score in scores.items() if score is not None}
    return tracker.log_trial(
        project,
        study,
        params={"learner": trial["learner"], **trial["params"]},
        metrics={**known, "seconds": trial["seconds"]},
        tags={
            "title": trial_title(trial),
            "state": trial["state"],
            "trial": str(trial["number"]),
            **({"note": trial["note"]} if trial.get("note") else {}),
            **tags,
        },
        seconds=trial["seconds"],
        state=trial["state"],
    )
