"""The layout of a text file: what separates its columns and which line names them."""

import csv
import io
import re
from dataclasses import dataclass, replace

from core.design.data.reading.header_row import (
    count_title_rows,
    header_question,
    holds_values,
    values_question,
)
from core.design.data.reading.literal import literal
from core.design.data.reading.notes import noticed, set_aside
from core.design.data.reading.options import NO_HEADER, ReadAs, ReadingOptions, chosen
from core.design.data.reading.questions import Asking, Choice, Question
from core.errors import BadInput

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_BYTES = 2**16
SAMPLE_ROWS = 50
TITLE_PENALTY = 0.8
RARE_DELIMITERS = ("^", "~", "\x1f", "\x01", ":", " ")
SIGNS = {
    "^": "^",
    "~": "~",
    "\x1f": "the sign U+001F",
    "\x01": "the sign U+0001",
    ":": "a colon",
    " ": "a space",
}
ONE_COLUMN = Choice(value="one", title="No: the file has one column")
FEWEST_LINES = 5
DECLARED = re.compile(rb"sep=([^\r\n\"])(?:\r\n|\n|\r)", re.IGNORECASE)
BREAK = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True)
class Layout:
    """How a text file is laid out.

    Attributes
    ----------
    content : bytes
        The file from its header on, or from its first row when no line is the header.
    first_line : int
        Line of the file at which `content` begins.
    """

    content: bytes
    first_line: int
    delimiter: ReadAs
    header_row: ReadAs
    notes: tuple[str, ...] = ()

    @property
    def has_header(self) -> bool:
        """Whether the first line of the content names the columns."""
        return self.header_row.value != NO_HEADER


@dataclass(frozen=True)
class _Guess:
    """The first rows as one delimiter splits them, each with the line on which it begins."""

    delimiter: str
    rows: list[list[str]]
    lines: list[int]
    titles: int

    @property
    def width(self) -> int:
        return len(self.rows[self.titles]) if self.rows else 0

    @property
    def agreement(self) -> float:
        """Share of the rows below the header that are as wide as it."""
        below = self.rows[self.titles + 1 :]
        return sum(len(row) == self.width for row in below) / max(len(below), 1)


def detect_layout(
    content: bytes,
    first_line: int,
    options: ReadingOptions,
    name: str,
    asking: Asking,
    *,
    is_batch: bool = False,
) -> Layout:
    """Return the layout under which the first rows agree best with their header; comma on a tie.

    Where title rows stand above the header, or it seems to hold values, the line that names the columns is
    asked for; where no usual delimiter splits the lines, so is another that does.

    Raises BadInput when the header row that was chosen is not in the file.
    """
    declared = DECLARED.match(content)
    if declared:
        content, first_line = content[declared.end() :], first_line + 1
        is_chosen = options.delimiter is not None
        options = replace(options, delimiter=options.delimiter or declared.group(1).decode())
        layout = detect_layout(content, first_line, options, name, asking, is_batch=is_batch)
        note = noticed(
            f"The first line, sep={declared.group(1).decode()}, names the delimiter; it was left out."
        )
        named = ReadAs(value=options.delimiter or "", evidence="the first line names it")
        return replace(
            layout, notes=(note, *layout.notes), delimiter=layout.delimiter if is_chosen else named
        )
    if options.header_row:
        content, first_line = _from_line(content, first_line, options.header_row, name)
    guesses = (
        [_guess(content, options.delimiter)] if options.delimiter else _guesses(content, first_line, asking)
    )
    if options.header_row is not None:
        guesses = [_Guess(g.delimiter, g.rows, g.lines, 0) for g in guesses]
    best = max(guesses, key=_score)
    delimiter = _delimiter_as(best) if options.delimiter is None else chosen(options.delimiter)
    if options.header_row is not None:
        return Layout(content, first_line, delimiter, chosen(str(options.header_row)))
    if not best.titles:
        return Layout(content, first_line, delimiter, _first_as_header(best, first_line, asking, is_batch))
    lines = [first_line + line for line in best.lines]
    proposed = _below_titles(content, first_line, best, delimiter, name)
    question = header_question(list(zip(lines, best.rows, strict=True)), best.titles, "line")
    answer = asking.ask(question)
    if answer == question.proposed:
        return proposed
    below, line = _from_line(content, first_line, int(answer), name)
    return Layout(below, line, delimiter, chosen(answer))


