"""Categories of many values: their target means, and boosting that splits them as such."""

import numpy as np
import optuna
import pandas as pd
import pytest
import skops.io
from sklearn.preprocessing import TargetEncoder

from core.deployment.package.plain_script import PlainReading
from core.deployment.package.reproduction import ScriptInput, run_script
from core.deployment.package.training_script import pipeline_source
from core.design.data.columns import Column, ColumnKind
from core.design.solution.constraints import Constraints
from core.development import table as table_module
from core.development.automl.budget import Budget
from core.development.automl.learners import (
    LEARNERS,
    build_pipeline,
    learners_for,
    native_learners,
    predict_with,
    recipe_params,
    refit,
)
from core.development.automl.portfolio import QUICK_NATIVE, portfolio
from core.development.automl.preparations import build_preparation
from core.development.automl.search import run_search
from core.development.automl.spaces import new_sampler
from core.development.metrics import METRICS
from core.development.splits import make_folds
from core.development.table import MANY_VALUES, LearningTable, learning_table, make_recipe
from core.scoring.compiled.scorer import difference, make_scorer
from core.scoring.model import TRUSTED_TYPES
from core.scoring.recipe import apply_recipe, read_inputs
from tests.unit.deployment.test_plain_script import rows, trained
from tests.unit.development.learning_tables import design_for

TASKS = ["binary", "multiclass", "regression"]
TREES = {"lightgbm": {"n_estimators": 8}, "lightgbm_native": {"n_estimators": 8},
         "hist_gradient": {"max_iter": 8}, "extra_trees": {"n_estimators": 8}}  # fmt: skip


def towns(n_rows: int = 600, n_towns: int = 60, seed: int = 0) -> pd.DataFrame:
    """Amounts that a town tells most of, in no order of the alphabet; towns are missing now and then."""
    rng = np.random.default_rng(seed)
    town, size = rng.integers(0, n_towns, n_rows), rng.normal(size=n_rows)
    level = np.random.default_rng(9).normal(size=n_towns)
    name = pd.Series([f"town {code}" for code in town], dtype="str").mask(rng.random(n_rows) < 0.02)
    amount = 2 * level[town] + size + 0.5 * rng.normal(size=n_rows)
    return pd.DataFrame({"size": size, "town": name, "amount": amount})


def table_of(frame: pd.DataFrame, ml_task: str, distinct: int = 60) -> tuple[LearningTable, dict]:
    """The learning table of towns, and its recipe."""
    labels = np.digitize(frame["amount"], [0.0] if ml_task == "binary" else [-1.0, 1.0])
    frame = frame.assign(target=np.array(["no", "yes", "more"])[labels])
    design = design_for(ml_task, features=("size", "town"))
    columns = [
        Column(name="size", kind=ColumnKind.NUMBER, missing=0, distinct=len(frame)),
        Column(name="town", kind=ColumnKind.CATEGORY, missing=0, distinct=distinct),
    ]
    recipe, _ = make_recipe(columns, design)
    return learning_table(frame, design, recipe), recipe


def odd_rows() -> pd.DataFrame:
    """Rows with towns never seen, missing towns and missing sizes."""
    frame = towns(60, seed=4)
    return frame.assign(
        town=frame["town"].mask(frame.index % 4 == 0, "never seen").mask(frame.index % 7 == 0),
        size=frame["size"].mask(frame.index % 5 == 0),
    )


@pytest.mark.parametrize(
    ("distinct", "counted"), [(MANY_VALUES - 1, {}), (MANY_VALUES, {"values": MANY_VALUES})]
)
def test_a_recipe_counts_the_values_of_a_category_where_they_are_many(distinct, counted) -> None:
    _, recipe = table_of(towns(), "regression", distinct)
    assert recipe["features"][1] == {"name": "town", "kind": "category"} | counted


@pytest.mark.parametrize(("ml_task", "n_means"), [("binary", 1), ("multiclass", 3), ("regression", 1)])
def test_trees_get_the_code_of_a_text_and_the_target_means_for_it(ml_task, n_means) -> None:
    table, recipe = table_of(towns(), ml_task)
    preparation = build_preparation("coded", recipe, ml_task)
    learnt, scored = preparation.fit_transform(table.X, table.y), preparation.transform(table.X)
    assert learnt.shape == (len(table), 2 + n_means)
    of_town = table.y[(table.X["town"] == "town 7").to_numpy()]
    truth = of_town if ml_task == "regression" else of_town == table.y.max()
    found = scored[(table.X["town"] == "town 7").to_numpy(), -1]
    assert np.ptp(found) == 0
    assert abs(found[0] - truth.mean()) < 0.15 * max(1.0, table.y.std())
    few = build_preparation("coded", {"features": [{**f, "values": 0} for f in recipe["features"]]}, ml_task)
    np.testing.assert_array_equal(few.fit_transform(table.X, table.y), learnt[:, :2])


def test_means_to_learn_from_do_not_know_the_target_of_their_own_row() -> None:
    """Of towns that tell nothing, a mean with the row's own target would seem to tell much."""
    frame = towns(600, 200)
    table, recipe = table_of(frame.assign(amount=np.random.default_rng(3).normal(size=600)), "regression")
    preparation = build_preparation("coded", recipe, "regression")
    learnt, scored = preparation.fit_transform(table.X, table.y), preparation.transform(table.X)
    assert abs(np.corrcoef(learnt[:, 2], table.y)[0, 1]) < 0.12
    assert np.corrcoef(scored[:, 2], table.y)[0, 1] > 0.3


