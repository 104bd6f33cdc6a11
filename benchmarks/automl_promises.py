"""Whether the engine keeps its promises: time, first model, memory, answers, cancel and the cost of book-keeping.

    python benchmarks/automl_promises.py [--quick] [--budgets 10,30,60,300] [--tables small,labels,mixed,big]
        [--threads 2] [--seed 0] [--processor]

Makes its own tables and learns each in a process of its own:

- small: 150 rows x 10 columns, two labels;
- labels: 5,000 rows x 20 columns, 100 labels;
- mixed: 50,000 rows x 15 columns, numbers and categories with gaps, two labels;
- big: 1,000,000 rows x 10 columns, two labels.

Prints Markdown. A fit: seconds of `fit` against the promise (1.05 of the budget and one second), share of the
processors that were used, seconds to the first model, largest memory, trials, the winner with the rows that it
learnt from, its score on 20,000 other rows beside that of guessing; then, through the released scorer (saved and
loaded, contract check included), the median of one row and rows a second in a batch. Cancelled: seconds from the
wish to the end of `fit`. Book-keeping: how much longer a search takes whose trials are kept as the app keeps them
(progress, predictions, study, tracker), beside one that keeps none. Other programs can only lengthen times: run it on
a quiet machine, or with `--processor`, which lets one thread count its processor seconds in place of the clock: what
an idle machine would show.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).parents[1]
if __name__ == "__main__":
    # In place of this folder, whose profile.py would hide Python's own.
    sys.path[0] = str(ROOT)

import numpy as np
import pandas as pd

TABLES = {
    "small": (150, 10, 2),
    "labels": (5_000, 20, 100),
    "mixed": (50_000, 15, 2),
    "big": (1_000_000, 10, 2),
}
"""Rows, columns and labels."""

OTHER_ROWS = 20_000
CALLS = 200
BATCH_ROWS = 20_000
CANCEL_AT = 0.4
"""Share of the budget after which the cancelled fit is asked to stop."""
COUNTED_TRIALS = 40
KEPT_TURNS = 3
QUICK = {"budgets": "10", "tables": "small,labels,mixed,big", "cancelled": "mixed", "kept": "small"}
FULL = {
    "budgets": "10,30,60,300",
    "tables": "small,labels,mixed,big",
    "cancelled": "mixed,big",
    "kept": "mixed",
}


def made_table(name: str, seed: int, n_rows: int | None = None) -> tuple[pd.DataFrame, np.ndarray]:
    """Return a table and its labels; a third of the columns holds categories, a twentieth of their cells is missing."""
    size, n_columns, n_labels = TABLES[name]
    rng = np.random.default_rng(seed)
    n_rows, n_texts = n_rows or size, n_columns // 3
    numbers = rng.normal(size=(n_rows, n_columns - n_texts))
    codes = rng.integers(0, 8, size=(n_rows, n_texts))
    rules = np.random.default_rng(0)
    effects = rules.normal(size=(n_texts, 8, n_labels))
    slopes, bends = (rules.normal(size=(numbers.shape[1], n_labels)) for _ in range(2))
    chance = numbers @ slopes + np.sin(2 * numbers) @ bends + rng.gumbel(size=(n_rows, n_labels))
    chance += sum(effects[text][codes[:, text]] for text in range(n_texts))
    chance[:, 0] += 2 * numbers[:, 0] * numbers[:, 1]
    frame = pd.DataFrame({f"number {place}": column for place, column in enumerate(numbers.T)})
    for place, column in enumerate(codes.T):
        texts = pd.Series(np.array([f"value {code}" for code in range(8)])[column], dtype="str")
        frame[f"category {place}"] = texts.mask(rng.random(n_rows) < 0.05)
    return frame, np.array([f"label {label:03}" for label in range(n_labels)])[chance.argmax(axis=1)]


def fit_one(name: str, budget_s: float, threads: int, seed: int) -> dict[str, Any]:
    """Return the measures of one fit in this process."""
    from core.development.automl.estimator import TrefoilClassifier

    X, y = made_table(name, seed)
    first: list[float] = []

    def watch(news: dict[str, Any]) -> None:
        if news["finished"] and not first:
            first.append(time.perf_counter() - started)

    model = TrefoilClassifier(budget_s=budget_s, random_state=seed, n_jobs=threads, on_progress=watch)
    started, processor = time.perf_counter(), time.process_time()
    model.fit(X, y)
    seconds = time.perf_counter() - started
    used = (time.process_time() - processor) / (threads * seconds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    return {
        "budget": budget_s, "seconds": seconds, "promise": 1.05 * budget_s + 1, "used": used,
        "first": first[0] if first else seconds, "peak": peak,
        "trials": len(model.leaderboard_), "winner": model.best_params_["learner"],
        "rows": model.learnt_rows_, "note": model.fit_note_ or str(model.leaderboard_["note"].iloc[0]),
        **scored(model, name, seed), **answers(model, X, y),
    }  # fmt: skip


def scored(model: Any, name: str, seed: int) -> dict[str, float]:
    """Return the share of labels that are right on other rows, and that of always guessing the commonest."""
    X, y = made_table(name, seed + 1, OTHER_ROWS)
    commonest = pd.Series(y).value_counts(normalize=True).max()
    return {"right": float(np.mean(model.predict(X) == y)), "guessed": float(commonest)}


def answers(model: Any, X: pd.DataFrame, y: np.ndarray) -> dict[str, float]:
    """Return milliseconds of one row and rows a second, by the model as it is released."""
    from core.deployment.reload import json_rows
    from core.development.contract import infer_contract
    from core.scoring.model import load_model, save_model

    frame = X.iloc[:BATCH_ROWS].reset_index(drop=True)
    labels = [str(label) for label in model.classes_]
    manifest = {
        "name": "benchmark", "version": 1, "ml_task": "binary" if len(labels) == 2 else "multiclass",
        "target": "y", "labels": labels, "threshold": 0.5 if len(labels) == 2 else None,
        "metric": model.metric_, "features": list(X.columns),
    }  # fmt: skip
    target = model.columns_[-1].model_copy(update={"name": "y"})
    contract = infer_contract(X.assign(y=y), (*model.columns_, target), list(X.columns), "y")
    with tempfile.TemporaryDirectory() as folder:
        save_model(model.best_pipeline_, Path(folder) / "model", manifest, model.recipe_, contract)
        released = load_model(Path(folder) / "model")
    rows = json_rows(frame.iloc[:CALLS], released.inputs)
    released.predict_rows([rows[0]]), released.predict(frame.iloc[:100])
    single = [seconds_of(lambda row=row: released.predict_rows([row])) for row in rows]
    batch = min(seconds_of(lambda: released.predict(frame)) for _ in range(3))
    return {"row_ms": 1_000 * float(np.median(single)), "rows_s": len(frame) / batch}


def seconds_of(work: Callable[[], Any]) -> float:
    """Return how long a call takes by the clock."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def cancel_one(name: str, budget_s: float, threads: int, seed: int) -> dict[str, Any]:
    """Return seconds from the wish to stop to the end of `fit`."""
    from core.development.automl.estimator import TrefoilClassifier

    X, y = made_table(name, seed)
    end = time.monotonic() + CANCEL_AT * budget_s
    model = TrefoilClassifier(
        budget_s=budget_s, random_state=seed, n_jobs=threads, cancel=lambda: time.monotonic() >= end
    )
    model.fit(X, y)
    return {
        "seconds": time.monotonic() - end,
        "winner": model.best_params_["learner"],
        "rows": model.learnt_rows_,
    }


