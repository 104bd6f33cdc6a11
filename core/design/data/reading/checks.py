"""Refusals of files that are not a readable table, each naming the place and the next step."""

import csv
import io
import re
from pathlib import Path
from typing import BinaryIO

from core.design.data.reading.byte_scans import count_byte
from core.design.data.reading.questions import STOP, Asking, Choice, Question
from core.errors import BadInput

MAX_FILE_BYTES = 500 * 2**20
MAX_LINE_BYTES = 10 * 2**20
MAX_CELL_BYTES = 2**20
MAX_COLUMNS = 2_000
MOST_COLUMNS = 20_000
CHUNK_BYTES = 2**20

EXPORT_AGAIN = "Export the table again as CSV (UTF-8)."

SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\x1f\x8b", "gzip", "Unpack it first."),
    (b"PK\x03\x04", "a ZIP or Excel file", "Unpack it, or save the sheet as CSV."),
    (b"PK\x05\x06", "an empty ZIP file", "Choose another file."),
    (b"\x89PNG", "a PNG image, not a table", EXPORT_AGAIN),
    (b"\xff\xd8\xff", "a JPEG image, not a table", EXPORT_AGAIN),
    (b"%PDF", "a PDF document, not a table", EXPORT_AGAIN),
    (b"PAR1", "a Parquet file", EXPORT_AGAIN),
    (b"PARE", "an encrypted Parquet file", "Write it without encryption."),
    (b"ARROW1", "an Arrow file", EXPORT_AGAIN),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Office file", "Save the sheet as CSV."),
    (b"SQLite format 3", "an SQLite database", EXPORT_AGAIN),
    (b"\x28\xb5\x2f\xfd", "zstd", "Unpack it first."),
    (b"\xfd7zXZ", "xz", "Unpack it first."),
    (b"\x80\x04\x95", "a Python pickle, which is never opened", EXPORT_AGAIN),
    (b"\x80\x05\x95", "a Python pickle, which is never opened", EXPORT_AGAIN),
)
MARKUP = (
    ((b"<!doctype html", b"<html", b"<head"), "a web page", "The download may need a login."),
    ((b"<table", b"<div", b"<!--"), "a piece of a web page", EXPORT_AGAIN),
    ((b"<?xml",), "XML, not a table", EXPORT_AGAIN),
    ((b"{\\rtf",), "a formatted text, not a table", EXPORT_AGAIN),
    ((b"insert into ", b"create table ", b"-- mysql", b"--\n-- "), "a script for a database", EXPORT_AGAIN),
    ((b'{"', b"[{"), "JSON, not a table", EXPORT_AGAIN),
)

DRAWN = re.compile(rb"[\s|+:=-]*[-=]{2,}[\s|+:=-]*")
ALIGNED = re.compile(rb"\S {2,}\S")
MOSTLY = 0.9


def refuse_unreadable(path: Path, name: str) -> None:
    """Raise BadInput when size, signature or line length rule a file out, before it is loaded.

    At most one megabyte is held in memory.
    """
    refuse_size(path, name)
    with path.open("rb") as file:
        refuse_other_formats(file, name)


def refuse_size(path: Path, name: str, most_bytes: int = MAX_FILE_BYTES) -> None:
    """Raise BadInput for an empty file and for one above a limit, before any of it is read."""
    size = path.stat().st_size
    if size == 0:
        raise BadInput(f"{name}: the file is empty (0 bytes).", "Choose another file.")
    if size > most_bytes:
        limit = f"{most_bytes // 2**20} MB" if most_bytes < 2**30 else f"{most_bytes / 2**30:.1f} GB"
        raise BadInput(
            f"{name}: {size / 2**30:.1f} GB; the limit is {limit}.",
            "Export fewer rows or columns.",
        )


def refuse_other_formats(file: BinaryIO, name: str) -> None:
    """Raise BadInput when the first bytes are not those of a text table, or a line is above 10 MB."""
    _refuse_signature(file.read(512), name)
    file.seek(0)
    refuse_long_line(file, name)


def _refuse_signature(head: bytes, name: str) -> None:
    for signature, what, remedy in SIGNATURES:
        if head.startswith(signature):
            raise BadInput(f"{name}: this is {what}.", remedy)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for starts, what, remedy in MARKUP:
        if text.startswith(starts):
            raise BadInput(f"{name}: this is {what}.", remedy)


def refuse_long_line(file: BinaryIO, name: str) -> None:
    """Raise BadInput when a line is above 10 MB; the file is read a megabyte at a time."""
    line, length = 1, 0
    while chunk := file.read(CHUNK_BYTES):
        breaks = b"\n" if b"\n" in chunk else b"\r"
        first = chunk.find(breaks)
        length += len(chunk) if first < 0 else first
        if length > MAX_LINE_BYTES:
            raise BadInput(
                f"{name}: line {line} exceeds {MAX_LINE_BYTES // 2**20} MB.",
                "Check the line endings and the quotes, then export again.",
            )
        if first >= 0:
            line += chunk.count(breaks)
            length = len(chunk) - chunk.rfind(breaks) - 1