def test_native_categories_suit_a_thousand_rows_with_three_texts() -> None:
    table, recipe = table_of(towns(1_000), "binary")
    assert native_learners(table, recipe) == ["lightgbm_native"]
    assert native_learners(*table_of(towns(999), "binary")) == []
    two = towns(1_000, 2)
    assert native_learners(*table_of(two.assign(town=two["town"].fillna("town 0")), "binary")) == []
    numbers = {"features": recipe["features"][:1]}
    assert native_learners(table, numbers) == []


def test_native_categories_are_offered_only_where_they_suit() -> None:
    assert "lightgbm_native" not in learners_for(2)
    assert "lightgbm_native" in learners_for(2, Constraints(monotone={"size": 1}), ["lightgbm_native"])
    assert "lightgbm_native" not in learners_for(16, native=["lightgbm_native"])
    for ml_task, n_labels in (("binary", 2), ("multiclass", 3), ("regression", 0)):
        for n_rows in (1_000, 5_000):
            names = [each.name for each in portfolio(ml_task, n_labels, n_rows)]
            allowed = learners_for(n_labels, native=["lightgbm_native"])
            more = [each.name for each in portfolio(ml_task, n_labels, n_rows, allowed)]
            assert [name for name in more if name != QUICK_NATIVE.name] == names
            assert QUICK_NATIVE.name in more


def test_the_parameters_name_the_codes_and_leave_them_free_of_directions() -> None:
    _, recipe = table_of(towns(), "regression")
    assert recipe_params("lightgbm", recipe) == {}
    assert recipe_params("lightgbm_native", recipe) == {"categorical_column": [1]}
    bound = {"features": [recipe["features"][0] | {"monotone": 1}, recipe["features"][1]]}
    assert recipe_params("lightgbm_native", bound) == {
        "monotone_constraints": [1, 0, 0],
        "categorical_column": [1],
    }


@pytest.mark.parametrize("learner", ["lightgbm", "lightgbm_native", "hist_gradient"])
def test_predictions_follow_a_direction_beside_categories_of_many_values(learner) -> None:
    table, recipe = table_of(towns(), "regression")
    bound = {"features": [recipe["features"][0] | {"monotone": -1}, recipe["features"][1]]}
    model = refit(learner, TREES[learner], table, bound, 0)
    sizes = np.linspace(-3, 3, 50)
    predicted = model.predict(pd.DataFrame({"size": sizes, "town": ["town 3"] * 50}))
    assert (np.diff(predicted) <= 1e-12).all()


@pytest.mark.parametrize("ml_task", TASKS)
@pytest.mark.parametrize("learner", TREES)
def test_a_model_with_means_is_stored_printed_and_answered_by_lookups(learner, ml_task) -> None:
    table, recipe = table_of(towns(), ml_task)
    model = refit(learner, TREES[learner], table, recipe, seed=0)
    expected = predict_with(model, table.X, ml_task, table.n_labels)
    stored = skops.io.dumps(model)
    assert set(skops.io.get_untrusted_types(data=stored)) <= set(TRUSTED_TYPES)
    loaded = skops.io.loads(stored, trusted=list(TRUSTED_TYPES))
    np.testing.assert_array_equal(predict_with(loaded, table.X, ml_task, table.n_labels), expected)
    imports, expression = pipeline_source(build_pipeline(learner, TREES[learner], recipe, ml_task, 3, 0))
    scope: dict = {}
    exec(imports, scope)
    printed = eval(expression, scope).fit(table.X, table.y)
    again = predict_with(printed, table.X, ml_task, table.n_labels)
    np.testing.assert_allclose(again, expected, rtol=0, atol=1e-9)
    scorer, odd = make_scorer(model, recipe, ml_task), odd_rows()
    assert scorer.reason is None
    answer = model.predict if ml_task == "regression" else model.predict_proba
    inputs, plain = read_inputs(odd, recipe), np.asarray(answer(apply_recipe(odd, recipe)))
    assert difference(scorer(inputs), plain) <= 1e-12
    for row in range(8):
        assert difference(scorer(inputs.part(row, row + 1)), plain[[row]]) <= 1e-12


def test_native_categories_find_what_the_order_of_codes_hides() -> None:
    table, recipe = table_of(towns(1_200, 40), "regression", distinct=40)
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(direction="maximize", sampler=new_sampler(0))
    found: dict[str, float] = {}
    run_search(
        table, make_folds(table, design_for("regression").split), recipe, METRICS["rmse"], study,
        Budget(np.inf), lambda outcome: found.setdefault(outcome.learner, outcome.score), n_trials=3,
    )  # fmt: skip
    assert set(found) >= {"linear", "lightgbm", "lightgbm_native"}
    assert found["lightgbm_native"] < 0.95 * found["lightgbm"]


def test_every_tree_learner_takes_the_means() -> None:
    assert {code for code, learner in LEARNERS.items() if learner.preparation == "coded"} == {
        *TREES,
        "small_trees",
    }
    assert isinstance(
        build_preparation("coded", table_of(towns(), "binary")[1], "binary").transformers[-1][1],
        TargetEncoder,
    )


@pytest.mark.parametrize("task", ["binary", "regression"])
def test_the_plain_script_of_a_package_gives_the_same_predictions(task, monkeypatch) -> None:
    monkeypatch.setattr(table_module, "MANY_VALUES", 3)
    of = trained("lightgbm_native", task, params={"n_estimators": 8})
    assert b"TargetEncoder" in of.script() and b"categorical_column" in of.script()
    found = run_script(ScriptInput(of.script(), PlainReading(), of.data, rows(40, seed=5)), of.model, 120.0)
    assert (found.verdict, found.rows, found.reason) == ("same", 40, "")
