"""The search keeps its budget, survives failing learners, and resumes where it was."""

import json
import time
from dataclasses import replace

import numpy as np
import optuna
import pytest
from optuna.trial import TrialState

from core.development.automl import cross_validation
from core.development.automl import search as search_module
from core.development.automl.budget import Budget
from core.development.automl.cross_validation import FoldFitter
from core.development.automl.fitting import FitLimits
from core.development.automl.learners import ENSEMBLE, predict_with, refit
from core.development.automl.portfolio import portfolio
from core.development.automl.search import run_search
from core.development.automl.spaces import new_sampler
from core.development.metrics import METRICS, score
from core.development.splits import make_folds
from core.errors import Cancelled, TrefoilError
from tests.unit.development.learning_tables import table_for

LONGER_THAN_ANY_BUDGET_HERE = 30
"""Seconds: a search that forgot its budget takes minutes. How well it is kept is measured in benchmarks."""

METRIC_OF = {"binary": "roc_auc", "multiclass": "log_loss", "regression": "rmse"}


def new_study() -> optuna.Study:
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    return optuna.create_study(direction="maximize", sampler=new_sampler(0))


def search(
    ml_task: str,
    study: optuna.Study,
    budget: Budget,
    n_rows: int = 240,
    on_progress=None,
    metric=None,
    n_trials=None,
):
    """Run a search; return the table, its folds and the trials that were reported."""
    table, design, recipe = table_for(ml_task, n_rows)
    folds = make_folds(table, design.split)
    outcomes: list = []
    metric = METRICS[metric or METRIC_OF[ml_task]]
    run_search(
        table, folds, recipe, metric, study, budget, outcomes.append, on_progress, 0, design.split, n_trials
    )
    return table, folds, recipe, outcomes


def stop_after(n_trials: int, outcomes: list) -> Budget:
    return Budget(60, should_stop=lambda: len(outcomes) >= n_trials)


@pytest.mark.parametrize("ml_task", METRIC_OF)
def test_a_short_search_ends_in_time_with_trials_that_can_be_refitted(ml_task: str) -> None:
    started = time.monotonic()
    study = new_study()
    table, folds, recipe, outcomes = search(ml_task, study, Budget(1.5))
    assert time.monotonic() - started < LONGER_THAN_ANY_BUDGET_HERE
    metric = METRICS[METRIC_OF[ml_task]]
    complete = [outcome for outcome in outcomes if outcome.state == "complete"]
    assert complete[0].learner == "linear"
    for outcome in complete:
        assert outcome.oof_rows.tolist() == list(range(len(table)))
        assert outcome.oof.dtype == np.float32
        for (_, valid), expected in zip(folds, outcome.fold_scores, strict=True):
            assert score(metric, table.y[valid], outcome.oof[valid]) == pytest.approx(expected, abs=1e-5)
        assert outcome.score == pytest.approx(np.mean(outcome.fold_scores))
        trial = study.trials[outcome.number]
        assert trial.state is TrialState.COMPLETE
        assert trial.value == pytest.approx(metric.sign * outcome.score)
        assert json.loads(trial.user_attrs["params"]) == outcome.params
        assert trial.user_attrs["fold_scores"] == list(outcome.fold_scores)
        assert trial.user_attrs["learner"] == outcome.learner
        assert trial.user_attrs["seconds"] > 0
    best = max(complete, key=lambda outcome: metric.sign * outcome.score)
    assert best.number == study.best_trial.number
    fitted = refit(best.learner, best.params, table, recipe, 0)
    assert np.isfinite(predict_with(fitted, table.X, ml_task)).all()


def test_a_resumed_search_does_not_repeat_the_portfolio_and_ends_what_was_killed() -> None:
    study = new_study()
    outcomes: list = []
    table, design, recipe = table_for("binary")
    folds, metric = make_folds(table, design.split), METRICS["roc_auc"]

    def run(n_trials: int) -> None:
        budget = stop_after(n_trials, outcomes)
        run_search(table, folds, recipe, metric, study, budget, outcomes.append, None, 0)

    run(2)
    study.enqueue_trial({"learner": "linear"}, user_attrs={"portfolio": "r63"})
    killed = study.ask()
    study.enqueue_trial({"learner": "linear"})
    settings = portfolio("binary", 2, len(table))
    run(len(settings) + 1)
    finished = [t for t in study.trials if t.state in (TrialState.COMPLETE, TrialState.PRUNED)]
    names = [t.user_attrs["portfolio"] for t in finished if "portfolio" in t.user_attrs]
    assert names == [setting.name for setting in settings]
    assert study.trials[killed.number].state is TrialState.FAIL
    assert not study.get_trials(states=(TrialState.RUNNING, TrialState.WAITING))


