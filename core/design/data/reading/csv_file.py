"""From the bytes of a text file to a table of texts: what is not a table is refused."""

import csv
import io
from dataclasses import replace
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.csv

from core.design.data.reading import checks
from core.design.data.reading.byte_scans import count_line_breaks
from core.design.data.reading.column_names import column_names, numbered_names
from core.design.data.reading.decoding import decode
from core.design.data.reading.layout import Layout, detect_layout
from core.design.data.reading.literal import literal
from core.design.data.reading.notes import changed, noticed
from core.design.data.reading.options import ReadAs, ReadingOptions, chosen
from core.design.data.reading.questions import Asking
from core.design.data.reading.quotes import with_sound_quotes
from core.design.data.reading.ragged_rows import RaggedFile, Squared
from core.design.data.reading.text_bytes import has_byte
from core.design.data.reading.texts import TextTable
from core.design.data.reading.wrapped_lines import without_wrapping
from core.errors import BadInput

BLOCK_BYTES = 2**20
DELIMITER_NAMES = {";": "semicolon", "\t": "tab", "|": "vertical bar", ":": "colon", " ": "space"}

csv.field_size_limit(checks.MAX_LINE_BYTES)


def csv_texts(
    raw: bytes, name: str, options: ReadingOptions, asking: Asking, *, is_batch: bool = False
) -> TextTable:
    """Return the cells of a CSV as texts.

    Parameters
    ----------
    is_batch : bool
        Whether these are new rows for a known dataset.

    Raises
    ------
    BadInput
        With the place and the next step, when the bytes are no table or exceed a limit.
    """
    options.refuse_unused(
        name, "a CSV", "delimiter", "encoding", "decimal", "dates", "header_row", "missing", "as_text"
    )
    decoded = decode(raw, name, asking, options.encoding)
    content, first_line, nul_notes = _without_nul(decoded.content, name)
    checks.refuse_drawn_table(content, first_line, name)
    if content.startswith(b'"'):
        content = without_wrapping(content, first_line, asking)
    layout = detect_layout(content, first_line, options, name, asking, is_batch=is_batch)
    delimiter = layout.delimiter.value
    checks.refuse_aligned_columns(layout.content, delimiter, layout.first_line, name)
    if b'"' in layout.content:
        sound = with_sound_quotes(layout.content, delimiter, layout.first_line, name, asking)
        layout = replace(layout, content=sound)
        checks.refuse_unclosed_quote(layout.content, delimiter, layout.first_line, name)
    squared = _parse(layout, name, asking, is_batch=is_batch)
    table = squared.table
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
        squared.where if not layout.has_header else lambda row: squared.where(row + 1),
        read_as,
        (*notes, *squared.notes, *name_notes),
    )


def _named(table: pa.Table, name: str, asking: Asking, *, has_header: bool) -> tuple[pa.Table, list[str]]:
    if not has_header:
        return table.rename_columns(numbered_names(table.num_columns)), []
    names, notes = column_names([column[0].as_py() for column in table.columns], name, asking)
    return table.slice(1).rename_columns(names), notes


def _without_nul(content: bytes, name: str) -> tuple[bytes, int, list[str]]:
    """Return the content from its header on, the header's line number, and notes."""
    body = content.lstrip(b" \r\n")
    if not body or body.isspace():
        raise BadInput(f"{name}: only blank lines; no header found.", checks.EXPORT_AGAIN)
    first_line = 1 + checks.count_lines(content[: len(content) - len(body)])
    if b"\0" not in body:
        return body, first_line, []
    checks.refuse_nul_in_header(body, name)
    nuls = body.count(b"\0")
    line = first_line + checks.count_lines(body[: body.index(b"\0")])
    what = "1 NUL byte" if nuls == 1 else f"{nuls:,} NUL bytes"
    return body.replace(b"\0", b""), first_line, [changed(f"{what} removed, first at line {line}.")]


