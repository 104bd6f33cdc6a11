"""Lines that were quoted whole, so that a table looks like one column of texts."""

import csv
import re

from core.design.data.reading.literal import literal
from core.design.data.reading.questions import Asking, Choice, Question

SAMPLE_LINES = 1_000
SAMPLE_BYTES = 2**16
DELIMITERS = (",", ";", "\t", "|")
WRAPPED = re.compile(rb'"((?:[^"]|"")*)"\s*')
UNWRAP = Choice(value="unwrap", title="Take the outer quotes off and read the columns within")
KEEP = Choice(value="one", title="Keep one column of texts")


def without_wrapping(content: bytes, first_line: int, asking: Asking) -> bytes:
    """Return a content without the quotes around whole lines, where that is the answer.

    It is asked where every line is one quoted text, and the first thousand all hold the same number of fields,
    two or more.
    """
    if not _are_wrapped(content[:SAMPLE_BYTES].splitlines()[:-1]):
        return content
    lines = content.splitlines()
    if not _are_wrapped(lines):
        return content
    inner = [_inner(line) for line in lines if line.strip()]
    fields = _fields(inner[:SAMPLE_LINES])
    if fields < 2:
        return content
    question = Question(
        code="wrapped_lines",
        text=f"Each line is one text in quotes, and each holds {fields:,} fields. Are they the columns?",
        choices=(UNWRAP, KEEP),
        proposed=UNWRAP.value,
        examples=tuple(
            f"line {first_line + at:,}: {literal(line.decode(errors='replace'))}"
            for at, line in enumerate(lines[:2])
        ),
    )
    return b"\n".join(inner) + b"\n" if asking.ask(question) == UNWRAP.value else content


def _are_wrapped(lines: list[bytes]) -> bool:
    return bool(lines) and all(WRAPPED.fullmatch(line) for line in lines if line.strip())


def _inner(line: bytes) -> bytes:
    return line.strip()[1:-1].replace(b'""', b'"')


def _fields(lines: list[bytes]) -> int:
    """Return the number of fields that every line has by one and the same delimiter; 0 where there is none."""
    texts = [line.decode(errors="replace") for line in lines]
    for delimiter in DELIMITERS:
        counts = {len(row) for row in csv.reader(texts, delimiter=delimiter)}
        if len(counts) == 1 and counts != {1}:
            return counts.pop()
    return 0