def test_time_spent_before_counts() -> None:
    study = new_study()
    search("binary", study, Budget(1))
    trials = len(study.trials)
    search("binary", study, Budget(1, already_spent=1))
    assert len(study.trials) == trials


def test_cancel_is_answered_in_the_middle_of_a_trial() -> None:
    asked: list[int] = []

    def on_progress(progress: dict) -> None:
        if progress["learner"] == "lightgbm":
            asked.append(progress["fold"])

    study = new_study()
    _, _, _, outcomes = search(
        "binary", study, Budget(60, should_stop=lambda: bool(asked)), 2_000, on_progress
    )
    assert asked == [1]
    assert [outcome.learner for outcome in outcomes] == ["linear"]
    assert [trial.state for trial in study.trials] == [TrialState.COMPLETE, TrialState.FAIL]


def test_cancelled_before_a_first_model_is_said() -> None:
    with pytest.raises(Cancelled, match="before a first model"):
        search("binary", new_study(), Budget(10, should_stop=lambda: True))


@pytest.mark.parametrize("ml_task", METRIC_OF)
def test_without_time_for_any_model_the_quickest_is_finished_and_that_is_said(ml_task: str) -> None:
    table, folds, _, outcomes = search(ml_task, new_study(), Budget(0.01))
    assert [(outcome.learner, outcome.state) for outcome in outcomes] == [("linear", "complete")]
    assert outcomes[0].note.startswith("The 0.01 seconds were over before a first model was ready;")
    assert len(outcomes[0].fold_scores) == len(folds)
    assert outcomes[0].oof_rows.tolist() == list(range(len(table)))


def test_with_time_for_a_model_nothing_is_said_about_time() -> None:
    _, _, _, outcomes = search("binary", new_study(), Budget(60), n_trials=1)
    assert [outcome.note for outcome in outcomes] == [""]


def test_without_time_the_next_learner_follows_one_that_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    fit_fold = FoldFitter.fit_fold

    def break_linear(self, fold, learner, params, limits):
        if learner == "linear":
            raise MemoryError("no room")
        return fit_fold(self, fold, learner, params, limits)

    monkeypatch.setattr(FoldFitter, "fit_fold", break_linear)
    _, _, _, outcomes = search("binary", new_study(), Budget(0.01))
    assert [(outcome.learner, outcome.state) for outcome in outcomes] == [
        ("linear", "failed"),
        ("lightgbm", "complete"),
    ]
    assert outcomes[1].params["n_estimators"] == 1


def test_a_search_without_time_can_still_be_cancelled() -> None:
    asked: list[dict] = []
    budget = Budget(0.01, should_stop=lambda: len(asked) >= 2)
    with pytest.raises(Cancelled, match="before a first model"):
        search("binary", new_study(), budget, on_progress=asked.append)


def test_a_learner_that_raises_is_a_failed_trial_and_not_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    fit_fold = FoldFitter.fit_fold

    def break_lightgbm(self, fold, learner, params, limits):
        if learner == "lightgbm":
            raise MemoryError("no room")
        return fit_fold(self, fold, learner, params, limits)

    monkeypatch.setattr(FoldFitter, "fit_fold", break_lightgbm)
    study = new_study()
    _, _, _, outcomes = search("binary", study, Budget(60), n_trials=5)
    failed = [outcome for outcome in outcomes if outcome.state == "failed"]
    assert {outcome.learner for outcome in failed} == {"lightgbm"}
    assert "MemoryError: no room" in failed[0].note
    assert {outcome.learner for outcome in outcomes if outcome.state == "complete"} >= {"linear"}
    count = len(failed)
    assert study.trials[failed[0].number].state is TrialState.FAIL
    _, _, _, more = search("binary", study, Budget(60), n_trials=6)
    assert more
    assert count == sum(t.user_attrs.get("outcome") == "raised" for t in study.trials)
    assert all(outcome.state != "failed" for outcome in more)


