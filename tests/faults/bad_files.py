"""The bad files C01 to C61: how each is made, and what must become of it."""

import gzip
import pickle

from tests.faults.asked_files import ASKED, TARGETS
from tests.faults.cases import Accepted, Refused, SparseFile, rows
from tests.faults.made_files import (
    ENCRYPTED,
    ENTITIES,
    changed_workbook,
    flipped_parquet,
    huge_parquet,
    parquet,
    zipped,
)

__all__ = ["ACCEPTED", "ASKED", "REFUSED", "TARGETS"]

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
