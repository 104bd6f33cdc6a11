"""The bad files C01 to C61: how each is made, and what must become of it."""

import gzip
import io
import pickle
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

Content = bytes | str | Callable[[], bytes] | Callable[[Path], None]


@dataclass(frozen=True)
class BadFile:
    """A file that is made for one case.

    Attributes
    ----------
    content : bytes, str or callable
        What is in it; a callable that takes a path writes it itself.
    """

    id: str
    title: str
    content: Content
    file_name: str = field(default="table.csv", kw_only=True)

    def write(self, path: Path) -> None:
        """Write the file."""
        content = self.content
        if isinstance(content, SparseFile):
            content(path)
            return
        made = content() if callable(content) else content
        path.write_bytes(made.encode() if isinstance(made, str) else made)


@dataclass(frozen=True)
class SparseFile:
    """A file of a size, without its content taking room on the disk."""

    size: int

    def __call__(self, path: Path) -> None:
        """Write it."""
        with path.open("wb") as file:
            file.truncate(self.size)


@dataclass(frozen=True)
class Refused(BadFile):
    """A file that is refused; `words` are in the message."""

    words: str


@dataclass(frozen=True)
class Accepted(BadFile):
    """A file that is read without a question; `words` are in a note, the first values of columns are `values`."""

    words: str
    values: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked(BadFile):
    """A file that raises a question.

    Attributes
    ----------
    values : dict
        First values of columns as proposed.
    answers : dict
        Another answer, to the first values that follow from it.
    stopped : str
        Words of the refusal when the answer is to stop; empty where stopping is no choice.
    """

    code: str
    words: str
    values: dict[str, list[Any]] = field(default_factory=dict)
    answers: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    stopped: str = ""

    @property
    def can_stop(self) -> bool:
        """Whether stopping is one of the choices."""
        return bool(self.stopped)


@dataclass(frozen=True)
class Target(BadFile):
    """A file whose target y is refused, or asked about under `code`."""

    words: str
    code: str = ""


FRAME = pd.DataFrame({"a": range(60), "b": [1.5, 2.5] * 30, "c": ["x", "y", "z"] * 20})
NFC, NFD = unicodedata.normalize("NFC", "café"), unicodedata.normalize("NFD", "café")


def rows(line: str, count: int = 60) -> str:
    """Return a line many times; {i} counts."""
    return "".join(line.replace("{i}", str(i)) + "\n" for i in range(count))


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

REFUSED = [
    Refused("C01", "no bytes", b"", "the file is empty (0 bytes)"),
    Refused("C02", "line breaks only", "\n\n\r\n", "only blank lines; no header found"),
    Refused("C03", "a header only", "a,b,c\n", "header with 3 columns but no rows"),
    Refused("C04", "one row", "a,b\n1,2\n", "1 row; at least 50 are needed to train"),
    Refused("C06", "NUL in the header", b"a\0,b\n1,2\n3,4\n", "header column 1 contains a NUL byte"),
    Refused("C11", "lone surrogate", b"a,b\n\xed\xa0\x80,1\n2,3\n", "invalid text at line 2"),
    Refused("C12", "damaged gzip", gzip.compress(b"a,b\n1,2\n" * 99)[:-9], "the gzip file is damaged"),
    Refused("C13", "PNG", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "this is a PNG image, not a table"),
    Refused("C14", "ZIP", lambda: zipped(table=b"a,b\n1,2\n"), "this is a ZIP file, not a workbook"),
    Refused("C15", "web page", "<!DOCTYPE html><html>Sign in</html>", "this is a web page"),
    Refused("C16", "all rows too long", "a,b\n" + rows("1,2,3"), "line 2 has 3 fields, the header 2"),
    Refused("C19", "unclosed quote", 'a,b\n"x,2\n3,4\n', "the quote opened at line 2 never closes"),
    Refused("C28", "one huge line", lambda: b"a\n" + b"x" * 11 * 2**20, "line 2 exceeds 10 MB"),
    Refused("C29", "huge cell", lambda: b"a,b\n1,2\n1," + b"x" * 5 * 2**20, "column b has a cell of 5.0 MB"),
    Refused("C30", "2 GB", SparseFile(2 * 2**30), "2.0 GB; the limit is 500 MB"),
    Refused(
        "C45",
        "workbook bomb",
        lambda: changed_workbook(xl__media__image_bin=b"\0" * (201 * 2**20)),
        "expands to 201 MB; the limit is 200 MB",
    ),
    Refused(
        "C46",
        "XML entities",
        lambda: changed_workbook(xl__sharedStrings=ENTITIES),
        "defines XML entities",
    ),
    Refused("C50", "encrypted workbook", ENCRYPTED, "password protected"),
    Refused("C51", "truncated Parquet", lambda: parquet()[:-40], "the Parquet file is damaged"),
    Refused("C52", "bit-flipped Parquet", flipped_parquet, "the Parquet file is damaged"),
    Refused("C54", "too many rows declared", huge_parquet, "10,000,001 rows"),
    Refused("C55", "pickle", pickle.dumps([1, 2]), "pickle, which is never opened", file_name="t.parquet"),
]

