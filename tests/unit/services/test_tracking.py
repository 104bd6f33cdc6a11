"""Tracking: after a training, MLflow's and Optuna's own tools find every trial and what it was made from."""

import json
import warnings
from pathlib import Path
from typing import Any

import optuna
import pytest
from mlflow import MlflowClient
from mlflow.entities import Run

from core.lifecycle.records import Record
from core.services.words import trial_title
from core.services.workspace import Workspace, need
from tests.unit.services.conftest import PROJECT

STATES = {"complete": "COMPLETE", "pruned": "PRUNED", "failed": "FAIL"}
STATUSES = {"complete": "FINISHED", "pruned": "KILLED", "failed": "FAILED"}
USED = ("charter", "dataset", "roles", "solution", "contract", "recipe")


@pytest.fixture
def experiment(walked: Workspace) -> dict[str, Any]:
    """The experiment of the walked project."""
    return need(walked.history(PROJECT), "experiment").payload


@pytest.fixture
def study(walked_home: Path, experiment: dict[str, Any]) -> optuna.Study:
    """The study, loaded from its file by Optuna alone."""
    return optuna.load_study(
        study_name=experiment["study"], storage=f"sqlite:///{walked_home / 'studies.db'}"
    )


def runs(home: Path) -> dict[str, Run]:
    """Return the runs of the project's experiment by number of the trial, found by MLflow alone."""
    client = MlflowClient(f"sqlite:///{home / 'mlflow.db'}")
    found = client.get_experiment_by_name(PROJECT)
    assert found is not None
    return {run.data.tags["trial"]: run for run in client.search_runs([found.experiment_id])}


def used(workspace: Workspace) -> dict[str, Record]:
    """The records that the training rests on."""
    return {kind: need(workspace.history(PROJECT), kind) for kind in USED}


def test_every_trial_is_a_run_with_parameters_fold_scores_time_and_learner(
    walked_home: Path, experiment: dict[str, Any]
) -> None:
    found, metric = runs(walked_home), experiment["metric"]
    assert set(found) == {str(trial["number"]) for trial in experiment["trials"]}
    for trial in experiment["trials"]:
        run = found[str(trial["number"])]
        assert run.info.run_id == trial["run_id"]
        assert run.data.params["learner"] == trial["learner"]
        assert {name: run.data.params[name] for name in trial["params"]} == {
            name: str(value)[:500] for name, value in trial["params"].items()
        }
        folds = [run.data.metrics[f"fold_{at}_{metric}"] for at in range(len(trial["fold_scores"]))]
        assert folds == trial["fold_scores"]
        assert run.data.metrics["seconds"] == trial["seconds"] > 0
        assert run.data.tags["state"] == trial["state"]
        assert run.info.status == STATUSES[trial["state"]]
        assert run.info.run_name == trial_title(trial)
        assert run.info.end_time - run.info.start_time == int(1000 * trial["seconds"])
        if trial["state"] == "complete":
            assert run.data.metrics[metric] == trial["score"]


def test_every_run_says_which_data_contract_and_design_it_was_made_from(
    walked: Workspace, walked_home: Path, experiment: dict[str, Any]
) -> None:
    made_from = used(walked)
    for run in runs(walked_home).values():
        assert run.data.tags["study"] == experiment["study"]
        for kind, record in made_from.items():
            assert run.data.tags[f"{kind}_version"] == str(record.version)
            assert run.data.tags[f"{kind}_hash"] == record.content_hash
        assert run.data.tags["dataset"] == made_from["dataset"].payload["fingerprint"]


def test_optuna_loads_the_study_with_the_same_trials(study: optuna.Study, experiment: dict[str, Any]) -> None:
    by_number = {trial.number: trial for trial in study.trials}
    assert set(by_number) == {trial["number"] for trial in experiment["trials"]}
    for trial in experiment["trials"]:
        found = by_number[trial["number"]]
        assert found.state.name == STATES[trial["state"]]
        assert found.user_attrs["learner"] == trial["learner"]
        assert json.loads(found.user_attrs["params"]) == trial["params"]
        assert found.user_attrs["fold_scores"] == trial["fold_scores"]
        assert found.user_attrs["seconds"] == trial["seconds"]
    best = max((t for t in experiment["trials"] if t["state"] == "complete"), key=lambda t: t["score"])
    assert study.best_trial.number == best["number"]
    assert study.best_value == pytest.approx(best["score"], abs=1e-12)


def test_the_study_says_what_it_is_about(
    walked: Workspace, study: optuna.Study, experiment: dict[str, Any]
) -> None:
    about = study.user_attrs
    assert (about["project"], about["metric"], about["target"]) == (PROJECT, experiment["metric"], "target")
    assert about["values"].endswith("greater is better")
    assert about["contract_version"] == str(need(walked.history(PROJECT), "contract").version)


def test_optunas_importance_runs_on_the_study(study: optuna.Study) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # Optuna warns that four trials are few
        found = optuna.importance.get_param_importances(study)
    assert "learner" in found
    assert sum(found.values()) == pytest.approx(1.0)
    assert len(study.trials_dataframe()) == len(study.trials)
