"""Tables for measuring leak checks: six bases, eight kinds of planted leak, and clean tables."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

PLANT = "planted"
TARGET = "target"
Plant = Callable[[pd.DataFrame, np.random.Generator], pd.DataFrame]


def sklearn_tables() -> dict[str, pd.DataFrame]:
    """Return iris, wine, breast cancer, digits and diabetes, each with a column `target`."""
    from sklearn import datasets

    names = ("iris", "wine", "breast_cancer", "digits", "diabetes")
    tables = {name: getattr(datasets, f"load_{name}")(as_frame=True).frame for name in names}
    return {name: table.rename(columns=lambda c: str(c).replace(" ", "_")) for name, table in tables.items()}


def customers(rng: np.random.Generator, rows: int = 2_000) -> pd.DataFrame:
    """Return customers that leave: numbers, categories, gaps, a date; the outcome is a noisy sum of causes."""
    tenure, monthly = rng.integers(0, 72, rows), rng.normal(60, 20, rows).round(2)
    contract = rng.choice(["monthly", "one year", "two years"], rows, p=[0.55, 0.25, 0.2])
    calls, age = rng.poisson(2, rows), rng.integers(18, 80, rows)
    score = 1.2 * (contract == "monthly") - tenure / 30 + monthly / 40 + calls / 3 - 2.2
    return pd.DataFrame(
        {
            "row": np.arange(rows),
            "signed": pd.Timestamp("2022-01-01")
            + pd.to_timedelta(np.sort(rng.integers(0, 700, rows)), unit="D"),
            "tenure": tenure,
            "monthly": monthly,
            "age": np.where(rng.random(rows) < 0.1, np.nan, age),
            "contract": contract,
            "region": rng.choice([f"region {i}" for i in range(30)], rows),
            "calls": calls,
            "paper": rng.random(rows) < 0.4 + 0.2 * (contract == "monthly"),
            TARGET: np.where(score + rng.logistic(size=rows) > 0, "left", "stayed"),
        }
    )


def houses(rng: np.random.Generator, rows: int = 1_500) -> pd.DataFrame:
    """Return houses with a price: one column (living space) goes with it strongly and honestly."""
    space, age = rng.lognormal(4.6, 0.5, rows), rng.integers(0, 90, rows)
    area = rng.choice(["north", "east", "south", "west", "centre"], rows)
    level = (
        pd.Series(area).map({"north": 0.9, "east": 1.0, "south": 1.1, "west": 1.0, "centre": 1.4}).to_numpy()
    )
    price = space * 3_000 * level * np.exp(-age / 300) * rng.lognormal(0, 0.1, rows)
    rooms = np.maximum(1, (space / 28 + rng.normal(0, 0.7, rows)).round()).astype(int)
    garden = np.where(
        rng.random(rows) < 0.35 + 0.3 * (area == "centre"), np.nan, rng.lognormal(5, 1, rows).round()
    )
    return pd.DataFrame(
        {
            "space": space.round(1),
            "age": age,
            "area": area,
            "rooms": rooms,
            "garden": garden,
            TARGET: price.round(-2),
        }
    )


def visits(rng: np.random.Generator, rows: int = 1_800) -> pd.DataFrame:
    """Return visits of 300 patients, each with a level of their own; the outcome differs within patients."""
    patient = rng.integers(0, 300, rows)
    level = rng.normal(size=300)[patient]
    pressure = (125 + 8 * level + rng.normal(0, 10, rows)).round()
    sugar = (95 + 10 * level + rng.normal(0, 12, rows)).round(1)
    when = pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 365, rows), unit="D")
    next_due = when + pd.to_timedelta(rng.choice([90, 180], rows), unit="D")
    outcome = 0.8 * level + (pressure - 125) / 12 + (sugar - 95) / 20 + rng.logistic(size=rows) > 1
    return pd.DataFrame(
        {"patient_id": patient, "visit_date": when, "next_due": next_due, "pressure": pressure, "sugar": sugar,
         "smoker": rng.random(rows) < 0.3, TARGET: outcome.astype(int)}
    )  # fmt: skip


def screened(rng: np.random.Generator, rows: int = 1_500) -> pd.DataFrame:
    """Return a test result that is right in about 85% of the rows, for causes that other columns measure."""
    severity = rng.normal(size=rows)
    sick = severity + rng.normal(0, 0.3, rows) > 0.3
    return pd.DataFrame(
        {
            "quick_test": np.where(severity + rng.normal(0, 0.45, rows) > 0.3, "positive", "negative"),
            "fever": (37 + 0.6 * severity + rng.normal(0, 0.5, rows)).round(1),
            "cough": severity + rng.normal(0, 1, rows) > 0,
            "age": rng.integers(1, 95, rows),
            "ward": rng.choice(list("ABCDEF"), rows),
            TARGET: np.where(sick, "sick", "well"),
        }
    )


def rare_fraud(rng: np.random.Generator, rows: int = 6_000) -> pd.DataFrame:
    """Return payments of which 3% are fraud, with gaps that are honestly a little more common there."""
    amount, night = rng.lognormal(4, 1.2, rows).round(2), rng.random(rows) < 0.2
    distance = rng.exponential(30, rows).round(1)
    score = np.log(amount) - 4 + 1.5 * night + distance / 40
    fraud = score + rng.logistic(size=rows) > 6.2
    device = np.where(rng.random(rows) < 0.1 + 0.3 * fraud, None, rng.choice(["phone", "web", "shop"], rows))
    return pd.DataFrame(
        {"merchant": rng.choice([f"M{i:03d}" for i in range(200)], rows), "amount": amount, "night": night,
         "distance": distance, "device": device, TARGET: fraud.astype(int)}
    )  # fmt: skip


def noise(rng: np.random.Generator, rows: int = 800) -> pd.DataFrame:
    """Return numbers, categories, ids and dates that have nothing to do with the outcome."""
    return pd.DataFrame(
        {f"n{i}": rng.normal(size=rows) for i in range(6)}
        | {f"c{i}": rng.choice(list("abcdefgh"), rows) for i in range(4)}
        | {"shop_id": rng.integers(0, 90, rows), "flag": rng.random(rows) < 0.5}
        | {"day": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 300, rows), unit="D")}
        | {TARGET: rng.choice(["yes", "no"], rows)}
    )


def blobs(rng: np.random.Generator, rows: int = 900) -> pd.DataFrame:
    """Return three clouds: every column is strong, and independent of the others within a class."""
    from sklearn.datasets import make_blobs

    X, y = make_blobs(rows, n_features=6, centers=3, cluster_std=2.5, random_state=int(rng.integers(2**31)))
    return pd.DataFrame(X, columns=[f"x{i}" for i in range(6)]).assign(target=y)


def classified(rng: np.random.Generator, rows: int = 1_500) -> pd.DataFrame:
    """Return scikit-learn's made-up classification: five telling columns, three redundant, four of noise."""
    from sklearn.datasets import make_classification

    seed = int(rng.integers(2**31))
    X, y = make_classification(rows, 12, n_informative=5, n_redundant=3, class_sep=1.5, random_state=seed)
    return pd.DataFrame(X, columns=[f"x{i}" for i in range(12)]).assign(target=y)


