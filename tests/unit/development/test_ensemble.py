"""The ensemble: votes on rows that no member saw, kept only where it beats the best member there."""

from dataclasses import replace

import numpy as np
import optuna
import pandas as pd
import pytest
import skops.io

from core.deployment.package.training_script import pipeline_source
from core.design.business.requirements import ModelClass
from core.design.solution.constraints import Constraints
from core.development.automl import ensemble, search
from core.development.automl.budget import Budget
from core.development.automl.ensemble import (
    MOST_MEMBERS,
    Shortlist,
    equal_weights,
    greedy_weights,
    nested_votes,
    starts,
)
from core.development.automl.estimator import TrefoilRegressor
from core.development.automl.learners import ENSEMBLE, may_vote, predict_with, refit
from core.development.automl.outcome import TrialOutcome
from core.development.automl.search import run_search
from core.development.automl.spaces import new_sampler
from core.development.automl.steps import steps_a_row
from core.development.metrics import METRICS, score
from core.development.splits import make_folds
from core.scoring.model import TRUSTED_TYPES
from tests.unit.development.learning_tables import table_for

RMSE, AUC = METRICS["rmse"], METRICS["roc_auc"]
N_ROWS = 400
QUICK = {
    "linear": {"alpha": 1.0},
    "lightgbm": {"n_estimators": 10, "num_leaves": 8},
    "extra_trees": {"n_estimators": 10, "min_samples_leaf": 1},
}


def folds_of(n_rows: int = N_ROWS) -> list:
    rows = np.arange(n_rows)
    return [(rows[rows % 4 != fold], rows[rows % 4 == fold]) for fold in range(4)]


def guesses(y: np.ndarray, n: int, noise: float = 1.0, seed: int = 0) -> np.ndarray:
    """Predictions of n members whose errors are independent."""
    rng = np.random.default_rng(seed)
    return (y + noise * rng.normal(size=(n, len(y)))).astype(np.float32)


def trial(number: int, oof: np.ndarray, y: np.ndarray, learner: str, metric=RMSE, **changes) -> TrialOutcome:
    scores = tuple(score(metric, y[valid], oof[valid]) for _, valid in folds_of(len(y)))
    found = TrialOutcome(
        number, learner, QUICK.get(learner, {}), scores, float(np.mean(scores)), 0.1, "complete", 2.0,
        oof.astype(np.float32), np.arange(len(y)), refit_seconds=1.0,
    )  # fmt: skip
    return replace(found, **changes)


def shortlist_of(y: np.ndarray, predictions: np.ndarray, metric=RMSE) -> Shortlist:
    shortlist = Shortlist(metric, y, folds_of(len(y)))
    for number, oof in enumerate(predictions):
        shortlist.add(trial(number, oof, y, ["linear", "lightgbm", "extra_trees"][number % 3], metric))
    return shortlist


def votes_of(y: np.ndarray, trees: dict[str, int], better: float) -> list[str]:
    """Learners that vote, where LightGBM has so many trees and errors smaller by a share."""
    shortlist = Shortlist(RMSE, y, folds_of(len(y)))
    for number, (learner, oof) in enumerate(zip(QUICK, guesses(y, 3), strict=True)):
        oof = y + (oof - y) * (1 - better if learner == "lightgbm" else 1)
        params = QUICK[learner] | ({"n_estimators": trees[learner]} if learner in trees else {})
        shortlist.add(trial(number, oof, y, learner, params=params, spread=1.0))
    found = shortlist.ensemble(np.inf)
    assert found is not None
    return sorted({each["learner"] for each in found.params["members"]})


def test_a_slow_member_votes_only_where_that_is_noticeably_better(monkeypatch) -> None:
    y = np.random.default_rng(1).normal(size=N_ROWS)
    assert votes_of(y, {}, 0.0) == sorted(QUICK)
    monkeypatch.setattr(ensemble, "NOTICEABLE", 100.0)
    assert votes_of(y, {"lightgbm": 9_000}, 0.0) == ["extra_trees", "linear"]
    monkeypatch.setattr(ensemble, "NOTICEABLE", 0.1)
    assert votes_of(y, {"lightgbm": 9_000}, 0.5) == sorted(QUICK)


