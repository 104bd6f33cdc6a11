"""From a table of texts, whatever file it came from, to typed columns."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from core.design.data.columns import Column, ColumnKind
from core.design.data.reading import checks
from core.design.data.reading.column_texts import MISSING_MARKS, ColumnTexts
from core.design.data.reading.doubts import MISSING_MARKS_IN_TEXT, PLACEHOLDERS, settle
from core.design.data.reading.inference import Context, Inferred, has_decimal_comma, infer
from core.design.data.reading.notes import changed, noticed
from core.design.data.reading.options import DATES_AS, NOTATION, ReadAs, ReadingOptions, chosen, missing_as
from core.design.data.reading.questions import Asking, Choice, Question
from core.design.data.reading.stray_rows import Sifted, sift
from core.design.data.reading.threads import in_parallel
from core.errors import BadInput

MINIMUM_ROWS_TO_TRAIN = 50
DECIMAL_SAMPLE = 2_000


@dataclass(frozen=True)
class TextTable:
    """A table whose cells are still texts.

    Attributes
    ----------
    body : Table of string columns, shape (n_rows, n_columns)
        Named by usable, different names.
    where : callable
        Row position (from 0) to a place in words, such as "line 17".
    options : dict
        How the file was read, so far.
    decimal : ReadAs, optional
        The decimal mark; None to look for a decimal comma.
    """

    body: pa.Table
    where: Callable[[int], str]
    options: dict[str, ReadAs] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    decimal: ReadAs | None = None

    @property
    def is_comma_separated(self) -> bool:
        """Whether a comma stands between columns, so that one in a number is quoted."""
        return "delimiter" in self.options and self.options["delimiter"].value == ","


@dataclass(frozen=True)
class TypedTable:
    """A table with typed columns, how it was read and what was noticed.

    Attributes
    ----------
    table : Table of shape (n_rows, n_columns)
        Columns of int64, float64, bool, timestamp[us] or string, null where missing.
    distinct : dict
        How many different values a column holds, where reading told it.
    """

    table: pa.Table
    options: dict[str, ReadAs]
    notes: tuple[str, ...]
    distinct: dict[str, int] = field(default_factory=dict)


def typed(
    table: TextTable, name: str, options: ReadingOptions, asking: Asking, known: tuple[Column, ...]
) -> TypedTable:
    """Return the typed columns of a table of texts.

    Raises BadInput when it has too few rows, a huge cell, or lacks a column that is to be kept as text.
    """
    refuse_few_rows(table.body.num_rows, table.body.num_columns, name, is_batch=bool(known))
    sifted = Sifted(table.body, table.where) if known else sift(table.body, table.where, asking)
    body = sifted.body
    refuse_few_rows(body.num_rows, body.num_columns, name, is_batch=bool(known))
    in_parallel(lambda column: refuse_huge_cell(column, body[column], name), body.column_names)
    decimal = _decimal(table, options, asking, is_batch=bool(known))
    dates = options.dates or (asking.answers.get(DATES_AS) if known else None)
    context = Context(decimal.value, sifted.where, options.missing, decimal.is_chosen, dates)
    as_text = kept_as_text(body.column_names, name, options, known)
    found = infer_columns(body, context, as_text, asking, is_batch=bool(known))
    notes = [*table.notes, *sifted.notes]
    if decimal.value == "," and not decimal.is_chosen:
        notes.append(changed("Numbers have a decimal comma: 1,5 was read as 1.5."))
    notes += [] if known else size_notes(body.num_rows)
    notes += [note for column in found.values() for note in column.notes]
    read_as = {**table.options, "decimal": decimal, **value_options(options), **notation(found)}
    if options.dates is not None:
        read_as["dates"] = chosen(options.dates)
    values = pa.table({column: inferred.values for column, inferred in found.items()})
    distinct = {column: one.distinct for column, one in found.items() if one.distinct is not None}
    return TypedTable(values, read_as, tuple(notes), distinct)


def infer_columns(
    body: pa.Table, context: Context, as_text: frozenset[str], asking: Asking, *, is_batch: bool
) -> dict[str, Inferred]:
    """Return the typed values of columns of texts, once what they leave open is answered or proposed."""

    def first(name: str) -> tuple[Inferred, ColumnTexts | None]:
        column = ColumnTexts(name, body[name].combine_chunks(), context.missing, _placeholders(name, asking))
        usual = _usual_answer(name, asking) if is_batch and name in as_text else None
        found = infer(column, context, usual, keep_text=name in as_text)
        return found, None if found.doubt is None else column

    looked_at = dict(zip(body.column_names, in_parallel(first, body.column_names), strict=True))
    found = {name: inferred for name, (inferred, _) in looked_at.items()}
    doubts = [inferred.doubt for inferred in found.values() if inferred.doubt is not None]
    for name, answer in settle(doubts, asking, is_batch=is_batch).items():
        doubt, column = found[name].doubt, looked_at[name][1]
        if doubt is not None and column is not None and answer != doubt.unasked:
            found[name] = infer(column, context, answer)
    return found


def _placeholders(name: str, asking: Asking) -> tuple[str, ...]:
    """Return the texts of a column that are missing as in the dataset."""
    start = f"{PLACEHOLDERS.code}:{name}:"
    return tuple(code.removeprefix(start) for code in asking.answers if code.startswith(start))


def _usual_answer(name: str, asking: Asking) -> str | None:
    """Return what marks such as NA mean in a text column of the dataset."""
    code = MISSING_MARKS_IN_TEXT.code
    return asking.answers.get(f"{code}:{name}", asking.answers.get(code))


def notation(found: dict[str, Inferred]) -> dict[str, ReadAs]:
    """Return how the values of columns were understood, an answer a line: "dates:day=month_first"."""
    lines = [f"{code}={value}" for inferred in found.values() for code, value in inferred.settled]
    evidence = "the values show it, or it was answered; new rows are read the same way"
    return {NOTATION: ReadAs(value="\n".join(lines), evidence=evidence)} if lines else {}


def value_options(options: ReadingOptions) -> dict[str, ReadAs]:
    """Return how values were read, whatever the format: missing marks and columns kept as text."""
    read_as = {"missing": missing_as(options, MISSING_MARKS)}
    if options.as_text:
        read_as["as_text"] = chosen("\n".join(options.as_text))
    return read_as


class TooFewRows(BadInput):
    """A table without rows, or with one: it may stand elsewhere in the file."""


def refuse_few_rows(rows: int, columns: int, name: str, *, is_batch: bool) -> None:
    """Raise TooFewRows for a table without rows, or with one row when it is not a batch."""
    if rows == 0:
        what = "1 column" if columns == 1 else f"{columns:,} columns"
        raise TooFewRows(f"{name}: header with {what} but no rows.", "Export the table with its rows.")
    if rows < 2 and not is_batch:
        raise TooFewRows(
            f"{name}: 1 row; at least {MINIMUM_ROWS_TO_TRAIN} are needed to train.", "Export more rows."
        )


def refuse_huge_cell(column: str, texts: pa.Array | pa.ChunkedArray, name: str) -> None:
    """Raise BadInput when a text of a column is above 1 MB."""
    longest = pc.max(pc.binary_length(texts)).as_py() or 0
    if longest > checks.MAX_CELL_BYTES:
        raise BadInput(
            f"{name}: column {column} has a cell of {longest / 2**20:.1f} MB; the limit is 1 MB.",
            "Shorten it or leave the column out.",
        )


def kept_as_text(
    columns: list[str], name: str, options: ReadingOptions, known: tuple[Column, ...]
) -> frozenset[str]:
    """Return the columns to keep as text; raises BadInput when one that was chosen is not there."""
    absent = [column for column in options.as_text if column not in columns]
    if absent:
        raise BadInput(f"{name}: there is no column {absent[0]}.", "Choose among the columns of the file.")
    texts = {c.name for c in known if c.kind in (ColumnKind.CATEGORY, ColumnKind.TEXT)}
    return frozenset(texts.union(options.as_text))


def size_notes(rows: int) -> list[str]:
    """Say that a table is too small to train on."""
    if rows >= MINIMUM_ROWS_TO_TRAIN:
        return []
    return [noticed(f"{rows} rows; at least {MINIMUM_ROWS_TO_TRAIN} rows are needed to train.")]


def _decimal(table: TextTable, options: ReadingOptions, asking: Asking, *, is_batch: bool) -> ReadAs:
    if options.decimal is not None:
        return chosen(options.decimal)
    if table.decimal is not None:
        return table.decimal
    if is_batch and "decimal" in asking.answers and not table.is_comma_separated:
        return ReadAs(value=asking.answers["decimal"], evidence="as in the data that is known")
    sample = table.body.slice(0, DECIMAL_SAMPLE)
    for name, column in zip(sample.column_names, sample.columns, strict=True):
        texts = column.combine_chunks()
        if has_decimal_comma(texts, is_surely=table.is_comma_separated):
            return _decimal_comma(name, texts, asking, is_batch=is_batch)
    if table.is_comma_separated:
        return ReadAs(value=".", evidence="a comma separates the columns")
    return ReadAs(value=".", evidence=f"no decimal comma in the first {sample.num_rows:,} rows")


def _decimal_comma(name: str, texts: pa.Array, asking: Asking, *, is_batch: bool) -> ReadAs:
    comma = ReadAs(value=",", evidence=f"{name} holds only numbers, some with a decimal comma")
    if is_batch:
        return comma
    example = texts.filter(pc.match_substring(texts, ","))[0].as_py()[:40]
    question = Question(
        code="decimal",
        text=f"{name} holds numbers with a comma (for example {example}): is it the decimal mark?",
        choices=(
            Choice(value=",", title="Yes: 1,5 is one and a half"),
            Choice(value=".", title="No: the point is, and 1,5 is no number"),
        ),
        proposed=",",
        examples=(example,),
    )
    return comma if asking.ask(question) == "," else chosen(".")
