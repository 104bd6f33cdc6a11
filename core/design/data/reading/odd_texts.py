"""Texts that look damaged or doubled before they came into the file: told, never changed."""

import re

import pyarrow.compute as pc

from core.design.data.reading.column_texts import ColumnTexts, any_match, flags
from core.design.data.reading.literal import literal
from core.design.data.reading.notes import noticed
from core.design.data.reading.text_bytes import has_byte

MOST_DISTINCT = 1_000
UNSEEN = r"[\x{00AD}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}\x{FEFF}]"
LOST = r"\x{FFFD}"
GARBLED = r"Ã[\x{0080}-\x{00BF}\x{0152}-\x{2122}]|â€|Â[\x{00A0}-\x{00BF}]"
ENTITY = r"&(?:[A-Za-z]{2,8}|#\d{2,5});"
WRAPPED = r'^="[^"]*"$|^\'[^\']*$'
KINDS = (
    (UNSEEN, "with characters that cannot be seen"),
    (LOST, "with � in place of letters, which were lost before the file was written"),
    (GARBLED, "with letters garbled by an earlier program, which took UTF-8 for Western European"),
    (ENTITY, "with letters written as in web pages"),
    (WRAPPED, "with the signs by which a spreadsheet protects text"),
)
SIGNS = b"&='"
ANY = "|".join(pattern for pattern, _ in KINDS)


def odd_notes(column: ColumnTexts) -> list[str]:
    """Say which texts of a column look damaged, and whether some differ only in case and spaces."""
    notes: list[str] = []
    if has_byte(column.raw, SIGNS, is_special=True) and any_match(column.raw, ANY):
        for pattern, what in KINDS:
            odd = flags(pc.match_substring_regex(column.raw, pattern))
            if odd.any():
                rows, example = column.rows_of(odd), column.all[column.first_row(odd)].as_py()
                count = "1 value" if rows == 1 else f"{rows:,} values"
                notes.append(
                    noticed(f"{column.name}: {count} {what} (for example '{literal(example, 40)}').")
                )
    return notes + _doubled(column)


def _doubled(column: ColumnTexts) -> list[str]:
    if len(column.raw) > MOST_DISTINCT:
        return []
    spellings: dict[str, str] = {}
    for text in column.raw.to_pylist():
        key = re.sub(r"\s+", " ", text.strip()).casefold()
        other = spellings.setdefault(key, text)
        if key and other != text:
            return [
                noticed(
                    f"{column.name}: some values differ only in upper and lower case or in spaces "
                    f"(for example '{literal(other, 40)}' and '{literal(text, 40)}'); they are different values."
                )
            ]
    return []