def keep_one(name: str, budget_s: float, threads: int, seed: int) -> dict[str, Any]:
    """Return what it costs to keep every trial as the app does: searches with and without, in turns."""
    import optuna

    from core.bootstrap import open_workspace
    from core.development.automl.search import STUDY_DIRECTION
    from core.development.automl.spaces import new_sampler

    search, bare, kept = counted_search(name, seed), [], []
    with tempfile.TemporaryDirectory() as folder:
        workspace = open_workspace(Path(folder))
        workspace.projects.add("benchmark")
        for turn in range(1 + KEPT_TURNS):
            study = optuna.create_study(direction=STUDY_DIRECTION, sampler=new_sampler(seed))
            bare.append(both_seconds(search, study, lambda _: None))
            stored = workspace.studies.open(f"kept {turn}", STUDY_DIRECTION, new_sampler(seed))
            kept.append(both_seconds(kept_search, search, workspace, stored))
    without, with_all = np.array(bare[1:]), np.array(kept[1:])
    wall, processor = np.median((with_all - without) / COUNTED_TRIALS, axis=0)
    return {"kept_wall_s": wall, "kept_s": processor, "trial_s": np.median(without[:, 0]) / COUNTED_TRIALS}


def kept_search(search: Callable[..., None], workspace: Any, stored: Any) -> None:
    """Search, and keep each trial as the app's training does: progress of the job, predictions, run and study."""
    from core.services.development.training import TrialLog
    from core.services.development.trial_runs import TrialRuns
    from core.services.work import Progress

    job = workspace.jobs.add("benchmark", "train", {})
    design = SimpleNamespace(metric="roc_auc", ml_task="binary", split=SimpleNamespace(in_words="folds"))
    learning = SimpleNamespace(design=design, dataset=SimpleNamespace(fingerprint="none"))
    progress = Progress(write=partial(workspace.jobs.report, job.id), job_id=job.id)
    with TrialRuns(lambda: workspace.tracker, "benchmark", stored.study_name, learning, {}) as runs:
        search(stored, TrialLog(workspace, stored.study_name, progress, 0.0, runs))
    workspace.jobs.finish(job.id, "done")