def test_steps_are_counted_from_a_trials_parameters() -> None:
    assert steps_a_row("linear", {"C": 1.0}, 500) == 0
    assert steps_a_row("lightgbm", {"n_estimators": 100, "num_leaves": 32}, 500) == 500
    assert steps_a_row("lightgbm", {"n_estimators": 100, "num_leaves": 32}, 500, 3) == 1_500
    assert steps_a_row("lightgbm_native", {"n_estimators": 100, "num_leaves": 32}, 500) == 750
    assert steps_a_row("small_trees", {"n_estimators": 100}, 500) == 200
    assert steps_a_row("hist_gradient", {"max_iter": 100, "max_leaf_nodes": 32}, 500) == 1_000
    assert steps_a_row("extra_trees", {"n_estimators": 100, "min_samples_leaf": 4}, 4_096) == 2_000
    assert (
        steps_a_row("wide_network", {"max_iter": 9}, 500)
        > steps_a_row("neural_network", {"max_iter": 9}, 500)
        > 0
    )


def test_votes_go_to_members_whose_errors_cancel() -> None:
    y = np.random.default_rng(1).normal(size=N_ROWS)
    predictions = guesses(y, 5)
    weights = greedy_weights(RMSE, y, predictions, np.zeros(5), np.inf)
    assert weights.sum() == pytest.approx(1)
    assert 2 <= np.count_nonzero(weights) <= MOST_MEMBERS
    alone = min(score(RMSE, y, each) for each in predictions)
    assert score(RMSE, y, np.tensordot(weights, predictions, axes=1)) < 0.8 * alone


def test_a_better_member_gets_more_votes_and_a_useless_one_none() -> None:
    y = np.random.default_rng(1).normal(size=2_000)
    rng = np.random.default_rng(2)
    good, fair = y + 0.5 * rng.normal(size=2_000), y + 0.8 * rng.normal(size=2_000)
    weights = greedy_weights(RMSE, y, np.stack([good, fair, rng.normal(size=2_000)]), np.zeros(3), np.inf)
    assert weights[0] > weights[1] > 0
    assert weights[2] == 0


def test_members_whose_refits_take_too_long_together_do_not_vote() -> None:
    y = np.random.default_rng(1).normal(size=N_ROWS)
    weights = greedy_weights(RMSE, y, guesses(y, 3), np.array([4.0, 5.0, 1.0]), 6.0)
    assert weights[1] == 0
    assert weights[2] > 0
    assert greedy_weights(RMSE, y, guesses(y, 3), np.array([4.0, 5.0, 3.0]), 6.0).tolist() == [1, 0, 0]


def test_the_votes_of_a_fold_never_follow_its_own_truth() -> None:
    y = np.random.default_rng(1).normal(size=N_ROWS)
    predictions, fold_of = guesses(y, 3), np.arange(N_ROWS) % 4
    nested = nested_votes(RMSE, y, predictions, fold_of, np.zeros(3), np.inf)
    spoiled = np.where(fold_of == 2, predictions[0] - 50, y)
    again = nested_votes(RMSE, spoiled, predictions, fold_of, np.zeros(3), np.inf)
    np.testing.assert_array_equal(nested[fold_of == 2], again[fold_of == 2])
    assert (nested != again).any()


def test_an_ensemble_names_its_members_and_scores_what_it_had_not_seen() -> None:
    y = np.random.default_rng(1).normal(size=N_ROWS)
    found = shortlist_of(y, guesses(y, 3)).ensemble(np.inf)
    assert found.learner == ENSEMBLE
    members = found.params["members"]
    assert sum(member["weight"] for member in members) == pytest.approx(1)
    assert all(member["params"] == QUICK[member["learner"]] for member in members)
    assert found.refit_seconds == len(members)
    assert found.seconds == 2 * len(members)
    for (_, valid), fold_score in zip(folds_of(), found.fold_scores, strict=True):
        assert score(RMSE, y[valid], found.oof[valid]) == pytest.approx(fold_score)
    assert "LightGBM 1" in found.note or "Linear model 0" in found.note


