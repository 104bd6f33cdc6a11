"""How right the engine's probabilities are, and what a calibration learnt out of fold would change.

    python benchmarks/automl_calibration.py FOLDER --table adult.csv=income [--table ...]
        [--trials 7] [--seeds 3] [--rows 4000]

For each table and seed a quarter of the rows is set aside and the rest is searched with a fixed number of
trials. The best trial of each learner, and the vote where there is one, is fitted on all other rows. Printed
are, on the rows set aside: the expected calibration error and the log loss as released, and by how much
temperature, Platt's sigmoid and isotonic regression, learnt from out-of-fold predictions, lower the log loss
(mean over seeds, plus or minus its standard error).
"""

import argparse
import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import pandas as pd
from scipy.optimize import minimize_scalar
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from benchmarks.automl_tables import Split, search, split_table
from core.development.automl.learners import predict_with, refit
from core.development.automl.outcome import TrialOutcome
from core.development.calibration import calibration_error
from core.development.metrics import METRICS, score

LOG_LOSS = METRICS["log_loss"]
FLOOR = 1e-6


def temperature(y: np.ndarray, seen: np.ndarray, new: np.ndarray) -> np.ndarray:
    """Return predictions whose logits are divided by the temperature that suits out-of-fold rows."""

    def cooled(prediction: np.ndarray, power: float) -> np.ndarray:
        both = np.clip(prediction, FLOOR, 1 - FLOOR)
        if both.ndim == 1:
            return both**power / (both**power + (1 - both) ** power)
        return both**power / (both**power).sum(axis=1, keepdims=True)

    found = minimize_scalar(
        lambda power: score(LOG_LOSS, y, cooled(seen, power)), (0.5, 1.5), bounds=(0.1, 10)
    )
    return cooled(new, float(found.x))


def platt(y: np.ndarray, seen: np.ndarray, new: np.ndarray) -> np.ndarray:
    """Return probabilities through a sigmoid of their logits; two labels only."""

    def logits(p: np.ndarray) -> np.ndarray:
        clipped = np.clip(p, FLOOR, 1 - FLOOR)
        return np.log(clipped / (1 - clipped))[:, None]

    model = LogisticRegression(C=np.inf).fit(logits(seen), y)
    return np.asarray(model.predict_proba(logits(new))[:, 1])


def isotonic(y: np.ndarray, seen: np.ndarray, new: np.ndarray) -> np.ndarray:
    """Return probabilities through a rising step function; each label by itself where there are more than two."""
    if seen.ndim == 1:
        return np.asarray(IsotonicRegression(out_of_bounds="clip").fit(seen, y == 1).predict(new))
    parts = [
        isotonic((y == label).astype(int), seen[:, label], new[:, label]) for label in range(seen.shape[1])
    ]
    both = np.stack(parts, axis=1) + FLOOR
    return both / both.sum(axis=1, keepdims=True)


WAYS = {"temperature": temperature, "platt": platt, "isotonic": isotonic}


def best_of_each(outcomes: list[TrialOutcome]) -> list[TrialOutcome]:
    """Return the best complete trial of each learner."""
    best: dict[str, TrialOutcome] = {}
    for outcome in outcomes:
        known = best.get(outcome.learner)
        if outcome.state == "complete" and (known is None or _sign(outcome) > _sign(known)):
            best[outcome.learner] = outcome
    return list(best.values())


def _sign(outcome: TrialOutcome) -> float:
    return -outcome.score if outcome.oof.ndim == 2 else outcome.score


def judged(split: Split, outcome: TrialOutcome) -> dict[str, object]:
    """Return error and log loss of one trial on the rows set aside, and what each calibration gains."""
    train, test = split.train, split.test
    fitted = refit(outcome.learner, outcome.params, train, split.recipe, split.seed)
    new = predict_with(fitted, test.X, train.ml_task, train.n_labels)
    y, seen = train.y[outcome.oof_rows], outcome.oof.astype(np.float64)
    found: dict[str, object] = {
        "learner": outcome.learner,
        "error": calibration_error(test.y, new),
        "log_loss": score(LOG_LOSS, test.y, new),
    }
    for name, way in WAYS.items():
        if name == "platt" and seen.ndim == 2:
            continue
        mapped = way(y, seen, new)
        found[name] = found["log_loss"] - score(LOG_LOSS, test.y, mapped)
        found[f"error_{name}"] = calibration_error(test.y, mapped)
    return found


def main() -> None:
    """Print one row of a Markdown table for each table and learner."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--table", action="append", required=True, metavar="FILE=TARGET")
    parser.add_argument("--trials", type=int, default=7)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=4_000)
    args = parser.parse_args()
    print("| table | learner | ECE | log loss | temperature | Platt | isotonic | ECE after each |")
    print("|---|---|---|---|---|---|---|---|")
    for each in args.table:
        name, target = each.split("=", 1)
        rows = []
        for seed in range(args.seeds):
            split = split_table(args.folder / name, target, seed, args.rows)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                rows += [judged(split, outcome) for outcome in best_of_each(search(split, args.trials))]
        for learner, runs in pd.DataFrame(rows).groupby("learner", sort=False):
            print(f"| {name} | {learner} | {line(runs)} |", flush=True)


def line(runs: pd.DataFrame) -> str:
    """Return the cells of one learner: means over seeds, plus or minus their standard errors."""

    def cell(column: str) -> str:
        if column not in runs or runs[column].isna().all():
            return "-"
        spread = runs[column].std(ddof=1) / np.sqrt(len(runs)) if len(runs) > 1 else np.nan
        return f"{runs[column].mean():.4f} ± {spread:.4f}"

    after = " / ".join(f"{runs[f'error_{w}'].mean():.3f}" if f"error_{w}" in runs else "-" for w in WAYS)
    return " | ".join([*map(cell, ("error", "log_loss", *WAYS)), after])


if __name__ == "__main__":
    main()
