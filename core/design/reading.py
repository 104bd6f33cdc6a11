"""Reading a CSV into a typed table: what cannot be read is refused, what was decided is told."""

import csv
import hashlib
import io
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from core.design import reading_checks as checks
from core.design.columns import Column, ColumnKind
from core.design.conform import conform, describe_columns
from core.design.decoding import decode
from core.design.inference import Context, has_decimal_comma, infer_column
from core.errors import BadInput

__all__ = ["Reading", "conform", "describe_columns", "read_csv_table"]

MINIMUM_ROWS_TO_TRAIN = 50
DELIMITERS = (",", ";", "\t", "|")
DELIMITER_NAMES = {";": "semicolon", "\t": "tab", "|": "vertical bar"}
SAMPLE_BYTES = 2**16
SAMPLE_ROWS = 50
DECIMAL_SAMPLE = 2_000
MAX_NOTES = 200
INVISIBLE = ("Cf", "Cc", "Co", "Cn")

csv.field_size_limit(checks.MAX_LINE_BYTES)


@dataclass(frozen=True)
class Reading:
    """A table as read from a file.

    Attributes
    ----------
    frame : DataFrame of shape (n_rows, n_columns)
        Typed: int64, float64, bool, boolean (with missing values), datetime64[us] or str.
    notes : tuple of str
        What reading changed, decided or noticed, in sentences.
    source_sha256 : str
        SHA-256 (hex) of the file's bytes.
    options : dict
        delimiter, encoding and decimal, as found.
    """

    frame: pd.DataFrame
    columns: tuple[Column, ...]
    notes: tuple[str, ...]
    source_sha256: str
    options: dict[str, str]


def read_csv_table(path: Path, name: str, known: tuple[Column, ...] = ()) -> Reading:
    """Read a CSV file into a typed table.

    Parameters
    ----------
    name : str
        What messages call the file; never used as a path.
    known : tuple of Column
        Columns of a dataset that this file must match: its categories and texts are kept as they are
        written, the rest is cast to the known kinds where each value fits, and one row is enough.

    Raises
    ------
    BadInput
        With the place and the next step, when the file is no table, is damaged or exceeds a limit.
    """
    checks.refuse_unreadable(path, name)
    raw = path.read_bytes()
    sha256 = hashlib.sha256(raw).hexdigest()
    decoded = decode(raw, name)
    content, first_line, nul_notes = _without_nul(decoded.content, name)
    delimiter = detect_delimiter(content)
    checks.refuse_unclosed_quote(content, delimiter, first_line, name)
    table, parse_notes = _parse(content, delimiter, first_line, name)
    names, name_notes = column_names([column[0].as_py() for column in table.columns])
    body = _checked_body(table.slice(1).rename_columns(names), name, fewest=1 if known else 2)
    context = Context(_decimal(body, delimiter), _places(content, first_line, body.num_rows))
    frame, value_notes = _typed(body, context, _kept_as_text(known))
    if known:
        frame = conform(frame, known)
    notes = [*decoded.notes, *nul_notes, *_option_notes(delimiter, context.decimal), *parse_notes]
    notes += [*name_notes, *([] if known else _size_notes(len(frame))), *value_notes]
    options = {"delimiter": delimiter, "encoding": decoded.encoding, "decimal": context.decimal}
    return Reading(frame, describe_columns(frame), _capped(notes), sha256, options)


def detect_delimiter(content: bytes) -> str:
    """Return the delimiter under which the first rows agree best with the header; comma on a tie."""
    sample = content[:SAMPLE_BYTES].decode(errors="ignore")
    is_cut = len(content) > SAMPLE_BYTES
    scores = {}
    for delimiter in DELIMITERS:
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row]
        widths = widths[: -1 if is_cut and len(widths) > 1 else None][: SAMPLE_ROWS + 1]
        if widths and widths[0] > 1:
            scores[delimiter] = (sum(w == widths[0] for w in widths[1:]) / max(len(widths) - 1, 1), widths[0])
    return max(scores, key=lambda delimiter: scores[delimiter], default=",")


