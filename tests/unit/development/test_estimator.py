"""The estimators keep scikit-learn's contract, their budget, and what they say about raw tables."""

import pickle
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.metrics import roc_auc_score
from sklearn.utils.estimator_checks import check_estimator

from core.design.business.payoff_terms import Amount, BinaryPayoff, MulticlassPayoff, RegressionPayoff
from core.design.solution.design import SplitPlan
from core.development.automl.cross_validation import FoldResult
from core.development.automl.ensemble import SELECTION_SECONDS
from core.development.automl.estimator import InvalidInput, TrefoilClassifier, TrefoilRegressor
from core.development.automl.learners import ENSEMBLE
from core.development.automl.outcome import TrialOutcome, refit_estimate
from core.development.automl.trials import Trials
from core.development.calibration import calibration_of
from core.development.metrics import METRICS, metrics_of
from core.errors import Cancelled, TrefoilError
from core.scoring.recipe import apply_recipe
from tests.unit.development.learning_tables import raw_frame

EXPECTED_FAILED_CHECKS: dict[str, str] = {}


def table(n_rows: int = 240) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """A table as people bring them, with an amount and a label that follow `size` and `colour`."""
    raw = raw_frame(n_rows)
    rng = np.random.default_rng(1)
    X = pd.DataFrame(
        {
            "size": raw["size"].map("{:.6f}".format).where(rng.random(n_rows) > 0.05, "NA"),
            "noise": raw["noise"],
            "colour": raw["colour"].astype("category"),
            "when": raw["when"].dt.strftime("%Y-%m-%d"),
            "seen": raw["when"],
            "member": pd.Series(rng.choice([True, False, None], n_rows), dtype=object),
            "note": [f"row {i} says so" for i in range(n_rows)],
            "empty": np.nan,
        }
    )
    amount = raw["amount"].to_numpy()
    return X, amount, np.where(amount > 1.5, "yes", "no")


@pytest.mark.parametrize("kind", [TrefoilClassifier, TrefoilRegressor])
def test_scikit_learn_finds_nothing_to_complain_about(kind: type) -> None:
    found = check_estimator(
        kind(n_trials=2, random_state=0), on_skip=None, expected_failed_checks=EXPECTED_FAILED_CHECKS
    )
    assert len(found) > 40


def test_a_raw_table_is_learnt_and_new_rows_may_differ() -> None:
    X, _, y = table()
    model = TrefoilClassifier(n_trials=2, random_state=0).fit(X, y)
    kinds = {feature["name"]: feature["kind"] for feature in model.recipe_["features"]}
    assert kinds == {
        "size": "number", "noise": "number", "colour": "category", "when": "date", "seen": "date",
        "member": "boolean",
    }  # fmt: skip
    assert {column["name"] for column in model.left_out_} == {"note", "empty"}
    assert model.classes_.tolist() == ["no", "yes"]
    assert model.feature_names_in_.tolist() == X.columns.tolist()
    assert model.n_features_in_ == 8
    assert model.score(X, y) > 0.85
    new = X.head(3).set_axis([7, 7, 8]).assign(size=["?", "1.5", ""], colour=["pink", None, "red"])
    probability = model.predict_proba(new)
    np.testing.assert_allclose(probability.sum(axis=1), 1)
    assert set(model.predict(new)) <= {"yes", "no"}
    np.testing.assert_allclose(model.predict_proba(X.iloc[[5]])[0], model.predict_proba(X)[5])


def test_the_best_pipeline_is_plain_and_gives_the_predictions() -> None:
    X, amount, _ = table()
    model = TrefoilRegressor(n_trials=3, random_state=0).fit(X[["noise", "colour"]], amount)
    inputs = apply_recipe(X[["noise", "colour"]], model.recipe_)
    np.testing.assert_array_equal(model.best_pipeline_.predict(inputs), model.predict(X[["noise", "colour"]]))
    board = model.leaderboard_
    assert (board["learner"] != ENSEMBLE).sum() == 3
    complete = board[board["state"] == "complete"]
    assert complete["rmse"].is_monotonic_increasing
    assert board.index[board["state"] == "complete"].tolist() == list(range(len(complete)))
    assert model.best_score_ == board["rmse"][0]
    assert model.best_params_ == {"learner": board["learner"][0], **board["params"][0]}


