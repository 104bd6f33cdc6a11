"""The tracker's runs of a search: in the background, made up for after a kill, and never the end of a search."""

from threading import Event
from types import SimpleNamespace

import pytest
from mlflow.exceptions import MlflowException

from core.errors import TrefoilError
from core.services.deployment import release
from core.services.development import compare, training, trial_runs
from core.services.development.trial_runs import TrialRuns, run_of_candidate
from core.services.work import Progress
from core.services.workspace import Workspace, need
from storage import tracking
from tests.unit.services.conftest import PROJECT

DESIGN = SimpleNamespace(metric="roc_auc", ml_task="binary", split=SimpleNamespace(in_words="4 folds"))
LEARNING = SimpleNamespace(design=DESIGN, dataset=SimpleNamespace(fingerprint="abc"))


def trial(number: int, run_id: str = "", **changes) -> dict:
    return {
        "number": number, "learner": "lightgbm", "params": {"num_leaves": 4}, "score": 0.8, "spread": 0.01,
        "fold_scores": [0.79, 0.81], "state": "complete", "seconds": 2.5, "note": "", "run_id": run_id,
    } | changes  # fmt: skip


class Told:
    """A tracker that remembers what it was told, and fails from one trial on."""

    def __init__(self, fails_from: int = 99, known: dict[str, str] | None = None) -> None:
        self.fails_from, self.known, self.calls = fails_from, known or {}, []

    def log_trial(self, project: str, study: str, **told) -> str:
        number = int(told["tags"]["trial"])
        if number >= self.fails_from:
            raise TrefoilError("The disk is full.")
        self.calls.append((number, told))
        return f"run {number}"

    def runs_of(self, project: str, study: str) -> dict[str, str]:
        return self.known


def test_trials_become_runs_in_their_order_with_what_a_person_looks_for() -> None:
    tracker = Told()
    with TrialRuns(lambda: tracker, "p", "s", LEARNING, {"contract_version": "3"}) as runs:
        for number in range(5):
            runs.add(trial(number))
    assert [number for number, _ in tracker.calls] == list(range(5))
    told = tracker.calls[2][1]
    assert told["tags"]["title"] == "LightGBM 2"
    assert (told["tags"]["dataset"], told["tags"]["contract_version"]) == ("abc", "3")
    assert told["params"] == {"learner": "lightgbm", "num_leaves": 4}
    assert told["metrics"]["fold_1_roc_auc"] == 0.81
    assert (told["metrics"]["roc_auc"], told["metrics"]["seconds"]) == (0.8, 2.5)
    assert (told["seconds"], told["state"]) == (2.5, "complete")
    named = runs.named([trial(number) for number in range(5)])
    assert [each["run_id"] for each in named] == [f"run {number}" for number in range(5)]


def test_a_pruned_trial_without_a_score_is_a_run_too() -> None:
    tracker = Told()
    with TrialRuns(lambda: tracker, "p", "s", LEARNING, {}) as runs:
        runs.add(trial(0, state="pruned", score=None, spread=None, fold_scores=[0.6]))
    assert tracker.calls[0][1]["metrics"] == {"fold_0_roc_auc": 0.6, "seconds": 2.5}


def test_a_tracker_that_fails_is_left_alone_and_says_why() -> None:
    tracker = Told(fails_from=2)
    with TrialRuns(lambda: tracker, "p", "s", LEARNING, {}) as runs:
        for number in range(4):
            runs.add(trial(number))
    named = runs.named([trial(number) for number in range(4)])
    assert [each["run_id"] for each in named] == ["run 0", "run 1", "", ""]
    assert runs.trouble == "The disk is full."


def test_after_a_kill_trials_without_a_run_are_written_and_known_ones_are_not_written_again() -> None:
    tracker = Told(known={"1": "kept"})
    with TrialRuns(lambda: tracker, "p", "s", LEARNING, {}) as runs:
        taken = runs.take_up([trial(0, "first"), trial(1), trial(2)])
    assert [each["run_id"] for each in runs.named(taken)] == ["first", "kept", "run 2"]
    assert [number for number, _ in tracker.calls] == [2]


def test_a_tracker_that_cannot_be_opened_ends_no_search() -> None:
    def unreachable() -> None:
        raise TrefoilError("The server does not answer.")

    with TrialRuns(unreachable, "p", "s", LEARNING, {}) as runs:  # type: ignore[arg-type]
        runs.add(trial(0))
    assert runs.trouble == "The server does not answer."
    assert runs.named([trial(0)])[0]["run_id"] == ""


def test_a_tracker_that_hangs_holds_a_search_for_so_long_and_no_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trial_runs, "PATIENCE_S", 0.05)
    answered, tracker = Event(), Told()
    tracker.runs_of = lambda *_: answered.wait() and {}  # type: ignore[method-assign,return-value]
    try:
        with TrialRuns(lambda: tracker, "p", "s", LEARNING, {}) as runs:
            taken = runs.take_up([trial(0)])
        assert runs.trouble == "The tracker does not answer."
        assert runs.named(taken)[0]["run_id"] == ""
    finally:
        answered.set()


def test_an_error_without_words_is_told_by_its_name() -> None:
    said = "MLflow could not keep a trial: TimeoutError"
    with pytest.raises(TrefoilError, match=said), tracking._told_plainly("keep a trial"):
        raise TimeoutError


def test_runs_that_a_kill_left_unfinished_are_taken_away(walked: Workspace) -> None:
    tracker, study = walked.tracker, need(walked.history(PROJECT), "experiment").payload["study"]
    before = tracker.runs_of(PROJECT, study)
    client = tracker._client
    experiment = client.get_experiment_by_name(PROJECT).experiment_id
    half = client.create_run(experiment, tags={"study": study, "trial": "7"}).info.run_id
    assert tracker.runs_of(PROJECT, study) == before
    assert client.get_run(half).info.lifecycle_stage == "deleted"


def test_a_search_outlives_its_tracker_and_the_chosen_trial_is_kept_at_release(
    walked: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_, **__) -> None:
        raise MlflowException("database or disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(walked.tracker._client, "create_run", full)
        training.run(walked, PROJECT, {"budget_s": 3_600, "n_trials": 2, "seed": 3}, Progress())
    experiment = need(walked.history(PROJECT), "experiment").payload
    assert len(experiment["trials"]) >= 2
    assert {each["run_id"] for each in experiment["trials"]} == {""}
    assert experiment["tracking"].startswith("MLflow could not keep a trial: database or disk is full")
    chosen = next(each for each in experiment["trials"] if each["state"] == "complete")
    compare.run(walked, PROJECT, {"number": chosen["number"], "reason": "r"}, Progress())
    run_id = run_of_candidate(walked, PROJECT)
    kept = walked.tracker._client.get_run(run_id)
    assert kept.data.params["learner"] == chosen["learner"]
    assert run_of_candidate(walked, PROJECT) == run_id
    assert release.run_of_candidate is run_of_candidate


def test_processors_change_no_result(walked: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for count in (1, 2):
        monkeypatch.setattr(training, "processors", lambda count=count: count)
        training.run(walked, PROJECT, {"budget_s": 3_600, "n_trials": 3, "seed": 4}, Progress())
        trials = need(walked.history(PROJECT), "experiment").payload["trials"]
        found.append([(each["learner"], each["params"], each["fold_scores"]) for each in trials])
    assert found[0] == found[1]
