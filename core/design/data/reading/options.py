"""How a file is read: what a person chose, what was inferred, and why."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields

from core.design.data.reading.doubts import is_about_values
from core.design.data.reading.questions import Answered
from core.design.frozen import Frozen
from core.errors import BadInput

CHOSEN = "chosen"
NOTATION = "notation"
NO_HEADER = "0"
DATES = ("day_first", "month_first", "text")
DATES_AS = "dates_as"
"""Code under which new rows are told how the dates of the whole dataset were chosen to be read."""


class ReadAs(Frozen):
    """One option of reading a file.

    Attributes
    ----------
    value : str
        What was used; marks and columns stand one a line.
    evidence : str
        Why, in half a sentence.
    is_chosen : bool
        Whether a person chose it; otherwise it was inferred.
    """

    value: str
    evidence: str
    is_chosen: bool = False

    @property
    def values(self) -> tuple[str, ...]:
        """The value of an option that lists several."""
        return tuple(self.value.split("\n")) if self.value else ()


@dataclass(frozen=True)
class ReadingOptions:
    """What a person chose; None means "infer it".

    Attributes
    ----------
    delimiter : str
        One character.
    encoding : str
        As Python names it: "utf-8", "cp1252", "utf-16".
    decimal : str
        "." or ",".
    header_row : int
        Line (in a workbook: row) that names the columns, from 1; 0 when no line does.
    sheet : str
        Name of a sheet of a workbook.
    dates : str
        "day_first" or "month_first" where the year stands last and no value proves the other order; "text" to
        read no column as dates.
    missing : tuple of str
        The only texts, beside blank cells, that mean "missing"; then in columns of text too.
    as_text : tuple of str
        Columns that are kept as text, whatever they look like.
    answers : tuple of (code, value)
        Answers to the questions that the file raises.
    accept : bool
        Take what is proposed where a question has no answer.

    Raises
    ------
    BadInput
        When a value is not possible.
    """

    delimiter: str | None = None
    encoding: str | None = None
    decimal: str | None = None
    header_row: int | None = None
    sheet: str | None = None
    dates: str | None = None
    missing: tuple[str, ...] | None = None
    as_text: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    accept: bool = False

    def __post_init__(self) -> None:
        """Refuse values that are not possible."""
        if self.delimiter is not None and not re.fullmatch(r'[^"\r\n\0]', self.delimiter, re.ASCII):
            raise BadInput("A delimiter is one character, not a quote or a line break.", "Choose another.")
        if self.delimiter is not None and not self.delimiter.isascii():
            raise BadInput(f"The delimiter {self.delimiter!a} is not an ASCII character.", "Choose another.")
        if self.decimal is not None and self.decimal not in (".", ","):
            raise BadInput(f"The decimal mark {self.decimal!a} is not '.' or ','.", "Choose one of them.")
        if self.decimal is not None and self.decimal == self.delimiter == ".":
            raise BadInput("The delimiter and the decimal mark are both '.'.", "Choose another.")
        if self.header_row is not None and self.header_row < 0:
            raise BadInput("A header row is 1 or more, or 0 for none.", "Choose another.")
        if self.dates is not None and self.dates not in DATES:
            raise BadInput(f"Dates cannot be read as {self.dates!a}.", f"Choose {', '.join(DATES)}.")
        if self.encoding is not None:
            _refuse_unknown_encoding(self.encoding)

    def refuse_unused(self, name: str, what: str, *used: str) -> None:
        """Raise BadInput when an option was chosen that a format does not have."""
        for field in fields(self):
            if field.name not in (*used, "answers", "accept") and getattr(self, field.name) not in (None, ()):
                option = field.name.replace("_", " ")
                raise BadInput(f"{name}: {what} has no {option} to choose.", f"Leave out {option}.")


def chosen(value: str) -> ReadAs:
    """Return an option that a person chose."""
    return ReadAs(value=value, evidence=CHOSEN, is_chosen=True)


def missing_as(options: ReadingOptions, marks: tuple[str, ...]) -> ReadAs:
    """Return which texts are read as missing, given the usual marks."""
    if options.missing is not None:
        return chosen("\n".join(options.missing))
    return ReadAs(value="\n".join(marks), evidence="in columns of numbers and dates; kept in text")


def options_for_batch(reading: dict[str, ReadAs], answered: Iterable[Answered] = ()) -> ReadingOptions:
    """Return the options that new rows share with the dataset: how its values were understood.

    That is the missing marks that were chosen, what was answered about a column, what its values showed,
    the way of dates that was chosen, and a decimal comma. Delimiter, encoding and header row belong to a file
    and are inferred for each.
    """
    missing, decimal = reading.get("missing"), reading.get("decimal")
    if NOTATION in reading:
        lines = (line.rpartition("=") for line in reading[NOTATION].values)
        answers = {code: value for code, _, value in lines}
    else:
        answers = {one.question.code: one.value for one in answered if is_about_values(one.question.code)}
    if decimal is not None and (decimal.value == "," or decimal.is_chosen):
        answers["decimal"] = decimal.value
    if "dates" in reading:
        answers[DATES_AS] = reading["dates"].value
    if "header_row" in reading and reading["header_row"].value == NO_HEADER:
        answers["header_row"] = NO_HEADER
    return ReadingOptions(
        missing=missing.values if missing is not None and missing.is_chosen else None,
        answers=tuple(answers.items()),
    )


def _refuse_unknown_encoding(encoding: str) -> None:
    try:
        b"".decode(encoding)
        known = "".encode(encoding) is not None
    except (LookupError, ValueError):
        known = False
    if not known:
        raise BadInput(f"There is no text encoding {encoding!a}.", "Try utf-8, cp1252 or utf-16.")