def test_copies_and_a_single_trial_make_no_ensemble() -> None:
    y = np.random.default_rng(1).normal(size=N_ROWS)
    one = guesses(y, 1)
    assert shortlist_of(y, one).ensemble(np.inf) is None
    assert shortlist_of(y, np.repeat(one, 3, axis=0)).ensemble(np.inf) is None


def test_every_learner_has_one_equal_vote_as_far_as_costs_allow() -> None:
    learners = ["lightgbm", "lightgbm", "linear", "extra_trees"]
    equal = equal_weights(learners, np.zeros(4), np.inf)
    np.testing.assert_allclose(equal, [1 / 3, 0, 1 / 3, 1 / 3])
    costs = np.array([1.0, 1.0, 9.0, 2.0])
    np.testing.assert_allclose(equal_weights(learners, costs, 4.0), [0.5, 0, 0, 0.5])


def test_of_few_rows_equal_votes_are_kept_where_given_ones_fit_chance() -> None:
    """Members of one skill with much noise of their own: any choice among them is chance."""
    kept = 0
    for seed in range(10):
        y = np.random.default_rng(seed).integers(0, 2, 120).astype(float)
        found = shortlist_of(y, guesses(y, 3, 2.0, seed), AUC).ensemble(np.inf)
        weights = [member["weight"] for member in found.params["members"]] if found else []
        kept += len(weights) == 3 and np.ptp(weights) == 0
    assert kept >= 5


def test_on_noise_a_vote_is_hardly_ever_kept() -> None:
    """The best of several noises flatters itself, and a vote is scored on rows that decided nothing about it."""
    kept = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        y = rng.integers(0, 2, 300)
        kept += shortlist_of(y, rng.random((4, 300)), AUC).ensemble(np.inf) is not None
    assert kept <= 4


def test_the_shortlist_keeps_three_of_a_learner_and_nothing_that_misses_or_did_not_finish() -> None:
    y = np.random.default_rng(1).normal(size=N_ROWS)
    shortlist = Shortlist(RMSE, y, folds_of())
    for number in range(6):
        shortlist.add(trial(number, guesses(y, 1, 2 - 0.2 * number, number)[0], y, "lightgbm"))
    shortlist.add(trial(6, guesses(y, 1, 4)[0], y, "linear"))
    shortlist.add(trial(7, y, y, "linear", misses="Too slow."))
    shortlist.add(trial(8, y, y, "linear", state="pruned"))
    shortlist.add(trial(9, y, y, ENSEMBLE))
    assert [outcome.number for outcome in shortlist.outcomes] == [5, 4, 3, 6]


def test_nobody_reads_a_vote() -> None:
    assert may_vote(Constraints())
    assert may_vote(Constraints(monotone={"size": 1}, latency_ms=5, size_mb=5))
    assert not may_vote(Constraints(interpretable=ModelClass.SMALL_TREES))


@pytest.mark.parametrize(
    ("takes", "constraints", "votes"),
    [
        ({"row_ms": 2.0}, Constraints(latency_ms=6), 3),
        ({"row_ms": 2.0}, Constraints(latency_ms=5), 2),
        ({"row_ms": 2.0}, Constraints(latency_ms=3), 0),
        ({"size_mb": 4.0}, Constraints(size_mb=9), 2),
        ({"size_mb": 11.0}, Constraints(), 0),
        ({"size_mb": 11.0}, Constraints(size_mb=50), 3),
    ],
)
def test_members_together_keep_to_the_limits_of_time_and_size(takes, constraints, votes) -> None:
    y = np.random.default_rng(1).normal(size=N_ROWS)
    shortlist = Shortlist(RMSE, y, folds_of(), constraints)
    for number, oof in enumerate(guesses(y, 3)):
        learner = ["linear", "lightgbm", "extra_trees"][number]
        shortlist.add(trial(number, oof, y, learner, **takes))
    found = shortlist.ensemble(np.inf)
    assert (0 if found is None else len(found.params["members"])) == votes
    if found is not None:
        each = next(iter(takes.values()))
        assert max(found.row_ms, found.size_mb) == pytest.approx(votes * each)


