"""Tables for the benchmarks, made from a seed: nothing is downloaded, everyone measures the same rows."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

FIRST_DAY = np.datetime64("2019-01-01", "s")
DAYS = 2_000
CITIES = tuple(
    f"{stem}{ending}" for stem in ("Al", "Bor", "Cas", "Dun", "Elm") for ending in ("ford", "ia", "ton")
)
PLANS = ("basic", "plus", "family", "student")
WORDS = ("late", "delivery", "thanks", "refund", "broken", "again", "call", "screen", "Größe", "price", "ok")


def mixed_table(rows: int, seed: int = 0) -> pa.Table:
    """Return a table of 26 columns as businesses keep them.

    Numbers (whole, decimal, skewed, with gaps, with -999 for missing), two dates and a moment, categories from
    2 to 5,000 values, free text, identifiers, truth values, one constant column, and the target `churned`,
    which depends on tenure, plan and complaints.

    Parameters
    ----------
    rows : int
    seed : int
    """
    rng = np.random.default_rng(seed)
    tenure = rng.integers(0, 120, rows)
    plan = rng.integers(0, len(PLANS), rows)
    complaints = rng.poisson(0.8, rows)
    logit = 0.6 * complaints - 0.03 * tenure + 0.4 * (plan == 0)
    day = rng.integers(0, DAYS, rows)
    spent = np.round(rng.lognormal(4, 1, rows), 2)
    return pa.table(
        {
            "customer_id": pa.array(np.arange(100_000_000, 100_000_000 + rows)),
            "account": _texts("A-", rng.permutation(rows)),
            "signed_up": _days(day),
            "last_seen": _with_gaps(_days(day + rng.integers(0, 300, rows)), 0.15, rng),
            "last_payment": _moments(day, rng),
            "age": _with_gaps(pa.array(rng.integers(18, 90, rows)), 0.04, rng),
            "tenure": pa.array(tenure),
            "complaints": pa.array(complaints),
            "spent": pa.array(spent),
            "spent_last_year": pa.array(np.round(spent * rng.uniform(0.2, 1.2, rows), 2)),
            "balance": pa.array(np.round(rng.normal(0, 500, rows), 2)),
            "score": pa.array(np.where(rng.random(rows) < 0.03, -999, rng.integers(300, 850, rows))),
            "latitude": pa.array(rng.uniform(47, 55, rows)),
            "longitude": pa.array(rng.uniform(6, 15, rows)),
            "discount": _with_gaps(pa.array(np.round(rng.beta(1, 9, rows), 3)), 0.6, rng),
            "visits": pa.array(rng.geometric(0.2, rows) - 1),
            "plan": _chosen(PLANS, plan),
            "city": _chosen(CITIES, rng.integers(0, len(CITIES), rows)),
            "postcode": _texts("", 10_000 + rng.zipf(1.3, rows) % 5_000),
            "channel": _with_gaps(
                _chosen(("web", "shop", "phone", "unknown"), rng.integers(0, 4, rows)), 0.02, rng
            ),
            "note": _with_gaps(_notes(rows, rng), 0.3, rng),
            "is_business": pa.array(rng.random(rows) < 0.1),
            "newsletter": _with_gaps(pa.array(rng.random(rows) < 0.5), 0.1, rng),
            "currency": _chosen(("EUR",), np.zeros(rows, dtype=int)),
            "batch": pa.array(np.arange(rows) * 50 // max(rows, 1)),
            "churned": _chosen(("no", "yes"), (rng.random(rows) < 1 / (1 + np.exp(-logit))).astype(int)),
        }
    )


def write_csv(table: pa.Table, path: Path | str) -> None:
    """Write a table as a comma-separated file with a header, gaps as empty fields."""
    pa.csv.write_csv(table, str(path))


def _texts(start: str, numbers: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise(start, pa.array(numbers).cast(pa.string()), "")


def _chosen(values: tuple[str, ...], codes: np.ndarray) -> pa.Array:
    return pa.array(values).take(pa.array(codes))


def _days(days: np.ndarray) -> pa.Array:
    return pa.array(FIRST_DAY.astype("datetime64[D]") + days)


def _moments(days: np.ndarray, rng: np.random.Generator) -> pa.Array:
    return pa.array(FIRST_DAY + days.astype("timedelta64[D]") + rng.integers(0, 86_400, len(days)))


def _notes(rows: int, rng: np.random.Generator) -> pa.Array:
    written = [_chosen(WORDS, rng.integers(0, len(WORDS), rows)) for _ in range(4)]
    return pc.binary_join_element_wise(*written, " ")


def _with_gaps(values: pa.Array, share: float, rng: np.random.Generator) -> pa.Array:
    return pc.if_else(pa.array(rng.random(len(values)) >= share), values, pa.scalar(None, values.type))
