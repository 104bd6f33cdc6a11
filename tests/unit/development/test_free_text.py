"""Free text: which of it a model learns from, by its words or as a category, and the same once released."""

import pickle

import numpy as np
import pandas as pd
import pytest
import skops.io
from scipy import sparse
from sklearn.metrics import roc_auc_score

from core.deployment.monitoring.drift import drift_report
from core.deployment.package.plain_data import write_cells
from core.deployment.package.plain_script import PlainReading, plain_script
from core.design.data.columns import Column, ColumnKind, Role
from core.design.data.free_text import FEWEST_TEXTS, NAMES_ROWS, mean_words, text_feature, text_features
from core.design.data.reading.conform import describe_columns
from core.design.data.roles import READ_IT_FIRST, propose_roles
from core.design.solution.design import SolutionDesign, SplitPlan, SplitStrategy
from core.development.automl.estimator import TrefoilClassifier, TrefoilRegressor
from core.development.automl.learners import LEARNERS, build_pipeline, predict_with, recipe_params, refit
from core.development.automl.portfolio import portfolio
from core.development.automl.preparations import THEMES, WORD_PLACES, build_preparation
from core.development.splits import split_holdout
from core.development.table import LearningTable, learning_table, make_recipe, take
from core.scoring.compiled.json_rows import json_reader
from core.scoring.compiled.scorer import difference, make_scorer
from core.scoring.model import TRUSTED_TYPES
from core.scoring.recipe import Recipe, read_inputs
from core.scoring.scoring_model import ScoringModel

ANGRY = ["broken", "late", "refund", "angry", "twice", "never", "cancel", "wrong"]
CALM = ["thanks", "great", "quick", "friendly", "again", "perfect", "helpful", "lovely"]
PLAIN = [
    "order",
    "parcel",
    "shop",
    "delivery",
    "colour",
    "customer",
    "week",
    "price",
    "today",
    "call",
    "size",
]
FEW_ROUNDS = {"n_estimators": 15}
BY_CHANCE = SplitPlan(strategy=SplitStrategy.RANDOM, seed=3)


def mail(n_rows: int = 600, seed: int = 0) -> pd.DataFrame:
    """Mails whose words tell who leaves; a title that half tells what they spend; and a key of each row."""
    rng = np.random.default_rng(seed)
    leaves = rng.random(n_rows) < 0.5
    texts = [
        " ".join([*rng.choice(ANGRY if is_angry else CALM, 2), *rng.choice(PLAIN, 6)]) + f" {at}"
        for at, is_angry in enumerate(leaves)
    ]
    titles = [f"{'chief' if code % 3 == 0 else 'junior'} clerk {code}" for code in range(60)]
    code = rng.integers(0, 60, n_rows)
    return pd.DataFrame(
        {
            "size": rng.normal(size=n_rows),
            "mail": pd.Series(texts, dtype="str").mask(rng.random(n_rows) < 0.03),
            "title": pd.Series(titles, dtype="str")[code].reset_index(drop=True),
            "key": pd.Series([f"K-{number:06d}" for number in range(n_rows)], dtype="str"),
            "leaves": np.where(leaves, "yes", "no"),
            "spent": 2.0 * leaves + (code % 3 == 0) + 0.3 * rng.normal(size=n_rows),
        }
    )


def column(name: str, values: pd.Series) -> Column:
    """A column of text, however many different ones it holds."""
    return Column(
        name=name, kind=ColumnKind.TEXT, missing=int(values.isna().sum()), distinct=int(values.nunique())
    )


def table_of(ml_task: str, frame: pd.DataFrame | None = None) -> tuple[LearningTable, Recipe, SolutionDesign]:
    """The learning table of mails, with titles and keys offered too."""
    data = mail() if frame is None else frame
    columns = describe_columns(data)
    target = "spent" if ml_task == "regression" else "leaves"
    design = SolutionDesign(
        ml_task=ml_task, task_reason="", target=target, positive=None if ml_task == "regression" else "yes",
        features=("size", "mail", "title", "key"), metric="rmse" if ml_task == "regression" else "roc_auc",
        split=BY_CHANCE,
    )  # fmt: skip
    recipe, _ = make_recipe(columns, design, text_features(data, columns))
    return learning_table(data, design, recipe), recipe, design


def odd_rows() -> pd.DataFrame:
    """Mails that are missing, blank, unseen, of signs only, and in another language."""
    odd = [" ", "   ", "?!", "never seen before at all", "Привет мир", "refund refund REFUND", "a"]
    frame = mail(60, seed=5)
    places = frame.index % (len(odd) + 1)
    texts = [
        text if place == len(odd) else odd[place] for text, place in zip(frame["mail"], places, strict=True)
    ]
    return frame.assign(mail=pd.Series(texts, dtype="str").mask(frame.index % 9 == 0))


