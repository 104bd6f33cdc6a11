"""How often the performance alarm is false, and how often it finds a real loss, against a look at each period.

    python benchmarks/monitoring.py [--runs 1000]

A model with the given accuracy at release is watched over 30 periods. False: runs in which any period of a
model that stays as good raises an alarm. Found: runs in which a loss of five points of accuracy, from the
seventh period on, is found within the first 1,000 rows whose truth is known. "each period" holds every period
against the release at a level of 1%, as the verdict of one period does; "run" is the alarm that calls to act.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from scipy.stats import norm

from core.deployment.monitoring.run_alarm import PERIODS, POOLED_ROWS, Reading, is_alarm

BEFORE, LOST = 6, 0.05
ONE_LOOK = float(norm.ppf(0.99))

Judge = Callable[[Reading, list[Reading], Reading], bool]


def each_period(now: Reading, earlier: list[Reading], reference: Reading) -> bool:
    """Tell whether one period by itself is worse at a level of 1%."""
    return reference.mean - now.mean > ONE_LOOK * float(np.hypot(now.error, reference.error))


JUDGES: dict[str, Judge] = {"each period": each_period, "run": is_alarm}


def reading(accuracy: float, rows: int, rng: np.random.Generator) -> Reading:
    """Return what a period of so many rows shows of a true accuracy."""
    found = rng.binomial(rows, accuracy) / rows
    return Reading(found, float(np.sqrt(found * (1 - found) / rows)), rows)


def alarmed(accuracies: list[float], rows: int, holdout: int, seed: int) -> dict[str, list[bool]]:
    """Return for each judge in which periods it raises an alarm, on the same readings."""
    rng = np.random.default_rng(seed)
    reference = reading(accuracies[0], holdout, rng)
    seen = [reading(accuracy, rows, rng) for accuracy in accuracies]
    return {
        name: [judge(now, seen[:n], reference) for n, now in enumerate(seen)]
        for name, judge in JUDGES.items()
    }


def rates(accuracy: float, rows: int, holdout: int, runs: int) -> dict[str, tuple[float, float]]:
    """Return for each judge the share of false runs and of found losses."""
    lost = [accuracy] * BEFORE + [accuracy - LOST] * max(1, POOLED_ROWS // rows)
    quiet = [alarmed([accuracy] * PERIODS, rows, holdout, seed) for seed in range(runs)]
    worse = [alarmed(lost, rows, holdout, runs + seed) for seed in range(runs)]
    return {
        name: (
            float(np.mean([any(run[name]) for run in quiet])),
            float(np.mean([any(run[name][BEFORE:]) for run in worse])),
        )
        for name in JUDGES
    }


def main() -> None:
    """Print one line a setting."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1_000)
    runs = parser.parse_args().runs
    started = time.monotonic()
    print("accuracy  rows set aside  rows a period | each period: false, found | run: false, found")
    for accuracy in (0.9, 0.85):
        for holdout in (10_000, 1_000):
            for rows in (100, 250, 500, 1_000):
                found = rates(accuracy, rows, holdout, runs)
                (a, b), (c, d) = found["each period"], found["run"]
                print(
                    f"{accuracy:8} {holdout:15,} {rows:14,} | {a:18.1%} {b:6.1%} | {c:10.1%} {d:6.1%}",
                    flush=True,
                )
    print(f"{runs:,} runs a figure, {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
