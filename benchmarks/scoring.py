"""How fast a saved model answers: one row of JSON with its contract check, and rows a second in a table.

    python benchmarks/scoring.py [--csv FILE --target COLUMN] [--rows 48842] [--calls 300] [--repeats 5]

Without a file it makes a table of 6 numbers and 8 categories, a twentieth of the cells missing. Each learner is
fitted, saved and loaded; then the model and its plain pipeline (contract check of a frame of one row, recipe,
ColumnTransformer, model) take turns in one process, so that a busy machine slows both. The median and the 95th
percentile of single rows, and what one costs in processor time, which other programs change little; the best of the
repeats for tables, in rows a second and rows a second of processor; the largest difference on 10,000 rows with
missing and unseen values.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
ROOT = Path(__file__).parents[1]
if __name__ == "__main__":
    # In place of this folder, whose profile.py would hide Python's own.
    sys.path[0] = str(ROOT)

import numpy as np
import pandas as pd

LEARNERS: dict[str, dict[str, Any]] = {
    "linear": {},
    "lightgbm": {"n_estimators": 200},
    "hist_gradient": {"max_iter": 150},
    "extra_trees": {"n_estimators": 150, "min_samples_leaf": 3},
}
VOTING = "voting of all four"
CATEGORIES = (9, 16, 7, 15, 6, 5, 2, 42)
NUMBERS = 6
PLAIN_CALLS = 30
EQUAL_ROWS = 10_000
Seconds = tuple[float, float]
"""By the clock, and of processor."""


def main() -> None:
    """Measure every learner and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--csv", type=Path)
    parser.add_argument("--target")
    parser.add_argument("--rows", type=int, default=48_842)
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    frame, y = _read(arguments.csv, arguments.target) if arguments.csv else _made(arguments.rows)
    print(f"{len(frame):,} rows x {frame.shape[1]} columns")
    print(
        "learner | row ms: median, p95, processor | plain row ms: median | ratio | rows/s | "
        "rows/s of processor | plain rows/s | ratio | difference"
    )
    for code in (*LEARNERS, VOTING):
        print(_line(code, frame, y, arguments.calls, arguments.repeats), flush=True)


def _line(code: str, frame: pd.DataFrame, y: np.ndarray, calls: int, repeats: int) -> str:
    from core.deployment.reload import json_rows

    model = _saved(code, frame, y)
    assert model.scorer.reason is None, model.answers_by
    rows = json_rows(frame.sample(200, random_state=0), model.inputs)
    single, plain_single = _turns(
        lambda call: model.predict_rows([rows[call % len(rows)]]),
        lambda call: (model.check(frame.iloc[[call]]), model.pipeline_scores(frame.iloc[[call]])),
        calls,
        PLAIN_CALLS,
    )
    table, plain_table = _turns(
        lambda _: model.predict(frame), lambda _: model.pipeline_scores(frame), repeats, repeats
    )
    (row, row_cpu), (plain_row, _) = np.array(single).T * 1000, np.array(plain_single).T * 1000
    (best, best_cpu), (plain_best, _) = np.min(table, axis=0), np.min(plain_table, axis=0)
    median, p95, plain = np.median(row), np.quantile(row, 0.95), np.median(plain_row)
    return (
        f"{code} | {median:.2f}, {p95:.2f}, {np.median(row_cpu):.2f} | {plain:.1f} | {plain / median:.0f} | "
        f"{len(frame) / best:,.0f} | {len(frame) / best_cpu:,.0f} | {len(frame) / plain_best:,.0f} | "
        f"{plain_best / best:.1f} | {_difference(model, frame):.1g}"
    )


def _turns(
    quick: Callable[[int], Any], plain: Callable[[int], Any], calls: int, plain_calls: int
) -> tuple[list[Seconds], list[Seconds]]:
    """Seconds of both, interleaved, after one call each that is not counted."""
    _seconds(quick, 0), _seconds(plain, 0)
    found: list[Seconds] = []
    found_plain: list[Seconds] = []
    for call in range(plain_calls):
        found += [
            _seconds(quick, at)
            for at in range(call * calls // plain_calls, (call + 1) * calls // plain_calls)
        ]
        found_plain.append(_seconds(plain, call))
    return found, found_plain


def _seconds(work: Callable[[int], Any], call: int) -> Seconds:
    start, start_cpu = perf_counter(), process_time()
    work(call)
    return perf_counter() - start, process_time() - start_cpu


def _difference(model: Any, frame: pd.DataFrame) -> float:
    """Largest difference to the pipeline on rows with missing and unseen values."""
    rng = np.random.default_rng(1)
    rows = frame.sample(EQUAL_ROWS, replace=True, random_state=1).reset_index(drop=True)
    for name in rows:
        if not pd.api.types.is_numeric_dtype(rows[name]):
            rows[name] = rows[name].mask(rng.random(len(rows)) < 0.05, "never seen")
        rows[name] = rows[name].mask(rng.random(len(rows)) < 0.05)
    return float(np.abs(model.scores(rows) - model.pipeline_scores(rows)).max())


def _saved(code: str, frame: pd.DataFrame, y: np.ndarray) -> Any:
    from sklearn.ensemble import VotingClassifier

    from core.development.automl.learners import build_pipeline
    from core.scoring.model import load_model, save_model
    from core.scoring.recipe import apply_recipe

    recipe = {"features": [{"name": name, "kind": _kind(frame[name])} for name in frame]}
    members = [(one, build_pipeline(one, LEARNERS[one], recipe, "binary", 2, 0)) for one in LEARNERS]
    pipeline = VotingClassifier(members, voting="soft") if code == VOTING else dict(members)[code]
    pipeline.fit(apply_recipe(frame, recipe), y)
    manifest = {
        "name": "benchmark", "version": 1, "ml_task": "binary", "target": "y", "labels": ["no", "yes"],
        "threshold": 0.4, "metric": "roc_auc", "features": list(frame),
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        save_model(pipeline, Path(folder) / "model", manifest, recipe, _contract(frame))
        return load_model(Path(folder) / "model")


def _contract(frame: pd.DataFrame) -> dict[str, Any]:
    return {"columns": [{"name": name, "nullable": True, **_clause(frame[name])} for name in frame]}


def _clause(values: pd.Series) -> dict[str, Any]:
    if _kind(values) == "number":
        return {"kind": "number", "minimum": float(values.min()), "maximum": float(values.max())}
    return {"kind": "category", "categories": sorted(values.dropna().unique())}


def _kind(values: pd.Series) -> str:
    return "number" if pd.api.types.is_numeric_dtype(values) else "category"


def _read(path: Path, target: str) -> tuple[pd.DataFrame, np.ndarray]:
    frame = pd.read_csv(path)
    labels = frame.pop(target).astype("str")
    return frame, (labels == sorted(labels.unique())[-1]).to_numpy(dtype=int)


def _made(n_rows: int) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(0)
    numbers = {f"number_{place}": rng.lognormal(3, 1, n_rows).round(1) for place in range(NUMBERS)}
    codes = {f"category_{size}": np.minimum(rng.geometric(2 / size, n_rows), size) for size in CATEGORIES}
    effect = sum(np.log(values) for values in numbers.values()) + sum(code % 3 for code in codes.values())
    y = (effect + rng.normal(0, 2, n_rows) > np.quantile(effect, 0.75)).astype(int)
    frame = pd.DataFrame(
        numbers | {name: [f"value {code}" for code in found] for name, found in codes.items()}
    )
    return frame.mask(rng.random(frame.shape) < 0.05), y


if __name__ == "__main__":
    main()
