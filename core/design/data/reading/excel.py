"""Excel workbooks (.xlsx): from a sheet's values to a table of texts."""

import datetime
import itertools
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from core.design.data.reading import checks, workbook
from core.design.data.reading.column_names import column_names, numbered_names
from core.design.data.reading.conform import value_text
from core.design.data.reading.header_row import count_title_rows, header_question
from core.design.data.reading.literal import literal
from core.design.data.reading.notes import changed, set_aside
from core.design.data.reading.options import ReadAs, ReadingOptions, chosen
from core.design.data.reading.questions import Asking
from core.design.data.reading.sheets import choose_sheet
from core.design.data.reading.text_rows import TextRows
from core.design.data.reading.texts import TextTable
from core.errors import BadInput, TrefoilError

MIDNIGHT = datetime.time()
SAMPLE_ROWS = 50
MOST_ROWS = 1_048_576
ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))
NUMBERS = ReadAs(value=".", evidence="a workbook stores numbers as numbers")

Row = tuple[int, list[str]]


def excel_texts(path: Path, name: str, options: ReadingOptions, asking: Asking) -> TextTable:
    """Return the values of one sheet as texts; formulas, macros and links are never run.

    Which sheet is read, and which row names the columns, is asked where it is not clear. Blank rows, and
    blank columns without a name, are left out.

    Raises
    ------
    BadInput
        When the file is damaged, protected, unsafe or too large, or lacks the sheet or the header row.
    """
    options.refuse_unused(name, "a workbook", "decimal", "dates", "header_row", "sheet", "missing", "as_text")
    try:
        with warnings.catch_warnings():
            # openpyxl warns about parts of a workbook that it leaves out, which is meant here.
            warnings.simplefilter("ignore")
            return _texts(path, name, options, asking)
    except TrefoilError:
        raise
    except Exception as error:  # noqa: BLE001  (damaged workbooks raise whatever their XML leads to)
        raise BadInput(
            f"{name}: the workbook is damaged ({type(error).__name__}).", workbook.SAVE_AGAIN
        ) from error


def _texts(path: Path, name: str, options: ReadingOptions, asking: Asking) -> TextTable:
    import openpyxl

    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        workbook.refuse_unsafe_workbook(archive, name)
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet, sheet_as, notes = choose_sheet(book, name, options, asking)
        sheet.reset_dimensions()
        notes += workbook.part_notes(archive)
        xml = archive.read(sheet._worksheet_path)
        notes += workbook.sheet_notes(xml)
        cells = _Cells(options.decimal or ".")
        table = _table(cells.rows(sheet, name), name, options, asking, workbook.merged_rows(xml))
        notes += cells.notes()
    read_as = {
        "format": ReadAs(value="Excel workbook", evidence="it begins as a workbook does"),
        "sheet": sheet_as,
    }
    return TextTable(
        table.body, table.where, read_as | table.options, (*notes, *table.notes), decimal=NUMBERS
    )


@dataclass
class _Cells:
    """Cells as texts, with a count of the formula errors among them."""

    decimal: str
    errors: dict[str, int] = field(default_factory=dict)

    def rows(self, sheet: Any, name: str) -> Iterator[Row]:
        """Yield number and texts of each row that is not blank."""
        for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > MOST_ROWS:
                raise BadInput(f"{name}: more than {MOST_ROWS:,} rows.", workbook.SAVE_AGAIN)
            texts = [self.text(value) for value in values]
            while texts and not texts[-1].strip():
                texts.pop()
            checks.refuse_many_columns(len(texts), name)
            if texts:
                yield number, texts

    def text(self, value: Any) -> str:
        """Return the text of one cell: "" for blank and for an error."""
        if value is None:
            return ""
        if isinstance(value, str):
            if value in ERRORS:
                self.errors[value] = self.errors.get(value, 0) + 1
                return ""
            return value
        if isinstance(value, float):
            return value_text(value).replace(".", self.decimal)
        if isinstance(value, datetime.datetime):
            return value_text(value) if value.time() != MIDNIGHT else value.date().isoformat()
        if isinstance(value, datetime.timedelta):
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
        return str(value)

    def notes(self) -> list[str]:
        """Return a note for each kind of error."""
        return [
            changed(
                f"{'1 cell holds' if count == 1 else f'{count:,} cells hold'} the error {error}; read as missing."
            )
            for error, count in self.errors.items()
        ]


def _table(
    rows: Iterator[Row], name: str, options: ReadingOptions, asking: Asking, merged: list[int]
) -> TextTable:
    """Return header and rows as a table of texts; `merged` are the rows in which merged cells begin."""
    rows = itertools.dropwhile(lambda row: row[0] < (options.header_row or 0), rows)
    first = list(itertools.islice(rows, SAMPLE_ROWS + 1))
    if not first:
        raise BadInput(f"{name}: only blank rows; no header found.", "Choose another sheet or header row.")
    if options.header_row and first[0][0] != options.header_row:
        raise BadInput(
            f"{name}: row {options.header_row:,} is blank; no header there.", "Choose another header row."
        )
    header_as = _header(first, options, asking, merged)
    number = int(header_as.value)
    header = next((row for n, row in first if n == number), [])
    gathered = TextRows(name, "row")
    for row_number, row in itertools.chain(first, rows):
        if row_number > number:
            gathered.add(row_number, row)
    body, notes = _named(gathered, header, name, asking, has_header=number > 0)
    if number > first[0][0]:
        title = literal(next(text.strip() for text in first[0][1] if text.strip()), 60)
        notes.insert(
            0,
            set_aside(
                f"Row {number} names the columns; what stands above it was left out, from '{title}' on."
            ),
        )
    return TextTable(body, gathered.where, {"header_row": header_as}, tuple(notes))


def _header(first: list[Row], options: ReadingOptions, asking: Asking, merged: list[int]) -> ReadAs:
    """Return the number of the row that names the columns, asked for below titles and merged cells."""
    if options.header_row is not None:
        return chosen(str(options.header_row))
    titles = count_title_rows(_squared([row for _, row in first]))
    number = first[titles][0]
    if titles or any(row <= number for row in merged):
        answer = asking.ask(header_question(first, titles, "row"))
        if answer != str(number):
            return chosen(answer)
    evidence = "the rows above fill at most half of the columns"
    return ReadAs(value=str(number), evidence=evidence if titles else "the first row that is not blank")


def _named(
    gathered: TextRows, header: list[str], name: str, asking: Asking, *, has_header: bool
) -> tuple[pa.Table, list[str]]:
    """Return the columns under their names, without those that have neither name nor value."""
    columns = gathered.columns(fewest=len(header))
    header = header + [""] * (len(columns) - len(header))
    kept = [i for i, column in enumerate(columns) if header[i].strip() or _has_value(column)]
    kept = kept[: checks.columns_within_limit(len(kept), name, asking)]
    wanted = [header[i] for i in kept]
    names, notes = column_names(wanted, name, asking) if has_header else (numbered_names(len(kept)), [])
    return pa.table([columns[i] for i in kept], names=names), notes


def _has_value(column: pa.ChunkedArray) -> bool:
    return any(text.strip() for text in column.unique().to_pylist())


def _squared(rows: list[list[str]]) -> list[list[str]]:
    """Return rows of equal width without the columns that are blank in all of them."""
    width = max(map(len, rows))
    padded = [row + [""] * (width - len(row)) for row in rows]
    used = [i for i in range(width) if any(row[i].strip() for row in padded)]
    return [[row[i] for i in used] for row in padded]
