"""How well leaks are told from honest strong columns.

    python benchmarks/leakage.py [--seeds 3] [--first-seed 0]

Plants eight kinds of leak in six tables (48 tables a seed) and checks 15 clean tables, made or drawn anew for
each seed. Prints a Markdown table of what was found by kind, and what clean columns were accused. Then measures
a table of 50,000 rows x 20 columns with two leaks, scores included, against reading its CSV in the same run.
"""

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np
import pandas as pd

from benchmarks.leakage_tables import PLANT, TARGET, clean_tables, customers, planted_tables
from core.design.data.columns import Column
from core.design.data.leakage.finding import Finding
from core.design.data.leakage.inspect import find_leaks
from core.design.data.leakage.scores import add_scores
from core.design.data.reading.conform import describe_columns
from core.design.data.reading.table import read_csv_table
from core.design.data.roles import propose_time

CLEAN = 15


def findings_of(frame: pd.DataFrame) -> tuple[Finding, ...]:
    """Return what the checks find in a table."""
    columns = describe_columns(frame)
    return find_leaks(frame, columns, TARGET, time=propose_time(frame, columns, TARGET))


def is_found(kind: str, findings: tuple[Finding, ...]) -> bool:
    """Tell whether a planted leak was found: its column, or the repeated rows."""
    if kind == "duplicates":
        return any(finding.check == "duplicates" for finding in findings)
    return any(PLANT in finding.columns for finding in findings)


def measure_plants(seeds: range) -> dict[str, list[tuple[str, bool, str]]]:
    """Return for each kind: base, whether it was found, and by which check."""
    found = defaultdict(list)
    for seed in seeds:
        for base, kind, frame in planted_tables(seed):
            findings = findings_of(frame)
            checks = [finding.check for finding in findings if PLANT in finding.columns]
            found[kind].append((base, is_found(kind, findings), ", ".join(checks)))
    return found


def measure_clean(seeds: range) -> tuple[int, list[tuple[str, Finding]]]:
    """Return the number of clean columns, and every accusation."""
    columns, accused = 0, []
    for seed in seeds:
        for name, frame in clean_tables(seed).items():
            columns += frame.shape[1] - 1
            accused += [(name, finding) for finding in findings_of(frame)]
    return columns, accused


def large_table(rows: int = 50_000) -> pd.DataFrame:
    """Return 20 columns, two of which give the target away."""
    rng = np.random.default_rng(0)
    frame = customers(rng, rows).assign(**{f"n{i}": rng.normal(size=rows) for i in range(9)})
    flip = rng.random(rows) < 0.1
    left = (frame[TARGET] == "left").to_numpy()
    return frame.assign(noisy=left ^ flip, closed=np.where(left, rng.normal(size=rows), np.nan))


def measure_time() -> None:
    """Print the seconds of checking and scoring a large table, beside reading it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.csv"
        large_table().to_csv(path, index=False)
        started = time.perf_counter()
        reading = read_csv_table(path, path.name)
        read = time.perf_counter() - started
    columns: tuple[Column, ...] = reading.columns
    started = time.perf_counter()
    findings = find_leaks(reading.frame, columns, TARGET, time="signed")
    checked = time.perf_counter() - started
    scored = add_scores(reading.frame, columns, TARGET, findings)
    total = time.perf_counter() - started
    print(f"\n50,000 x {len(columns)}: read {read:.2f} s, checked {checked:.2f} s, with scores {total:.2f} s")
    print(f"({total / read:.1f} times reading the CSV)")
    for finding in scored:
        print(finding.check, finding.columns, finding.score_with, finding.score_without, sep=" | ")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first-seed", type=int, default=0)
    asked = parser.parse_args()
    seeds = range(asked.first_seed, asked.first_seed + asked.seeds)
    print("| planted | found | missed in |\n|---|---|---|")
    plants = measure_plants(seeds)
    for kind, cases in plants.items():
        missed = ", ".join(base for base, is_hit, _ in cases if not is_hit)
        print(f"| {kind} | {sum(case[1] for case in cases)} of {len(cases)} | {missed} |")
    everything = [case for cases in plants.values() for case in cases]
    print(f"| all | {sum(case[1] for case in everything)} of {len(everything)} | |")
    columns, accused = measure_clean(seeds)
    blocked = sum(finding.severity == "block" for _, finding in accused)
    print(
        f"\n{CLEAN * len(seeds)} clean tables, {columns} columns: {blocked} blocked, {len(accused) - blocked} to review"
    )
    for name, finding in accused:
        print(f"- {name}: {', '.join(finding.columns)} ({finding.check}): {finding.evidence}")
    measure_time()


if __name__ == "__main__":
    main()
