"""From the bytes of a text file to a table of texts: what is not a table is refused."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.csv

from core.design.data.reading import checks
from core.design.data.reading.column_names import column_names, numbered_names
from core.design.data.reading.decoding import decode
from core.design.data.reading.layout import Layout, detect_layout
from core.design.data.reading.options import ReadAs, ReadingOptions, chosen
from core.design.data.reading.questions import Asking
from core.design.data.reading.texts import TextTable
from core.errors import BadInput

POINT = ReadAs(value=".", evidence="a comma separates the columns")
DELIMITER_NAMES = {";": "semicolon", "\t": "tab", "|": "vertical bar"}

csv.field_size_limit(checks.MAX_LINE_BYTES)


def csv_texts(raw: bytes, name: str, options: ReadingOptions, asking: Asking) -> TextTable:
    """Return the cells of a CSV as texts.

    Raises
    ------
    BadInput
        With the place and the next step, when the bytes are no table or exceed a limit.
    """
    options.refuse_unused(
        name, "a CSV", "delimiter", "encoding", "decimal", "header_row", "missing", "as_text"
    )
    decoded = decode(raw, name, asking, options.encoding)
    content, first_line, nul_notes = _without_nul(decoded.content, name)
    layout = detect_layout(content, first_line, options, name, asking)
    delimiter = layout.delimiter.value
    checks.refuse_unclosed_quote(layout.content, delimiter, layout.first_line, name)
    table, parse_notes = _parse(layout.content, delimiter, layout.first_line, name)
    table = table.select(range(checks.columns_within_limit(table.num_columns, name, asking)))
    body, name_notes = _named(table, name, asking, has_header=layout.has_header)
    encoding = ReadAs(value=decoded.encoding, evidence=decoded.evidence)
    read_as = {
        "delimiter": layout.delimiter,
        "encoding": encoding if options.encoding is None else chosen(decoded.encoding),
        "header_row": layout.header_row,
    }
    notes = [*decoded.notes, *nul_notes, *_delimiter_notes(layout.delimiter), *layout.notes]
    return TextTable(
        body,
        _places(layout, body.num_rows, has_header=layout.has_header),
        read_as,
        (*notes, *parse_notes, *name_notes),
        decimal=POINT if delimiter == "," else None,
    )


def _named(table: pa.Table, name: str, asking: Asking, *, has_header: bool) -> tuple[pa.Table, list[str]]:
    if not has_header:
        return table.rename_columns(numbered_names(table.num_columns)), []
    names, notes = column_names([column[0].as_py() for column in table.columns], name, asking)
    return table.slice(1).rename_columns(names), notes


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
    checks.refuse_many_columns(len(header), name)
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


def _places(layout: Layout, rows: int, *, has_header: bool) -> Callable[[int], str]:
    """Return how to name a row: by its line where each row is one line, else by its number."""
    breaks = checks.count_lines(layout.content.rstrip(b"\r\n"))
    above = int(has_header)
    if breaks == rows - 1 + above:
        return lambda row: f"line {layout.first_line + row + above:,}"
    return lambda row: f"row {row + 1:,}"


def _delimiter_notes(delimiter: ReadAs) -> list[str]:
    if delimiter.value == "," or delimiter.is_chosen:
        return []
    return [f"Columns are separated by {DELIMITER_NAMES[delimiter.value]}s."]
