"""What a column's texts leave open, asked once a column, or once for many that ask the same."""

from dataclasses import dataclass

from core.design.data.reading.questions import Asking, Choice, Question

MOST_QUESTIONS = 12
MOST_EXAMPLES = 50
EACH = Choice(value="each", title="Each column as its own values suggest")


@dataclass(frozen=True)
class Kind:
    """One kind of doubt: its code, the question about many columns, and what can be answered."""

    code: str
    about_many: str
    choices: tuple[Choice, ...]


TEXT = Choice(value="text", title="Keep as text")
LEADING_ZEROS = Kind(
    "leading_zeros",
    "{} columns hold codes that start with 0: keep them as text?",
    (TEXT, Choice(value="number", title="Read as numbers; the zeros in front are lost")),
)
MISSING_MARKS_IN_TEXT = Kind(
    "missing_marks",
    "{} columns of text hold marks such as NA or None: missing, or values?",
    (Choice(value="missing", title="Missing"), Choice(value="value", title="Values of their own")),
)
DATE_ORDER = Kind(
    "dates",
    "{} columns hold dates whose day and month cannot be told apart: which comes first?",
    (
        Choice(value="day_first", title="Day first: 01/02 is 1 February"),
        Choice(value="month_first", title="Month first: 01/02 is January 2"),
        TEXT,
    ),
)
AS_WRITTEN = Choice(value="local", title="Keep the time as written, without its zone")
TIME_ZONES = Kind(
    "time_zones",
    "{} columns hold times of different time zones: turn them all into UTC?",
    (Choice(value="utc", title="Turn all into UTC: the moments stay comparable"), AS_WRITTEN, TEXT),
)
PARTIAL_ZONES = Kind(
    "partial_zones",
    "{} columns hold times of which only some carry a time zone: keep them as text?",
    (TEXT, AS_WRITTEN),
)
UNITS = Kind(
    "units",
    "{} columns hold numbers with units or marks between thousands: read them as numbers?",
    (
        Choice(value="number", title="Numbers, without the unit and the marks"),
        Choice(value="point", title="Numbers, with the point as decimal mark: 1.234 is a little above 1"),
        Choice(value="comma", title="Numbers, with the comma as decimal mark: 1.234 is above a thousand"),
        TEXT,
    ),
)


PLACEHOLDERS = Kind(
    "placeholders",
    "{} columns hold numbers or dates, and a few texts among them: are these texts missing values?",
    (
        Choice(value="missing", title="Missing; the column is read as numbers or dates"),
        Choice(value="value", title="Values of their own; the column is kept as text"),
    ),
)
KINDS = (LEADING_ZEROS, MISSING_MARKS_IN_TEXT, DATE_ORDER, TIME_ZONES, PARTIAL_ZONES, UNITS, PLACEHOLDERS)


def is_about_values(code: str) -> bool:
    """Tell whether the code of a question is about the values of one or more columns."""
    return code.partition(":")[0] in [kind.code for kind in KINDS]


@dataclass(frozen=True)
class Doubt:
    """What one column leaves open.

    Attributes
    ----------
    text : str
        What was found in the column, as a question.
    proposed : str
        What the evidence speaks for.
    unasked : str
        What is done where nobody can be asked: what changes no value.
    """

    kind: Kind
    column: str
    text: str
    proposed: str
    unasked: str
    examples: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Code of the question about this column."""
        return f"{self.kind.code}:{self.column}"

    @property
    def question(self) -> Question:
        """The question about this column."""
        return Question(
            code=self.code,
            text=self.text,
            choices=self.kind.choices,
            proposed=self.proposed,
            examples=self.examples,
        )


def settle(doubts: list[Doubt], asking: Asking, *, is_batch: bool) -> dict[str, str]:
    """Return an answer for each column in doubt: given, or proposed.

    Columns with the same doubt share a question when there would be more than `MOST_QUESTIONS`. In a batch
    of new rows nothing is proposed: without an answer no value is changed, nor by "number" where the decimal
    mark is not certain.
    """
    if is_batch:
        answered = [d for d in doubts if {d.code, d.kind.code} & set(asking.answers)]
        answered = [d for d in answered if not _is_guess(d, asking)]
        return {d.column: d.unasked for d in doubts} | settle(answered, asking, is_batch=False)
    shared = _shared_kinds(doubts, asking)
    answers = {d.column: asking.ask(d.question) for d in doubts if not _is_shared(d, shared, asking)}
    for code in shared:
        answers |= _ask_for_many(
            [d for d in doubts if d.kind.code == code and d.column not in answers], asking
        )
    return answers


def _is_guess(doubt: Doubt, asking: Asking) -> bool:
    answer = asking.answers.get(doubt.code, asking.answers.get(doubt.kind.code))
    return doubt.kind is UNITS and answer == "number" and doubt.proposed != "number"


def _shared_kinds(doubts: list[Doubt], asking: Asking) -> list[str]:
    """Return the kinds that are asked once: those answered so, then the largest until few are left."""
    open_ones = [d.kind.code for d in doubts if d.code not in asking.answers]
    shared = [code for code in dict.fromkeys(open_ones) if code in asking.answers]
    sizes = {code: open_ones.count(code) for code in open_ones if code not in shared}
    left = sum(sizes.values()) + len(asking.open)
    for code in sorted(sizes, key=lambda code: -sizes[code]):
        if left <= MOST_QUESTIONS or sizes[code] == 1:
            break
        shared.append(code)
        left -= sizes[code] - 1
    return shared


def _is_shared(doubt: Doubt, shared: list[str], asking: Asking) -> bool:
    return doubt.kind.code in shared and doubt.code not in asking.answers


def _ask_for_many(doubts: list[Doubt], asking: Asking) -> dict[str, str]:
    kind, proposals = doubts[0].kind, {d.proposed for d in doubts}
    columns = tuple(d.column for d in doubts)
    question = Question(
        code=kind.code,
        text=kind.about_many.format(f"{len(doubts):,}"),
        choices=(*kind.choices, EACH),
        proposed=proposals.pop() if len(proposals) == 1 else EACH.value,
        examples=columns[:MOST_EXAMPLES],
    )
    answer = asking.ask(question)
    return {d.column: d.proposed if answer == EACH.value else answer for d in doubts}