def friedman(rng: np.random.Generator, rows: int = 1_500) -> pd.DataFrame:
    """Return Friedman's amounts: five causes of ten columns, one of them squared."""
    from sklearn.datasets import make_friedman1

    X, y = make_friedman1(rows, n_features=10, noise=1.0, random_state=int(rng.integers(2**31)))
    return pd.DataFrame(X, columns=[f"x{i}" for i in range(10)]).assign(target=y)


MADE_UP = (customers, houses, visits, screened, rare_fraud, noise, blobs, classified, friedman)


def clean_tables(seed: int = 0) -> dict[str, pd.DataFrame]:
    """Return 15 tables without a leak: five real ones and ten made up."""
    rng = np.random.default_rng(seed)
    made = {make.__name__: make(rng) for make in MADE_UP}
    return sklearn_tables() | made | {"few_customers": customers(rng, 300)}


def base_tables(seed: int = 0) -> dict[str, pd.DataFrame]:
    """Return the six tables that leaks are planted in: the five real ones and `customers`."""
    return sklearn_tables() | {"customers": customers(np.random.default_rng(seed))}


def is_amount(frame: pd.DataFrame) -> bool:
    """Tell whether the target is an amount."""
    return pd.api.types.is_numeric_dtype(frame[TARGET]) and frame[TARGET].nunique() > 20


