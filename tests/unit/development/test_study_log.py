"""Trials run in memory and are stored whole, in the order and with the numbers of the study."""

import numpy as np
import optuna
import pytest
from optuna.trial import TrialState

from core.development.automl.outcome import TrialOutcome
from core.development.automl.portfolio import Setting
from core.development.automl.study import StudyLog
from core.services.development.continuing import told_to

SETTING = Setting("linear", "linear", {"C": 1.0}, rows=30)


@pytest.fixture
def stored() -> optuna.Study:
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    return optuna.create_study(direction="maximize")


def outcome(number: int, score: float, rows: int = 30, seconds: float = 2.0) -> TrialOutcome:
    nothing = np.empty(0)
    return TrialOutcome(
        number, "linear", {"C": 1.0}, (score,), score, 0.0, "complete", seconds, nothing, nothing, rows=rows
    )


def run_one(log: StudyLog, score: float, rows: int = 30, seconds: float = 2.0) -> None:
    trial = log.ask_for(SETTING)
    trial.suggest_categorical("learner", ["linear", "lightgbm"])
    trial.report(score, step=0)
    log.tell(trial, outcome(trial.number, score, rows, seconds))


def test_a_trial_is_stored_as_a_whole_once_it_has_ended(stored: optuna.Study) -> None:
    log = StudyLog(stored, 1)
    log.take_up()
    running = log.ask_for(SETTING)
    assert stored.trials == []
    log.give_up(running)
    run_one(log, 0.8)
    failed, complete = stored.trials
    assert (failed.state, complete.state) == (TrialState.FAIL, TrialState.COMPLETE)
    assert (complete.number, complete.value) == (1, 0.8)
    assert complete.params == {"learner": "linear"}
    assert complete.intermediate_values == {0: 0.8}
    assert complete.user_attrs["portfolio"] == "linear"
    assert (complete.user_attrs["rows"], complete.user_attrs["learnt"]) == (30, 30)


def test_numbers_go_on_after_a_kill(stored: optuna.Study) -> None:
    stored.enqueue_trial({"learner": "linear"})
    stored.ask()
    stored.enqueue_trial({"learner": "linear"})
    log = StudyLog(stored, 1)
    log.take_up()
    run_one(log, 0.7)
    assert [trial.state for trial in stored.trials] == [TrialState.FAIL, TrialState.FAIL, TrialState.COMPLETE]
    assert log.complete()[0].number == stored.trials[2].number == 2
    again = StudyLog(stored, 1)
    again.take_up()
    assert again.best_score() == 0.7


def test_a_trial_on_record_that_the_study_was_not_told_of_is_tried_again(stored: optuna.Study) -> None:
    log = StudyLog(stored, 1)
    run_one(log, 0.8)
    assert told_to(stored, [{"number": 0}, {"number": 1}]) == [{"number": 0}]


def test_more_rows_are_expected_to_take_longer_in_proportion(stored: optuna.Study) -> None:
    log = StudyLog(stored, 1)
    assert log.usual_seconds("linear", 100) == 0
    run_one(log, 0.8, rows=100, seconds=2.0)
    run_one(log, 0.8, rows=100, seconds=4.0)
    run_one(log, 0.8, rows=300, seconds=5.0)
    assert log.usual_seconds("linear", 100) == 3
    assert log.usual_seconds("linear", 200) == 6
    assert log.usual_seconds("linear", 600) == 10
    assert log.usual_seconds("linear", 50) == 1.5
    assert log.usual_seconds("lightgbm", 100) == 0


def test_trials_that_learnt_from_more_rows_are_no_measure_for_a_sample(stored: optuna.Study) -> None:
    log = StudyLog(stored, 1)
    run_one(log, 0.7)
    whole = log.ask_learner("linear")
    whole.suggest_categorical("learner", ["linear", "lightgbm"])
    log.tell(whole, outcome(whole.number, 0.9, rows=300))
    assert log.best_fold_scores(30) == [0.7]
    assert log.best_fold_scores() == [0.9]
    assert [trial.value for trial in log.best_within(30, 3)] == [0.7]
