"""What other encodings of categories gain over codes and one-hot, on your tables and on made-up ones.

    python benchmarks/automl_categories.py FOLDER --table adult.csv=income [--table ...]
        [--seeds 3] [--rows 12000] [--place california.csv=longitude,latitude] [--made 200]

For each table and seed a quarter of the rows is set aside; LightGBM, histogram boosting and a linear model
learn the rest with the encoding of the engine and with others. Printed is the gain over the engine's on the
rows set aside, paired by seed, with its standard error: in ROC AUC, log loss or RMSE, positive where the other
encoding is better. "means" adds the target's mean for each text of a category of 12 texts or more; "native"
splits the texts of a category into any two groups. `--made` makes a table with a category of that many texts,
the n-th of them 1/n as frequent as the first, each with an effect of its own. `--place` joins rounded numbers
of a table to one text of many different values, in place of them: a category of high cardinality from real data.
"""

import argparse
import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OrdinalEncoder, StandardScaler

from benchmarks.automl_tables import Split, split_table
from core.design.solution.design import MlTask
from core.development.automl.learners import LEARNERS, NATIVE_SPLITS, aligned_prediction
from core.development.automl.portfolio import LINEAR, QUICK
from core.development.automl.preparations import prepare_columns, target_means
from core.development.metrics import score
from core.scoring.recipe import category_inputs, input_columns

MANY = 12
"""Categories with at least so many different texts are target encoded."""
ROUNDS = 150
HIST_GRADIENT = {"learning_rate": 0.1, "max_iter": ROUNDS}

Columns = tuple[list[str], list[str], list[str]]


def coded(numbers: list[str], few: list[str], many: list[str]) -> ColumnTransformer:
    """Return the engine's preparation for trees: categories as integers."""
    return prepare_columns("coded", numbers, few + many)


def scaled(numbers: list[str], few: list[str], many: list[str]) -> ColumnTransformer:
    """Return the engine's preparation for linear models: one-hot, rare texts together."""
    return prepare_columns("scaled", numbers, few + many)


def with_targets(base: Callable[..., ColumnTransformer], ml_task: MlTask) -> Callable[..., ColumnTransformer]:
    """Return a preparation with the target's mean (out of fold) in place of categories of many values."""

    def prepare(numbers: list[str], few: list[str], many: list[str]) -> ColumnTransformer:
        means = Pipeline([("mean", target_means(ml_task)), ("scale", StandardScaler())])
        return ColumnTransformer(
            [*[(n, t, c) for n, t, c in base(numbers, few, []).transformers if c], ("means", means, many)]
        )

    return prepare


def with_means(ml_task: MlTask) -> Callable[..., ColumnTransformer]:
    """Return the engine's preparation for trees of categories of many values: codes, and the target's means."""

    def prepare(numbers: list[str], few: list[str], many: list[str]) -> ColumnTransformer:
        columns = coded(numbers, few, many).transformers
        return ColumnTransformer([*columns, ("means", target_means(ml_task), many)])

    return prepare


def native(numbers: list[str], few: list[str], many: list[str]) -> ColumnTransformer:
    """Return integers for LightGBM's and histogram boosting's own treatment of categories (at most 255)."""
    codes = OrdinalEncoder(
        handle_unknown="use_encoded_value",
        unknown_value=np.nan,
        max_categories=250,
        encoded_missing_value=np.nan,
    )
    return ColumnTransformer([("numbers", "passthrough", numbers), ("categories", codes, few + many)])


def fitted(
    split: Split, columns: Columns, learner: str, way: str, prepare: Callable[..., ColumnTransformer]
) -> float:
    """Return the score on the rows set aside."""
    train, test = split.train, split.test
    params = {"lightgbm": {**QUICK.params, "n_estimators": ROUNDS}, "hist_gradient": HIST_GRADIENT}.get(
        learner, {"alpha": 1.0} if train.ml_task == "regression" else {"C": LINEAR.params["C"]}
    )
    model: BaseEstimator = LEARNERS[learner].estimator(params, train.ml_task, split.seed)
    transformer = prepare(*columns)
    seen, unseen = transformer.fit_transform(train.X, train.y), transformer.transform(test.X)
    own = list(range(len(columns[0]), len(columns[0]) + len(columns[1]) + len(columns[2])))
    if way == "native" and learner == "hist_gradient":
        model.set_params(categorical_features=own)
    if way.startswith("native") and learner == "lightgbm":
        model.set_params(categorical_column=own, **NATIVE_SPLITS)
    model.fit(seen, train.y)
    return score(split.metric, test.y, aligned_prediction(model, unseen, train.ml_task, train.n_labels))