@pytest.mark.parametrize(
    ("learners", "weights", "seconds", "expected"),
    [
        (["wide_network", "hist_gradient"], [0.6, 0.4], np.inf, [3, 1]),
        (["wide_network", "hist_gradient"], [0.6, 0.4], 35, [2, 1]),
        (["wide_network", "neural_network", "linear"], [0.2, 0.5, 0.0], np.inf, [1, 3, 0]),
        (["lightgbm", "linear"], [0.5, 0.5], np.inf, [1, 1]),
    ],
)
def test_the_network_with_most_votes_shares_them_among_several_starts(
    learners, weights, seconds, expected
) -> None:
    costs = np.full((1, len(learners)), 10.0)
    assert starts(learners, np.array(weights), costs, np.array([seconds])).tolist() == expected


def test_a_vote_counts_the_costs_of_every_start_and_says_how_many_there_are() -> None:
    y = np.random.default_rng(1).normal(size=N_ROWS)
    shortlist = Shortlist(RMSE, y, folds_of())
    for number, oof in enumerate(guesses(y, 2)):
        shortlist.add(trial(number, oof, y, ["neural_network", "lightgbm"][number], size_mb=4.0))
    found = shortlist.ensemble(np.inf)
    networks = [member for member in found.params["members"] if member["learner"] == "neural_network"]
    assert [member.get("start", 0) for member in networks] == [0, 1, 2]
    assert len({member["weight"] for member in networks}) == 1
    assert sum(member["weight"] for member in found.params["members"]) == pytest.approx(1)
    assert (found.refit_seconds, found.size_mb) == (4, 16)
    assert "Neural network 0 from 3 starts" in found.note


def test_each_start_is_a_model_of_its_own_with_a_seed_of_its_own() -> None:
    table, _, recipe = table_for("multiclass")
    members = [
        {"trial": 2, "learner": "neural_network", "weight": 0.5, "params": {"max_iter": 3}, **start}
        for start in ({}, {"start": 1})
    ]
    both = refit(ENSEMBLE, {"members": members}, table, recipe, 5)
    assert [name for name, _ in both.estimators] == ["trial_2", "trial_2_start_1"]
    assert [each["model"].random_state for each in both.estimators_] == [5, 6]


def half_linear(n_rows: int = 300) -> tuple[pd.DataFrame, np.ndarray]:
    """Rows where a weighted sum and trees each see what the other misses."""
    rng = np.random.default_rng(3)
    X = pd.DataFrame(rng.normal(size=(n_rows, 8)), columns=list("abcdefgh"))
    amount = X.sum(axis=1) + 1.5 * np.sign(X["a"] * X["b"]) + rng.normal(size=n_rows)
    return X, amount.to_numpy()


def test_an_ensemble_that_wins_is_refitted_and_leads_the_leaderboard() -> None:
    X, y = half_linear()
    model = TrefoilRegressor(n_trials=4, random_state=0).fit(X, y)
    assert model.best_params_["learner"] == ENSEMBLE
    assert model.leaderboard_["learner"][0] == ENSEMBLE
    assert model.leaderboard_["rmse"][0] == model.best_score_ < model.leaderboard_["rmse"][1]
    assert "%" in model.leaderboard_["note"][0]
    assert len(model.best_pipeline_.estimators_) == len(model.best_params_["members"])
    np.testing.assert_array_equal(model.predict(X), model.best_pipeline_.predict(X))
    again = TrefoilRegressor(n_trials=4, random_state=0).fit(X, y)
    np.testing.assert_array_equal(model.predict(X), again.predict(X))