def test_counted_trials_give_the_same_model_bit_for_bit() -> None:
    X, _, y = table()
    settings: list[dict] = [{"random_state": 5}, {"random_state": 5, "n_jobs": 2}]
    first, again = (TrefoilClassifier(n_trials=3, **kept).fit(X, y) for kept in settings)
    np.testing.assert_array_equal(first.predict_proba(X), again.predict_proba(X))
    pd.testing.assert_frame_equal(
        first.leaderboard_.drop(columns="seconds"), again.leaderboard_.drop(columns="seconds")
    )
    restored = pickle.loads(pickle.dumps(first))
    np.testing.assert_array_equal(first.predict_proba(X), restored.predict_proba(X))


@pytest.mark.parametrize("n_rows", [240, 8_000])
def test_the_budget_holds_with_the_refit_inside_it(n_rows: int) -> None:
    X, amount, _ = table(n_rows)
    started = time.monotonic()
    model = TrefoilRegressor(budget_s=3, random_state=0).fit(X, amount)
    assert time.monotonic() - started <= 1.05 * 3 + 1
    assert model.fit_seconds_ <= 1.05 * 3 + 1
    assert len(model.leaderboard_) > 1


def outcome(number: int, score: float, seconds: float, learner: str = "hist_gradient") -> TrialOutcome:
    rows = np.arange(4)
    return TrialOutcome(
        number, learner, {}, (score,), score, 0.0, "complete", seconds, rows.astype(np.float32), rows,
        refit_seconds=seconds,
    )  # fmt: skip


def test_a_refit_is_estimated_from_what_a_row_took_in_the_folds() -> None:
    folds = [
        FoldResult(fold, 0.0, np.empty(0), None, rows=1_000, fit_seconds=seconds)
        for fold, seconds in enumerate((2.0, 4.0))
    ]
    assert refit_estimate("hist_gradient", folds, 8_000) == pytest.approx(1.2 * 3.0 * 8)
    assert refit_estimate("lightgbm", folds, 1_000) == pytest.approx(1.2 * 1.1 * 3.0)
    assert refit_estimate("linear", [], 1_000) == 0


def test_the_refit_of_the_best_trial_is_kept_back_and_that_of_an_ensemble_where_there_is_room() -> None:
    class Table:
        y = np.arange(4.0)

    trials = Trials(METRICS["rmse"], Table(), None, room_for_votes=6.0)
    assert trials.kept_back == 0
    trials.add(outcome(0, 5.0, seconds=1.0))
    assert trials.kept_back == pytest.approx(1.0 + SELECTION_SECONDS)
    trials.add(outcome(1, 9.0, seconds=100.0))
    assert trials.best.number == 0
    assert trials.kept_back == pytest.approx(6.0)
    trials.add(outcome(2, 1.0, seconds=8.0))
    assert trials.kept_back == 8
    trials.add(outcome(3, 0.5, seconds=5.0, learner="ensemble"))
    assert trials.kept_back == 5
    assert all(len(kept.oof) == 0 for kept in trials.outcomes)
    abreast = Trials(METRICS["rmse"], Table(), None, room_for_votes=6.0, room_for_refit=1.0, n_jobs=2)
    abreast.add(outcome(0, 5.0, seconds=0.1))
    abreast.add(outcome(1, 6.0, seconds=0.1))
    assert abreast.kept_back == pytest.approx(0.2 / 1.7 + SELECTION_SECONDS)
    abreast.add(outcome(2, 1.0, seconds=8.0))
    assert abreast.kept_back == 1.0
    alone = Trials(METRICS["rmse"], Table(), None)
    alone.add(outcome(0, 5.0, seconds=1.0))
    assert alone.kept_back == 1.0
    assert trials.leaderboard()["trial"].tolist() == [3, 2, 0, 1]