def column_names(header: list[str]) -> tuple[list[str], list[str]]:
    """Return usable, different column names for a header, and notes on what was changed."""
    names: list[str] = []
    notes: list[str] = []
    wanted = [text.strip() for text in header]
    taken = set(wanted)
    for position, text in enumerate(wanted, start=1):
        name = text or f"column_{position}"
        if name in names or (not text and name in taken):
            name = _free_name(name, taken | set(names))
        if name != text:
            what = f"had the name {text} again" if text else "had no name"
            notes.append(f"Column {position} {what}; it is called {name}.")
        names.append(name)
    return names, notes + _lookalike_notes(names) + _header_notes(names)


def _without_nul(content: bytes, name: str) -> tuple[bytes, int, list[str]]:
    """Return the content from its header on, the header's line number, and notes."""
    body = content.lstrip(b" \r\n")
    if not body.strip():
        raise BadInput(f"{name}: only blank lines; no header found.", checks.EXPORT_AGAIN)
    checks.refuse_nul_in_header(body, name)
    first_line = 1 + checks.count_lines(content[: len(content) - len(body)])
    nuls = body.count(b"\0")
    if not nuls:
        return body, first_line, []
    line = first_line + checks.count_lines(body[: body.index(b"\0")])
    what = "1 NUL byte" if nuls == 1 else f"{nuls:,} NUL bytes"
    return body.replace(b"\0", b""), first_line, [f"{what} removed, first at line {line}."]


def _parse(content: bytes, delimiter: str, first_line: int, name: str) -> tuple[pa.Table, list[str]]:
    """Return the header and all rows as text, short rows filled with blanks."""
    header = next(csv.reader(io.StringIO(_first_record(content), newline=""), delimiter=delimiter))
    checks.refuse_many_columns(header, name)
    wrong: list[Any] = []

    def set_aside(row: Any) -> str:
        wrong.append(row)
        return "skip"

    try:
        table = _parse_texts(content, delimiter, len(header), set_aside)
    except pa.ArrowInvalid as error:
        raise BadInput(f"{name}: the rows cannot be read ({error}).", checks.EXPORT_AGAIN) from None
    if not wrong:
        return table, []
    if any(row.actual_columns > row.expected_columns for row in wrong):
        checks.refuse_long_rows(content, delimiter, first_line, table.num_columns, name)
    return _filled(content, delimiter, table.num_columns, first_line, name)


def _parse_texts(content: bytes, delimiter: str, width: int, set_aside: Callable[[Any], str]) -> pa.Table:
    """Parse header and rows as text; rows of another width go to `set_aside`."""
    fields = [f"f{i}" for i in range(width)]
    return pa.csv.read_csv(
        io.BytesIO(content),
        read_options=pa.csv.ReadOptions(
            autogenerate_column_names=True, use_threads=False, block_size=len(content) + 1
        ),
        parse_options=pa.csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=b'"' in content, invalid_row_handler=set_aside
        ),
        convert_options=pa.csv.ConvertOptions(
            column_types=dict.fromkeys(fields, pa.string()), strings_can_be_null=False
        ),
    )


def _first_record(content: bytes) -> str:
    """Return text that surely holds the whole header, up to the limit of one line."""
    return content[: checks.MAX_LINE_BYTES].decode(errors="ignore")