ACCEPTED = [
    Accepted(
        "C05",
        "NUL in a cell",
        b"a,b\nx\0y\0,2\nz,4\n",
        "2 NUL bytes removed, first at line 2",
        {"a": ["xy", "z"], "b": [2, 4]},
    ),
    Accepted("C07", "byte-order mark", b"\xef\xbb\xbfa,b\n1,2\n3,4\n", "mark was removed", {"a": [1, 3]}),
    Accepted("C08", "UTF-16", "é,b\nx,2\ny,4\n".encode("utf-16"), "Read as UTF-16", {"é": ["x", "y"]}),
    Accepted("C12b", "gzip", gzip.compress(b"a,b\n1,2\n3,4\n"), "Unpacked from gzip", {"a": [1, 3]}),
    Accepted("C21", "CR endings", "a,b\r1,2\r3,4\r", "", {"a": [1, 3], "b": [2, 4]}),
    Accepted("C26", "invisible characters in a name", "a\u202eb\u200b,c\n1,2\n3,4\n", "'a\\u202eb\\u200b'"),
    Accepted(
        "C31", "a number too large", "a,b\n4e492493924924,1\n2,3\n4,5\n", "line 2", {"a": [None, 2.0, 4.0]}
    ),
    Accepted("C32", "31 digits", f"a,b\n{'1' * 31},1\n{'2' * 31},2\n", "text", {"a": ["1" * 31, "2" * 31]}),
    Accepted(
        "C33",
        "ids above 2^53",
        f"a,b\n{2**53 + 1},1\n{2**53 + 3},2\n",
        "text",
        {"a": [str(2**53 + 1), str(2**53 + 3)]},
    ),
    Accepted(
        "C36",
        "spreadsheet formulas",
        'a,b\n=cmd|calc,1\n@SUM(1),2\n"\tx",3\n',
        "",
        {"a": ["=cmd|calc", "@SUM(1)"]},
    ),
    Accepted(
        "C37",
        "markup",
        "a,b\n<script>alert(1)</script>,1\n<img onerror=x>,2\n",
        "",
        {"a": ["<script>alert(1)</script>", "<img onerror=x>"]},
    ),
    Accepted(
        "C38",
        "Markdown",
        "a,b\n![x](http://h/x.png),1\n[x](http://h),2\n",
        "",
        {"a": ["![x](http://h/x.png)", "[x](http://h)"]},
    ),
    Accepted("C39", "typeset text", "a,b\n$x$,1\n:red[x],2\n", "", {"a": ["$x$", ":red[x]"]}),
    Accepted("C40", "SQL in a name", "'; DROP TABLE x,b\n1,2\n3,4\n", "", {"'; DROP TABLE x": [1, 3]}),
    Accepted(
        "C41", "a name like a path", "a,b\n1,2\n3,4\n", "", {"a": [1, 3]}, file_name="..\\..\\etc\\passwd"
    ),
    Accepted(
        "C47",
        "macros",
        lambda: changed_workbook(xl__vbaProject_bin=b"\0" * 99),
        "has macros; they were not opened",
        {"a": [0, 1], "b": [0, 1]},
    ),
    Accepted("C56", "empty column", "a,x\n1,\n2,\n", "Column x is empty", {"a": [1, 2]}),
]

