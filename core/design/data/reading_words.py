"""How a table was read, in words: what each option is called, and what its codes mean."""

from core.design.data.reading.doubts import KINDS
from core.design.data.reading.options import NOTATION, ReadAs

TITLES = {
    "format": "Format",
    "delimiter": "Columns are separated by",
    "encoding": "Encoding",
    "decimal": "Decimal mark",
    "header_row": "Row that names the columns",
    "sheet": "Sheet",
    "dates": "Dates",
    "missing": "Texts that mean missing",
    "as_text": "Columns kept as text",
    NOTATION: "How values were understood",
}
CHOICES = {
    "delimiter": {
        ",": "comma",
        ";": "semicolon",
        "\t": "tab",
        "|": "vertical bar",
        ":": "colon",
        " ": "space",
    },
    "encoding": {
        "utf-8": "UTF-8",
        "cp1252": "Western European (cp1252)",
        "cp1250": "Central European (cp1250)",
        "cp1251": "Cyrillic (cp1251)",
        "cp1253": "Greek (cp1253)",
        "cp1254": "Turkish (cp1254)",
        "mac_roman": "Macintosh",
        "utf-16": "UTF-16",
        "shift_jis": "Japanese (Shift JIS)",
        "gb18030": "Chinese (GB 18030)",
    },
    "decimal": {".": "point", ",": "comma"},
    "dates": {
        "day_first": "day first: 31/12/2024",
        "month_first": "month first: 12/31/2024",
        "text": "kept as text",
    },
}


def reading_words(reading: dict[str, ReadAs]) -> list[tuple[str, str, str]]:
    """Return how a table was read, an option a line: what, as which, and why."""
    return [
        (
            TITLES.get(option, option.replace("_", " ").capitalize()),
            shown_as(option, read_as),
            read_as.evidence,
        )
        for option, read_as in reading.items()
    ]


def shown_as(option: str, read_as: ReadAs) -> str:
    """Return the value of an option in words."""
    titles = CHOICES.get(option, {})
    if option == NOTATION:
        return "; ".join(_settled(line) for line in read_as.values)
    return titles.get(read_as.value, ", ".join(read_as.values) or "none")


def _settled(line: str) -> str:
    """Return "day: month/day/year" of "date_order:day=month_first"."""
    code, _, value = line.rpartition("=")
    kind, _, column = code.partition(":")
    titles = {choice.value: choice.title for one in KINDS if one.code == kind for choice in one.choices}
    return f"{column}: {titles.get(value, value)}" if column else titles.get(value, value)
