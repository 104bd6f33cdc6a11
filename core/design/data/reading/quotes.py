"""Quotes in a CSV: a value is never cut or joined where its quotes are not those of the format."""

import re

from core.design.data.reading.byte_scans import has_quote_within_text
from core.design.data.reading.checks import count_lines, quoted_field
from core.design.data.reading.literal import literal
from core.design.data.reading.questions import STOP, Asking, Choice, Question
from core.errors import BadInput

DOUBLE = Choice(value="double", title='Read \\" as a quote inside the text')
ESCAPED = b'\\"'


def with_sound_quotes(content: bytes, delimiter: str, first_line: int, name: str, asking: Asking) -> bytes:
    r"""Return a content in which no text follows a closing quote.

    Where a backslash stands before quotes inside a text (\"), as programs write it, and doubling them makes
    every value sound, that is asked.

    Raises
    ------
    BadInput
        With the line, when text follows a closing quote, or the answer is to stop.
    """
    line = _unsound_line(content, delimiter, first_line)
    if line is None:
        return content
    doubled = content.replace(ESCAPED, b'""')
    message = f"{name}: text follows the closing quote at line {line:,}."
    if ESCAPED not in content or _unsound_line(doubled, delimiter, first_line) is not None:
        raise BadInput(message, "Double each quote that is part of a text.")
    text = content.splitlines()[line - first_line].decode(errors="replace")
    question = Question(
        code="escaped_quotes",
        text=f'Quotes inside texts are written as \\" (first at line {line:,}). Are they part of the text?',
        choices=(DOUBLE, STOP),
        proposed=DOUBLE.value,
        examples=(f"line {line:,}: {literal(text)}",),
    )
    if asking.ask(question) == STOP.value:
        raise BadInput(message, "Double each quote that is part of a text.")
    return doubled


def _unsound_line(content: bytes, delimiter: str, first_line: int) -> int | None:
    """Return the line of the first closing quote that is followed by text, or None."""
    if not has_quote_within_text(content, delimiter):
        return None
    for field in re.finditer(quoted_field(delimiter), content):
        after = content[field.end() : field.end() + 1]
        if field.group(1) is not None and after not in (b"", b"\r", b"\n", delimiter.encode()):
            return first_line + count_lines(content[: field.end()])
    return None