def test_words_are_read_where_rows_have_texts_of_their_own() -> None:
    assert text_feature(column("mail", mail()["mail"]), mail()["mail"]) == {"kind": "text", "words": True}


def test_a_text_in_a_word_or_two_that_names_its_row_tells_nothing() -> None:
    assert text_feature(column("key", mail()["key"]), mail()["key"]) == {}


def test_texts_that_come_again_are_a_category_of_many_values() -> None:
    codes = pd.Series([f"K{at % 400}" for at in range(1_000)], dtype="str")
    assert text_feature(column("code", codes), codes) == {"kind": "category", "values": 400}


def test_titles_that_come_again_tell_by_their_words_too() -> None:
    titles = pd.Series([f"senior clerk {at % 400}" for at in range(1_000)], dtype="str")
    assert text_feature(column("t", titles), titles) == {"kind": "category", "values": 400, "words": True}


def test_too_few_texts_have_no_themes() -> None:
    few = mail(FEWEST_TEXTS - 10)["mail"]
    assert text_feature(column("mail", few), few) == {}
    assert mean_words(pd.Series([None, None], dtype="str")) == 0


@pytest.mark.parametrize("signs", ["! ? # ", "a b c d "])
def test_signs_and_single_letters_are_no_words(signs: str) -> None:
    odd = pd.Series([signs + "- " * (at % 50) + ". " * (at // 50) for at in range(600)], dtype="str")
    assert text_feature(column("odd", odd), odd) == {}


def test_what_is_left_out_says_why() -> None:
    data = mail()
    columns = [column("key", data["key"]), column("mail", data["mail"])]
    design = table_of("binary")[2]
    recipe, left_out = make_recipe(columns, design, text_features(data, columns))
    assert recipe["features"] == [{"name": "mail", "kind": "text", "words": True}]
    assert left_out == [{"name": "key", "reason": NAMES_ROWS}]


def test_free_text_waits_until_somebody_has_read_it() -> None:
    data = mail().drop(columns="spent")
    data["code"] = pd.Series([f"K{at % 200}" for at in range(len(data))], dtype="str")
    roles = {role.column: role for role in propose_roles(data, describe_columns(data), "leaves").roles}
    assert roles["mail"].role is Role.IGNORED
    assert roles["mail"].reason == READ_IT_FIRST
    assert roles["code"].role is Role.FEATURE


@pytest.mark.parametrize(
    "learner", [code for code in LEARNERS if code not in ("neural_network", "wide_network")]
)
@pytest.mark.parametrize("ml_task", ["binary", "regression"])
def test_a_released_model_reads_words_as_the_pipeline_does(learner: str, ml_task: str) -> None:
    table, recipe, _ = table_of(ml_task)
    rounds = LEARNERS[learner].rounds
    pipeline = refit(learner, {rounds: 8} if rounds else {}, table, recipe, 0)
    stored = skops.io.loads(skops.io.dumps(pipeline), trusted=TRUSTED_TYPES)
    inputs = read_inputs(odd_rows(), recipe)
    scorer = make_scorer(stored, recipe, ml_task)
    assert scorer.reason is None
    assert difference(scorer(inputs), scorer.plain(pipeline)(inputs)) <= 1e-12


def test_a_row_of_json_is_read_as_a_row_of_a_table() -> None:
    table, recipe, _ = table_of("binary")
    scorer = make_scorer(refit("lightgbm", FEW_ROUNDS, table, recipe, 0), recipe, "binary")
    kinds = {"size": "number", "mail": "text", "title": "category"}
    contract = {
        "columns": [
            {"name": name, "kind": kind, "required": True, "nullable": True} for name, kind in kinds.items()
        ]
    }
    reader = json_reader(contract, recipe, [])
    assert reader is not None
    frame = odd_rows()[list(kinds)]
    rows = [
        {name: None if pd.isna(cell) else cell for name, cell in row.items()}
        for row in frame.to_dict("records")
    ]
    read = reader.read(rows)
    assert read is not None
    assert difference(scorer(read.inputs), scorer(read_inputs(frame, recipe))) == 0


def test_no_word_that_was_learnt_from_stands_in_the_model() -> None:
    table, recipe, _ = table_of("binary")
    stored = pickle.dumps(refit("lightgbm", FEW_ROUNDS, table, recipe, 0))
    assert not [word for word in (*ANGRY, *CALM) if word.encode() in stored]


def test_a_linear_model_weighs_each_word() -> None:
    table, recipe, _ = table_of("binary")
    pipeline = refit("linear", {"C": 1.0}, table, recipe, 0)
    matrix = pipeline["prepare"].transform(table.X)
    assert sparse.issparse(matrix)
    assert pipeline["model"].coef_.shape == (1, matrix.shape[1])
    assert matrix.shape[1] > WORD_PLACES


def test_words_get_a_linear_model_that_holds_them_back_less() -> None:
    names = [setting.name for setting in portfolio("binary", 2, 5_000, has_words=True)]
    assert names[:2] == ["linear", "linear, for words"]
    assert "linear, for words" not in [setting.name for setting in portfolio("binary", 2, 5_000)]


def test_the_classifier_learns_from_words() -> None:
    learn, new = mail(900), mail(400, seed=1)
    features = ["size", "mail", "key"]
    model = TrefoilClassifier(n_trials=2, random_state=0).fit(learn[features], learn["leaves"])
    assert roc_auc_score(new["leaves"] == "yes", model.predict_proba(new[features])[:, 1]) > 0.95
    assert [each["name"] for each in model.left_out_] == ["key"]


def test_the_regressor_learns_from_a_code_of_many_values() -> None:
    rng = np.random.default_rng(0)
    level = rng.normal(size=400)
    code = rng.integers(0, 400, 4_000)
    frame = pd.DataFrame({"code": [f"c{each:03d}" for each in code], "size": rng.normal(size=4_000)})
    y = 2 * level[code] + frame["size"] + 0.3 * rng.normal(size=4_000)
    learn, new = slice(0, 3_000), slice(3_000, None)
    model = TrefoilRegressor(n_trials=2, random_state=0).fit(frame[learn], y[learn])
    assert np.std(y[new] - model.predict(frame[new])) < 0.5 * np.std(y[new])


def test_a_direction_is_kept_beside_words() -> None:
    table, recipe, _ = table_of("regression")
    for feature in recipe["features"]:
        if feature["name"] == "size":
            feature["monotone"] = 1
    preparation = build_preparation("coded", recipe, "regression").fit(table.X, table.y)
    directions = recipe_params("lightgbm", recipe)["monotone_constraints"]
    assert len(directions) == preparation.transform(table.X).shape[1]
    assert directions.count(1) == 1
    model = refit("lightgbm", FEW_ROUNDS, table, recipe, 0)
    rising = table.X.assign(size=table.X["size"] + 1)
    assert (
        predict_with(model, rising, "regression") >= predict_with(model, table.X, "regression") - 1e-9
    ).all()


def test_themes_learn_nothing_from_the_target() -> None:
    table, recipe, _ = table_of("binary")
    first = build_preparation("coded", recipe, "binary").fit(table.X, table.y).transform(table.X)
    other = build_preparation("coded", recipe, "binary").fit(table.X, 1 - table.y).transform(table.X)
    assert np.array_equal(first[:, -THEMES:], other[:, -THEMES:])


@pytest.mark.parametrize("learner", ["linear", "lightgbm"])
def test_the_printed_script_reads_words_as_the_model_does(learner: str, tmp_path) -> None:
    data = mail()
    table, recipe, design = table_of("binary", data)
    train = take(table, split_holdout(table, BY_CHANCE)[0])
    rounds = LEARNERS[learner].rounds
    pipeline = refit(learner, {rounds: 8} if rounds else {}, train, recipe, 7)
    assert build_pipeline(learner, {}, recipe, "binary", 2, 7) is not None
    manifest = {"name": "Mails", "ml_task": "binary", "target": "leaves", "labels": list(table.labels)}
    kinds = {column.name: column.kind.value for column in describe_columns(data)}
    model = ScoringModel(pipeline, manifest, recipe, {"columns": []})
    scope: dict = {"__name__": "reproduce"}
    exec(compile(plain_script(model, kinds, design.split, PlainReading()), "reproduce.py", "exec"), scope)
    write_cells(data, tmp_path / "data.csv", PlainReading())
    write_cells(odd_rows(), tmp_path / "rows.csv", PlainReading())
    model_again = scope["train"](scope["read_table"](tmp_path / "data.csv"))
    found = scope["predict"](model_again, scope["read_table"](tmp_path / "rows.csv"))
    expected = predict_with(pipeline, learning_table(odd_rows(), design, recipe).X, "binary")
    assert np.abs(found["probability"].to_numpy() - expected).max() < 1e-9


def test_longer_texts_are_a_change() -> None:
    before, now = mail(400), mail(400, seed=2)
    report = drift_report(before, now, {"mail": "text"})
    assert report["features"][0]["verdict"] == "stable"
    longer = now.assign(mail=now["mail"] + " and so on and so on and so on")
    assert drift_report(before, longer, {"mail": "text"})["drifted"] == ["mail"]
