"""Refusals of workbooks, made in the ZIP directory and the XML prologues before anything expands."""

import mmap
import re
import zipfile
from pathlib import Path
from xml.parsers import expat

from core.design.data.reading.notes import changed, noticed
from core.errors import BadInput

MAX_EXPANDED_BYTES = 200 * 2**20
MAX_PARTS = 10_000
CHUNK_BYTES = 2**16
ENCRYPTED = 0x1
SAVE_AGAIN = "Save the workbook again, or save the sheet as CSV."
OTHER_FORMATS = (
    ("xl/workbook.bin", "a binary workbook (.xlsb)", "Save it as .xlsx or CSV."),
    ("content.xml", "an OpenDocument file", "Save the sheet as .xlsx or CSV."),
    ("word/document.xml", "a Word document, not a table", "Save the table as .xlsx or CSV."),
)
CELL_WITHOUT_VALUE = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+\d+)"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
HIDDEN = re.compile(rb'<(?:\w+:)?row\b[^>]*?\bhidden="(?:1|true)"')
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="[A-Z]+(\d+)')


def refuse_unsafe_workbook(archive: zipfile.ZipFile, name: str) -> None:
    """Raise BadInput for a ZIP that is no workbook, is encrypted, expands too far or defines entities."""
    parts = archive.infolist()
    expanded = sum(part.file_size for part in parts)
    if expanded > MAX_EXPANDED_BYTES:
        raise BadInput(
            f"{name}: expands to {expanded / 2**20:,.0f} MB; the limit is {MAX_EXPANDED_BYTES // 2**20} MB.",
            "Save the sheet as CSV.",
        )
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise BadInput(f"{name}: this is password protected.", "Remove the password, then upload it again.")
    names = {part.filename for part in parts}
    for member, what, remedy in OTHER_FORMATS:
        if member in names:
            raise BadInput(f"{name}: this is {what}.", remedy)
    if "[Content_Types].xml" not in names or len(parts) > MAX_PARTS:
        raise BadInput(f"{name}: this is a ZIP file, not a workbook.", "Unpack it first.")
    for part in parts:
        if _has_document_type(archive, part):
            raise BadInput(
                f"{name}: {part.filename[:60]} defines XML entities, which are never expanded.", SAVE_AGAIN
            )


def refuse_old_office(path: Path, name: str) -> None:
    """Raise BadInput for a file in Microsoft's compound format: an encrypted or an old workbook."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        is_encrypted = content.find("EncryptedPackage".encode("utf-16-le")) >= 0
    if is_encrypted:
        raise BadInput(f"{name}: this is password protected.", "Remove the password, then upload it again.")
    raise BadInput(f"{name}: this is an old Excel or Office file.", "Save the sheet as .xlsx or CSV.")


def sheet_notes(content: bytes) -> list[str]:
    """Return notes about formulas without a saved value, hidden rows and merged cells in the XML of a sheet."""
    notes: list[str] = []
    places = [match.group(1).decode() for match in CELL_WITHOUT_VALUE.finditer(content)]
    if places:
        what = "1 formula has" if len(places) == 1 else f"{len(places):,} formulas have"
        notes.append(
            changed(
                f"{what} no saved value, first at {places[0]}; read as missing. "
                "Open the workbook in Excel and save it to fill them."
            )
        )
    hidden = len(HIDDEN.findall(content))
    if hidden:
        what = "1 row of the sheet is" if hidden == 1 else f"{hidden:,} rows of the sheet are"
        notes.append(noticed(f"{what} hidden, perhaps by a filter; hidden rows are read as all others."))
    if merged_rows(content):
        notes.append(
            noticed("Some cells are merged: their value stays in the first cell, the others are missing.")
        )
    return notes


def merged_rows(content: bytes) -> list[int]:
    """Return the rows in which merged cells begin, from the XML of a sheet."""
    return [int(match.group(1)) for match in MERGED.finditer(content)]


def part_notes(archive: zipfile.ZipFile) -> list[str]:
    """Return notes about parts of a workbook that are never read."""
    names = archive.namelist()
    notes: list[str] = []
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        notes.append(noticed("The workbook has macros; they were not opened."))
    if any(name.startswith("xl/externalLinks/") for name in names):
        notes.append(noticed("Links to other workbooks were not followed; the values saved last were read."))
    return notes


def _has_document_type(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Tell whether an XML part declares a document type before its first element."""
    found: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: found.append("doctype")
    parser.StartElementHandler = lambda *_: found.append("element")
    with archive.open(part) as file:
        while not found and (chunk := file.read(CHUNK_BYTES)):
            try:
                parser.Parse(chunk)
            except expat.ExpatError:
                break
    return "doctype" in found
