"""A search on a Dask cluster of this machine's processes beside the same search in threads.

    python benchmarks/cluster.py [ROWS] [WORKERS]

Makes its own table, starts its own cluster. Says whether the leaderboards are equal, the wall-clock
seconds of each search (alternating, the quickest of two), and what sending one fold costs.
"""

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import pandas as pd
from distributed import LocalCluster

from core.development.automl.cluster import ClusterFits, open_cluster
from core.development.automl.estimator import TrefoilClassifier
from core.development.automl.fitting import FitLimits

TRIALS = 6
ROUNDS = 2
EMPTY_FOLDS = 200


class NothingToFit:
    """Stands in for a table with folds: what remains is the sending."""

    folds = (0, 1)

    def fit_fold(self, fold: int, learner: str, params: dict, limits: FitLimits) -> int:
        """Return at once."""
        return fold


def main(rows: int, workers: int) -> None:
    """Print the comparison."""
    X, y = table(rows)
    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0") as local:
        address = local.scheduler_address
        print(
            f"{rows:,} rows, {TRIALS} trials, {workers} workers; cost of a fold sent: {sending_ms(address):.1f} ms"
        )
        ways = {
            "one thread": {"n_jobs": 1},
            f"{workers} threads": {"n_jobs": workers},
            f"cluster of {workers}": {"cluster": address},
        }
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        boards = {}
        for _ in range(ROUNDS):
            for name, how in ways.items():
                started = time.perf_counter()
                model = TrefoilClassifier(n_trials=TRIALS, random_state=0, **how).fit(X, y)
                seconds[name].append(time.perf_counter() - started)
                boards[name] = model.leaderboard_.drop(columns="seconds")
    first, *others = boards.values()
    print("leaderboards equal to the last bit:", all(board.equals(first) for board in others))
    least = min(seconds["one thread"])
    for name, taken in seconds.items():
        print(f"{name:14} {min(taken):6.1f} s, {min(taken) / least:.2f} of one thread")


def sending_ms(address: str) -> float:
    """Return the milliseconds that a fold costs which has nothing to do, two at a time."""
    with open_cluster(address) as client:
        fits = ClusterFits(NothingToFit(), client)
        limits = FitLimits(60.0, lambda: None)
        list(fits.results(range(2), "", {}, limits))
        started = time.perf_counter()
        for _ in range(EMPTY_FOLDS // 2):
            list(fits.results(range(2), "", {}, limits))
        return 1_000 * (time.perf_counter() - started) / EMPTY_FOLDS


def table(rows: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Return ten columns, two of them texts, and a target of two labels that follows some of them."""
    draw = np.random.default_rng(0)
    X = pd.DataFrame({f"x{n}": draw.normal(size=rows) for n in range(8)})
    X["colour"], X["shop"] = draw.choice(list("rgb"), rows), draw.choice([f"s{n}" for n in range(30)], rows)
    signal = X["x0"] + X["x1"] * (X["colour"] == "r") + np.sin(2 * X["x2"]) + draw.normal(size=rows)
    return X, np.where(signal > 0, "yes", "no")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, int(sys.argv[2]) if len(sys.argv) > 2 else 2)