def counted_search(name: str, seed: int) -> Callable[[Any, Callable[[Any], None]], None]:
    """Return the search of a table that counts trials, given a study and what keeps an outcome."""
    from core.design.solution.design import SolutionDesign, SplitPlan
    from core.development.automl.budget import Budget
    from core.development.automl.raw_table import typed_table
    from core.development.automl.search import run_search
    from core.development.metrics import METRICS
    from core.development.recipe_of_table import recipe_of
    from core.development.splits import make_folds
    from core.development.table import learning_table

    X, y = made_table(name, seed)
    frame, columns = typed_table(X)
    plan = SplitPlan(strategy="stratified", seed=seed)
    design = SolutionDesign(
        ml_task="binary", task_reason="", target="y", features=tuple(X.columns), metric="roc_auc", split=plan
    )
    recipe, _ = recipe_of(lambda names: frame[names], columns, design)
    table = learning_table(frame.assign(y=y), design, recipe)
    folds, metric = make_folds(table, plan), METRICS["roc_auc"]

    def learn(study: Any, keep: Callable[[Any], None]) -> None:
        run_search(
            table,
            folds,
            recipe,
            metric,
            study,
            Budget(np.inf),
            keep,
            None,
            seed,
            plan,
            n_trials=COUNTED_TRIALS,
        )

    return learn


def both_seconds(work: Callable[..., Any], *given: Any) -> tuple[float, float]:
    """Return how long a call takes by the clock, and of processor."""
    processor = time.process_time()
    return seconds_of(partial(work, *given)), time.process_time() - processor


WORK = {"fit": fit_one, "cancel": cancel_one, "keep": keep_one}


def measured(work: str, name: str, budget_s: float, args: argparse.Namespace) -> dict[str, Any]:
    """Return what a process of its own measured."""
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, __file__, "--one", work, name, str(budget_s)]
    command += ["--threads", str(args.threads), "--seed", str(args.seed)]
    command += ["--processor"] * args.processor
    ended = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True)
    return json.loads(ended.stdout.splitlines()[-1])


def fit_line(name: str, found: dict[str, Any]) -> list[str]:
    """Return one line of the table of fits."""
    rows, columns, labels = TABLES[name]
    is_kept = "kept" if found["seconds"] <= found["promise"] else "**missed**"
    return [
        f"{rows:,} x {columns}, {labels} labels", f"{found['budget']:g}",
        f"{found['seconds']:.1f} ({is_kept})", f"{found['used']:.0%}", f"{found['first']:.2f}",
        f"{found['peak']:,.0f} MB", f"{found['trials']}", f"{found['winner']} ({found['rows']:,} rows)",
        f"{found['right']:.3f} ({found['guessed']:.3f})", f"{found['row_ms']:.2f}", f"{found['rows_s']:,.0f}",
        found["note"],
    ]  # fmt: skip


FIT_TITLES = [
    "table", "budget, s", "fit, s", "processors used", "first model, s", "memory", "trials", "winner",
    "right labels (guessing)", "one row, ms", "rows a second", "what it says",
]  # fmt: skip


def line(cells: list[str]) -> None:
    """Print one line of a Markdown table."""
    print(f"| {' | '.join(cells)} |", flush=True)


def report(args: argparse.Namespace) -> None:
    """Measure everything that was asked for and print it."""
    line(FIT_TITLES)
    line(["---"] * len(FIT_TITLES))
    for budget in map(float, args.budgets.split(",")):
        for name in args.tables.split(","):
            line(fit_line(name, measured("fit", name, budget, args)))
    print()
    for name in filter(None, args.cancelled.split(",")):
        found = measured("cancel", name, 20, args)
        print(
            f"{name}: cancelled within {found['seconds']:.2f} s, with {found['winner']} of {found['rows']:,} rows"
        )
    for name in filter(None, args.kept.split(",")):
        found = measured("keep", name, 60, args)
        print(
            f"{name}: keeping a trial costs {found['kept_s'] * 1e3:.0f} ms of processor and "
            f"{found['kept_wall_s'] * 1e3:.0f} ms by the clock; a trial took {found['trial_s']:.2f} s, so keeping "
            f"takes {found['kept_wall_s'] / found['trial_s']:.1%}"
        )


def main() -> None:
    """Print the promises, or measure one thing for another process."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="10 s only: under 3 minutes")
    for option, choice in FULL.items():
        parser.add_argument(f"--{option}", help=f"default {choice}; quick {QUICK[option]}")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processor", action="store_true", help="count processor seconds of one thread")
    parser.add_argument("--one", nargs=3, metavar=("WORK", "TABLE", "BUDGET"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.processor:
        args.threads = 1
    if args.one:
        if args.processor:
            time.monotonic = time.perf_counter = time.process_time
        work, name, budget = args.one
        print(json.dumps(WORK[work](name, float(budget), args.threads, args.seed)))
        return
    for option, choice in (QUICK if args.quick else FULL).items():
        if getattr(args, option) is None:
            setattr(args, option, choice)
    report(args)


if __name__ == "__main__":
    main()
