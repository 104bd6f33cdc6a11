"""Columns that hold nothing of a person, many of them close to something that does."""

import numpy as np
import pandas as pd

from benchmarks.personal_columns import ROWS

CITIES = [
    "Berlin", "Paris", "London", "San Jose", "Victoria", "Charlotte", "Santiago", "Austin", "Jackson",
    "Lincoln", "Florence", "Madrid", "Rome", "Milan", "Hamburg", "Lyon", "Houston", "Columbus", "Denver",
    "Dallas", "Portland", "Sofia", "Warsaw", "Prague", "Vienna", "Munich", "Geneva", "Osaka", "Kyoto"
]  # fmt: skip
NOUNS = [
    "Widget", "Lamp", "Chair", "Table", "Desk", "Shelf", "Kettle", "Toaster", "Blender", "Mug", "Plate",
    "Knife", "Rug", "Mirror", "Clock"
]  # fmt: skip
COLOURS = ["Blue", "Red", "Green", "Amber", "Olive", "Ruby", "Silver", "Golden", "Scarlet", "Violet"]
BRANDS = [
    "Audi", "Ford", "BMW", "Toyota", "Honda", "Mercedes", "Opel", "Fiat", "Renault", "Mazda", "Kia", "Seat",
    "Skoda", "Volvo", "Lexus", "Tesla"
]  # fmt: skip
FIRMS = [
    "Nordwind", "Acme", "Globex", "Initech", "Umbrella", "Stark", "Wayne", "Hooli", "Vandelay", "Wonka",
    "Cyberdyne"
]  # fmt: skip
MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December"
]  # fmt: skip
STATES = [
    "Georgia", "Virginia", "Texas", "Ohio", "Utah", "Iowa", "Maine", "Nevada", "Oregon", "Kansas", "Alaska",
    "Montana", "Idaho"
]  # fmt: skip
REVIEWS = [
    "arrived late",
    "works well",
    "broke after a week",
    "good value",
    "would buy again",
    "not as shown",
]


def clean_columns(rng: np.random.Generator) -> dict[str, list]:
    """Return columns that hold nothing of a person, many of them close to something that does."""
    pick = lambda items: [str(v) for v in rng.choice(items, ROWS)]  # noqa: E731
    days = pd.Timestamp("2019-01-01") + pd.to_timedelta(rng.integers(0, 2_000, ROWS), unit="D")
    return {
        "city": pick(CITIES),
        "state": pick(STATES),
        "month": pick(MONTHS),
        "brand": pick(BRANDS),
        "product": [f"{a} {b}" for a, b in zip(pick(COLOURS), pick(NOUNS), strict=True)],
        "product_long": [
            f"{a} {b} {n} cm" for a, b, n in zip(pick(COLOURS), pick(NOUNS), range(ROWS), strict=True)
        ],
        "firm": [
            f"{a} {b}" for a, b in zip(pick(FIRMS), pick(["GmbH", "Ltd", "Inc", "AG", "& Sons"]), strict=True)
        ],
        "review": [f"{a}, {b}" for a, b in zip(pick(REVIEWS), pick(REVIEWS), strict=True)],
        "order_no": list(range(10_000, 10_000 + ROWS)),
        "invoice": [f"INV-2024-{i:05d}" for i in range(ROWS)],
        "nine_digits": [int(v) for v in rng.integers(10**8, 10**9, ROWS)],
        "eleven_digits": [int(v) for v in rng.integers(10**10, 10**11, ROWS)],
        "thirteen_digits": [str(v) for v in rng.integers(10**12, 10**13, ROWS)],
        "sixteen_digits": [str(v) for v in rng.integers(10**15, 10**16, ROWS)],
        "ean": [f"40{v:011d}" for v in rng.integers(0, 10**11, ROWS)],
        "hash": [f"{v:016x}" for v in rng.integers(0, 2**62, ROWS)],
        "version": [f"{a}.{b}.{c}" for a, b, c in rng.integers(0, 20, (ROWS, 3))],
        "range": [f"{a}-{a + 500}" for a in rng.integers(1_000, 9_000, ROWS)],
        "time": [f"{i % 24:02d}:{i % 60:02d}" for i in range(ROWS)],
        "size": [f"{a}x{b}x{c}" for a, b, c in rng.integers(1, 90, (ROWS, 3))],
        "sku": [f"{c}{n:06d}" for c, n in zip(pick(list("ABCXYZ")), range(ROWS), strict=True)],
        "price": list(rng.normal(100, 30, ROWS).round(2)),
        "share": list(rng.random(ROWS)),
        "income": list(rng.lognormal(10, 1, ROWS)),
        "latitude": list(rng.uniform(-90, 90, ROWS)),
        "population": [int(v) for v in rng.integers(10**5, 10**7, ROWS)],
        "day": list(days),
        "delivered": list(days + pd.Timedelta(days=3)),
        "score": pick(list("ABCDE")),
        "answer": pick(["yes", "no"]),
        "job": pick(["nurse", "teacher", "clerk", "engineer", "cook", "driver", "none"]),
        "education": pick(["Bachelors", "HS-grad", "Masters", "Doctorate"]),
        "currency": pick(["EUR", "USD", "GBP", "JPY"]),
        "country": pick(
            ["Germany", "France", "Jordan", "Chad", "Italy", "Spain", "Japan", "India", "Brazil"]
        ),
        "url": [f"https://shop.example.org/item/{i}" for i in range(ROWS)],
        "file": [f"report_{i}.pdf" for i in range(ROWS)],
        "coordinates": [f"{a:.4f}, {b:.4f}" for a, b in rng.uniform(-80, 80, (ROWS, 2))],
        "vin": ["".join(rng.choice(list("ABCDEFGHJKLMNPRSTUVWXYZ0123456789"), 17)) for _ in range(ROWS)],
        "flight": [f"LH{n}" for n in rng.integers(100, 999, ROWS)],
        "icd": [
            f"{c}{n}.{m}"
            for c, n, m in zip(
                pick(list("CEIJ")), rng.integers(10, 99, ROWS), rng.integers(0, 9, ROWS), strict=True
            )
        ],
        "flower": pick(["setosa", "versicolor", "virginica", "Rose", "Lily", "Iris", "Daisy", "Violet"]),
    }


def built_in_columns() -> dict[str, list]:
    """Return the columns of scikit-learn's own tables."""
    from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_linnerud, load_wine

    loads = (load_breast_cancer, load_diabetes, load_iris, load_linnerud, load_wine)
    tables = {load.__name__: load(as_frame=True).frame for load in loads}
    return {f"{table} {name}": list(frame[name]) for table, frame in tables.items() for name in frame}
