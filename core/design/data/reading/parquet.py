"""Parquet: from its stored types to the types of a reading, every change told."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.design.data.columns import Column
from core.design.data.reading import checks
from core.design.data.reading.arrow_frame import as_series
from core.design.data.reading.column_names import column_names
from core.design.data.reading.conform import as_text
from core.design.data.reading.inference import Context
from core.design.data.reading.nested import settle_nested, without_nesting
from core.design.data.reading.notes import changed, noticed, set_aside
from core.design.data.reading.number_dates import number_date_notes
from core.design.data.reading.options import DATES_AS, ReadAs, ReadingOptions, chosen
from core.design.data.reading.questions import Asking
from core.design.data.reading.texts import (
    TypedTable,
    infer_columns,
    kept_as_text,
    notation,
    refuse_few_rows,
    refuse_huge_cell,
    size_notes,
    value_options,
)
from core.errors import BadInput, TrefoilError

MAX_ROWS = 10_000_000
MAX_CELLS = 200_000_000
MAX_EXPANDED_BYTES = 2 * 2**30
EXACT_INTEGER_LIMIT = 10**15
KINDS = {pa.timestamp("us"): "dates", pa.bool_(): "yes or no"}
PANDAS_INDEX = "__index_level_"
FORMAT = ReadAs(value="Parquet", evidence="it begins as Parquet does")
POINT = ReadAs(value=".", evidence="numbers are stored as numbers; it matters in columns of text alone")
WRITE_AGAIN = "Write the file again, or export the table as CSV."


def parquet_table(
    path: Path, name: str, options: ReadingOptions, asking: Asking, known: tuple[Column, ...]
) -> TypedTable:
    """Return the typed columns of a Parquet file.

    Texts follow the rules of a CSV, all else keeps its type: whole numbers with missing values become
    float64, those of 16 digits and more text, times lose their zone.

    Raises
    ------
    BadInput
        When the file is damaged or too large, before it is read, or has an unreadable column.
    """
    options.refuse_unused(name, "Parquet", "decimal", "dates", "missing", "as_text")
    try:
        file = pq.ParquetFile(path, page_checksum_verification=True)
        _refuse_too_large(file.metadata, name)
        nesting = settle_nested(file.schema_arrow, name, asking)
        renamed = _renamed_notes(file.schema_arrow)
        texts = [field.name for field in file.schema_arrow if _is_text(field.type)]
        table = pq.ParquetFile(path, page_checksum_verification=True, read_dictionary=texts).read()
        table.validate(full=True)
        table, flattened = without_nesting(table, nesting, name)
        typed = _typed(table, name, options, asking, known)
        return replace(typed, notes=(*renamed, *flattened, *typed.notes))
    except TrefoilError:
        raise
    except Exception as error:  # noqa: BLE001  (mutated files raised eight types: FAULTS M12)
        raise BadInput(
            f"{name}: the Parquet file is damaged ({type(error).__name__}).", WRITE_AGAIN
        ) from error


def _refuse_too_large(metadata: Any, name: str) -> None:
    rows, columns = metadata.num_rows, metadata.num_columns
    checks.refuse_many_columns(columns, name)
    if rows > MAX_ROWS or rows * columns > MAX_CELLS:
        raise BadInput(
            f"{name}: {rows:,} rows of {columns:,} columns; the limit is {MAX_ROWS:,} rows "
            f"and {MAX_CELLS:,} cells.",
            "Export fewer rows or columns.",
        )
    expanded = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
    if expanded > MAX_EXPANDED_BYTES:
        raise BadInput(
            f"{name}: expands to {expanded / 2**30:.1f} GB; the limit is 2 GB.", "Export fewer rows."
        )


def _renamed_notes(schema: pa.Schema) -> list[str]:
    """Name the columns that pandas stored under another name: renamed since, or damaged in the file."""
    try:
        stored = json.loads((schema.metadata or {}).get(b"pandas", b"{}"))
        known = {str(column["field_name"]) for column in stored["columns"]}
    except (ValueError, KeyError, TypeError):
        return []
    others = [name for name in schema.names if name not in known]
    if not others:
        return []
    return [noticed(f"Columns have other names than when pandas wrote them: {', '.join(others)}.")]


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_binary(kind)


def _typed(
    table: pa.Table, name: str, options: ReadingOptions, asking: Asking, known: tuple[Column, ...]
) -> TypedTable:
    refuse_few_rows(table.num_rows, table.num_columns, name, is_batch=bool(known))
    index = [column for column in table.column_names if column.startswith(PANDAS_INDEX)]
    table = table.drop_columns(index)
    table = table.select(range(checks.columns_within_limit(table.num_columns, name, asking)))
    names, notes = column_names(table.column_names, name, asking)
    notes += [
        set_aside(f"{column} is the row number of a pandas table; it was left out.") for column in index
    ]
    kept = kept_as_text(names, name, options, known)
    decimal = _decimal(options, asking, is_batch=bool(known))
    dates = options.dates or (asking.answers.get(DATES_AS) if known else None)
    context = Context(
        decimal.value, lambda row: f"row {row + 1:,}", options.missing, decimal.is_chosen, dates
    )
    cells = {n: _plain(n, column, name) for n, column in zip(names, table.columns, strict=True)}
    texts = {n: pc.fill_null(column, "") for n, column in cells.items() if _is_text(column.type)}
    found = infer_columns(pa.table(texts), context, kept, asking, is_batch=bool(known))
    values: dict[str, pa.Array | pa.ChunkedArray] = {}
    for column, stored in cells.items():
        if column in found:
            values[column] = found[column].values
            notes += [*found[column].notes, *_kind_notes(column, values[column])]
        else:
            values[column], told = _column(column, stored, context, column in kept, name)
            notes += told
    notes += [] if known else size_notes(table.num_rows)
    read_as = {"format": FORMAT, "decimal": decimal, **value_options(options), **notation(found)}
    if options.dates is not None:
        read_as["dates"] = chosen(options.dates)
    return TypedTable(pa.table(values), read_as, tuple(notes))


def _decimal(options: ReadingOptions, asking: Asking, *, is_batch: bool) -> ReadAs:
    """Return the decimal mark of numbers that are stored as text."""
    if options.decimal is not None:
        return chosen(options.decimal)
    if is_batch and "decimal" in asking.answers:
        return ReadAs(value=asking.answers["decimal"], evidence="as in the data that is known")
    return POINT


def _column(
    column: str, cells: pa.ChunkedArray, context: Context, keep_text: bool, name: str
) -> tuple[pa.ChunkedArray, list[str]]:
    """Return the values of one column that is no text, and notes on what was changed."""
    if pa.types.is_null(cells.type) or cells.null_count == len(cells):
        return _nothing(len(cells)), [noticed(f"Column {column} is empty.")]
    convert = next((convert for is_type, convert in CONVERSIONS if is_type(cells.type)), None)
    if convert is None:
        raise BadInput(
            f"{name}: column {column} is of a type that cannot be read ({cells.type}).",
            "Write it as text, number or date, or leave the column out.",
        )
    values, notes = convert(column, _without_marks(cells, context.missing))
    return (_as_text(values), notes) if keep_text else (values, notes)


def _nothing(rows: int) -> pa.Array:
    return pa.nulls(rows, pa.float64())


def _as_text(values: pa.ChunkedArray) -> pa.Array:
    return pa.array(as_text(as_series(values)), type=pa.string())


def _plain(column: str, cells: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    """Return cells without dictionary or extension type, texts as string."""
    if isinstance(cells.type, pa.BaseExtensionType):
        cells = pa.chunked_array([chunk.storage for chunk in cells.chunks], cells.type.storage_type)
    if pa.types.is_dictionary(cells.type):
        _refuse_wide_dictionary(column, cells, name)
        cells = cells.cast(cells.type.value_type)
    if pa.types.is_large_string(cells.type) or pa.types.is_binary(cells.type) or "view" in str(cells.type):
        cells = _as_string(column, cells, name)
    if pa.types.is_string(cells.type):
        refuse_huge_cell(column, cells, name)
    return cells


def _as_string(column: str, cells: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    try:
        return cells.cast(pa.string())
    except pa.ArrowInvalid:
        raise BadInput(
            f"{name}: column {column} holds bytes that are no text.",
            "Leave the column out, or write it as UTF-8.",
        ) from None


def _refuse_wide_dictionary(column: str, cells: pa.ChunkedArray, name: str) -> None:
    """Raise BadInput when few stored texts would expand to more than 2 GB of cells."""
    if not _is_text(cells.type.value_type):
        return
    expanded = 0
    for chunk in cells.chunks:
        refuse_huge_cell(column, chunk.dictionary, name)
        lengths = pc.cast(pc.binary_length(chunk.dictionary), pa.int64())
        expanded += pc.sum(pc.take(lengths, chunk.indices)).as_py() or 0
    if expanded > MAX_EXPANDED_BYTES:
        raise BadInput(
            f"{name}: column {column} expands to {expanded / 2**30:.1f} GB; the limit is 2 GB.",
            "Leave the column out.",
        )


def _kind_notes(column: str, values: pa.Array) -> list[str]:
    if pa.types.is_string(values.type) or values.null_count == len(values):
        return []
    kind = KINDS.get(values.type, "numbers")
    return [changed(f"{column}: stored as text, read as {kind}.")]


def _without_marks(cells: pa.ChunkedArray, missing: tuple[str, ...] | None) -> pa.ChunkedArray:
    """Return cells of numbers with the numbers among the chosen marks as missing."""
    kind = cells.type
    if not missing or not (
        pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    ):
        return cells
    numbers = pd.to_numeric(pd.Series(missing), errors="coerce").dropna().to_list()
    marked = pc.is_in(cells.cast(pa.float64(), safe=False), value_set=pa.array(numbers, type=pa.float64()))
    return pc.if_else(marked, pa.scalar(None, kind), cells)


def _booleans(column: str, cells: pa.ChunkedArray) -> tuple[pa.ChunkedArray, list[str]]:
    return cells, []


def _integers(column: str, cells: pa.ChunkedArray) -> tuple[pa.ChunkedArray, list[str]]:
    bounds = pc.min_max(cells).as_py()
    if max(abs(bounds["min"]), abs(bounds["max"])) >= EXACT_INTEGER_LIMIT:
        note = changed(
            f"{column}: whole numbers above 15 digits are not exact (for example {bounds['max']}); kept as text."
        )
        return cells.cast(pa.string()), [note]
    notes: list[str] = list(map(noticed, number_date_notes(column, cells)))
    return cells.cast(pa.float64() if cells.null_count else pa.int64()), notes


def _floats(column: str, cells: pa.ChunkedArray) -> tuple[pa.ChunkedArray, list[str]]:
    numbers = cells.cast(pa.float64())
    numbers = pc.if_else(pc.is_nan(numbers), pa.scalar(None, pa.float64()), numbers)
    infinite = pc.is_inf(numbers)
    count = pc.sum(infinite).as_py() or 0
    if not count:
        return numbers, []
    row = pc.index(infinite, True).as_py() + 1
    what = "1 value is" if count == 1 else f"{count:,} values are"
    finite = pc.if_else(infinite, pa.scalar(None, pa.float64()), numbers)
    return finite, [changed(f"{column}: {what} infinite, first at row {row:,}; read as missing.")]


def _decimals(column: str, cells: pa.ChunkedArray) -> tuple[pa.ChunkedArray, list[str]]:
    note = changed(f"{column}: decimal numbers are kept with about 15 digits.")
    return cells.cast(pa.float64(), safe=False), [note]


def _dates(column: str, cells: pa.ChunkedArray) -> tuple[pa.ChunkedArray, list[str]]:
    notes: list[str] = []
    if pa.types.is_timestamp(cells.type) and cells.type.tz is not None:
        notes.append(changed(f"{column}: times are UTC; the zone was taken off."))
        cells = cells.cast(pa.timestamp(cells.type.unit, "UTC")).cast(pa.timestamp(cells.type.unit))
    return cells.cast(pa.timestamp("us"), safe=False), notes


def _times(column: str, cells: pa.ChunkedArray) -> tuple[pa.ChunkedArray, list[str]]:
    return cells.cast(pa.string()), [changed(f"{column}: times of day; kept as text.")]


Conversion = Callable[[str, pa.ChunkedArray], tuple[pa.ChunkedArray, list[str]]]
CONVERSIONS: tuple[tuple[Callable[[pa.DataType], bool], Conversion], ...] = (
    (pa.types.is_boolean, _booleans),
    (pa.types.is_integer, _integers),
    (pa.types.is_floating, _floats),
    (pa.types.is_decimal, _decimals),
    (pa.types.is_timestamp, _dates),
    (pa.types.is_date, _dates),
    (pa.types.is_time, _times),
)
