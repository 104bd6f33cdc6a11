"""Tables for what is measured inside the engine: rows to learn from, rows set aside, and a search."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import optuna
from sklearn.model_selection import train_test_split

from benchmarks.automl import HELD_OUT, METRIC_OF, read_table
from core.design.solution.design import SolutionDesign, SplitPlan, SplitStrategy
from core.development.automl.budget import Budget
from core.development.automl.outcome import TrialOutcome
from core.development.automl.raw_table import as_frame, typed_table
from core.development.automl.search import STUDY_DIRECTION, run_search
from core.development.automl.spaces import new_sampler
from core.development.metrics import METRICS, Metric
from core.development.recipe_of_table import recipe_of
from core.development.splits import make_folds
from core.development.table import LearningTable, learning_table, take
from core.scoring.recipe import Recipe

TARGET = "target_"


@dataclass(frozen=True)
class Split:
    """A table in two parts, with all that a search needs."""

    train: LearningTable
    test: LearningTable
    recipe: Recipe
    plan: SplitPlan
    folds: list
    metric: Metric
    seed: int


def split_table(path: Path, target: str, seed: int, rows: int) -> Split:
    """Return up to `rows` rows of a CSV file, a quarter of them set aside."""
    X, y, ml_task = read_table(path, target)
    drawn = np.random.default_rng(seed).permutation(len(y))[:rows]
    frame, columns = typed_table(as_frame(X.iloc[drawn], list(X.columns)))
    is_regression = ml_task == "regression"
    plan = SplitPlan(strategy=SplitStrategy.RANDOM if is_regression else SplitStrategy.STRATIFIED, seed=seed)
    design = SolutionDesign(
        ml_task=ml_task, task_reason="", target=TARGET, positive="1" if ml_task == "binary" else None,
        features=tuple(frame.columns), metric=METRIC_OF[ml_task], split=plan,
    )  # fmt: skip
    recipe, _ = recipe_of(lambda names: frame[names], columns, design)
    table = learning_table(frame.assign(**{TARGET: y[drawn]}), design, recipe)
    learnt, held = train_test_split(
        np.arange(len(table)), test_size=HELD_OUT, random_state=seed,
        stratify=None if is_regression else table.y,
    )  # fmt: skip
    train, test = take(table, learnt), take(table, held)
    return Split(train, test, recipe, plan, make_folds(train, plan), METRICS[design.metric], seed)


def search(split: Split, n_trials: int) -> list[TrialOutcome]:
    """Return the finished trials of a search of the training rows that counts trials."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(direction=STUDY_DIRECTION, sampler=new_sampler(split.seed))
    outcomes: list[TrialOutcome] = []
    run_search(
        split.train, split.folds, split.recipe, split.metric, study, Budget(np.inf), outcomes.append,
        seed=split.seed, plan=split.plan, n_trials=n_trials,
    )  # fmt: skip
    return outcomes
