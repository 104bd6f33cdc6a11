"""What the words of free text, and distances on a map, gain over leaving them out, each learner alone.

    python benchmarks/automl_columns.py [california.csv=median_house_value ...] [--words] [--seeds 3] [--rows 12000]

A table with coordinates is learnt with the coordinates as numbers alone, and with distances as well. `--words` makes
a table of real texts: the first 50 words of the documentation of functions and classes in the libraries that Trefoil
installs, without the library's name, and whether the library computes or does something else; it is learnt without
the text, and with it. For each seed a quarter of the rows is set aside. Printed is the score on these rows, its mean
and standard error over seeds: ROC AUC, or RMSE where less is better.
"""

import argparse
import ast
import re
import sys
import tempfile
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from benchmarks.automl_tables import Split, split_table
from core.development.automl.learners import LEARNERS, build_pipeline, predict_with
from core.development.automl.portfolio import EXTRA_TREES_OF_LABELS, LINEAR, LINEAR_OF_WORDS, R63, Setting
from core.development.metrics import score
from core.scoring.recipe import Recipe, input_columns, worded_inputs

COMPUTES = ("numpy", "scipy", "pandas", "sklearn", "networkx", "dask")
OTHERS = ("streamlit", "optuna", "sqlalchemy", "mlflow", "altair", "pydantic", "alembic", "distributed")
MOST_OF_ONE = 1_500
FEWEST_WORDS, MOST_WORDS = 6, 50
ROUNDS = {"lightgbm": {"n_estimators": 400}, "extra_trees": {"n_estimators": 100}}


def documentation() -> pd.DataFrame:
    """Return texts of the installed libraries, the length of what they document, and whether the library computes."""
    texts = pd.DataFrame(
        [(library, *row) for library in (*COMPUTES, *OTHERS) for row in _texts(library)],
        columns=["library", "text", "statements"],
    ).drop_duplicates("text")
    drawn = texts.groupby("library").head(MOST_OF_ONE).sample(frac=1, random_state=0)
    return drawn.assign(computes=np.where(drawn["library"].isin(COMPUTES), "yes", "no")).drop(
        columns="library"
    )


def _texts(library: str) -> Iterator[tuple[str, int]]:
    found = find_spec(library)
    folders = list(found.submodule_search_locations or []) if found else []
    for file in sorted(file for folder in folders for file in Path(folder).rglob("*.py")):
        if "test" in str(file.relative_to(folders[0])):
            continue
        try:
            code = ast.parse(file.read_text(encoding="utf-8"))
        except (SyntaxError, UnicodeDecodeError):
            continue
        for node in ast.walk(code):
            words = (ast.get_docstring(node) or "").split() if isinstance(node, DOCUMENTED) else []
            if len(words) >= FEWEST_WORDS:
                text = " ".join(words[:MOST_WORDS])
                yield re.sub(library, "", text, flags=re.IGNORECASE), len(node.body)


DOCUMENTED = (ast.FunctionDef, ast.ClassDef)


def without(recipe: Recipe) -> Recipe:
    """Return a recipe that takes no distances, and knows nothing of texts that tell by their words."""
    left = [feature for feature in recipe["features"] if not feature.get("words")]
    return {"features": left}


def alone(split: Split, recipe: Recipe, setting: Setting) -> float:
    """Return the score on the rows set aside of one setting, learnt with a recipe."""
    train, n_labels = split.train, split.train.n_labels
    space = {"alpha"} if train.ml_task == "regression" else {"C"}
    params = {
        name: value for name, value in setting.params.items() if setting.learner != "linear" or name in space
    }
    params |= ROUNDS.get(setting.learner, {})
    columns = input_columns(recipe)
    pipeline = build_pipeline(setting.learner, params, recipe, train.ml_task, n_labels, split.seed)
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pipeline.fit(train.X[columns], train.y)
        return score(
            split.metric, split.test.y, predict_with(pipeline, split.test.X[columns], train.ml_task, n_labels)
        )


def compare(name: str, path: Path, target: str, seeds: int, rows: int) -> None:
    """Print the scores of each learner with and without."""
    splits = [split_table(path, target, seed, rows) for seed in range(seeds)]
    linear = LINEAR_OF_WORDS if worded_inputs(splits[0].recipe) else LINEAR
    for setting in (linear, R63, EXTRA_TREES_OF_LABELS):
        cells = []
        for change in (without, dict):
            found = [alone(split, change(split.recipe), setting) for split in splits]
            spread = np.std(found, ddof=1) / np.sqrt(len(found)) if len(found) > 1 else np.nan
            cells.append(f"{np.mean(found):.5g} ± {spread:.2g}")
        print(f"| {name} | {LEARNERS[setting.learner].title} | {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Compare tables from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", nargs="*", metavar="FILE=TARGET")
    parser.add_argument("--words", action="store_true")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=12_000)
    given = parser.parse_args()
    print("| table | model | without | with |\n|---|---|---|---|")
    for table in given.tables:
        file, _, target = table.rpartition("=")
        compare(Path(file).stem, Path(file), target, given.seeds, given.rows)
    if given.words:
        with tempfile.TemporaryDirectory() as folder:
            texts = documentation()
            texts.to_csv(Path(folder) / "texts.csv", index=False)
            compare(
                f"texts ({len(texts):,})", Path(folder) / "texts.csv", "computes", given.seeds, given.rows
            )


if __name__ == "__main__":
    main()
