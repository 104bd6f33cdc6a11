"""Columns of a Parquet file that hold a table, a list or a map in each cell: flattened or left out, as asked."""

import json

import pyarrow as pa

from core.design.data.reading import checks
from core.design.data.reading.literal import literal
from core.design.data.reading.notes import changed, noticed, set_aside
from core.design.data.reading.questions import STOP, Asking, Choice, Question
from core.errors import BadInput

FLATTEN, DROP = "flatten", "drop"
CHOICES = (
    Choice(value=FLATTEN, title="Flatten: one column for each field; lists become text"),
    Choice(value=DROP, title="Leave these columns out"),
    STOP,
)
MOST_EXAMPLES = 50


def nested_fields(schema: pa.Schema) -> list[pa.Field]:
    """Return the fields whose cells are not single values."""
    return [field for field in schema if pa.types.is_nested(field.type)]


def settle_nested(schema: pa.Schema, name: str, asking: Asking) -> str:
    """Return what becomes of the nested columns of a file: "flatten" or "drop"; "flatten" without any.

    Raises BadInput when the answer is to stop, or when nothing else is left.
    """
    found = nested_fields(schema)
    if not found:
        return FLATTEN
    answer = asking.ask(_question(found))
    if answer == STOP.value:
        raise BadInput(
            f"{name}: column {literal(found[0].name)} is nested ({found[0].type}).",
            "Flatten it, or leave the column out.",
        )
    if answer == DROP and len(found) == len(schema):
        raise BadInput(f"{name}: every column is nested.", "Flatten them, or export the table as CSV.")
    return answer


def without_nesting(table: pa.Table, how: str, name: str) -> tuple[pa.Table, list[str]]:
    """Return a table of single values, and notes on what became of the nested columns.

    A field `city` of a column `address` becomes the column `address.city`; lists and maps become JSON
    texts. Raises BadInput when that makes too many columns.
    """
    nested = [field.name for field in nested_fields(table.schema)]
    if not nested:
        return table, []
    if how == DROP:
        return table.drop_columns(nested), [
            set_aside(f"{column} was nested; it was left out.") for column in nested
        ]
    before = set(table.column_names)
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
        checks.refuse_many_columns(table.num_columns, name)
    made = [column for column in table.column_names if column not in before]
    notes: list[str] = [noticed(f"Nested columns were flattened into {', '.join(made)}.")] if made else []
    for field in nested_fields(table.schema):
        position = table.column_names.index(field.name)
        table = table.set_column(position, field.name, _as_json(table.column(position)))
        notes.append(changed(f"{field.name}: each cell is a list or a map; kept as JSON text."))
    return table, notes


def _question(found: list[pa.Field]) -> Question:
    which = f"column {literal(found[0].name)}" if len(found) == 1 else f"{len(found):,} columns"
    holds = "holds" if len(found) == 1 else "hold"
    return Question(
        code="nested",
        text=f"In the file, {which} {holds} several values in each cell: flatten, or leave out?",
        choices=CHOICES,
        proposed=FLATTEN,
        examples=tuple(f"{literal(field.name)}: {field.type}" for field in found[:MOST_EXAMPLES]),
    )


def _as_json(cells: pa.ChunkedArray) -> pa.Array:
    texts = [
        None if cell is None else json.dumps(cell, ensure_ascii=False, default=str)
        for cell in cells.to_pylist()
    ]
    return pa.array(texts, pa.string())