def test_the_payoff_moves_the_decision_and_is_on_the_leaderboard() -> None:
    X, _, y = table()
    plain = TrefoilClassifier(n_trials=2, random_state=0).fit(X, y)
    careful = BinaryPayoff(true_positive=1, false_negative=-50, false_positive=-1)
    model = clone(plain).set_params(payoff=careful).fit(X, y)
    assert plain.threshold_ is None
    assert "value_per_row" not in plain.leaderboard_
    assert 0 <= model.threshold_ < 0.5
    expected = np.where(model.predict_proba(X)[:, 1] >= model.threshold_, "yes", "no")
    np.testing.assert_array_equal(model.predict(X), expected)
    assert (model.predict(X) == "yes").sum() > (plain.predict(X) == "yes").sum()
    assert model.leaderboard_["value_per_row"].notna().all()
    never = BinaryPayoff(false_positive=-1, true_positive=-1)
    assert set(model.set_params(payoff=never).fit(X, y).predict(X)) == {"no"}


def test_amounts_that_differ_by_row_and_a_matrix_decide_for_the_value() -> None:
    X, _, y = table()
    X = X.assign(bill=np.resize([1.0, 500.0], len(X)))
    by_row = BinaryPayoff(true_positive=Amount(column="bill"), cost_of_acting=20)
    model = TrefoilClassifier(n_trials=1, random_state=0, payoff=by_row).fit(X, y)
    gain = model.predict_proba(X)[:, 1] * X["bill"].to_numpy() - 20
    np.testing.assert_array_equal(model.predict(X) == "yes", gain >= model.threshold_)
    assert set(model.predict(X[X["bill"] == 1])) == {"no"}
    y = np.where(X["bill"] == 1, "other", y)
    matrix = MulticlassPayoff(matrix={"yes": {"no": -900, "other": -900}})
    cautious = TrefoilClassifier(n_trials=1, random_state=0, payoff=matrix).fit(X, y)
    p = cautious.predict_proba(X)
    worth = p @ np.array([[1, -1, -1], [-1, 1, -1], [-900, -900, 1]])
    np.testing.assert_array_equal(cautious.predict(X), cautious.classes_[worth.argmax(axis=1)])
    assert (cautious.predict(X) == "yes").sum() > (p.argmax(axis=1) == 2).sum()


def test_costs_of_amounts_are_on_the_leaderboard() -> None:
    X, amount, _ = table()
    model = TrefoilRegressor(n_trials=1, random_state=0, metric="mae", payoff=RegressionPayoff()).fit(
        X, amount
    )
    assert model.leaderboard_["value_per_row"][0] == pytest.approx(-model.leaderboard_["mae"][0], rel=0.01)
    assert model.threshold_ is None


@pytest.mark.parametrize(("strategy", "column"), [("time", "seen"), ("grouped", "colour")])
def test_the_column_of_the_split_is_no_feature(strategy: str, column: str) -> None:
    X, _, y = table()
    plan = SplitPlan(strategy=strategy, column=column, folds=3)
    model = TrefoilClassifier(n_trials=1, random_state=0, split=plan).fit(X, y)
    assert column not in {feature["name"] for feature in model.recipe_["features"]}
    assert len(model.predict(X)) == len(X)


def test_rows_set_aside_are_scored_with_their_spread_and_nothing_is_learnt_on_them() -> None:
    X, _, y = table(600)
    plan = SplitPlan(strategy="time", column="seen", holdout=0.25, folds=3)
    payoff = BinaryPayoff(true_positive=10, false_positive=-5)
    settings = {"n_trials": 1, "random_state": 0, "split": plan, "payoff": payoff}
    model = TrefoilClassifier(**settings).fit(X, y)
    kept = X["seen"].rank(method="min") > 450
    assert model.holdout_.rows == kept.sum()
    probability = model.predict_proba(X[kept])[:, 1]
    area = model.holdout_.scores["roc_auc"]
    assert area.value == pytest.approx(roc_auc_score(y[kept], probability))
    assert area.low < area.value < area.high or area.value == 1
    assert set(model.holdout_.scores) == {metric.code for metric in metrics_of("binary")}
    assert model.holdout_.calibration == calibration_of((y[kept] == "yes").astype(int), probability)
    acts, real = probability >= model.threshold_, y[kept] == "yes"
    assert model.holdout_.value_per_row.value == pytest.approx((acts * np.where(real, 10, -5)).mean())
    flipped = np.where(kept, np.where(y == "yes", "no", "yes"), y)
    other = TrefoilClassifier(**settings).fit(X, flipped)
    np.testing.assert_array_equal(other.predict_proba(X), model.predict_proba(X))
    assert other.holdout_.scores["roc_auc"].value == pytest.approx(1 - area.value)


