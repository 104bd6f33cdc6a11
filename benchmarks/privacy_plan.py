"""How long anonymity and the actions of a privacy plan take on 1,000,000 rows, beside one group-by of the same table.

python benchmarks/privacy_plan.py
"""

import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import pandas as pd

from core.design.solution.privacy.actions import apply_plan
from core.design.solution.privacy.anonymity import assess_anonymity
from core.design.solution.privacy.plan import Generalise, LegalBasis, PrivacyPlan, Pseudonymise

ROWS = 1_000_000


def seconds(work: Callable[[], object]) -> float:
    """Return how long one piece of work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def people(rows: int) -> pd.DataFrame:
    """Return made-up people: what could be known of a person, a number of each, and what nobody should learn."""
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "age": rng.integers(18, 90, rows),
            "sex": rng.choice(["f", "m"], rows),
            "postcode": rng.integers(10_000, 10_400, rows).astype(str),
            "job": rng.choice([f"job {i}" for i in range(60)], rows),
            "born": pd.Timestamp("1940-01-01") + pd.to_timedelta(rng.integers(0, 25_000, rows), unit="D"),
            "member": [f"member {i}" for i in range(rows)],
            "illness": rng.choice(["none", "flu", "other"], rows),
        }
    )


def time_privacy(rows: int = ROWS) -> None:
    """Print how long anonymity and a plan take, as multiples of one group-by of the same table in pandas."""
    table, known = people(rows), ["age", "sex", "postcode", "job"]
    plan = PrivacyPlan(
        purpose="A benchmark.",
        legal_basis=LegalBasis.CONSENT,
        retention_until=date(2999, 1, 1),
        actions=(
            Pseudonymise(column="member"),
            Generalise(column="age", to="bands", width=10),
            Generalise(column="postcode", to="prefix", length=3),
            Generalise(column="born", to="year"),
        ),
    )
    one = seconds(lambda: table.groupby(known, sort=False).size())
    found = seconds(lambda: assess_anonymity(table, known, "illness"))
    done = seconds(lambda: apply_plan(table, plan, b"k" * 32))
    print(f"\n{rows:,} rows; one pandas group-by of four columns: {one:.2f} s")
    print(
        f"anonymity of four columns (15 ways to combine them) and diversity: {found:.2f} s, {found / one:.1f} group-bys"
    )
    print(f"a plan of four actions, {rows:,} different pseudonyms: {done:.2f} s, {done / one:.1f} group-bys")


if __name__ == "__main__":
    time_privacy()
