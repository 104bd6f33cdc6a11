"""How much personal data is found, and how often a clean column is accused: on made-up data of many countries.

    python benchmarks/personal_data.py

The finder's own lists of names are longer and hold most of the names here, so recall is measured again after
it has forgotten most of them, as for names that nobody listed.
"""

import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import pandas as pd

from benchmarks.clean_columns import built_in_columns, clean_columns
from benchmarks.personal_columns import ONE_WORD, PEOPLE, name_columns, number_columns, other_columns
from core.design.data.personal import find_personal_data, names
from core.design.data.reading.conform import describe_columns

SEEDS = 5


def flagged(columns: dict[str, list]) -> dict[str, str]:
    """Return what the finder says of columns under names that say nothing."""
    said = {}
    for number, (title, values) in enumerate(columns.items()):
        frame = pd.DataFrame({f"c{number}": values})
        for personal in find_personal_data(frame, describe_columns(frame)):
            said[title] = personal.kind
    return said


def flagged_with_names(columns: dict[str, list]) -> dict[str, str]:
    """Return what the finder says of columns under their own names."""
    said = {}
    for title, values in columns.items():
        frame = pd.DataFrame({title: values})
        said |= {p.column: p.kind for p in find_personal_data(frame, describe_columns(frame))}
    return said


def known_share() -> float:
    """Return the share of the names written here that the finder's own lists hold."""
    words = {w.casefold() for c, (a, b) in PEOPLE.items() if c not in ONE_WORD for w in (a + " " + b).split()}
    return len(words & (names.FIRST_NAMES | names.FAMILY_NAMES)) / len(words)


def recall_of_names_known_less(share: float) -> tuple[float, float]:
    """Return the share of names still known, and recall, after the finder forgot all but a share of its own."""
    kept, rng = (names.FIRST_NAMES, names.FAMILY_NAMES), np.random.default_rng(0)
    hits, known = [], []
    try:
        for seed in range(SEEDS):
            names.FIRST_NAMES, names.FAMILY_NAMES = (
                frozenset(name for name in sorted(listed) if rng.random() < share) for listed in kept
            )
            columns = name_columns(np.random.default_rng(seed))
            said = flagged(columns)
            hits += [title in said for title in columns]
            known.append(known_share())
        return float(np.mean(known)), float(np.mean(hits))
    finally:
        names.FIRST_NAMES, names.FAMILY_NAMES = kept


def measure() -> dict[str, float]:
    """Return recall by group and the share of clean columns that are accused, over five seeds."""
    hits: dict[str, list[bool]] = defaultdict(list)
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        groups = {"checksum or form": number_columns, "names": name_columns, "streets, births": other_columns}
        for group, make in groups.items():
            columns = make(rng)
            said = flagged(columns)
            hits[group] += [title in said for title in columns]
            missed = [title for title in columns if title not in said]
            print(f"seed {seed} {group}: missed {missed}" if missed else f"seed {seed} {group}: all found")
        clean = clean_columns(rng) | (built_in_columns() if seed == 0 else {})
        accused = flagged_with_names(clean)
        hits["clean"] += [title in accused for title in clean]
        print(f"seed {seed} clean: accused {accused}")
    return {group: float(np.mean(found)) for group, found in hits.items()}


def report(shares: dict[str, float]) -> None:
    """Print the shares."""
    print(f"\nnames here that the finder knows: {known_share():.0%}")
    for group, share in shares.items():
        print(f"{'false flags, clean columns' if group == 'clean' else 'recall, ' + group}: {share:.1%}")


if __name__ == "__main__":
    report(measure())
    for part in (0.6, 0.4, 0.2):
        known, recall = recall_of_names_known_less(part)
        print(f"had it known {known:.0%} of the names: recall, names {recall:.1%}")
