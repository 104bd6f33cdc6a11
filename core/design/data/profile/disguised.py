"""Values that may stand for "missing": -999, 9999-12-31, "unknown", a dash among numbers."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

SPARSE = 10
LONGEST_MARK = 20
MOST_FINDINGS = 5
NUMBERS_AMONG = 0.9
SCANNED_TEXTS = 1_000
NUMBER = r"^\s*[-+]?\d+([.,]\d+)*\s*$"
NINES = (9, 99, 999, 9_999, 99_999, 999_999, 9_999_999, 99_999_999)
YEAR = 365.25 * 86_400
PLACEHOLDER_DAYS = ("0001-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1970-01-01", "2099-12-31", "2999-12-31",
                    "9999-01-01", "9999-12-31")  # fmt: skip
WORDS = frozenset(
    ("unknown", "unk", "n/a", "na", "nan", "null", "missing", "unspecified", "undefined", "tbd", "tba",
     "undisclosed", "xxx", "?", "??", "-", "--", "---", ".", "..", "_", "*", "#", "#n/a", "n.a.", "k.a.", "",
     "not known", "not available", "not applicable", "not specified", "no data", "unbekannt", "keine angabe", "inconnu",
     "desconocido", "sconosciuto")
)  # fmt: skip


def disguised_numbers(values: np.ndarray, counts: np.ndarray) -> list[dict[str, Any]]:
    """Return numbers that stand apart as people write "missing".

    A number is reported when it is the smallest or largest value, is -1 or made of nines, and either is the
    only negative number of a column with at least 10 other values, or lies farther from its neighbour than
    half of the range of all others (so 99 among ages up to 98 is a person, 999 is not).

    Parameters
    ----------
    values : ndarray
        Different values, ascending.
    counts : ndarray
        How often each occurs.
    """
    if len(values) <= SPARSE:
        return []
    found = [_number(values, counts, 0, 1, len(values) - 1), _number(values, counts, -1, 0, -2)]
    return [one for one in found if one]


def _number(values: np.ndarray, counts: np.ndarray, place: int, low: int, high: int) -> dict[str, Any] | None:
    value, rest = float(values[place]), (float(values[low]), float(values[high]))
    if value != -1 and abs(value) not in NINES:
        return None
    if value < 0 <= rest[0]:
        return _finding(f"{value:.0f}", counts[place], f"the only negative number; the next is {rest[0]:g}")
    neighbour = rest[0] if place == 0 else rest[1]
    if abs(value) >= 99 and abs(value - neighbour) > (rest[1] - rest[0]) / 2:
        return _finding(f"{value:.0f}", counts[place], f"far from all others, {rest[0]:g} to {rest[1]:g}")
    return None


def disguised_dates(values: np.ndarray, counts: np.ndarray) -> list[dict[str, Any]]:
    """Return days known as placeholders that are the first or last and over a year from their neighbour.

    Parameters
    ----------
    values : ndarray
        Different moments in seconds since 1970, ascending.
    """
    found = []
    for place, neighbour in ((0, 1), (-1, -2)):
        if len(values) < 2 or abs(values[place] - values[neighbour]) <= YEAR:
            continue
        day = str(np.datetime64(int(values[place] // 86_400), "D"))
        if day in PLACEHOLDER_DAYS:
            other = np.datetime64(int(values[neighbour] // 86_400), "D")
            found.append(
                _finding(day, counts[place], f"a known placeholder; the nearest other day is {other}")
            )
    return found


def disguised_texts(texts: pa.Array, counts: np.ndarray) -> list[dict[str, Any]]:
    """Return texts that say "missing" in words or signs, and the few texts among values that are numbers.

    Parameters
    ----------
    texts : pyarrow.Array
        Different texts.
    counts : ndarray
        How often each occurs.
    """
    places = np.flatnonzero(pc.less_equal(pc.utf8_length(texts), LONGEST_MARK).to_numpy(zero_copy_only=False))
    short = texts.take(pa.array(places))
    plain = pc.utf8_lower(pc.utf8_trim_whitespace(short))
    is_mark = pc.is_in(plain, value_set=pa.array(sorted(WORDS), plain.type)).to_numpy(zero_copy_only=False)
    marks = places[is_mark]
    odd = np.setdiff1d(_not_numbers(texts, counts), marks)
    reasons = [
        (marks, "says that the value is not known"),
        (odd, "not a number, where nearly all others are"),
    ]
    return [
        _finding(texts[int(place)].as_py(), counts[place], reason)
        for group, reason in reasons
        for place in group[np.argsort(-counts[group], kind="stable")][:MOST_FINDINGS]
    ]


def _not_numbers(texts: pa.Array, counts: np.ndarray) -> np.ndarray:
    nothing = np.array([], dtype=int)
    first = pc.match_substring_regex(texts[:SCANNED_TEXTS], NUMBER)
    if not len(first) or pc.mean(first).as_py() < NUMBERS_AMONG / 2:
        return nothing
    is_number = pc.match_substring_regex(texts, NUMBER).to_numpy(zero_copy_only=False)
    share = counts[is_number].sum() / counts.sum()
    return np.flatnonzero(~is_number) if NUMBERS_AMONG <= share < 1 else nothing


def _finding(value: str, count: int, evidence: str) -> dict[str, Any]:
    return {"value": value, "count": int(count), "evidence": evidence}
