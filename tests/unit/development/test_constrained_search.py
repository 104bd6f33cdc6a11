"""The search obeys: only allowed learners, bound directions, limits on time and size."""

import numpy as np
import optuna
import pandas as pd
import pytest

from core.deployment.package.training_script import pipeline_source
from core.design.business.requirements import ModelClass
from core.design.data.columns import Column, ColumnKind
from core.design.solution.constraints import Constraints
from core.development.automl import cross_validation, limits
from core.development.automl.budget import Budget
from core.development.automl.estimator import InvalidInput, TrefoilClassifier, TrefoilRegressor
from core.development.automl.learners import LEARNERS, direction_params, learners_for, refit
from core.development.automl.limits import against_direction, file_mb, footprint, row_ms
from core.development.automl.portfolio import portfolio
from core.development.automl.search import run_search
from core.development.automl.spaces import new_sampler
from core.development.metrics import METRICS
from core.development.splits import make_folds
from core.development.table import make_recipe
from core.scoring.compiled import scorer
from tests.unit.development.learning_tables import design_for, raw_frame, table_for

FORMULA = Constraints(interpretable=ModelClass.FORMULA)
SMALL = Constraints(interpretable=ModelClass.SMALL_TREES)
RISING = Constraints(monotone={"size": 1})


@pytest.mark.parametrize(
    ("constraints", "codes"),
    [
        (Constraints(), ["linear", "lightgbm", "hist_gradient", "extra_trees"]),
        (FORMULA, ["linear"]),
        (SMALL, ["linear", "small_trees"]),
        (RISING, ["linear", "lightgbm", "hist_gradient"]),
    ],
)
def test_only_learners_that_keep_to_the_constraints_are_tried(constraints, codes) -> None:
    assert learners_for(2, constraints) == codes
    tried = {setting.learner for setting in portfolio("binary", 2, 500, learners_for(2, constraints))}
    assert tried <= set(codes)
    assert "small_trees" not in learners_for(16, SMALL)


def test_the_recipe_keeps_columns_out_and_carries_directions() -> None:
    constraints = Constraints(monotone={"size": -1, "colour": 1}, without_columns=("noise",))
    kinds = {"size": ColumnKind.NUMBER, "noise": ColumnKind.NUMBER, "colour": ColumnKind.CATEGORY}
    columns = [Column(name=name, kind=kind, missing=0, distinct=9) for name, kind in kinds.items()]
    recipe, left_out = make_recipe(columns, design_for("binary", constraints=constraints))
    assert recipe["features"] == [
        {"name": "size", "kind": "number", "monotone": -1},
        {"name": "colour", "kind": "category"},
    ]
    assert left_out == [{"name": "noise", "reason": "The charter's requirements keep it out."}]


def bound_recipe(recipe: dict, direction: int) -> dict:
    size, *others = recipe["features"]
    assert size["name"] == "size"
    return {"features": [size | {"monotone": direction}, *others]}


def test_directions_stand_in_the_order_of_the_coded_inputs() -> None:
    recipe = {
        "features": [
            {"name": "colour", "kind": "category"},
            {"name": "when", "kind": "date"},
            {"name": "size", "kind": "number", "monotone": -1},
        ]
    }
    assert direction_params("lightgbm", recipe) == {"monotone_constraints": [0, 0, 0, 0, 0, 0, -1, 0]}
    assert direction_params("hist_gradient", recipe) == {"monotonic_cst": [0, 0, 0, 0, 0, 0, -1, 0]}
    assert direction_params("linear", recipe) == direction_params("extra_trees", recipe) == {}


@pytest.mark.parametrize("learner", ["lightgbm", "small_trees", "hist_gradient"])
@pytest.mark.parametrize("ml_task", ["binary", "regression"])
def test_a_bound_refit_never_moves_against_its_direction_and_is_printed_so(learner, ml_task) -> None:
    table, _, recipe = table_for(ml_task)
    against = bound_recipe(recipe, -1)
    rounds = {str(LEARNERS[learner].rounds): 40}
    model = refit(learner, rounds, table, against, 0)
    grid = pd.concat([table.X.iloc[[3]]] * 30, ignore_index=True).assign(size=np.linspace(-3, 3, 30))

    def moved(pipeline) -> np.ndarray:
        return np.diff(
            pipeline.predict(grid) if ml_task == "regression" else pipeline.predict_proba(grid)[:, 1]
        )

    assert (moved(model) <= 1e-12).all()
    assert (moved(refit(learner, rounds, table, recipe, 0)) > 0).any()
    assert "[-1, 0, 0]" in pipeline_source(model)[1]


