"""Workbooks, JSON Lines and Parquet files as people really send them, and what must become of each."""

import datetime
import io
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tests.faults.cases import Accepted, Asked, Refused
from tests.faults.polluted_files import column, cycle

XLSX = "table.xlsx"
MIXED = [datetime.datetime(2024, 1, 31), "15.03.2024"]


def sheet(*values: Any, name: Any = "v", hidden: tuple[int, ...] = ()) -> bytes:
    """Return a workbook whose first column cycles through some values, 60 rows; `hidden` rows are hidden."""
    book = openpyxl.Workbook()
    book.active.append([name, "n"])
    for i in range(60):
        book.active.append([values[i % len(values)], i])
    for row in hidden:
        book.active.row_dimensions[row].hidden = True
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def stored(values: Any, name: str = "v") -> bytes:
    """Return a Parquet file with a column of 60 values and a counter."""
    file = io.BytesIO()
    pq.write_table(pa.table({name: values, "n": list(range(60))}), file)
    return file.getvalue()


def lines(*cells: str) -> str:
    """Return JSON Lines whose only column v cycles through some values."""
    return "".join(f'{{"v": {cells[i % len(cells)]}, "n": {i}}}\n' for i in range(60))


FORMATS = [
    Accepted(
        "told",
        "days of a spreadsheet",
        cycle("45292", name="order_date"),
        "(2024-01-01)",
        {"order_date": [45292]},
    ),
    Accepted(
        "told", "dates without signs", cycle("20240131", "20240229"), "year, month and day", column(20240131)
    ),
    Accepted(
        "told",
        "seconds",
        cycle("1704067200", name="created_at"),
        "seconds since 1970",
        {"created_at": [1704067200]},
    ),
    Accepted("kept", "numbers that are no dates", cycle("20241301", "20240229"), "", column(20241301)),
    Accepted(
        "told",
        "days in a workbook",
        lambda: sheet(45292, name="order date"),
        "a spreadsheet counts",
        {"order date": [45292]},
        file_name=XLSX,
    ),
    Accepted(
        "told",
        "dates without signs in Parquet",
        lambda: stored([20240131, 20240229] * 30),
        "year, month",
        column(20240131),
    ),
    Accepted(
        "told",
        "dates beside texts",
        lambda: sheet(*MIXED),
        "looks like dates",
        column("2024-01-31", "15.03.2024"),
        file_name=XLSX,
    ),
    Accepted(
        "read", "a date as a name", lambda: sheet(1, name=MIXED[0]), "", {"2024-01-31": [1]}, file_name=XLSX
    ),
    Accepted(
        "told",
        "durations in a workbook",
        lambda: sheet(datetime.timedelta(hours=30, minutes=5)),
        "durations",
        column("30:05:00"),
        file_name=XLSX,
    ),
    Accepted(
        "told",
        "filtered rows",
        lambda: sheet(1, hidden=(5, 6)),
        "2 rows of the sheet are hidden",
        {"n": [0, 1]},
        file_name=XLSX,
    ),
    Asked(
        "amounts",
        "amounts as text in a workbook",
        lambda: sheet("1.234,50", "2,50"),
        "units:v",
        "between thousands",
        column(1234.5, 2.5),
        {"text": column("1.234,50")},
        file_name=XLSX,
    ),
    Asked(
        "inf",
        "infinities in JSON",
        lines("NaN", "1", "Infinity"),
        "placeholders:v",
        "'Infinity' 20 times",
        column(None, 1, None),
        {"value": column("NaN", "1", "Infinity")},
    ),
    Asked(
        "amounts",
        "amounts as text in JSON",
        lines('"1.234,5"', '"2,5"'),
        "units:v",
        "thousands",
        column(1234.5, 2.5),
    ),
    Asked(
        "no date",
        "zero dates in Parquet",
        lambda: stored(["00.00.0000", "31.12.2024"] * 30),
        "placeholders:v",
        "'00.00.0000' 30 times",
        column(None, pd.Timestamp("2024-12-31")),
    ),
    Refused(
        "bytes",
        "bytes in Parquet",
        lambda: stored([b"\xff\xfe"] * 60),
        "column v holds bytes that are no text",
    ),
    Refused(
        "commas",
        "JSON with commas behind",
        lines("1").replace("}", "},"),
        "line 1 is not one complete JSON object",
    ),
    Refused(
        "joined", "two objects in a line", '{"v": 1}{"v": 2}\n' * 30, "line 1 is not one complete JSON object"
    ),
]
