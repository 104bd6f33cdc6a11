"""Big tables: trials begin with a sample, the best go on to more rows, and the last fit ends in time."""

from dataclasses import replace

import numpy as np
import optuna
import pytest

from core.development.automl import final_fit as final_fit_module
from core.development.automl import samples as samples_module
from core.development.automl.budget import Budget
from core.development.automl.cross_validation import FoldFitter
from core.development.automl.estimator import TrefoilClassifier
from core.development.automl.final_fit import final_fit
from core.development.automl.learners import ENSEMBLE, predict_with, refit
from core.development.automl.outcome import TrialOutcome
from core.development.automl.samples import sample_rows, samples
from core.development.automl.search import run_search
from core.development.automl.spaces import new_sampler
from core.development.automl.trials import Trials
from core.development.metrics import METRICS
from core.development.splits import make_folds
from tests.unit.development.learning_tables import raw_frame, table_for


@pytest.mark.parametrize(
    ("fold_rows", "expected"),
    [
        (100_000, [None]),
        (112_500, [30_000, None]),
        (300_000, [30_000, None]),
        (750_000, [30_000, 150_000, None]),
        (5_000_000, [30_000, 150_000, 750_000, None]),
    ],
)
def test_a_big_table_is_learnt_in_stages_that_end_with_all_rows(fold_rows: int, expected: list) -> None:
    assert samples(fold_rows) == expected


def test_a_sample_keeps_the_shares_of_labels_and_every_label() -> None:
    y = np.array([0] * 7_000 + [1] * 2_999 + [2])
    rows = np.arange(len(y))[::2]
    drawn = sample_rows(np.append(rows, 9_999), y, 500, 0, by_label=True)
    assert len(drawn) == 500
    assert (np.diff(drawn) > 0).all()
    assert set(drawn) <= {*rows, 9_999}
    assert np.bincount(y[drawn])[2] == 1
    assert np.bincount(y[drawn])[0] == pytest.approx(350, abs=2)
    assert not np.array_equal(drawn, sample_rows(np.append(rows, 9_999), y, 500, 1, by_label=True))


def test_a_sample_of_amounts_is_drawn_by_chance_and_a_small_table_is_kept_whole() -> None:
    y = np.linspace(0, 1, 1_000)
    drawn = sample_rows(np.arange(1_000), y, 300, 0, by_label=False)
    assert len(drawn) == len(set(drawn)) == 300
    assert y[drawn].mean() == pytest.approx(0.5, abs=0.05)
    assert len(sample_rows(np.arange(300), y, 300, 0, by_label=True)) == 300


@pytest.fixture
def small_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples_module, "BIG_FOLD", 100)
    monkeypatch.setattr(samples_module, "FIRST_ROWS", 60)
    monkeypatch.setattr(samples_module, "GROWTH", 2)


@pytest.mark.usefixtures("small_samples")
def test_the_best_of_a_sample_go_on_and_all_are_judged_on_the_same_rows() -> None:
    """267 rows of a fold: 60, 120, then all; the linear model stays with what it saw."""
    table, design, recipe = table_for("binary", n_rows=400)
    folds, metric = make_folds(table, design.split), METRICS["roc_auc"]

    def run(n_jobs: int) -> list[TrialOutcome]:
        outcomes: list[TrialOutcome] = []
        study = optuna.create_study(direction="maximize", sampler=new_sampler(0))
        run_search(
            table, folds, recipe, metric, study, Budget(np.inf), outcomes.append, None, 0, design.split,
            n_trials=13, n_jobs=n_jobs,
        )  # fmt: skip
        return [outcome for outcome in outcomes if outcome.learner != ENSEMBLE]

    outcomes = run(1)
    whole = {len(fit) for fit, _ in folds}
    seen = [outcome.rows for outcome in outcomes]
    assert {60, 120} <= set(seen) <= {60, 120, *whole}
    assert whole & set(seen)
    assert seen[0] == 60
    assert outcomes[0].note == f"Learnt from a sample of 60 of {max(whole)} rows."
    assert all("sample" not in each.note for each in outcomes if each.rows in whole)
    assert {each.learner for each in outcomes if each.rows == 120}.isdisjoint({"linear", "neural_network"})
    complete = [each for each in outcomes if each.state == "complete"]
    for each in complete:
        np.testing.assert_array_equal(each.oof_rows, complete[0].oof_rows)
    again = run(2)
    assert [(each.fold_scores, each.rows) for each in again] == [
        (each.fold_scores, each.rows) for each in outcomes
    ]