def test_small_trees_ask_at_most_two_questions() -> None:
    table, _, recipe = table_for("regression")
    model = refit("small_trees", {"n_estimators": 30}, table, recipe, 0)[-1]
    assert model.booster_.trees_to_dataframe()["node_depth"].max() <= 3


def test_a_formula_against_the_direction_is_seen_by_its_sign() -> None:
    table, _, recipe = table_for("regression")
    for direction, wrong in ((1, []), (-1, ["size"])):
        bound = bound_recipe(recipe, direction)
        assert against_direction("linear", refit("linear", {}, table, bound, 0)[-1], bound) == wrong


def search(constraints: Constraints, n_trials: int = 3, direction: int = 0) -> tuple[list, optuna.Study]:
    table, design, recipe = table_for("regression")
    study = optuna.create_study(direction="maximize", sampler=new_sampler(0))
    outcomes: list = []
    run_search(
        table, make_folds(table, design.split), bound_recipe(recipe, direction) if direction else recipe,
        METRICS["rmse"], study, Budget(float("inf")), outcomes.append, None, 0, design.split,
        n_trials=n_trials, constraints=constraints,
    )  # fmt: skip
    return outcomes, study


def test_what_is_too_slow_or_large_is_left_out_once_there_is_a_model(monkeypatch) -> None:
    monkeypatch.setattr(limits, "row_ms", lambda pipeline, *_: 9.0 if _is_boosting(pipeline) else 1.0)
    outcomes, _ = search(Constraints(latency_ms=5.0))
    assert [outcome.state for outcome in outcomes] == ["complete", "pruned", "pruned"]
    assert outcomes[1].note == "One row takes 9 ms; at most 5 are allowed."
    monkeypatch.setattr(limits, "file_mb", lambda pipeline: 9.0 if _is_boosting(pipeline) else 1.0)
    outcomes, _ = search(Constraints(size_mb=5.0), n_trials=2)
    assert [outcome.state for outcome in outcomes] == ["complete", "pruned"]
    assert "at most 5 are allowed" in outcomes[1].misses


def _is_boosting(pipeline) -> bool:
    return hasattr(pipeline[-1], "booster_")


def test_where_nothing_holds_the_first_model_stays_and_says_what_it_misses() -> None:
    outcomes, study = search(Constraints(size_mb=1e-9), n_trials=2)
    assert [outcome.state for outcome in outcomes] == ["complete", "pruned"]
    assert "at most 1e-09 are allowed" in outcomes[0].misses
    assert study.trials[0].user_attrs["misses"] == outcomes[0].misses


def test_a_formula_that_moves_the_wrong_way_loses_to_what_keeps_the_direction() -> None:
    model = TrefoilRegressor(n_trials=2, random_state=0, monotone={"size": -1})
    raw = raw_frame()
    model.fit(raw[["size", "noise", "colour"]], raw["amount"])
    assert model.best_params_["learner"] == "lightgbm"
    assert model.leaderboard_["learner"][0] == "linear"
    assert model.misses_ == ""
    grid = raw[["size", "noise", "colour"]].head(1).loc[[0] * 20].assign(size=np.linspace(-3, 3, 20))
    assert (np.diff(model.predict(grid)) <= 1e-12).all()


def test_the_time_and_the_size_that_are_measured_are_those_of_the_pipeline() -> None:
    table, _, recipe = table_for("regression")
    light, heavy = (refit("extra_trees", {"n_estimators": n}, table, recipe, 0) for n in (2, 80))
    assert 0 < file_mb(light) < file_mb(heavy)
    assert row_ms(light, table.frame.head(1), recipe, "regression") > 0
    tight = Constraints(size_mb=file_mb(light) * 1.5)
    row = table.frame.head(1)
    assert footprint("extra_trees", light, row, recipe, "regression", tight).misses == ""
    assert "MB" in footprint("extra_trees", light, row, recipe, "regression", tight, growth=2.0).misses