def gains(split: Split) -> list[dict[str, object]]:
    """Return one row a learner and encoding: its score beside the engine's."""
    texts = category_inputs(split.recipe)
    counts = split.train.X[texts].nunique()
    many = [name for name in texts if counts[name] >= MANY]
    few = [name for name in texts if counts[name] < MANY]
    columns = [name for name in input_columns(split.recipe) if name not in set(texts)], few, many
    task = split.train.ml_task
    means = with_means(task)
    trees = {"coded": coded, "native": native} | ({"means": means} if many else {})
    both = {"native and means": means} if many else {}
    ways_of = {
        "lightgbm": trees | {"native": coded} | both,
        "hist_gradient": trees,
        "linear": {"one-hot": scaled, "target": with_targets(scaled, task)},
    }
    found = []
    for learner, ways in ways_of.items():
        scores = {way: fitted(split, columns, learner, way, prepare) for way, prepare in ways.items()}
        today = next(iter(scores.values()))
        found += [
            {"learner": learner, "way": way, "today": today, "gain": split.metric.sign * (value - today)}
            for way, value in list(scores.items())[1:]
        ]
    return found


def with_place(path: Path, names: str, folder: Path) -> Path:
    """Return a copy of a CSV file whose numbers `names` are one text, rounded to halves."""
    first, second = names.split(",")
    frame = pd.read_csv(path)
    halves = (2 * frame[[first, second]]).round() / 2
    place = halves[first].astype(str) + " / " + halves[second].astype(str)
    target = folder / f"place_{path.name}"
    frame.drop(columns=[first, second]).assign(place=place).to_csv(target, index=False)
    return target


def made_table(n_texts: int, n_rows: int, folder: Path) -> Path:
    """Return a CSV file of amounts that follow a town of many, a kind of few, and five numbers."""
    rng = np.random.default_rng(n_texts)
    shares = 1 / np.arange(1, n_texts + 1)
    town = rng.permutation(n_texts)[rng.choice(n_texts, n_rows, p=shares / shares.sum())]
    kind, numbers = rng.integers(0, 12, n_rows), rng.normal(size=(n_rows, 5))
    level, slope, of_kind = rng.normal(size=n_texts), 0.5 * rng.normal(size=n_texts), rng.normal(size=12)
    amount = level[town] + slope[town] * numbers[:, 3] + 0.4 * of_kind[kind] + rng.normal(size=n_rows)
    amount += 0.6 * np.sin(2 * numbers[:, 0]) + 0.5 * numbers[:, 1] * numbers[:, 2]
    frame = pd.DataFrame(numbers).add_prefix("number_")
    target = folder / f"made_{n_texts}.csv"
    texts = {"town": [f"town {code}" for code in town], "kind": [f"kind {code}" for code in kind]}
    frame.assign(**texts, amount=amount).to_csv(target, index=False)
    return target


def main() -> None:
    """Print one row of a Markdown table for each table, learner and encoding."""
    import tempfile

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--table", action="append", default=[], metavar="FILE=TARGET")
    parser.add_argument("--made", action="append", default=[], type=int, metavar="TEXTS")
    parser.add_argument("--place", action="append", default=[], metavar="FILE=COLUMN,COLUMN")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=12_000)
    args = parser.parse_args()
    places = dict(each.split("=", 1) for each in args.place)
    print(
        "| table | learner | encoding | metric | today | gain | standard error |\n|---|---|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for each in args.table:
            file, target = each.split("=", 1)
            path = args.folder / file
            if file in places:
                path = with_place(path, places[file], Path(name))
            print_table(path, target, args)
        for n_texts in args.made:
            print_table(made_table(n_texts, args.rows, Path(name)), "amount", args)


def print_table(path: Path, target: str, args: argparse.Namespace) -> None:
    """Print the rows of one table."""
    splits = [split_table(path, target, seed, args.rows) for seed in range(args.seeds)]
    runs = pd.DataFrame([row for split in splits for row in gains(replace(split, folds=[]))])
    for (learner, way), found in runs.groupby(["learner", "way"], sort=False):
        error = found["gain"].std(ddof=1) / np.sqrt(len(found))
        print(
            f"| {path.name} | {learner} | {way} | {splits[0].metric.code} | {found['today'].mean():.5g} "
            f"| {found['gain'].mean():+.3g} | {error:.2g} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
