"""What a vote adds to the best single trial, on your tables.

    python benchmarks/automl_vote.py FOLDER --table adult.csv=income [--table ...]
        [--trials 9] [--seeds 2] [--rows 4000]

For each table and seed a quarter of the rows is set aside and the rest is searched with a fixed number of
trials. Printed are, on the rows set aside, the best single trial and the vote of two to four, both fitted
on all other rows; the vote is shown whether or not the search would keep it. For amounts "free signs" is what
the vote would gain further by weights of any sign, which least squares find, of as many members.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import optuna
from sklearn.model_selection import train_test_split

from benchmarks.automl import HELD_OUT, METRIC_OF, read_table
from core.design.solution.design import SolutionDesign, SplitPlan, SplitStrategy
from core.development.automl.budget import Budget
from core.development.automl.ensemble import MOST_MEMBERS, Shortlist, greedy_weights
from core.development.automl.learners import predict_with, refit
from core.development.automl.raw_table import as_frame, typed_table
from core.development.automl.search import STUDY_DIRECTION, run_search
from core.development.automl.spaces import new_sampler
from core.development.metrics import METRICS, score
from core.development.recipe_of_table import recipe_of
from core.development.splits import make_folds
from core.development.table import learning_table, take

TARGET = "target_"
RIDGE = 0.03
SMALLEST = 0.02


def free_weights(y: np.ndarray, predictions: np.ndarray) -> np.ndarray:
    """Return weights of any sign that sum to 1: least squares, drawn a little towards equal weights.

    The smallest weight is dropped and the rest solved again until `MOST_MEMBERS` are left, none below 2%.
    """
    errors = predictions.astype(np.float64) - y
    members = list(range(len(errors)))
    while True:
        products = errors[members] @ errors[members].T
        ridge = RIDGE * np.trace(products) / len(members) * np.eye(len(members))
        found = np.linalg.solve(products + ridge, np.ones(len(members)))
        found /= found.sum()
        if len(members) <= MOST_MEMBERS and np.abs(found).min() >= SMALLEST:
            break
        members.pop(int(np.abs(found).argmin()))
    weights = np.zeros(len(errors))
    weights[members] = found
    return weights


def run_table(path: Path, target: str, seed: int, args: argparse.Namespace) -> str:
    """Return one line: the best single trial, the vote, and whether the search keeps the vote."""
    X, y, ml_task = read_table(path, target)
    rows = np.random.default_rng(seed).permutation(len(y))[: args.rows]
    frame, columns = typed_table(as_frame(X.iloc[rows], list(X.columns)))
    is_regression = ml_task == "regression"
    plan = SplitPlan(strategy=SplitStrategy.RANDOM if is_regression else SplitStrategy.STRATIFIED, seed=seed)
    design = SolutionDesign(
        ml_task=ml_task, task_reason="", target=TARGET, positive="1" if ml_task == "binary" else None,
        features=tuple(frame.columns), metric=METRIC_OF[ml_task], split=plan,
    )  # fmt: skip
    recipe, _ = recipe_of(lambda names: frame[names], columns, design)
    table = learning_table(frame.assign(**{TARGET: y[rows]}), design, recipe)
    strata = None if is_regression else table.y
    learnt, held = train_test_split(
        np.arange(len(table)), test_size=HELD_OUT, random_state=seed, stratify=strata
    )
    train, test, metric = take(table, learnt), take(table, held), METRICS[design.metric]
    folds = make_folds(train, plan)
    shortlist = Shortlist(metric, train.y, folds)
    study = optuna.create_study(direction=STUDY_DIRECTION, sampler=new_sampler(seed))
    run_search(
        train, folds, recipe, metric, study, Budget(np.inf), shortlist.add, seed=seed, plan=plan,
        n_trials=args.trials,
    )  # fmt: skip
    predictions = np.stack(
        [
            predict_with(refit(o.learner, o.params, train, recipe, seed), test.X, ml_task, test.n_labels)
            for o in shortlist.outcomes
        ]
    )
    seen = np.stack([outcome.oof for outcome in shortlist.outcomes])
    truth = train.y[shortlist.outcomes[0].oof_rows]
    weights = greedy_weights(metric, truth, seen, np.zeros(len(seen)), np.inf)
    single, vote = (score(metric, test.y, p) for p in (predictions[0], np.tensordot(weights, predictions, 1)))
    gain, free = metric.sign * (vote - single), ""
    if ml_task == "regression":
        stack = score(metric, test.y, np.tensordot(free_weights(truth, seen), predictions, 1))
        free = f"{metric.sign * (stack - vote):+.2g}"
    members = ", ".join(f"{w:.0%} {o.learner}" for o, w in zip(shortlist.outcomes, weights, strict=True) if w)
    is_kept = shortlist.ensemble(np.inf) is not None
    return (
        f"| {path.name} | {seed} | {metric.code} | {single:.5g} | {vote:.5g} | {gain:+.2g} | {free} "
        f"| {'kept' if is_kept else 'not kept'} | {members} |"
    )


def main() -> None:
    """Print one row of a Markdown table for each table and seed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--table", action="append", required=True, metavar="FILE=TARGET")
    parser.add_argument("--trials", type=int, default=9)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--rows", type=int, default=4_000)
    args = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    print(
        "| table | seed | metric | best trial | vote | gain | free signs | | members |\n"
        "|---|---|---|---|---|---|---|---|---|"
    )
    for seed in range(args.seeds):
        for each in args.table:
            name, target = each.split("=", 1)
            print(run_table(args.folder / name, target, seed, args), flush=True)


if __name__ == "__main__":
    main()
