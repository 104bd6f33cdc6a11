"""Rows of a CSV that are longer or shorter than the header: never shifted, never lost unsaid."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from core.design.data.reading import checks
from core.design.data.reading.notes import changed, set_aside
from core.design.data.reading.questions import STOP, Asking, Choice, Question
from core.design.data.reading.text_rows import TextRows

FEW = 0.05
MOST_LINES_TOLD = 20
SET_ASIDE = Choice(value="set_aside", title="Set aside; the rest is read")
FILL = Choice(value="fill", title="Fill with blanks")

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Squared:
    """Header and rows, all as wide as the header.

    Attributes
    ----------
    where : callable
        Row position, the header's being 0, to a place in words.
    """

    table: pa.Table
    notes: list[str]
    where: Callable[[int], str]


@dataclass(frozen=True)
class RaggedFile:
    """A CSV with rows of different widths.

    Attributes
    ----------
    content : bytes
        UTF-8, from the header on, which is at `first_line` of the file.
    width : int
        Fields of the header.
    is_batch : bool
        Whether these are new rows for a model, of which none may be set aside unasked.
    """

    content: bytes
    delimiter: str
    width: int
    first_line: int
    name: str
    is_batch: bool

    def rows(self) -> Iterator[Row]:
        """Yield the line on which each row ends, and its fields; blank lines are left out."""
        text = io.StringIO(self.content.decode(), newline="")
        reader = csv.reader(text, delimiter=self.delimiter)
        for row in reader:
            if row:
                yield self.first_line + reader.line_num - 1, row

    def squared(self, asking: Asking) -> Squared:
        """Return rows of one width: short ones filled or set aside, few long ones set aside, as answered.

        Raises BadInput with the line when the answer is to stop, or more than 5% of the rows are too long.
        """
        long, short, count = [], [], 0
        for line, row in self.rows():
            count += 1
            if len(row) > self.width:
                long.append(line)
            elif len(row) < self.width:
                short.append(line)
        aside = self._long_aside(long, count, asking) | self._short_aside(short, asking)
        gathered = TextRows(self.name, "line")
        for line, row in self.rows():
            if line not in aside:
                gathered.add(line, row)
        fields = [f"f{i}" for i in range(self.width)]
        table = pa.table(gathered.columns(fewest=self.width), names=fields)
        return Squared(table, _notes(long, short, aside), gathered.where)

    def _long_aside(self, long: list[int], count: int, asking: Asking) -> set[int]:
        if not long:
            return set()
        is_few = len(long) <= FEW * count
        if not is_few or asking.ask(self._about_long(long)) == STOP.value:
            checks.refuse_long_rows(self.content, self.delimiter, self.first_line, self.width, self.name)
        return set(long)

    def _about_long(self, long: list[int]) -> Question:
        one = f"Line {long[0]:,} has more fields than the header: stop, or set it aside?"
        many = f"{len(long):,} lines, first line {long[0]:,}, have more fields than the header: "
        return Question(
            code="long_rows",
            text=one if len(long) == 1 else many + "stop, or set them aside?",
            choices=(STOP, SET_ASIDE),
            proposed=STOP.value if self.is_batch else SET_ASIDE.value,
            examples=self._lines(long[:3]),
        )

    def _short_aside(self, short: list[int], asking: Asking) -> set[int]:
        if not short or (self.is_batch and "short_rows" not in asking.answers):
            return set()
        what = "1 row is" if len(short) == 1 else f"{len(short):,} rows are"
        question = Question(
            code="short_rows",
            text=f"{what} shorter than the header, first at line {short[0]:,}: fill with blanks, or set aside?",
            choices=(FILL, SET_ASIDE),
            proposed=FILL.value,
            examples=self._lines(short[:3]),
        )
        return set(short) if asking.ask(question) == SET_ASIDE.value else set()

    def _lines(self, wanted: list[int]) -> tuple[str, ...]:
        shown = {line: self.delimiter.join(row)[:200] for line, row in self.rows() if line in wanted}
        return tuple(f"line {line:,}: {shown[line]}" for line in wanted)


def _notes(long: list[int], short: list[int], aside: set[int]) -> list[str]:
    notes: list[str] = []
    filled = [line for line in short if line not in aside]
    if filled:
        what = "1 row was" if len(filled) == 1 else f"{len(filled):,} rows were"
        notes.append(
            changed(f"{what} shorter than the header, first at line {filled[0]:,}; filled with blanks.")
        )
    for lines, how in ((long, "longer"), ([line for line in short if line in aside], "shorter")):
        if lines:
            notes.append(_aside_note(lines, how))
    return notes


def _aside_note(lines: list[int], how: str) -> str:
    what = "1 row was" if len(lines) == 1 else f"{len(lines):,} rows were"
    told = ", ".join(f"{line:,}" for line in lines[:MOST_LINES_TOLD])
    more = f" and {len(lines) - MOST_LINES_TOLD:,} more" if len(lines) > MOST_LINES_TOLD else ""
    where = "line" if len(lines) == 1 else "lines"
    return set_aside(f"{what} {how} than the header and set aside: {where} {told}{more}.")
