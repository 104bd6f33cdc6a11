"""How good the engine is beside its peers: same tables, same splits, same budget, one process a fit.

    python benchmarks/automl.py FOLDER --table adult.csv=income [--table ...]
        [--budget 60] [--seeds 3] [--threads 1] [--peers trefoil,autogluon,flaml,mljar,h2o]
        [--record runs.jsonl] [--others 0.1]

For each table and seed, a quarter of the rows is set aside; every peer learns the rest in a process of its
own and predicts that quarter. The products among the peers are installed into environments of their own when
they are first asked for (`automl_environments.py`). A peer that fails is said, and left out of the table.
Identifiers and leaks, as `propose_roles` finds them, are left out for all. Prints a
Markdown table a table, and one for all tables together (mean rank, furthest behind the best):

- quality on the rows set aside, with its standard error over seeds (ROC AUC, log loss or RMSE);
- rank among the peers, mean over seeds;
- longest fit in seconds, and as a share of the budget (peers without a budget take what they need);
- seconds to the first usable model, peak memory of the process, size of the compressed pickle;
- milliseconds for one row and rows a second in batches of 20,000, as DataFrames, preparation included.

Times depend on the machine; compare runs on one machine only. With `--record`, runs are kept in a file and not
repeated: a comparison of hours can be interrupted. A run during which other programs took more than the share
`--others` of the processors is repeated, three times at most.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np
import pandas as pd
import psutil
from sklearn.model_selection import train_test_split

from benchmarks.automl_environments import python_of
from benchmarks.automl_job import TARGET
from benchmarks.automl_peers import PEERS
from core.design.data.columns import Role
from core.design.data.reading.table import read_csv_table
from core.design.data.roles import READ_IT_FIRST, propose_roles
from core.design.solution.task import infer_task
from core.development.metrics import METRICS, score

HELD_OUT = 0.25
METRIC_OF = {"binary": "roc_auc", "multiclass": "log_loss", "regression": "rmse"}
MOST_REPEATS = 3
SERVED = ("h2o",)
"""Peers whose work is done by a server: its seconds would be taken for those of others."""

LEFT_OUT = (Role.IDENTIFIER, Role.IGNORED, Role.TARGET)


def read_table(path: Path, target: str) -> tuple[pd.DataFrame, np.ndarray, str]:
    """Return features, target codes or amounts, and the ML task of a CSV file; free text that can be read stays in."""
    reading = read_csv_table(path, path.name)
    frame = reading.frame[reading.frame[target].notna()].reset_index(drop=True)
    roles = propose_roles(frame, reading.columns, target)
    column = next(column for column in reading.columns if column.name == target)
    ml_task, _ = infer_task(frame[target], column)
    y = (
        frame[target].to_numpy(dtype=float)
        if ml_task == "regression"
        else pd.factorize(frame[target], sort=True)[0]
    )
    texts = {role.column for role in roles.roles if role.reason == READ_IT_FIRST}
    return frame.drop(columns=[name for name in roles.columns(*LEFT_OUT) if name not in texts]), y, ml_task


def run_peer(peer: str, folder: Path, threads: int) -> bool:
    """Let a peer learn the table of a folder in a process of its own; tell whether it could."""
    environment = os.environ | {"OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)}
    command = [python_of(peer), str(ROOT / "benchmarks" / "automl_peers.py"), peer, str(folder)]
    return subprocess.run(command, check=False, env=environment, cwd=folder).returncode == 0


class Runs:
    """Runs that are done, by table, budget, threads, seed and peer; in a file where one is named."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        lines = path.read_text(encoding="utf-8").splitlines() if path and path.exists() else []
        self._done = {self._key(run): run for run in map(json.loads, lines)}

    def has(self, about: dict[str, Any]) -> bool:
        """Tell whether such a run is done."""
        return self._key(about) in self._done

    def add(self, run: dict[str, Any]) -> None:
        """Keep a run."""
        self._done[self._key(run)] = run
        if self._path:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(run) + "\n")

    def of(self, table: str, args: argparse.Namespace) -> pd.DataFrame:
        """Return one row a peer and seed of a table: peer, seed, quality, and the measures."""
        peers, asked = args.peers.split(","), (table, args.budget, args.threads)
        return pd.DataFrame(
            run
            for run in self._done.values()
            if (run["table"], run["budget_s"], run["threads"]) == asked
            and run["peer"] in peers
            and run["seed"] < args.seeds
            and "quality" in run
        )

    def _key(self, run: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(run[name] for name in ("table", "budget_s", "threads", "seed", "peer"))


def run_seed(path: Path, target: str, seed: int, args: argparse.Namespace, runs: Runs) -> None:
    """Let every peer learn a table with one split, as far as that is not done."""
    X, y, ml_task = read_table(path, target)
    metric = METRICS[METRIC_OF[ml_task]]
    strata = None if ml_task == "regression" or np.bincount(y).min() < 2 else y
    learn, held = train_test_split(np.arange(len(y)), test_size=HELD_OUT, random_state=seed, stratify=strata)
    job = {
        "ml_task": ml_task, "n_labels": 0 if ml_task == "regression" else int(y.max()) + 1,
        "metric": metric.code, "budget_s": args.budget, "seed": seed, "threads": args.threads,
    }  # fmt: skip
    for peer in args.peers.split(","):
        about = {"table": path.name, "peer": peer, **job}
        if runs.has(about):
            continue
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            X.iloc[learn].assign(**{TARGET: y[learn]}).to_parquet(folder / "train.parquet", index=False)
            X.iloc[held].assign(**{TARGET: np.nan}).to_parquet(folder / "test.parquet", index=False)
            (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
            found, others = run_quietly(peer, folder, args)
            if found:
                quality = score(metric, y[held], np.load(folder / "prediction.npy"))
                measures = json.loads((folder / "measures.json").read_text(encoding="utf-8"))
                about |= {"quality": quality, "others": others, **measures}
        runs.add(about)
        told = f"{about['quality']:.5g} {about['fit_s']:.1f} s" if found else "failed"
        print(path.name, seed, peer, told, f"others {others:.0%}", file=sys.stderr, flush=True)


def run_quietly(peer: str, folder: Path, args: argparse.Namespace) -> tuple[bool, float]:
    """Run a peer until others leave it in peace; return whether it could, and the share that others took."""
    found, others = False, 0.0
    for _ in range(MOST_REPEATS):
        before, started = busy_seconds(), time.monotonic()
        found = run_peer(peer, folder, args.threads)
        others = (busy_seconds() - before) / ((time.monotonic() - started) * (os.cpu_count() or 1))
        if others <= args.others or peer in SERVED:
            break
    return found, others


def busy_seconds() -> float:
    """Return the seconds that the processors worked so far, for anybody but the peers that have ended."""
    times, peers = psutil.cpu_times(), resource.getrusage(resource.RUSAGE_CHILDREN)
    idle = times.idle + getattr(times, "iowait", 0.0)
    guests = getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0)
    return float(sum(times) - idle - guests - peers.ru_utime - peers.ru_stime)


def summary(runs: pd.DataFrame, greater_is_better: bool, budget_s: float) -> pd.DataFrame:
    """Return one row a peer, best mean rank first, as texts for people."""
    ranks = runs.groupby("seed")["quality"].rank(ascending=not greater_is_better)
    by_peer = runs.assign(rank=ranks).groupby("peer")
    mean, longest = by_peer.mean(numeric_only=True), by_peer["fit_s"].max()
    error = by_peer["quality"].std(ddof=1) / np.sqrt(by_peer["quality"].count())
    order = mean["rank"].sort_values(kind="stable").index
    return pd.DataFrame(
        {
            "quality": [f"{mean.quality[p]:.5g} ± {error[p]:.2g}" for p in order],
            "rank": [f"{mean['rank'][p]:.1f}" for p in order],
            "longest fit": [f"{longest[p]:.1f} s ({longest[p] / budget_s:.0%})" for p in order],
            "first model": [f"{mean.first_model_s[p]:.2f} s" for p in order],
            "peak memory": [f"{mean.peak_mb[p]:.0f} MB" for p in order],
            "size": [f"{mean.size_mb[p]:.2f} MB" for p in order],
            "one row": [f"{mean.one_row_ms[p]:.2f} ms" for p in order],
            "batch": [f"{mean.rows_per_s[p]:,.0f} rows/s" for p in order],
        },
        index=order,
    )


def overall(of_tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Return one row a peer over all tables, best mean rank first: mean rank, and how far behind the best at worst.

    Parameters
    ----------
    of_tables : list of DataFrame
        The runs of a table each; peers are ranked by their mean over its seeds, among those that could
        learn it with every seed that is on record for it.
    """
    ranks, behind = {}, {}
    for runs in of_tables:
        greater = METRICS[runs["metric"].iloc[0]].greater_is_better
        by_peer = runs.groupby("peer")["quality"]
        mean = by_peer.mean()[by_peer.count() == by_peer.count().max()]
        best = mean.max() if greater else mean.min()
        ranks[runs["table"].iloc[0]] = mean.rank(ascending=not greater)
        behind[runs["table"].iloc[0]] = (mean / best - 1) * (-1 if greater else 1)
    mean_rank, worst = pd.DataFrame(ranks), pd.DataFrame(behind)
    order = mean_rank.mean(axis=1).sort_values(kind="stable").index
    return pd.DataFrame(
        {
            "mean rank": [f"{mean_rank.loc[p].mean():.2f}" for p in order],
            "tables": [str(mean_rank.loc[p].count()) for p in order],
            "furthest behind the best": [
                f"{worst.loc[p].max():.1%} ({worst.loc[p].idxmax()})" for p in order
            ],
        },
        index=order,
    )


def markdown(table: pd.DataFrame) -> str:
    """Return a table of texts as Markdown."""
    lines = [["peer", *table.columns], ["---"] * (1 + len(table.columns))]
    lines += [[str(name), *row] for name, row in zip(table.index, table.to_numpy(), strict=True)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    """Run every peer on every table and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--table", action="append", required=True, metavar="FILE=TARGET")
    parser.add_argument("--budget", type=float, default=60.0)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--record", type=Path)
    parser.add_argument("--others", type=float, default=1.0)
    args = parser.parse_args()
    runs, tables = Runs(args.record), [each.split("=", 1) for each in args.table]
    for seed in range(args.seeds):
        for name, target in tables:
            run_seed(args.folder / name, target, seed, args, runs)
    of_tables = [found for name, _ in tables if len(found := runs.of(name, args))]
    for found in of_tables:
        metric = METRICS[found["metric"].iloc[0]]
        best = "more is better" if metric.greater_is_better else "less is better"
        heading = f"{found['table'].iloc[0]}: {metric.title} ({best})"
        print(f"\n### {heading}, {args.seeds} seeds, budget {args.budget:g} s\n")
        print(markdown(summary(found, metric.greater_is_better, args.budget)))
    if of_tables:
        print(f"\n### All tables\n\n{markdown(overall(of_tables))}", flush=True)


if __name__ == "__main__":
    main()
