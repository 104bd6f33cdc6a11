"""The printed training script: from the CSV of all rows, with public libraries alone, to the same predictions."""

import ast
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import ConvergenceWarning

from core.deployment.package.plain_data import write_cells
from core.deployment.package.plain_script import PlainReading, plain_script
from core.deployment.package.training_script import NotPrintable
from core.design.data.columns import Column
from core.design.data.reading.conform import describe_columns
from core.design.solution.design import SolutionDesign, SplitPlan
from core.development.automl.learners import ENSEMBLE, LEARNERS, refit
from core.development.splits import split_holdout
from core.development.table import learning_table, make_recipe, take
from core.development.time_split import learnt_rows
from core.scoring.compiled.scorer import difference
from core.scoring.scoring_model import ScoringModel

TASKS = ("binary", "multiclass", "regression")
PUBLIC = {"os", "sys", "numpy", "pandas", "sklearn", "lightgbm"}
ROUNDS = 12
PLAIN = PlainReading()
BY_CHANCE = SplitPlan(strategy="stratified", seed=3)
FEATURES = ("tenure", "visits", "plan", "paperless", "joined")


def rows(n: int = 160, seed: int = 0) -> pd.DataFrame:
    """Customers of every kind of column, with gaps in the features and in the targets."""
    rng = np.random.default_rng(seed)
    tenure = np.where(rng.random(n) < 0.1, np.nan, rng.uniform(0, 72, n))
    paperless = pd.array(rng.random(n) < 0.5, dtype="boolean")
    paperless[3] = pd.NA
    amount = np.nan_to_num(tenure, nan=30.0) + rng.normal(0, 8, n)
    plan = pd.Series(rng.choice(["basic", " 01", "a,b", 'say "hi"\nthere', "(missing)"], n), dtype="str")
    frame = pd.DataFrame(
        {
            "tenure": tenure,
            "visits": rng.integers(-3, 40, n),
            "plan": plan.mask(rng.random(n) < 0.1),
            "paperless": paperless,
            "joined": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 9_000, n), unit="h"),
            "binary": (amount > 36).astype(float),
            "multiclass": pd.Series(
                np.array(["low", "mid", "high"])[np.digitize(amount, [24, 48])], dtype="str"
            ),
            "regression": amount / 3,
            "group": rng.choice(["north", "south", "east", "west", "far east", "mid"], n),
            "year": rng.integers(2000, 2020, n),
        }
    )
    gaps = rng.random(n) < 0.05
    return frame.assign(**{name: frame[name].mask(gaps) for name in TASKS}, joined=frame["joined"].mask(gaps))


@dataclass
class Trained:
    """A model as the app trains it, and what its script is printed from."""

    model: ScoringModel
    kinds: dict[str, str]
    plan: SplitPlan
    data: pd.DataFrame

    def script(self, reading: PlainReading = PLAIN) -> bytes:
        """Print the script."""
        return plain_script(self.model, self.kinds, self.plan, reading)


def trained(
    learner: str = "linear",
    task: str = "binary",
    plan: SplitPlan = BY_CHANCE,
    params: Any = None,
    **changes: Any,
) -> Trained:
    """Train on all rows of a table but those that the plan keeps back."""
    data = rows()
    columns: tuple[Column, ...] = describe_columns(data)
    design = SolutionDesign(
        **({"ml_task": task, "task_reason": "", "target": task, "features": FEATURES} | changes),
        metric={"binary": "money", "multiclass": "log_loss", "regression": "rmse"}[task],
        split=plan,
    )
    recipe, _ = make_recipe(columns, design)
    table = learning_table(data, design, recipe)
    train = take(table, split_holdout(table, plan)[0])
    if params is None:
        params = short_params(learner)
    pipeline = refit(learner, params, train, recipe, 7)
    manifest = {
        "name": "Keep them",
        "ml_task": task,
        "target": design.target,
        "labels": None if train.labels is None else list(train.labels),
        "learnt_rows": learnt_rows(train.frame, plan),
    }
    kinds = {column.name: column.kind.value for column in columns}
    return Trained(ScoringModel(pipeline, manifest, recipe, {"columns": []}), kinds, plan, data)


def short_params(learner: str) -> dict[str, Any]:
    """Return parameters under which a learner trains in a moment, whichever it is."""
    rounds = LEARNERS[learner].rounds
    return {} if rounds is None else {rounds: ROUNDS}


def votes(most: int = 99) -> dict[str, Any]:
    """Return a vote of one trial of every learner, or of the first few."""
    learners = list(LEARNERS)[:most]
    members = [
        {"trial": at, "learner": learner, "weight": at + 1.0, "params": short_params(learner)}
        for at, learner in enumerate(learners)
    ]
    return {"members": members}


