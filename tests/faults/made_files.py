"""How the bytes of bad workbooks, ZIP and Parquet files are made."""

import io
import unicodedata
import zipfile
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

FRAME = pd.DataFrame({"a": range(60), "b": [1.5, 2.5] * 30, "c": ["x", "y", "z"] * 20})
NFC, NFD = unicodedata.normalize("NFC", "café"), unicodedata.normalize("NFD", "café")


def zipped(**members: bytes) -> bytes:
    """Return a ZIP with these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def parquet(**options: Any) -> bytes:
    """Return a small Parquet file."""
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(FRAME, preserve_index=False), file, **options)
    return file.getvalue()


def flipped_parquet() -> bytes:
    """Return a Parquet file with checksums in which one bit of a page differs."""
    content = bytearray(parquet(write_page_checksum=True, compression="none", use_dictionary=False))
    content[content.index(b"PAR1") + 200] ^= 0x10
    return bytes(content)


def huge_parquet() -> bytes:
    """Return a small Parquet file of more than ten million rows."""
    file = io.BytesIO()
    pq.write_table(pa.table({"a": pa.repeat(pa.scalar(True), 10_000_001)}), file)
    return file.getvalue()


def nested_parquet() -> bytes:
    """Return a Parquet file with a column of lists."""
    file = io.BytesIO()
    pq.write_table(pa.table({"a": [1, 2], "tags": [[1], [2, 3]]}), file)
    return file.getvalue()


def workbook(*lines: list[Any], merged: str = "", others: dict[str, str] | None = None) -> bytes:
    """Return a workbook; `others` are further sheets with a table each, title to state."""
    book = openpyxl.Workbook()
    book.active.title = "Sales"
    for line in lines:
        book.active.append(line)
    if merged:
        book.active.merge_cells(merged)
    for title, state in (others or {}).items():
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        for line in (["p", "q"], [7, 8], [9, 10]):
            sheet.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def infinite_parquet() -> bytes:
    """Return a Parquet file of 83 rows with three infinite values in y."""
    file = io.BytesIO()
    numbers = [i * i % 79 + 0.5 for i in range(80)]
    infinite = [float("inf"), float("-inf"), float("nan")]
    pq.write_table(pa.table({"x": list(range(83)), "y": [*numbers, *infinite]}), file)
    return file.getvalue()


TABLE = [["a", "b"], *[[i, i % 7] for i in range(60)]]


def changed_workbook(**members: bytes) -> bytes:
    """Return a workbook with members added or replaced; an underscore pair stands for a slash."""
    new = {name.replace("__", "/"): content for name, content in members.items()}
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(*TABLE))) as before,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as after,
    ):
        for name in before.namelist():
            if name not in new:
                after.writestr(name, before.read(name))
        for name, content in new.items():
            after.writestr(name.replace("_bin", ".bin"), content)
    return file.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><sst/>'
ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