def test_when_every_learner_raises_the_reasons_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_all(*_: object) -> None:
        raise ValueError("bad rows")

    monkeypatch.setattr(FoldFitter, "fit_fold", break_all)
    with pytest.raises(TrefoilError, match="bad rows"):
        search("binary", new_study(), Budget(5))


def test_hopeless_trials_are_pruned_but_each_learner_gets_one_complete_trial() -> None:
    study = new_study()
    _, folds, _, outcomes = search("regression", study, Budget(60), n_trials=10)
    pruned = [outcome for outcome in outcomes if outcome.state == "pruned"]
    assert pruned
    assert all(len(outcome.fold_scores) < len(folds) for outcome in pruned)
    seen: set[str] = set()
    for outcome in outcomes:
        assert outcome.state == "complete" or outcome.learner in seen
        seen.add(outcome.learner)


def test_progress_tells_where_the_search_is() -> None:
    told: list[dict] = []
    search("regression", new_study(), Budget(60), on_progress=told.append, n_trials=3)
    assert told[0]["best"] is None
    assert told[-1]["best"] > 0
    assert [step["fold"] for step in told[:3]] == [1, 2, 3]
    assert {step["phase"] for step in told} <= {"portfolio", "tuning"}
    assert all(0 <= step["remaining"] <= 60 for step in told)


def test_a_study_that_minimises_is_refused() -> None:
    with pytest.raises(ValueError, match="maximises"):
        search("binary", optuna.create_study(direction="minimize"), Budget(1))


