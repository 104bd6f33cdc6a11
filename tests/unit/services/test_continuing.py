"""An experiment goes on where it ended, and its settings are weighed by its own trials."""

import optuna
import pytest

from core.development.automl.spaces import new_sampler
from core.errors import Missing, NotReady
from core.lifecycle.records import Payload, Record
from core.services.development import settings, training
from core.services.development.continuing import state_to_continue
from core.services.work import Progress
from core.services.workspace import Workspace, need
from tests.unit.services.conftest import PROJECT

MORE_S = 2.0


def experiment(workspace: Workspace) -> Record:
    return need(workspace.history(PROJECT), "experiment")


def going_on(workspace: Workspace, **params: object) -> Payload:
    order = {"budget_s": MORE_S, "continues": True, **params}
    training.run(workspace, PROJECT, order, Progress())
    return experiment(workspace).payload


def test_a_search_goes_on_in_its_own_study_and_keeps_every_earlier_trial(walked: Workspace) -> None:
    before = experiment(walked)
    after = going_on(walked, hypothesis="  Does time help? ", note="Second round.")
    first = before.payload["trials"]
    assert after["trials"][: len(first)] == first
    assert len(after["trials"]) > len(first)
    numbers = [trial["number"] for trial in after["trials"]]
    assert len(set(numbers)) == len(numbers)
    assert after["study"] == before.payload["study"]
    assert after["continues"] == before.version
    assert after["budget_s"] == pytest.approx(before.payload["spent_s"] + MORE_S)
    assert before.payload["spent_s"] < after["spent_s"] <= after["budget_s"] + 1
    assert all(trial["at_s"] >= before.payload["spent_s"] for trial in after["trials"][len(first) :])
    assert (after["hypothesis"], after["note"]) == ("Does time help?", "Second round.")


def test_counted_trials_are_on_record_and_a_continued_search_counts_seconds_again(walked: Workspace) -> None:
    training.run(walked, PROJECT, {"budget_s": 60, "n_trials": 2}, Progress())
    counted = experiment(walked).payload
    assert counted["n_trials"] == 2
    assert sum(trial["learner"] != "ensemble" for trial in counted["trials"]) == 2
    after = going_on(walked)
    assert after["n_trials"] is None
    assert len(after["trials"]) > len(counted["trials"])


def test_a_stale_experiment_does_not_go_on(walked: Workspace) -> None:
    solution = need(walked.history(PROJECT), "solution")
    walked.save(PROJECT, "solution", {**solution.payload, "horizon": "another"})
    with pytest.raises(NotReady, match="out of date"):
        state_to_continue(walked, PROJECT, MORE_S)


def test_a_study_that_is_gone_is_said_rather_than_begun_anew(walked: Workspace) -> None:
    name = experiment(walked).payload["study"]
    study = walked.studies.open(name, "maximize", new_sampler(0))
    optuna.delete_study(study_name=name, storage=study._storage)
    with pytest.raises(Missing, match="not in the workspace"):
        state_to_continue(walked, PROJECT, MORE_S)


def with_trials(workspace: Workspace, count: int) -> str:
    """Record an experiment whose score depends on one of two settings only."""
    study = workspace.studies.open("weighed", "maximize", new_sampler(0))
    rates = optuna.distributions.FloatDistribution(0.0, 1.0)
    learners = optuna.distributions.CategoricalDistribution(("lightgbm",))
    for number in range(count):
        steep, idle = number / count, (number * 7 % count) / count
        params = {"learner": "lightgbm", "lightgbm.steep": steep, "lightgbm.idle": idle}
        known = {"learner": learners, "lightgbm.steep": rates, "lightgbm.idle": rates}
        trial = optuna.trial.create_trial(params=params, distributions=known, value=steep)
        study.add_trial(trial)
    trials = [{"number": number, "learner": "lightgbm"} for number in range(count)]
    payload = {**experiment(workspace).payload, "study": "weighed", "trials": trials}
    workspace.save(PROJECT, "experiment", payload)
    return "lightgbm"


def test_the_setting_that_the_score_follows_matters_most(walked: Workspace) -> None:
    found = settings.settings_importance(walked, PROJECT, with_trials(walked, 40))
    assert [item["setting"] for item in found] == ["steep", "idle"]
    assert found[0]["share"] > 0.9
    assert sum(item["share"] for item in found) == pytest.approx(1)
    for item in found:
        assert item["lower"] <= item["share"] <= item["upper"] or item["upper"] - item["lower"] < 0.2
        assert 0 <= item["lower"] <= item["upper"] <= 1
        assert item["trials"] == 40


def test_too_few_trials_weigh_nothing(walked: Workspace) -> None:
    learner = with_trials(walked, settings.FEWEST_TRIALS - 1)
    assert settings.settings_importance(walked, PROJECT, learner) == []
