"""A document as Markdown; what people or files wrote is escaped, so that it stays text."""

import re
from collections.abc import Iterator

from core.documents.document import Document, Facts, Gap, Part, Picture, Section, Source, Table, Text

INLINE = re.compile(r"[\\`*_{}\[\]<>!|~$&]|:(?=//)")
AT_START = re.compile(r"^(?=[#+=-])|^(\d+)(?=[.)] )")
Numbers = dict[Source, int]


def document_markdown(document: Document) -> str:
    """Return the document as Markdown with numbered sources; pictures are given in words."""
    numbers = {source: number for number, source in enumerate(document.sources(), start=1)}
    blocks = [f"# {_plain(document.title)}", _plain(document.about)]
    for section in document.sections:
        blocks += _section(section, numbers, 2)
    if numbers:
        told = [
            f"{number}. {_plain(source.name)} `{source.fingerprint}`" for source, number in numbers.items()
        ]
        blocks += ["## Sources", "\n".join(told)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _section(section: Section, numbers: Numbers, depth: int) -> Iterator[str]:
    if section.is_empty:
        return
    yield f"{'#' * min(depth, 6)} {_plain(section.title)}"
    for part in section.parts:
        yield _part(part, numbers)
    for inner in section.sections:
        yield from _section(inner, numbers, depth + 1)


def _part(part: Part, numbers: Numbers) -> str:
    match part:
        case Text():
            return "\n".join(_plain(line) for line in part.text.splitlines()) + _mark(part.source, numbers)
        case Gap():
            return f"> {_plain(part.text)} Asked on {_plain(part.step)}."
        case Facts():
            return "\n".join(
                f"- **{_plain(fact.label)}:** {_plain(fact.value)}{_mark(fact.source, numbers)}"
                for fact in part.facts
            )
        case Table():
            return _table(part) + f"\n\nFrom source{_mark(part.source, numbers)}."
        case Picture():
            return f"*{_plain(part.words)}*{_mark(part.source, numbers)}"


def _table(table: Table) -> str:
    rules = ["---:" if column in table.numeric else "---" for column in table.columns]
    lines = [table.columns, *table.rows]
    told = ["| " + " | ".join(_plain(cell) for cell in line) + " |" for line in lines]
    return "\n".join([told[0], "| " + " | ".join(rules) + " |", *told[1:]])


def _mark(source: Source | None, numbers: Numbers) -> str:
    return f" \\[{numbers[source]}\\]" if source is not None else ""


def _plain(text: str) -> str:
    escaped = INLINE.sub(r"\\\g<0>", " ".join(text.split()))
    return AT_START.sub(lambda found: f"{found[1]}\\" if found[1] else "\\", escaped)