def refuse_nul_in_header(content: bytes, name: str) -> None:
    """Raise BadInput when the first line holds a NUL byte."""
    first_line = re.split(rb"[\r\n]", content, maxsplit=1)[0]
    position = first_line.find(b"\0")
    if position >= 0:
        column = 1 + len(re.findall(rb"[,;\t|]", first_line[:position]))
        raise BadInput(f"{name}: header column {column} contains a NUL byte.", EXPORT_AGAIN)


def refuse_unclosed_quote(content: bytes, delimiter: str, first_line: int, name: str) -> None:
    """Raise BadInput with its line when a quoted field never ends."""
    if count_byte(content, b'"') % 2 == 0:
        return
    for field in re.finditer(quoted_field(delimiter), content):
        if field.group(1) is None:
            line = first_line + count_lines(content[: content.index(b'"', field.start())])
            raise BadInput(
                f"{name}: the quote opened at line {line} never closes.",
                "Close it, or double it where it is part of the text.",
            )


def quoted_field(delimiter: str) -> bytes:
    """Return the pattern of a quoted field up to its closing quote; group 1 is absent when it never closes."""
    return rb'(?:\A|[%s\r\n])"[^"]*+(?:""[^"]*+)*+(")?' % re.escape(delimiter).encode()


def refuse_drawn_table(content: bytes, first_line: int, name: str) -> None:
    """Raise BadInput when lines of signs are drawn around or below the header."""
    for line, text in enumerate(content[:MAX_CELL_BYTES].splitlines()[:3], start=first_line):
        if DRAWN.fullmatch(text) and len(set(text)) <= 6:
            raise BadInput(
                f"{name}: line {line} is drawn: this is a table for reading, no CSV.", EXPORT_AGAIN
            )


def refuse_aligned_columns(content: bytes, delimiter: str, first_line: int, name: str) -> None:
    """Raise BadInput when spaces keep the columns of nearly all first lines apart."""
    lines = [line for line in content[:MAX_CELL_BYTES].splitlines()[:100] if line.strip()]
    if delimiter.encode() in lines[0]:
        return
    if ALIGNED.search(lines[0]) and sum(map(bool, map(ALIGNED.search, lines))) >= MOSTLY * len(lines):
        raise BadInput(
            f"{name}: from line {first_line} on, columns are aligned with spaces, not separated.",
            EXPORT_AGAIN,
        )


def refuse_long_rows(content: bytes, delimiter: str, first_line: int, width: int, name: str) -> None:
    """Raise BadInput for the first row with more fields than the header."""
    rows = csv.reader(io.StringIO(content.decode(), newline=""), delimiter=delimiter)
    long = [(first_line + rows.line_num - 1, len(row)) for row in rows if len(row) > width]
    if not long:
        return
    line, fields = long[0]
    what = "1 row has" if len(long) == 1 else f"{len(long):,} rows have"
    hint = " A title above the header must be removed." if width == 1 else ""
    raise BadInput(
        f"{name}: line {line:,} has {fields} fields, the header {width}; {what} too many.",
        f"Put quotes around values that contain '{_shown(delimiter)}', or complete the header.{hint}",
    )


def refuse_many_columns(columns: int, name: str, most: int = MOST_COLUMNS) -> None:
    """Raise BadInput when there are so many columns that the first 2,000 are not worth asking for."""
    if columns > most:
        raise BadInput(
            f"{name}: {columns:,} columns; the limit is {MAX_COLUMNS:,}.",
            "Keep the columns that matter and export again.",
        )


def columns_within_limit(columns: int, name: str, asking: Asking) -> int:
    """Return how many columns are read: all up to 2,000; above, the answer says whether the first 2,000.

    Raises BadInput when the answer is to stop.
    """
    if columns <= MAX_COLUMNS:
        return columns
    question = Question(
        code="too_many_columns",
        text=f"There are {columns:,} columns; the limit is {MAX_COLUMNS:,}. Read the first {MAX_COLUMNS:,}?",
        choices=(Choice(value="first", title=f"Read the first {MAX_COLUMNS:,}"), STOP),
        proposed="first",
    )
    if asking.ask(question) == STOP.value:
        refuse_many_columns(columns, name, MAX_COLUMNS)
    return MAX_COLUMNS


def count_lines(content: bytes) -> int:
    """Return the number of line breaks, whatever their convention."""
    newlines = content.count(b"\n")
    returns = content.count(b"\r")
    return newlines + returns - content.count(b"\r\n") if returns else newlines


def _shown(delimiter: str) -> str:
    return {"\t": "tab"}.get(delimiter, delimiter)