def _parse(layout: Layout, name: str, asking: Asking, *, is_batch: bool) -> Squared:
    """Return the header and all rows as text."""
    content, delimiter = layout.content, layout.delimiter.value
    header = next(csv.reader(io.StringIO(_first_record(content), newline=""), delimiter=delimiter))
    checks.refuse_many_columns(len(header), name)
    try:
        table = _parse_texts(content, delimiter, len(header))
    except pa.ArrowInvalid as error:
        raise BadInput(f"{name}: the rows cannot be read ({error}).", checks.EXPORT_AGAIN) from None
    if table is not None:
        return Squared(table, [], _Places(layout, table.num_rows).name)
    ragged = RaggedFile(content, delimiter, len(header), layout.first_line, name, is_batch)
    return ragged.squared(asking)


def _parse_texts(content: bytes, delimiter: str, width: int) -> pa.Table | None:
    """Return header and rows as text, or None when a row is of another width than the header.

    Blocks that end with any line break are the quickest, and right where each row is one line. A row longer
    than a block needs the file as one block.
    """
    try:
        table = _parse_blocks(content, delimiter, width, BLOCK_BYTES, breaks_in_quotes=False)
        if b'"' not in content or (table is not None and _is_a_line_each(table, content)):
            return table
    except pa.ArrowInvalid:
        pass
    try:
        return _parse_blocks(content, delimiter, width, BLOCK_BYTES, breaks_in_quotes=True)
    except pa.ArrowInvalid:
        return _parse_blocks(content, delimiter, width, len(content) + 1, breaks_in_quotes=True)


def _is_a_line_each(table: pa.Table, content: bytes) -> bool:
    """Tell whether each row is one line, so that no block can have ended within quotes.

    Of a block that ends so, Arrow drops the row that is cut; of the last one it keeps the break in a value.
    """
    lines = count_line_breaks(content) + (content[-1:] not in (b"\n", b"\r"))
    if table.num_rows != lines:
        return False
    return not any(has_byte(column.chunk(column.num_chunks - 1), b"\n\r") for column in table.columns)


def _parse_blocks(
    content: bytes, delimiter: str, width: int, block_size: int, *, breaks_in_quotes: bool
) -> pa.Table | None:
    wrong: list[Any] = []

    def skip(row: Any) -> str:
        wrong.append(row)
        return "skip"

    table = pa.csv.read_csv(
        pa.BufferReader(content),
        read_options=pa.csv.ReadOptions(autogenerate_column_names=True, block_size=block_size),
        parse_options=pa.csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=breaks_in_quotes, invalid_row_handler=skip
        ),
        convert_options=pa.csv.ConvertOptions(
            column_types={f"f{i}": pa.string() for i in range(width)}, strings_can_be_null=False
        ),
    )
    return None if wrong or table.num_columns != width else table


def _first_record(content: bytes) -> str:
    """Return text that surely holds the whole header, up to the limit of one line."""
    return content[: checks.MAX_LINE_BYTES].decode(errors="ignore")


class _Places:
    """Names a row by its line where each row is one line, else by its number; looked up when first asked."""

    def __init__(self, layout: Layout, rows: int) -> None:
        self._layout = layout
        self._rows = rows

    def name(self, row: int) -> str:
        """Return the place of a row in words, the first one of the content being 0."""
        if self._is_a_line_each:
            return f"line {self._layout.first_line + row:,}"
        return f"row {row + 1 - self._layout.has_header:,}"

    @cached_property
    def _is_a_line_each(self) -> bool:
        return checks.count_lines(self._layout.content.rstrip(b"\r\n")) == self._rows - 1


def _delimiter_notes(delimiter: ReadAs) -> list[str]:
    if delimiter.value == "," or delimiter.is_chosen:
        return []
    sign = DELIMITER_NAMES.get(delimiter.value)
    return [noticed(f"Columns are separated by {f'{sign}s' if sign else literal(delimiter.value)}.")]