def copy(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Plant the target itself; amounts in another unit."""
    return frame.assign(planted=frame[TARGET] * 1.19 + 3 if is_amount(frame) else frame[TARGET])


def bijection(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Plant the target under other names, in a random order."""
    codes, values = pd.factorize(frame[TARGET])
    names = np.array([f"code {i}" for i in rng.permutation(len(values))])
    return frame.assign(planted=names[codes])


def noisy_copy(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Plant the target with 5 to 20% of the labels flipped, or with noise of 5 to 20% of its spread."""
    share = rng.uniform(0.05, 0.20)
    y = frame[TARGET]
    if is_amount(frame):
        return frame.assign(planted=y + rng.normal(size=len(y)) * y.std() * share)
    codes, values = pd.factorize(y)
    other = (codes + rng.integers(1, len(values), len(y))) % len(values)
    flipped = np.where(rng.random(len(y)) < share, other, codes)
    return frame.assign(planted=np.array(values)[flipped])


def event(frame: pd.DataFrame) -> np.ndarray:
    """Return the rows where something happened: one class, or the upper third of the amounts."""
    y = frame[TARGET]
    return (
        (y > y.quantile(0.67)).to_numpy()
        if is_amount(frame)
        else (y == y.value_counts().index[-1]).to_numpy()
    )


def post_event_date(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Plant a closing date: written down in 95% of the events and 5% of the others, or soon after an event.

    Every other table gets the second kind, beside the date on which the case was opened.
    """
    opened = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 300, len(frame)), unit="D")
    happened = event(frame)
    if rng.random() < 0.5:
        delay = rng.exponential(np.where(happened, 5, 60)).round() + 1
        return frame.assign(opened=opened, planted=opened + pd.to_timedelta(delay, unit="D"))
    is_written = rng.random(len(frame)) < np.where(happened, 0.95, 0.05)
    return frame.assign(planted=pd.Series(opened, index=frame.index).where(is_written))


def group_id(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Plant a number of a case with four rows on average, all of which have the same (or a close) answer."""
    order = frame[TARGET].sort_values(kind="stable").index
    cuts = np.sort(rng.choice(np.arange(1, len(frame)), len(frame) // 4, replace=False))
    group = pd.Series(np.searchsorted(cuts, np.arange(len(frame)), side="right"), index=order)
    if not is_amount(frame):
        group = pd.Series(pd.factorize(group.astype(str) + frame[TARGET].astype(str))[0], index=frame.index)
    names = rng.permutation(int(group.max()) + 1) + 1_000
    return frame.assign(planted=names[group.reindex(frame.index)])


def missingness(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Plant a remark that is empty unless the event happened, with errors in 4% of the rows."""
    is_filled = event(frame) ^ (rng.random(len(frame)) < 0.04)
    return frame.assign(planted=np.where(is_filled, rng.normal(size=len(frame)), np.nan))


def target_encoding(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Plant the average target of a category with 25 values, computed on all rows, plain or smoothed by 10 rows."""
    category = rng.integers(0, 25, len(frame))
    y = frame[TARGET] if is_amount(frame) else pd.Series(event(frame).astype(float), index=frame.index)
    groups, weight = y.groupby(category), rng.choice([0, 10])
    means, counts = groups.transform("mean"), groups.transform("size")
    return frame.assign(planted=((counts * means + weight * y.mean()) / (counts + weight)).round(4))


def duplicates(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Append 10 to 20% of the rows again, in any order."""
    again = frame.sample(frac=rng.uniform(0.1, 0.2), random_state=int(rng.integers(2**31)))
    return pd.concat([frame, again]).sample(frac=1, random_state=1).reset_index(drop=True)


PLANTS: tuple[Plant, ...] = (
    copy, bijection, noisy_copy, post_event_date, group_id, missingness, target_encoding, duplicates,
)  # fmt: skip


def planted_tables(seed: int = 0) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Yield base, kind of leak and table: 48 of them."""
    rng = np.random.default_rng(seed)
    for base, frame in base_tables(seed).items():
        for plant in PLANTS:
            yield base, plant.__name__, plant(frame, rng)