def apart(of: Trained, folder: Path, reading: PlainReading = PLAIN) -> float:
    """Run the script's functions on the CSV of all rows; return how far it is from the model on other rows."""
    scope: dict[str, Any] = {"__name__": "reproduce"}
    exec(compile(of.script(reading), "reproduce.py", "exec"), scope)
    write_cells(of.data, folder / "data.csv", reading)
    others = rows(90, seed=5)
    write_cells(others, folder / "rows.csv", reading)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", ConvergenceWarning
        )  # a network's epochs are those that the folds ended with
        model = scope["train"](scope["read_table"](folder / "data.csv"))
    found = scope["predict"](model, scope["read_table"](folder / "rows.csv")).to_numpy()
    expected = of.model.scores(others)
    assert np.ptp(expected) > 0.01
    return difference(found.reshape(expected.shape), expected)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("learner", LEARNERS)
def test_every_learner_is_trained_again_from_the_csv(learner: str, task: str, tmp_path: Path) -> None:
    assert apart(trained(learner, task), tmp_path) <= 1e-9


@pytest.mark.parametrize("task", TASKS)
def test_a_vote_of_all_learners_is_trained_again_from_the_csv(task: str, tmp_path: Path) -> None:
    assert apart(trained(ENSEMBLE, task, params=votes()), tmp_path) <= 1e-9


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize(
    "plan",
    [
        SplitPlan(strategy="random", holdout=0.3, seed=11),
        SplitPlan(strategy="grouped", column="group", seed=2),
        SplitPlan(strategy="grouped", column="year", holdout=0.4),
        SplitPlan(strategy="time", column="joined"),
        SplitPlan(strategy="time", column="joined", gap=20, gap_unit="days"),
        SplitPlan(strategy="time", column="joined", gap=9, gap_unit="rows"),
        SplitPlan(strategy="time", column="year", gap=2, gap_unit="units"),
    ],
    ids=lambda plan: f"{plan.strategy.value} {plan.column} {plan.gap:g}",
)
def test_the_script_learns_from_the_same_rows_whatever_the_split(
    plan: SplitPlan, task: str, tmp_path: Path
) -> None:
    assert apart(trained(task=task, plan=plan), tmp_path) <= 1e-9


def test_rows_that_are_kept_back_would_change_the_predictions(tmp_path: Path) -> None:
    of = trained(plan=SplitPlan(strategy="random", seed=11))
    of.plan = SplitPlan(strategy="random", seed=12)
    assert apart(of, tmp_path) > 1e-6


@pytest.mark.parametrize("target", ["paperless", "plan", "visits"])
def test_labels_of_every_kind_are_read_as_the_app_reads_them(target: str, tmp_path: Path) -> None:
    features = tuple(name for name in FEATURES if name != target)
    task = "binary" if target == "paperless" else "multiclass"
    of = trained(task=task, plan=SplitPlan(strategy="random"), target=target, features=features)
    assert apart(of, tmp_path) <= 1e-9


@pytest.mark.parametrize("learner", ["lightgbm", "hist_gradient", "linear"])
def test_a_direction_that_binds_the_model_is_in_its_script(learner: str, tmp_path: Path) -> None:
    of = trained(learner, constraints={"monotone": {"visits": -1}})
    assert apart(of, tmp_path) <= 1e-9


def test_a_file_with_semicolons_and_decimal_commas_is_read_too(tmp_path: Path) -> None:
    reading = PlainReading(delimiter=";", encoding="cp1252", decimal=",")
    assert apart(trained("hist_gradient", "regression"), tmp_path, reading) <= 1e-9


@pytest.mark.parametrize("task", TASKS)
def test_the_script_imports_public_libraries_alone_and_is_one_readable_file(task: str) -> None:
    source = trained(ENSEMBLE, task, params=votes(3)).script().decode()
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [n.name for n in node.names])
    }
    assert imported <= PUBLIC
    assert max(map(len, source.splitlines())) <= 140
    assert len(source.splitlines()) < 320


def test_only_what_the_columns_need_is_printed() -> None:
    source = trained(features=("tenure",)).script().decode()
    assert "date_parts" not in source and "truths" not in source
    assert "number_text" in source


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    name = '"""\nimport os; os.system("x")\n$target {x} \\'
    of = trained()
    of.data = of.data.rename(columns={"tenure": name})
    of.model.manifest["name"] = name
    of.model.recipe["features"][0]["name"] = name
    tree = ast.parse(of.script())
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert "os.system" not in calls


def test_a_split_without_a_rule_is_refused_in_words() -> None:
    of = trained(plan=SplitPlan(strategy="time", column="joined"))
    of.model.manifest["learnt_rows"] = None
    with pytest.raises(NotPrintable, match="no rule tells them"):
        of.script()