def searched(n_trials: int, study: optuna.Study, earlier=()) -> list[TrialOutcome]:
    table, design, _ = table_for("regression", 300)
    X, amount = half_linear()
    table = replace(table, X=X, y=amount, frame=X)
    recipe = {"features": [{"name": name, "kind": "number"} for name in X.columns]}
    outcomes: list[TrialOutcome] = []
    run_search(
        table, make_folds(table, design.split), recipe, RMSE, study, Budget(np.inf), outcomes.append,
        n_trials=n_trials, earlier=earlier,
    )  # fmt: skip
    return outcomes


def new_study() -> optuna.Study:
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    return optuna.create_study(direction="maximize", sampler=new_sampler(0))


def test_a_resumed_search_lets_earlier_trials_vote_and_votes_once(monkeypatch) -> None:
    study = new_study()
    with monkeypatch.context() as patched:
        patched.setattr(search, "may_vote", lambda _: False)
        before = searched(3, study)
    assert ENSEMBLE not in {outcome.learner for outcome in before}
    after = searched(4, study, earlier=before)
    assert [outcome.learner == ENSEMBLE for outcome in after] == [False, True]
    members = {member["trial"] for member in after[-1].params["members"]}
    assert members & {outcome.number for outcome in before}
    assert study.trials[after[-1].number].user_attrs["learner"] == ENSEMBLE
    assert study.best_trial.number == after[-1].number
    assert searched(4, study, earlier=[*before, *after]) == []


def test_a_search_that_goes_on_votes_anew_and_keeps_only_a_better_vote() -> None:
    study = new_study()
    before = searched(3, study)
    first = before[-1]
    assert first.learner == ENSEMBLE
    after = searched(9, study, earlier=before)
    anew = [outcome for outcome in after if outcome.learner == ENSEMBLE]
    assert len(anew) == 1
    assert anew[0].score < first.score
    assert {m["trial"] for m in anew[0].params["members"]} & {outcome.number for outcome in after}
    rivals = [trial for trial in study.trials if trial.user_attrs["learner"] == ENSEMBLE]
    assert [trial.number for trial in rivals] == [first.number, anew[0].number]


def test_a_vote_that_is_no_better_than_the_earlier_one_is_not_kept(monkeypatch) -> None:
    study = new_study()
    before = searched(3, study)
    worse = replace(before[-1], score=before[-1].score + 1)
    monkeypatch.setattr(Shortlist, "ensemble", lambda *_: worse)
    assert [outcome.learner for outcome in searched(4, study, earlier=before)] != []
    assert [trial.user_attrs["learner"] for trial in study.trials].count(ENSEMBLE) == 1


@pytest.mark.parametrize("ml_task", ["binary", "multiclass", "regression"])
def test_an_ensemble_is_the_weighted_mean_stores_safely_and_is_printed_as_plain_code(ml_task) -> None:
    table, _, recipe = table_for(ml_task)
    members = [
        {"trial": 0, "learner": "linear", "weight": 0.25, "params": {}},
        {"trial": 4, "learner": "hist_gradient", "weight": 0.75, "params": {"max_iter": 8}},
    ]
    both = refit(ENSEMBLE, {"members": members}, table, recipe, 0)

    def predicted(pipeline) -> np.ndarray:
        return predict_with(pipeline, table.X, ml_task, table.n_labels)

    apart = [predicted(refit(each["learner"], each["params"], table, recipe, 0)) for each in members]
    np.testing.assert_allclose(predicted(both), 0.25 * apart[0] + 0.75 * apart[1], atol=1e-12)
    stored = skops.io.dumps(both)
    assert set(skops.io.get_untrusted_types(data=stored)) <= set(TRUSTED_TYPES)
    loaded = skops.io.loads(stored, trusted=list(TRUSTED_TYPES))
    np.testing.assert_array_equal(predicted(loaded), predicted(both))
    imports, expression = pipeline_source(both)
    scope: dict = {}
    exec(imports, scope)
    printed = eval(expression, scope).fit(table.X, table.y)
    np.testing.assert_allclose(predicted(printed), predicted(both), rtol=0, atol=1e-9)
