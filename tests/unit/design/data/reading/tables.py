"""One small table in every format, and what tests say of its reading."""

import io
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.errors import BadInput

FRAME = pd.DataFrame(
    {
        "units": [1, 2, 3] * 20,
        "price": [1.5, np.nan, 2.25] * 20,
        "region": ["north", "south", "east"] * 20,
        "paid": [True, False, True] * 20,
        "day": pd.to_datetime(["2024-01-31", "2024-02-29", "2024-12-01"] * 20).astype("datetime64[us]"),
    }
)


def refusal(read, content, **options):
    with pytest.raises(BadInput) as caught:
        read(content, **options)
    assert caught.value.remedy
    assert caught.value.message.startswith("table.csv: ")
    return caught.value.message


def has_note(reading, *parts):
    return any(all(part in note for part in parts) for note in reading.notes)


def csv_bytes(frame=FRAME):
    return frame.to_csv(index=False).encode()


def json_lines(frame=FRAME):
    return frame.to_json(orient="records", lines=True, date_format="iso").encode()


def parquet(table=None, **options):
    file = io.BytesIO()
    table = pa.Table.from_pandas(FRAME) if table is None else table
    pq.write_table(table if isinstance(table, pa.Table) else pa.table(table), file, **options)
    return file.getvalue()


def workbook(*rows, change=lambda book: None):
    book = openpyxl.Workbook()
    book.active.title = "Sales"
    for row in rows or [
        list(FRAME),
        *[[None if v != v else v for v in row] for row in FRAME.values.tolist()],
    ]:
        book.active.append(list(row))
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(content, **changes):
    """Return a ZIP with members replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, text in changes.items():
            new.writestr(name, text)
    return file.getvalue()


def member(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


SHEET = "xl/worksheets/sheet1.xml"