ASKED = [
    Asked(
        "C53",
        "nested Parquet",
        nested_parquet,
        "nested",
        "column tags holds several values",
        values={"a": [1, 2], "tags": ["[1]", "[2, 3]"]},
        answers={"drop": {"a": [1, 2]}},
        stopped="column tags is nested",
    ),
    Asked(
        "C09",
        "Latin-1",
        "city,b\nKöln,1\nGenève,2\n".encode("latin-1"),
        "encoding",
        "The file is not UTF-8: line 2",
        {"city": ["Köln", "Genève"]},
        {"mac_roman": {"city": ["Kˆln", "GenËve"]}},
        stopped="line 2 is not UTF-8",
    ),
    Asked(
        "C10",
        "UTF-8, then Latin-1",
        "city,b\nKöln,1\n".encode() + b"x,2\n" * 809 + "Bär,3\n".encode("latin-1"),
        "encoding_change",
        "The encoding changes at line 812: 1 line",
        {"city": ["Köln", *["x"] * 809, "Bär"]},
        stopped="the encoding changes at line 812",
    ),
    Asked(
        "C17",
        "one long row",
        "a,b\n" + rows("{i},x", 898) + "1,2,3\n" + rows("{i},y", 9),
        "long_rows",
        "Line 900 has more fields than the header",
        {"a": [*range(898), *range(9)]},
        stopped="line 900",
    ),
    Asked(
        "C18",
        "short rows",
        "a,b\n" + rows("{i},x", 3) + rows("{i}", 37),
        "short_rows",
        "37 rows are shorter than the header, first at line 5",
        {"a": [0, 1, 2, 0], "b": ["x", "x", "x", None]},
        {"set_aside": {"a": [0, 1, 2], "b": ["x", "x", "x"]}},
    ),
    Asked(
        "C20",
        "semicolons, decimal commas",
        "a;b\n" + rows("{i},5;x"),
        "decimal",
        "a holds numbers with a comma",
        {"a": [0.5, 1.5]},
        {".": {"a": ["0,5", "1,5"]}},
    ),
    Asked(
        "C22",
        "repeated names",
        "a,b,a,a\n1,2,3,4\n5,6,7,8\n",
        "duplicate_names",
        "3 columns are named a. Rename them a, a_2, a_3?",
        {"a": [1, 5], "a_2": [3, 7], "a_3": [4, 8]},
        stopped="3 columns are named a",
    ),
    Asked(
        "C23",
        "names missing",
        "a,,c\n1,2,3\n4,5,6\n",
        "empty_names",
        "1 column has no name in the header. Use column_2?",
        {"column_2": [2, 5]},
        stopped="1 column has no name",
    ),
    Asked(
        "C24",
        "names that differ in case",
        "Amount,amount \n1,2\n3,4\n",
        "similar_names",
        "Columns 'Amount' and 'amount' differ only in upper and lower case",
        {"Amount": [1, 3], "amount": [2, 4]},
        stopped="'Amount' and 'amount'",
    ),
    Asked(
        "C25",
        "names that look alike",
        f"{NFC},{NFD}\n1,2\n3,4\n",
        "lookalike_names",
        "Columns 'caf\\xe9' and 'cafe\\u0301' look alike",
        {NFC: [1, 3], NFD: [2, 4]},
        stopped="look alike",
    ),
    Asked(
        "C27",
        "10,000 columns",
        ",".join(f"c{i}" for i in range(10_000)) + "\n" + rows(",".join(["1"] * 10_000), 2),
        "too_many_columns",
        "There are 10,000 columns; the limit is 2,000.",
        {"c0": [1, 1], "c1999": [1, 1]},
        stopped="10,000 columns; the limit is 2,000",
    ),
    Asked(
        "C34",
        "codes that start with 0",
        "zip,b\n01067,1\n80331,2\n04109,3\n",
        "leading_zeros:zip",
        "zip",
        {"zip": ["01067", "80331", "04109"]},
        {"number": {"zip": [1067, 80331, 4109]}},
    ),
    Asked(
        "C35",
        "NA among texts",
        "country,b\n" + "DE,1\nFR,2\n" * 30 + "NA,3\n" * 14,
        "missing_marks:country",
        "14",
        {"country": ["DE", "FR"]},
        {
            "value": {"country": [*["DE", "FR"] * 30, "NA"]},
            "missing": {"country": [*["DE", "FR"] * 30, None]},
        },
    ),
    Asked(
        "C42",
        "day or month",
        "day,b\n01/02/2024,1\n03/04/2024,2\n",
        "dates:day",
        "day",
        {"day": [pd.Timestamp("2024-02-01"), pd.Timestamp("2024-04-03")]},
        {"month_first": {"day": [pd.Timestamp("2024-01-02")]}, "text": {"day": ["01/02/2024"]}},
    ),
    Asked(
        "C43",
        "mixed time zones",
        "at,b\n2024-03-01T10:00:00+01:00,1\n2024-03-01T10:00:00-05:00,2\n",
        "time_zones:at",
        "at",
        {"at": [pd.Timestamp("2024-03-01 09:00"), pd.Timestamp("2024-03-01 15:00")]},
        {"local": {"at": [pd.Timestamp("2024-03-01 10:00")] * 2}},
    ),
    Asked(
        "C44",
        "units",
        "weight,b\n1 200 kg,1\n800 kg,2\n75 kg,3\n",
        "units:weight",
        "weight",
        {"weight": [1200, 800, 75]},
        {"text": {"weight": ["1 200 kg", "800 kg", "75 kg"]}},
    ),
    Asked(
        "C48",
        "titles in a workbook",
        lambda: workbook(["Report"], [], ["a", "b"], *TABLE[1:], merged="A1:B1"),
        "header_row",
        "Row 3 seems to name the columns",
        {"a": [0, 1], "b": [0, 1]},
        {"4": {"0_2": [1, 2]}},
        file_name="table.xlsx",
    ),
    Asked(
        "C48b",
        "titles in a CSV",
        "Report\n\na,b,c\n" + rows("{i},2,x"),
        "header_row",
        "Line 3 seems to name the columns",
        {"a": [0, 1], "c": ["x", "x"]},
        {"4": {"0": [1, 2]}},
    ),
    Asked(
        "C49",
        "three sheets, one hidden",
        lambda: workbook(*TABLE, others={"Costs": "visible", "Secret": "hidden"}),
        "sheet",
        "3 sheets of the workbook hold values",
        {"a": [0, 1]},
        {"Costs": {"p": [7, 9]}, "Secret": {"q": [8, 10]}},
        file_name="table.xlsx",
    ),
]