def test_a_large_model_is_weighed_from_its_pickle_nearly_right(monkeypatch) -> None:
    table, _, recipe = table_for("regression", 2_000)
    model = refit("extra_trees", {"n_estimators": 60}, table, recipe, 0)
    exact = file_mb(model)
    monkeypatch.setattr(limits, "EXACT_BYTES", 0)
    assert file_mb(model) == pytest.approx(exact, rel=0.2)


def test_only_one_fold_is_timed_and_weighed(monkeypatch) -> None:
    taken: list = []
    real = cross_validation.footprint

    def watch(*args, **kwargs):
        taken.append(real(*args, **kwargs))
        return taken[-1]

    monkeypatch.setattr(cross_validation, "footprint", watch)
    outcomes, _ = search(Constraints(latency_ms=1e9), n_trials=1)
    assert len(taken) == 1
    assert (outcomes[0].row_ms, outcomes[0].size_mb) == (taken[0].row_ms, taken[0].size_mb)
    assert min(outcomes[0].row_ms, outcomes[0].size_mb) > 0


def test_the_time_of_a_row_is_that_of_the_compiled_scorer(monkeypatch) -> None:
    table, _, recipe = table_for("regression")
    model = refit("extra_trees", {"n_estimators": 2}, table, recipe, 0)
    asked: list = []

    class Watched(scorer.Scorer):
        def __call__(self, inputs):
            asked.append(self.reason)
            return super().__call__(inputs)

    monkeypatch.setattr(limits, "make_scorer", lambda *args: Watched(**vars(scorer.make_scorer(*args))))
    assert row_ms(model, table.frame.head(1), recipe, "regression") > 0
    assert asked == [None] * (limits.WARM_UP + limits.ROUNDS * limits.CALLS)


def test_a_file_has_at_most_twenty_megabytes_unless_a_requirement_says_otherwise(monkeypatch) -> None:
    assert limits.size_limit(Constraints()) == 20
    assert limits.size_limit(Constraints(size_mb=50)) == 50
    monkeypatch.setattr(limits, "file_mb", lambda pipeline: 21.0 if _is_boosting(pipeline) else 1.0)
    monkeypatch.setattr(limits, "UNWEIGHED_SHARE", 0.0)
    outcomes, _ = search(Constraints(), n_trials=2)
    assert [outcome.state for outcome in outcomes] == ["complete", "pruned"]
    assert "at most 20 are allowed unless a requirement says otherwise" in outcomes[1].note
    outcomes, _ = search(Constraints(size_mb=50), n_trials=2)
    assert [outcome.state for outcome in outcomes if not outcome.misses] == ["complete"] * len(outcomes)


def test_a_small_pickle_is_never_lighter_than_the_file_it_stands_for() -> None:
    table, _, recipe = table_for("regression", 400)
    for learner, params in (("extra_trees", {"n_estimators": 40}), ("hist_gradient", {}), ("linear", {})):
        model = refit(learner, params, table, recipe, 0)
        taken = footprint(learner, model, table.frame.head(1), recipe, "regression", Constraints())
        assert file_mb(model) <= taken.size_mb or learner == "linear"


def test_the_estimators_obey_their_parameters() -> None:
    raw = raw_frame()
    X, y = raw[["size", "noise", "colour"]], np.where(raw["amount"] > 1, "yes", "no")
    readable = TrefoilClassifier(n_trials=3, random_state=0, interpretable="formula").fit(X, y)
    assert set(readable.leaderboard_["learner"]) == {"linear"}
    small = TrefoilClassifier(n_trials=3, random_state=0, interpretable="small trees").fit(X, y)
    assert set(small.leaderboard_["learner"]) == {"linear", "small_trees"}


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"interpretable": "magic"}, "interpretable"),
        ({"monotone": {"size": 2}}, "monotone"),
        ({"monotone": {"colour": 1}}, "colour is no column of numbers"),
        ({"monotone": {"sise": 1}}, "sise is no column"),
    ],
)
def test_constraints_that_cannot_be_kept_are_refused(parameters: dict, words: str) -> None:
    raw = raw_frame()
    with pytest.raises(InvalidInput, match=words):
        TrefoilRegressor(n_trials=1, **parameters).fit(raw[["size", "colour"]], raw["amount"])


def test_several_classes_have_no_direction() -> None:
    raw = raw_frame()
    with pytest.raises(InvalidInput, match="no direction"):
        TrefoilClassifier(n_trials=1, monotone={"size": 1}).fit(raw[["size"]], raw["shop"].astype(str))