def test_validation_rows_never_reach_the_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Targets of validation rows are replaced by nonsense: fits must not notice."""
    table, design, recipe = table_for("regression")
    folds = make_folds(table, design.split)
    limits = FitLimits(60, lambda: None)
    _, valid = folds[0]
    spoiled_y = table.y.copy()
    spoiled_y[valid] = 1e6
    spoiled = replace(table, y=spoiled_y)
    for learner, params in (("linear", {}), ("lightgbm", {"n_estimators": 50})):
        found = [
            FoldFitter(each, folds, recipe, METRICS["rmse"], 0, design.split)
            .fit_fold(0, learner, params, limits)
            .prediction
            for each in (table, spoiled)
        ]
        np.testing.assert_array_equal(*found)


@pytest.mark.parametrize("strategy", ["grouped", "time"])
def test_inner_rows_for_early_stopping_respect_the_split_plan(strategy: str) -> None:
    table, design, recipe = table_for("binary", n_rows=400, strategy=strategy)
    folds = make_folds(table, design.split)
    fitter = FoldFitter(table, folds, recipe, METRICS["roc_auc"], 0, design.split)
    for fold, (fit, _) in enumerate(folds):
        learn, stop = fitter._inner_rows(fold, "coded")
        key = table.frame[design.split.column].to_numpy()[fit]
        assert len(stop)
        if strategy == "grouped":
            assert not set(key[learn]) & set(key[stop])
        else:
            assert key[learn].max() < key[stop].min()


def test_noise_is_not_praised() -> None:
    """On pure noise, the best of many trials stays near a coin toss on average over folds."""
    table, design, recipe = table_for("binary", n_rows=400)
    coin = np.random.default_rng(0).integers(0, 2, len(table))
    noise = replace(table, y=coin)
    study = new_study()
    folds, metric = make_folds(noise, design.split), METRICS["roc_auc"]
    run_search(noise, folds, recipe, metric, study, Budget(60), lambda _: None, n_trials=6)
    assert study.best_value < 0.62


def test_the_ceiling_on_trials_ends_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_module, "MOST_TRIALS", 3)
    table, _, _, outcomes = search("binary", new_study(), Budget(60))
    of_one_learner = [outcome for outcome in outcomes if outcome.learner != "ensemble"]
    assert len(of_one_learner) == len(portfolio("binary", 2, len(table)))


def test_on_a_large_table_a_linear_model_sees_a_sample_of_each_fold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cross_validation, "LINEAR_ROWS", 60)
    table, design, recipe = table_for("binary", n_rows=400)
    folds = make_folds(table, design.split)
    fitter = FoldFitter(table, folds, recipe, METRICS["roc_auc"], 0, design.split)
    result = fitter.fit_fold(0, "linear", {}, FitLimits(60, lambda: None))
    assert len(fitter._prepared(0, "scaled")[0]) == 60
    assert set(fitter._fitting_rows(0, "scaled")) < set(folds[0][0])
    assert len(fitter._prepared(0, "coded")[0]) == len(folds[0][0])
    assert len(result.prediction) == len(folds[0][1])
    assert result.score > 0.9
    learn, stop = fitter._inner_rows(0, "scaled")
    assert max(*learn, *stop) < 60
    network = fitter.fit_fold(
        0, "neural_network", {"max_iter": 60, "learning_rate_init": 0.02}, FitLimits(60, lambda: None)
    )
    assert network.score > 0.9


def counted_search(n_trials: int, n_jobs: int) -> list:
    table, design, recipe = table_for("binary")
    folds, metric = make_folds(table, design.split), METRICS["roc_auc"]
    outcomes: list = []
    run_search(
        table, folds, recipe, metric, new_study(), Budget(np.inf), outcomes.append, None, 3, design.split,
        n_trials=n_trials, n_jobs=n_jobs,
    )  # fmt: skip
    return outcomes


def test_counted_trials_are_the_same_bit_for_bit_whatever_runs_beside_them() -> None:
    """More trials than the portfolio has settings here, so tuning is counted too; a vote is no trial."""
    first, again, in_threads = counted_search(7, 1), counted_search(7, 1), counted_search(7, 3)
    assert len([outcome for outcome in first if outcome.learner != ENSEMBLE]) == 7
    assert {outcome.state for outcome in first} == {"complete", "pruned"}
    for other in (again, in_threads):
        for a, b in zip(first, other, strict=True):
            assert (a.learner, a.params, a.fold_scores, a.state, a.note) == (
                b.learner,
                b.params,
                b.fold_scores,
                b.state,
                b.note,
            )
            np.testing.assert_array_equal(a.oof, b.oof)


def test_fewer_counted_trials_than_the_portfolio_has_end_inside_it() -> None:
    tried = [outcome.learner for outcome in counted_search(2, 1)]
    assert [learner for learner in tried if learner != ENSEMBLE] == ["linear", "lightgbm"]


def test_seconds_kept_back_are_not_spent() -> None:
    assert Budget(10, already_spent=4, reserved=lambda: 5.0).remaining() == pytest.approx(1, abs=0.1)
    started = time.monotonic()
    outcomes: list = []
    table, design, recipe = table_for("binary")
    budget = Budget(60, reserved=lambda: 57.5)
    metric = METRICS["roc_auc"]
    run_search(table, make_folds(table, design.split), recipe, metric, new_study(), budget, outcomes.append)
    assert outcomes
    assert time.monotonic() - started < LONGER_THAN_ANY_BUDGET_HERE


@pytest.mark.parametrize("until", [0.66, 0.72])
def test_stopping_rows_hold_only_labels_that_are_learnt_and_are_never_too_few(until: float) -> None:
    """A label of the latest rows: among others to stop by, and as nearly the only one."""
    table, design, recipe = table_for("multiclass", n_rows=400, strategy="time")
    latest = table.frame["when"].rank(pct=True).to_numpy()
    y = np.where((latest > 0.6) & (latest < until), 3, table.y % 3)
    folds = [(np.flatnonzero(latest <= 0.72), np.flatnonzero(latest > 0.72))]
    fitter = FoldFitter(replace(table, y=y), folds, recipe, METRICS["accuracy"], 0, design.split)
    learn, stop = fitter._inner_rows(0, "coded")
    seen = y[folds[0][0]]
    assert len(stop) > 20
    assert set(seen[stop]) <= set(seen[learn])
    result = fitter.fit_fold(0, "lightgbm", {"n_estimators": 20}, FitLimits(60, lambda: None))
    assert result.prediction.shape == (len(folds[0][1]), 4)


@pytest.mark.parametrize(
    ("ml_task", "n_labels", "leaf"),
    [("binary", 2, 3), ("multiclass", 4, 3), ("multiclass", 26, 1), ("regression", 0, 1)],
)
def test_extra_trees_of_few_labels_have_leaves_of_several_rows(ml_task, n_labels, leaf) -> None:
    settings = portfolio(ml_task, n_labels, 2_000)
    assert [each.params["min_samples_leaf"] for each in settings if each.learner == "extra_trees"] == [leaf]
