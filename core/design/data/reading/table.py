"""Reading a file into a typed table: what cannot be read is refused, what was decided is told."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import pandas as pd
import pyarrow as pa

from core.design.data.columns import Column
from core.design.data.reading import checks
from core.design.data.reading.arrow_frame import as_frame
from core.design.data.reading.conform import conform, describe_columns, describe_table
from core.design.data.reading.csv_file import csv_texts
from core.design.data.reading.gzipped import MAGIC, gunzip
from core.design.data.reading.json_lines import is_json, json_texts
from core.design.data.reading.notes import noticed
from core.design.data.reading.options import ReadAs, ReadingOptions
from core.design.data.reading.questions import Answered, Asking, Question, Unanswered
from core.design.data.reading.texts import TextTable, TooFewRows, TypedTable, typed
from core.design.data.reading.threads import use_all_processors

__all__ = ["Reading", "ReadingOptions", "conform", "describe_columns", "read_csv_table", "read_table"]


INFERRED = ReadingOptions()
HEAD_BYTES = 512
PARQUET = b"PAR1"
ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0"
MAX_NOTES = 200
WHERE_THE_TABLE_IS = ("sheet", "header_row")
"""Questions whose answer decides which cells are read at all."""


@dataclass(frozen=True)
class Reading:
    """A table as read from a file.

    Attributes
    ----------
    table : Table of shape (n_rows, n_columns)
        Typed: int64, float64, bool, timestamp[us] or string, null where missing.
    notes : tuple of str
        What reading changed, decided or noticed, in sentences.
    source_sha256 : str
        SHA-256 (hex) of the file's bytes.
    options : dict
        How the file was read, by option: the value, the evidence, and whether a person chose it.
    questions : tuple of Question
        What is open; the table was read with what is proposed.
    answered : tuple of Answered
        What was asked and answered.
    distinct : dict
        How many different values a column holds, where reading told it.
    """

    table: pa.Table
    notes: tuple[str, ...]
    source_sha256: str
    options: dict[str, ReadAs]
    questions: tuple[Question, ...] = ()
    answered: tuple[Answered, ...] = ()
    distinct: dict[str, int] = field(default_factory=dict)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Kind, missing and different values of each column; counted when first asked for."""
        return describe_table(self.table, self.distinct)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The table with columns of int64, float64, bool, boolean (with gaps), datetime64[us] or str."""
        return as_frame(self.table)


def read_table(
    path: Path,
    name: str,
    options: ReadingOptions = INFERRED,
    known: tuple[Column, ...] = (),
    most_bytes: int = checks.MAX_FILE_BYTES,
) -> Reading:
    """Read a file into a typed table: CSV or JSON Lines, plain or in gzip, Excel (.xlsx) or Parquet.

    The content tells the format, not the name.

    Parameters
    ----------
    name : str
        What messages call the file; never used as a path.
    options : ReadingOptions
        What a person chose; the rest is inferred.
    known : tuple of Column
        Columns of a dataset that this file must match: its categories and texts are kept as they are
        written, the rest is cast to the known kinds where each value fits, and one row is enough.
    most_bytes : int
        Largest file that is read.

    Raises
    ------
    BadInput
        With the place and the next step, when the file is no table, is damaged or exceeds a limit, or an
        option does not apply to its format.
    Unanswered
        When what is proposed holds too few rows, but the file may hold the table elsewhere: on another sheet,
        or below another line.
    """
    use_all_processors()
    checks.refuse_size(path, name, most_bytes)
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    asking = Asking(dict(options.answers), accept=options.accept or bool(known))
    with ThreadPoolExecutor(max_workers=1) as pool:
        sha256 = pool.submit(_sha256, path)
        try:
            table = _table(path, head, name, options, asking, known)
        except TooFewRows:
            if any(question.code in WHERE_THE_TABLE_IS for question in asking.open):
                raise Unanswered(name, tuple(asking.open), tuple(asking.answered)) from None
            raise
        return _reading(table, sha256.result(), asking, known)


def read_csv_table(
    path: Path, name: str, options: ReadingOptions = INFERRED, known: tuple[Column, ...] = ()
) -> Reading:
    """Read a CSV file, and nothing else, into a typed table; see `read_table`."""
    checks.refuse_unreadable(path, name)
    raw = path.read_bytes()
    asking = Asking(dict(options.answers), accept=options.accept or bool(known))
    table = typed(csv_texts(raw, name, options, asking, is_batch=bool(known)), name, options, asking, known)
    return _reading(table, hashlib.sha256(raw).hexdigest(), asking, known)


def _table(
    path: Path, head: bytes, name: str, options: ReadingOptions, asking: Asking, known: tuple[Column, ...]
) -> TypedTable:
    """Return the typed columns of a file, by the format that its first bytes tell."""
    if head.startswith(PARQUET):
        from core.design.data.reading.parquet import parquet_table

        return parquet_table(path, name, options, asking, known)
    if head.startswith(ZIP):
        from core.design.data.reading.excel import excel_texts

        return typed(excel_texts(path, name, options, asking), name, options, asking, known)
    if head.startswith(COMPOUND):
        from core.design.data.reading.workbook import refuse_old_office

        refuse_old_office(path, name)
    texts = _texts(path, head, name, options, asking, is_batch=bool(known))
    return typed(texts, name, options, asking, known)


def _texts(
    path: Path, head: bytes, name: str, options: ReadingOptions, asking: Asking, *, is_batch: bool
) -> TextTable:
    """Return the cells of a CSV or of JSON Lines, unpacked where it is in gzip."""
    if not head.startswith(MAGIC):
        with path.open("rb") as file:
            return _cells(file, head, name, options, asking, is_batch=is_batch)
    content = gunzip(path, name)
    head = content.getbuffer()[:HEAD_BYTES].tobytes()
    texts = _cells(content, head, name, options, asking, is_batch=is_batch)
    return replace(texts, notes=(noticed("Unpacked from gzip."), *texts.notes))


def _cells(
    file: BinaryIO, head: bytes, name: str, options: ReadingOptions, asking: Asking, *, is_batch: bool
) -> TextTable:
    if not is_json(head):
        checks.refuse_other_formats(io.BytesIO(head), name)
    raw = file.read()
    if _may_have_long_line(raw):
        checks.refuse_long_line(io.BytesIO(raw), name)
    if is_json(head):
        return json_texts(raw, name, options, asking)
    return csv_texts(raw, name, options, asking, is_batch=is_batch)


def _may_have_long_line(raw: bytes) -> bool:
    """Tell whether some line may exceed the limit, by leaps from line break to line break within it."""
    start = 0
    while len(raw) - start > checks.MAX_LINE_BYTES:
        start = 1 + raw.rfind(b"\n", start, start + checks.MAX_LINE_BYTES)
        if start == 0:
            return True
    return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _reading(read: TypedTable, sha256: str, asking: Asking, known: tuple[Column, ...]) -> Reading:
    table = _conformed(read.table, known) if known else read.table
    return Reading(
        table,
        _capped(read.notes),
        sha256,
        read.options,
        tuple(asking.open),
        tuple(asking.answered),
        {} if known else read.distinct,
    )


def _conformed(table: pa.Table, known: tuple[Column, ...]) -> pa.Table:
    frame = conform(as_frame(table), known)
    return pa.Table.from_pandas(frame, preserve_index=False)


def _capped(notes: tuple[str, ...]) -> tuple[str, ...]:
    if len(notes) <= MAX_NOTES:
        return notes
    return (*notes[:MAX_NOTES], noticed(f"{len(notes) - MAX_NOTES:,} more notes are not shown."))