def _filled(
    content: bytes, delimiter: str, width: int, first_line: int, name: str
) -> tuple[pa.Table, list[str]]:
    """Parse row by row, filling short rows with blanks."""
    reader = csv.reader(io.StringIO(content.decode(), newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    short: list[int] = []
    for row in reader:
        if not row:
            continue
        if len(row) > width:
            checks.refuse_long_rows(content, delimiter, first_line, width, name)
        if len(row) < width:
            short.append(first_line + reader.line_num - 1)
        rows.append(row + [""] * (width - len(row)))
    columns = [pa.array(values, type=pa.string()) for values in zip(*rows, strict=True)]
    what = "1 row was" if len(short) == 1 else f"{len(short):,} rows were"
    note = f"{what} shorter than the header, first at line {short[0]:,}; filled with blanks."
    return pa.table(columns, names=[f"f{i}" for i in range(width)]), [note]


def _checked_body(body: pa.Table, name: str, fewest: int) -> pa.Table:
    if body.num_rows == 0:
        columns = "1 column" if body.num_columns == 1 else f"{body.num_columns:,} columns"
        raise BadInput(f"{name}: header with {columns} but no rows.", "Export the table with its rows.")
    if body.num_rows < fewest:
        raise BadInput(
            f"{name}: 1 row; at least {MINIMUM_ROWS_TO_TRAIN} are needed to train.", "Export more rows."
        )
    for column_name, column in zip(body.column_names, body.columns, strict=True):
        longest = pc.max(pc.binary_length(column)).as_py()
        if longest > checks.MAX_CELL_BYTES:
            raise BadInput(
                f"{name}: column {column_name} has a cell of {longest / 2**20:.1f} MB; the limit is 1 MB.",
                "Shorten it or leave the column out.",
            )
    return body


def _decimal(body: pa.Table, delimiter: str) -> str:
    if delimiter == ",":
        return "."
    sample = body.slice(0, DECIMAL_SAMPLE)
    return "," if any(has_decimal_comma(column.combine_chunks()) for column in sample.columns) else "."


def _places(content: bytes, first_line: int, rows: int) -> Callable[[int], str]:
    """Return how to name a row: by its line where each row is one line, else by its number."""
    breaks = checks.count_lines(content.rstrip(b"\r\n"))
    if breaks == rows:
        return lambda row: f"line {first_line + row + 1:,}"
    return lambda row: f"row {row + 1:,}"


def _kept_as_text(known: tuple[Column, ...]) -> frozenset[str]:
    return frozenset(c.name for c in known if c.kind in (ColumnKind.CATEGORY, ColumnKind.TEXT))


def _typed(body: pa.Table, context: Context, as_text: frozenset[str]) -> tuple[pd.DataFrame, list[str]]:
    values: dict[str, pd.Series] = {}
    notes: list[str] = []
    for name, column in zip(body.column_names, body.columns, strict=True):
        texts = column.combine_chunks()
        values[name], found = infer_column(name, texts, context, keep_text=name in as_text)
        notes += found
    return pd.DataFrame(values), notes


def _option_notes(delimiter: str, decimal: str) -> list[str]:
    notes = []
    if delimiter != ",":
        notes.append(f"Columns are separated by {DELIMITER_NAMES[delimiter]}s.")
    if decimal == ",":
        notes.append("Numbers have a decimal comma: 1,5 was read as 1.5.")
    return notes


def _size_notes(rows: int) -> list[str]:
    if rows >= MINIMUM_ROWS_TO_TRAIN:
        return []
    return [f"{rows} rows; at least {MINIMUM_ROWS_TO_TRAIN} rows are needed to train."]


def _free_name(name: str, taken: set[str]) -> str:
    return next(free for n in range(2, len(taken) + 3) if (free := f"{name}_{n}") not in taken)


def _lookalike_notes(names: list[str]) -> list[str]:
    """Name columns that look equal: other case, other Unicode form, or an invisible character."""
    seen: dict[str, str] = {}
    notes = []
    for name in names:
        plain = "".join(c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
        twin = seen.setdefault(plain.strip().casefold(), name)
        if twin != name:
            notes.append(f"Columns {twin!a} and {name!a} look alike but are different.")
    return notes


def _header_notes(names: list[str]) -> list[str]:
    notes = [
        f"The name of column {position} has invisible characters: {name!a}."
        for position, name in enumerate(names, start=1)
        if any(unicodedata.category(c) in INVISIBLE for c in name)
    ]
    if all(name.replace(".", "", 1).lstrip("-").isdigit() for name in names):
        notes.append("The first line holds only numbers; it was used as column names.")
    return notes


def _capped(notes: list[str]) -> tuple[str, ...]:
    if len(notes) <= MAX_NOTES:
        return tuple(notes)
    return (*notes[:MAX_NOTES], f"{len(notes) - MAX_NOTES:,} more notes are not shown.")