def test_without_a_split_no_row_is_set_aside_and_amounts_have_no_calibration() -> None:
    X, amount, y = table()
    assert TrefoilClassifier(n_trials=1, random_state=0).fit(X, y).holdout_ is None
    plan = SplitPlan(strategy="random")
    model = TrefoilRegressor(n_trials=1, random_state=0, split=plan).fit(X, amount)
    assert (model.holdout_.rows, model.holdout_.calibration, model.holdout_.value_per_row) == (48, None, None)
    assert set(model.holdout_.scores) == {"rmse", "mae", "r2"}
    assert "calibration_error" not in model.leaderboard_


def test_the_leaderboard_says_how_right_probabilities_are_out_of_fold() -> None:
    X, _, y = table()
    board = TrefoilClassifier(n_trials=2, random_state=0).fit(X, y).leaderboard_
    complete = board[board["state"] == "complete"]
    assert complete["calibration_error"].between(0, 0.5).all()
    assert complete["calibration_standard_error"].between(0.001, 0.2).all()


def test_progress_is_told_and_cancel_keeps_the_best_so_far() -> None:
    X, _, y = table()
    told: list[dict] = []
    model = TrefoilClassifier(
        random_state=0, on_progress=told.append, cancel=lambda: bool(told and told[-1]["finished"])
    )
    assert len(model.fit(X, y).leaderboard_) == 1
    assert told[0]["learner"] == "linear"
    with pytest.raises(Cancelled):
        TrefoilClassifier(cancel=lambda: True).fit(X, y)


DATES = pd.date_range("2024-01-01", periods=240)


@pytest.mark.parametrize(
    ("kind", "parameters", "change", "words"),
    [
        (TrefoilClassifier, {}, lambda X, y: (X, DATES), "holds dates"),
        (TrefoilRegressor, {}, lambda X, y: (X, DATES), "holds dates"),
        (TrefoilRegressor, {}, lambda X, y: (X, y), "not numbers"),
        (TrefoilRegressor, {}, lambda X, y: (X, np.ones(240)), "one value"),
        (TrefoilClassifier, {}, lambda X, y: (X, np.ones(240)), "only one class"),
        (TrefoilClassifier, {}, lambda X, y: (X[:6], ["a", "b"] * 3), "at least 8"),
        (TrefoilClassifier, {}, lambda X, y: (X[["note", "empty"]], y), "No column is left"),
        (TrefoilClassifier, {}, lambda X, y: (X[["size", "size"]], y), "stand twice"),
        (TrefoilClassifier, {}, lambda X, y: (X[:0], y[:0]), "0 rows"),
        (TrefoilClassifier, {"metric": "rmse"}, lambda X, y: (X, y), "Choose of roc_auc"),
        (TrefoilClassifier, {"payoff": MulticlassPayoff()}, lambda X, y: (X, y), "payoff does not fit"),
        (TrefoilClassifier, {"n_trials": 0}, lambda X, y: (X, y), "at least one trial"),
        (TrefoilClassifier, {"n_trials": None, "budget_s": 0}, lambda X, y: (X, y), "above 0"),
    ],
)
def test_what_cannot_be_learnt_is_said(kind: type, parameters: dict, change: Callable, words: str) -> None:
    X, _, y = table()
    with pytest.raises(InvalidInput, match=words) as caught:
        kind(**({"n_trials": 1} | parameters)).fit(*change(X, y))
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, TrefoilError)


def test_labels_may_not_be_missing() -> None:
    X, _, y = table()
    with pytest.raises(ValueError, match="y contains NaN"):
        TrefoilClassifier(n_trials=1).fit(X, pd.Series(y).where(pd.Series(y) == "yes"))