TARGETS = [
    Target("C57", "constant", "x,y\n" + rows("{i},no"), "Target y has one value; nothing to learn."),
    Target(
        "C58",
        "missing",
        "x,y\n" + rows("{i},no") + rows("{i},yes") + rows("{i},", 12),
        "12 of 132 rows lack the target y",
        "target_missing",
    ),
    Target(
        "C58b",
        "infinite",
        infinite_parquet,
        "3 of 83 rows lack the target y",
        "target_missing",
    ),
    Target(
        "C59",
        "a class of one row",
        "x,y\n" + rows("{i},no") + rows("{i},yes") + "1,z\n",
        "Class z of target y has 1 row; at least 4 are needed",
        "rare_class",
    ),
    Target(
        "C60",
        "all rows twice",
        "x,y\n" + (rows("{i},no") + rows("{i},yes")) * 2,
        "120 of 240 rows repeat another row in every column; 120 rows are different",
        "duplicates",
    ),
    Target("C60b", "one row throughout", "x,y\n" + rows("1,no"), "Target y has one value"),
    Target("C61", "unique texts", "x,y\n" + rows("1,id-{i}"), "Every value of target y differs"),
    Target("C61b", "a counter", "x,y\n" + rows("1,{i}"), "Every value of target y differs"),
]
