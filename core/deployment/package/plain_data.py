"""The CSV that a printed training script reads: the analyst's own file where it says the same, else a copy."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from core.deployment.package.plain_script import PlainReading
from core.scoring.recipe import truth_text

OWN_WORDS = "the file that the data was read from, as it is."
LARGEST_OWN_BYTES = 100_000_000
"""A larger file is not compared cell by cell; the script then reads the app's copy."""


def own_reading(
    path: Path | None, options: Mapping[str, str], frame: pd.DataFrame, kinds: Mapping[str, str]
) -> PlainReading | None:
    """Return how the script reads the analyst's own file; None where plain code would read other values.

    Data that was protected, tidied or joined, dates such as 17.05.2024 and numbers with units differ from what
    the file says, so they are not read from it.

    Parameters
    ----------
    options : mapping
        How the app read the file: "delimiter", "encoding" and "decimal" where it was text.
    frame : DataFrame
        The data as the app keeps it.
    kinds : mapping
        Kind of each column that the script reads.
    """
    if path is None or "delimiter" not in options or path.stat().st_size > LARGEST_OWN_BYTES:
        return None
    delimiter, encoding = options["delimiter"], options.get("encoding", "utf-8")
    if len(delimiter) != 1:
        return None
    reading = PlainReading(
        delimiter,
        "utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding,
        options.get("decimal", "."),
        OWN_WORDS,
    )
    try:
        cells = read_cells(path, reading)
    except (OSError, ValueError, LookupError):
        return None
    return reading if _says_the_same(cells, frame, kinds, reading.decimal) else None


def read_cells(path: Path, reading: PlainReading) -> pd.DataFrame:
    """Return every cell of a CSV as text, as the script reads it."""
    return pd.read_csv(
        path,
        dtype=str,
        keep_default_na=False,
        na_values=[""],
        skip_blank_lines=False,
        sep=reading.delimiter,
        encoding=reading.encoding,
    )


def write_cells(frame: pd.DataFrame, path: Path, reading: PlainReading) -> None:
    """Write rows as the script reads them: every number exact, a missing value as an empty cell."""
    frame.to_csv(path, index=False, sep=reading.delimiter, encoding=reading.encoding, decimal=reading.decimal)


def as_csv(frame: pd.DataFrame) -> bytes:
    """Return rows as `write_cells` writes the app's copy."""
    return frame.to_csv(index=False).encode()


def _says_the_same(cells: pd.DataFrame, frame: pd.DataFrame, kinds: Mapping[str, str], decimal: str) -> bool:
    if len(cells) != len(frame) or not set(kinds) <= set(cells.columns):
        return False
    return all(_is_same(cells[name], frame[name], kind, decimal) for name, kind in kinds.items())


def _is_same(cells: pd.Series, values: pd.Series, kind: str, decimal: str) -> bool:
    if kind == "number":
        numbers = values.to_numpy(dtype=float, na_value=np.nan)
        return bool(np.array_equal(_numbers(cells, decimal), numbers, equal_nan=True))
    if kind == "date":
        dates = pd.to_datetime(cells, errors="coerce", utc=True, format="ISO8601").dt.tz_convert(None)
        return bool(((dates == values) | (dates.isna() & values.isna())).all())
    found = cells.astype(object).where(cells.notna(), None)
    expected = values.astype(object).where(values.notna(), None)
    if kind == "boolean":
        found, expected = (column.map(_truth, na_action="ignore") for column in (found, expected))
    return bool(((found == expected) | (found.isna() & expected.isna())).all())


def _truth(value: object) -> str:
    return truth_text(str(value))


def _numbers(cells: pd.Series, decimal: str) -> np.ndarray:
    return np.array([_number(str(cell).replace(decimal, ".")) for cell in cells], dtype=float)


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return float("nan")
    return value if np.isfinite(value) else float("nan")