def test_validation_rows_are_sampled_too_where_they_are_very_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.development.automl.cross_validation.VALIDATION_ROWS", 40)
    table, design, recipe = table_for("binary", n_rows=400)
    folds = make_folds(table, design.split)
    fitter = FoldFitter(table, folds, recipe, METRICS["roc_auc"], 0, design.split)
    for (fit, judged), (all_fit, valid) in zip(fitter.folds, folds, strict=True):
        np.testing.assert_array_equal(fit, all_fit)
        assert len(judged) == 40
        assert set(judged) < set(valid)


def finished(number: int, learner: str, score: float, seconds: float, **more: object) -> TrialOutcome:
    oof, rows = np.full(4, 0.5, dtype=np.float32), np.arange(4)
    params = {"n_estimators": 20} if learner == "lightgbm" else {}
    return TrialOutcome(
        number, learner, params, (score,), score, 0.0, "complete", seconds, oof, rows,
        refit_seconds=seconds, **more,
    )  # fmt: skip


def test_the_last_fit_sees_as_many_rows_as_there_is_time_for() -> None:
    table, _, recipe = table_for("binary", n_rows=400)
    stands = refit("lightgbm", {"n_estimators": 3}, table, recipe, 0)
    trials = Trials(METRICS["roc_auc"], table, None)
    trials.add(finished(0, "lightgbm", 0.9, 20.0, rows=60, model=stands))
    whole = final_fit(trials, table, recipe, 0, seconds=30.0)
    assert (whole.rows, whole.note) == (400, "")
    part = final_fit(trials, table, recipe, 0, seconds=10.0)
    assert part.rows == 200
    assert part.note == "There was no time to fit the winner on all 400 rows: it learnt from 200 of them."
    kept = final_fit(trials, table, recipe, 0, seconds=2.0)
    assert kept.model is stands
    assert kept.rows == 60
    least = final_fit_module.LEAST_SECONDS
    trials.best_alone = trials.best = replace(trials.best, refit_seconds=least)
    assert final_fit(trials, table, recipe, 0, seconds=-5.0).rows == 400


def test_a_vote_that_would_take_too_long_gives_way_to_the_best_alone() -> None:
    table, _, recipe = table_for("binary", n_rows=400)
    stands = refit("lightgbm", {"n_estimators": 3}, table, recipe, 0)
    trials = Trials(METRICS["roc_auc"], table, None)
    trials.add(finished(0, "lightgbm", 0.9, 20.0, rows=300, model=stands))
    trials.add(finished(1, ENSEMBLE, 0.95, 30.0))
    found = final_fit(trials, table, recipe, 0, seconds=1.0)
    assert (found.outcome.number, found.model) == (0, stands)


def test_members_fitted_side_by_side_make_the_same_vote() -> None:
    for ml_task in ("multiclass", "regression"):
        table, _, recipe = table_for(ml_task, n_rows=200)
        members = [
            {"trial": 1, "learner": "linear", "weight": 0.25, "params": {}},
            {"trial": 2, "learner": "lightgbm", "weight": 0.75, "params": {"n_estimators": 5}},
        ]
        one, two = (refit(ENSEMBLE, {"members": members}, table, recipe, 0, n_jobs=n) for n in (1, 2))
        np.testing.assert_array_equal(*(predict_with(vote, table.X, ml_task) for vote in (one, two)))
        assert vars(one).keys() == vars(two).keys()
        assert repr(one) == repr(two)
        assert [repr(each) for each in one.estimators_] == [repr(each) for each in two.estimators_]


def test_a_cancelled_fit_ends_with_the_model_that_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.development.automl.shared_estimator.CANCELLED_SECONDS", 0.0)
    monkeypatch.setattr(final_fit_module, "LEAST_SECONDS", 0.0)
    frame = raw_frame(240)
    told: list[dict] = []
    model = TrefoilClassifier(
        budget_s=60,
        random_state=0,
        on_progress=told.append,
        cancel=lambda: bool(told and told[-1]["finished"]),
    ).fit(frame[["size", "noise"]], frame["size"] > 0)
    assert model.best_params_["learner"] == "linear"
    assert model.learnt_rows_ == 180
    assert "it learnt from 180 of them" in model.fit_note_
    assert model.leaderboard_["rows"].tolist() == [180]
    assert model.score(frame[["size", "noise"]], frame["size"] > 0) > 0.9