def _score(guess: _Guess) -> tuple[float, int]:
    if guess.width < 2:
        return (-1.0, 0)
    return (guess.agreement * (TITLE_PENALTY if guess.titles else 1.0), guess.width)


def _first_as_header(best: _Guess, first_line: int, asking: Asking, is_batch: bool) -> ReadAs:
    """Return the first line as the header, unless it holds values and is answered to be data."""
    header = ReadAs(value=str(first_line), evidence="the first line that is not blank")
    if is_batch:
        is_headless = asking.answers.get("header_row") == NO_HEADER
        return ReadAs(value=NO_HEADER, evidence="as in the data that is known") if is_headless else header
    if not holds_values(best.rows):
        return header
    answer = asking.ask(values_question(best.rows, first_line))
    return header if answer != NO_HEADER else chosen(NO_HEADER)


def _guesses(content: bytes, first_line: int, asking: Asking) -> list[_Guess]:
    """Return the guess under each usual delimiter, and under a rare one where only that splits the lines."""
    usual = [_guess(content, delimiter) for delimiter in DELIMITERS]
    if max(guess.width for guess in usual) > 1:
        return usual
    rare = [_guess(content, delimiter) for delimiter in RARE_DELIMITERS]
    fits = [
        guess for guess in rare if guess.width > 1 and guess.agreement == 1 and len(guess.rows) > FEWEST_LINES
    ]
    if not fits:
        return usual
    code = f"U+{ord(fits[0].delimiter):04X}"
    question = Question(
        code="delimiter",
        text=f"Every line looked at is split into {fits[0].width} by {SIGNS[fits[0].delimiter]}, and by nothing "
        "usual. Does it separate columns?",
        choices=(Choice(value=code, title=f"Yes: {fits[0].width} columns"), ONE_COLUMN),
        proposed=code,
        examples=tuple(
            f"line {first_line + line}: {literal(fits[0].delimiter.join(row))}"
            for line, row in list(zip(fits[0].lines, fits[0].rows, strict=True))[:2]
        ),
    )
    return [fits[0]] if asking.ask(question) == code else usual


def _guess(content: bytes, delimiter: str) -> _Guess:
    sample = content[:SAMPLE_BYTES].decode(errors="ignore")
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    rows, lines, before = [], [], 0
    for row in reader:
        if row:
            rows.append(row)
            lines.append(before)
        before = reader.line_num
    if len(content) > SAMPLE_BYTES and len(rows) > 1:
        del rows[-1], lines[-1]
    rows, lines = rows[: SAMPLE_ROWS + 1], lines[: SAMPLE_ROWS + 1]
    return _Guess(delimiter, rows, lines, count_title_rows(rows))


def _delimiter_as(best: _Guess) -> ReadAs:
    if best.width < 2:
        return ReadAs(value=best.delimiter, evidence="no delimiter splits the header; comma by default")
    rows = len(best.rows) - best.titles - 1
    evidence = f"{best.agreement:.0%} of the first {rows} rows have {best.width} fields, as the header"
    return ReadAs(value=best.delimiter, evidence=evidence)


def _below_titles(content: bytes, first_line: int, best: _Guess, delimiter: ReadAs, name: str) -> Layout:
    line = first_line + best.lines[best.titles]
    below, line = _from_line(content, first_line, line, name)
    title = next(text.strip() for text in best.rows[0] if text.strip())
    evidence = f"the lines above fill at most half of the {best.width} columns"
    note = set_aside(
        f"Line {line} names the columns; what stands above it was left out, from {title[:60]!r} on."
    )
    header = ReadAs(value=str(line), evidence=evidence)
    return Layout(below, line, delimiter, header, (note,))


def _from_line(content: bytes, first_line: int, line: int, name: str) -> tuple[bytes, int]:
    """Return the content from a line of the file on, and that line."""
    position = 0
    for _ in range(line - first_line):
        found = BREAK.search(content, position)
        if found is None:
            raise BadInput(f"{name}: there is no line {line:,}.", "Choose an earlier header row.")
        position = found.end()
    below = content[position:]
    if not BREAK.split(below, maxsplit=1)[0].strip():
        raise BadInput(f"{name}: line {line:,} is blank; no header there.", "Choose another header row.")
    return below, max(line, first_line)
