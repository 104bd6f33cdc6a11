"""From the texts of one column to typed values, by rules that are told in notes."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.design.data.reading.amounts import MARKS, SIGNED, WITHOUT_CENTS, amount_example, parse_amounts
from core.design.data.reading.arrow_frame import as_series
from core.design.data.reading.column_notes import (
    NUMBER,
    ZERO_DATE,
    almost_numbers,
    blank_notes,
    mark_notes,
    texts_among_dates,
    texts_among_numbers,
    times,
)
from core.design.data.reading.column_texts import (
    MISSING_MARKS,
    ColumnTexts,
    all_match,
    any_match,
    first_value,
    flags,
)
from core.design.data.reading.dates import NO_DATES, has_far_end, is_partly_zoned, parse_dates
from core.design.data.reading.doubts import (
    DATE_ORDER,
    LEADING_ZEROS,
    MISSING_MARKS_IN_TEXT,
    PARTIAL_ZONES,
    PLACEHOLDERS,
    TEXT,
    TIME_ZONES,
    UNITS,
    Doubt,
    Kind,
)
from core.design.data.reading.inferred import DECIMAL_COMMA, Context, Inferred, has_decimal_comma
from core.design.data.reading.literal import literal
from core.design.data.reading.marks import are_values, is_placeholder, with_letters
from core.design.data.reading.notes import changed, noticed
from core.design.data.reading.number_dates import number_date_notes
from core.design.data.reading.odd_texts import odd_notes
from core.design.data.reading.plain_values import plain_values

__all__ = ["MISSING_MARKS", "Context", "Inferred", "has_decimal_comma", "infer", "infer_column"]

WHOLE = r"^[+-]?\d+$"
TELEPHONE = r"^[+]\d{8,15}$"
EXPONENT = r"[eE]"
LEADING_ZERO = r"^[+-]?0\d"
LONG_WHOLE = r"^[+-]?\d{16,}$"
WHOLE_IN_GROUPS = r"^[+-]?(\d+|[1-9]\d{0,2}(\.\d{3})+)$"


def infer_column(
    name: str, texts: pa.Array, context: Context, keep_text: bool = False
) -> tuple[pd.Series, list[str]]:
    """Return the typed values of a column without asking anything, and notes; see `infer`.

    Returns
    -------
    values : Series of int64, float64, bool, boolean (with missing values), datetime64[us] or str
    notes : list of str
    """
    found = infer(ColumnTexts(name, texts, context.missing), context, keep_text=keep_text)
    return as_series(found.values), list(found.notes)


def infer(
    column: ColumnTexts, context: Context, answer: str | None = None, *, keep_text: bool = False
) -> Inferred:
    """Return the typed values of a column, and what its texts leave open.

    Blank cells are missing everywhere; `MISSING_MARKS` are missing where the rest are numbers or dates, or
    are written with digits as those are. Codes with leading zeros and integers above 15 digits (not exact
    as float64) stay text.

    Parameters
    ----------
    answer : str, optional
        The answer to the doubt of this column.
    keep_text : bool
        Leave the column as text, whatever it looks like.
    """
    if context.missing is None and not keep_text:
        plain = plain_values(column.raw, context.decimal)
        is_unwanted = context.dates == TEXT.value and plain is not None and pa.types.is_timestamp(plain.type)
        if plain is not None and not is_unwanted:
            notes = [] if pa.types.is_timestamp(plain.type) else number_date_notes(column.name, plain)
            return Inferred(column.spread(plain), tuple(map(noticed, notes)), distinct=column.count(plain))
    return Rules(column, context, answer).apply(keep_text)


class Rules:
    """The rules for one column, tried in turn: numbers, dates, truth values, amounts, text."""

    def __init__(self, column: ColumnTexts, context: Context, answer: str | None) -> None:
        self.column = column
        self.name = column.name
        self.context = context
        self.answer = answer
        self.notes: list[str] = []
        self.doubt: Doubt | None = None
        self.settled: list[tuple[str, str]] = []
        self.distinct: int | None = None

    def apply(self, keep_text: bool) -> Inferred:
        column = self.column
        self.notes = blank_notes(column) + mark_notes(column, column.is_chosen, "read as missing")
        if column.is_blank.all():
            nothing = pa.nulls(len(column.all), pa.float64())
            return Inferred(nothing, (noticed(f"Column {self.name} is empty."),))
        values = self._kept() if keep_text else self._values()
        return Inferred(values, tuple(self.notes), self.doubt, tuple(self.settled), self.distinct)

    def _kept(self) -> pa.Array:
        """Return the texts as they are, marks being missing where that is the answer."""
        is_missing = self.column.is_blank
        if self.answer == "missing":
            is_missing = is_missing | self._is_lettered(
                with_letters(self.column.counted(self.column.is_mark))
            )
        return self._text(is_missing)

    def _is_lettered(self, marks: dict[str, int]) -> np.ndarray:
        return flags(pc.is_in(self.column.trimmed, value_set=pa.array(list(marks), type=pa.string())))

    def _values(self) -> pa.Array:
        """Return the values by the first rule that fits; a rule that fits may still say "text"."""
        if self.column.is_rest.any():
            for rule in (self._numbers, self._dates, self._amounts):
                fits, values = rule()
                if fits:
                    self.notes += mark_notes(self.column, self.column.is_mark, "read as missing")
                    if values is not None:
                        self.distinct = self.column.count(values)
                        return self.column.spread(values)
                    return self._text(self.column.is_blank | self.column.is_mark)
        truths = self._booleans()
        if truths is not None:
            return truths
        without_others = self._without_others()
        return self._words() if without_others is None else without_others

    def _numbers(self) -> tuple[bool, pa.Array | None]:
        rest = self.column.rest
        if self.context.decimal == "," and all_match(rest, DECIMAL_COMMA):
            rest = pc.replace_substring(rest, ",", ".")
        elif self.context.decimal == "," and any_match(rest, "[.]") and all_match(rest, WHOLE_IN_GROUPS):
            return False, None
        if not all_match(rest, NUMBER):
            return False, None
        long = _first_match(rest, LONG_WHOLE)
        if _first_match(rest, LEADING_ZERO) and not self._is_number_despite_zeros(rest, bool(long)):
            return True, None
        if long:
            self._note(f"whole numbers above 15 digits are not exact (for example {long}); kept as text")
            return True, None
        phone = _first_match(rest, TELEPHONE)
        if phone:
            self._note(f"looks like telephone numbers (for example {phone}); kept as text")
            return True, None
        shortened = _first_match(rest, EXPONENT)
        if shortened:
            self._note(
                f"numbers with an exponent (for example {shortened}) were read as powers of ten; "
                "a spreadsheet may have cut their last digits"
            )
        numbers = pc.cast(pc.utf8_ltrim(rest, characters="+"), pa.float64())
        if self.column.is_rest.all() and all_match(rest, WHOLE):
            return True, numbers.cast(pa.int64())
        return True, self._without_overflow(numbers)

    def _is_number_despite_zeros(self, rest: pa.Array, is_long: bool) -> bool:
        example = _first_match(rest, LEADING_ZERO)
        if not is_long:
            self._doubt(
                LEADING_ZEROS,
                f"{self.name} holds codes that start with 0 (for example {example}): keep them as text?",
                proposed="text",
                unasked="text",
                examples=(example,),
            )
        if self.answer == "number" and not is_long:
            self._note(f"numbers that start with 0 were read without it (for example {example})")
            self._settle(LEADING_ZEROS, "number")
            return True
        self._note(f"codes start with 0 (for example {example}); kept as text")
        return False

    def _without_overflow(self, numbers: pa.Array) -> pa.Array:
        too_large = flags(pc.fill_null(pc.is_inf(numbers), False))
        if not too_large.any():
            return numbers
        count = self.column.rows_of(too_large)
        place = self.context.where(self.column.first_row(too_large))
        what = "1 value is" if count == 1 else f"{count:,} values are"
        self._note(f"{what} too large to store, first at {place}; read as missing")
        return pc.if_else(pa.array(too_large), pa.scalar(None, pa.float64()), numbers)

    def _dates(self) -> tuple[bool, pa.Array | None]:
        rest = self.column.rest
        if self.column.matching(ZERO_DATE, b"01").any():
            return False, None
        chosen = self.context.dates
        dates = parse_dates(rest, self.answer or chosen)
        if chosen == TEXT.value and dates is not NO_DATES:
            self._note("looks like dates; kept as text, as chosen")
            return True, None
        undecided = dates if self.answer is None else parse_dates(rest, chosen)
        if undecided.doubt == "order":
            self._date_doubt(rest)
        elif undecided.doubt == "zones":
            self._zone_doubt(rest)
        if dates.note:
            self._note(dates.note)
        if dates.values is not None and has_far_end(dates.values):
            self._note("dates of the year 9999, by which programs mean 'no end', were read as dates")
        if dates.order:
            self._settle(DATE_ORDER, dates.order)
        elif dates.values is not None and self.doubt is not None and self.answer is not None:
            self._settle(self.doubt.kind, self.answer)
        return bool(dates.note) or dates.values is not None, dates.values

    def _date_doubt(self, rest: pa.Array) -> None:
        example = first_value(rest)
        text = f"{self.name}: in no date, such as {example}, is it clear which is the day: which comes first?"
        self._doubt(DATE_ORDER, text, proposed="day_first", unasked="text", examples=(example,))

    def _zone_doubt(self, rest: pa.Array) -> None:
        examples = tuple(text[:40] for text in rest.drop_null().slice(0, 3).to_pylist())
        if is_partly_zoned(rest):
            text = f"{self.name}: only some of its times carry a time zone: keep them as text?"
            self._doubt(PARTIAL_ZONES, text, proposed="text", unasked="text", examples=examples)
        else:
            text = f"{self.name} holds times of different time zones: turn them all into UTC?"
            self._doubt(TIME_ZONES, text, proposed="utc", unasked="text", examples=examples)

    def _amounts(self) -> tuple[bool, pa.Array | None]:
        context = self.context
        amounts = parse_amounts(self.column.rest, context.decimal, context.is_decimal_certain, self.answer)
        if amounts is None:
            return False, None
        example = amount_example(self.column.rest)[:40]
        what, how = f"in {amounts.unit}" if amounts.unit else "with marks between thousands", "without it"
        if not amounts.unit and any_match(self.column.rest, SIGNED):
            what, how = "with the minus behind, in brackets or as a longer sign", "as negative"
        elif not amounts.unit and any_match(self.column.rest, WITHOUT_CENTS):
            what, how = "with a dash in place of cents", "without it"
        self._doubt(
            UNITS,
            f"{self.name} holds numbers {what} (for example '{example}'): read them as numbers?",
            proposed="number" if amounts.is_certain else "text",
            unasked="text",
            examples=(example,),
        )
        if self.answer in ("number", *MARKS):
            self._note(f"numbers {what} were read {how} (for example '{example}')")
            self._settle(UNITS, amounts.mark)
            return True, amounts.values
        self._note(
            f"looks like numbers with units or thousands separators (for example '{example}'); kept as text"
        )
        return True, None

    def _without_others(self) -> pa.Array | None:
        """Return numbers or dates where the few other texts of the column are missing, by answer."""
        others, what = texts_among_numbers(self.column, self.context.decimal), "numbers"
        if not others:
            others, what = texts_among_dates(self.column), "dates"
        if not others:
            return None
        found = " and ".join(f"'{literal(text, 20)}' {times(rows)}" for text, rows in others.items())
        self._doubt(
            PLACEHOLDERS,
            f"{self.name} holds {what}, and {found}: missing, or values of their own?",
            proposed="missing" if what == "dates" or all(map(is_placeholder, others)) else "value",
            unasked="value",
            examples=tuple(literal(text) for text in others),
        )
        if self.answer != "missing":
            self._note(f"{what}, but {found}; kept as text")
            return None
        column = ColumnTexts(self.name, self.column.all, self.column.missing, tuple(others))
        inner = Rules(column, self.context, None)
        values = inner.apply(False).values
        self.notes, self.distinct = inner.notes, inner.distinct
        self.settled += [(f"{PLACEHOLDERS.code}:{self.name}:{text}", "missing") for text in others]
        return values

    def _booleans(self) -> pa.Array | None:
        if first_value(self.column.rest).lower() not in ("true", "false"):
            return None
        lower = pc.utf8_lower(self.column.trimmed)
        is_true = flags(pc.equal(lower, "true"))
        is_false = flags(pc.equal(lower, "false"))
        if not (is_true | is_false | self.column.is_blank).all():
            return None
        return self.column.spread(pa.array(is_true, mask=self.column.is_blank))

    def _words(self) -> pa.Array:
        column = self.column
        lettered = with_letters(column.counted(column.is_mark))
        if lettered and self.doubt is None:
            self._mark_doubt(lettered)
        missing = column.is_blank
        if lettered and self.answer == "missing":
            is_lettered = self._is_lettered(lettered)
            missing = missing | is_lettered
            self._settle(MISSING_MARKS_IN_TEXT, "missing")
            self.notes += mark_notes(column, is_lettered, "read as missing")
        self.notes += mark_notes(column, column.is_mark & ~missing, "kept as a value")
        if self.doubt is None or self.doubt.kind is not PLACEHOLDERS:
            self.notes += almost_numbers(column, self.context.where)
        self.notes += odd_notes(column)
        return self._text(missing)

    def _mark_doubt(self, lettered: dict[str, int]) -> None:
        found = " and ".join(f"{mark} {times(rows)}" for mark, rows in lettered.items())
        is_value = are_values(lettered, self.column)
        self._doubt(
            MISSING_MARKS_IN_TEXT,
            f"{self.name} holds {found} among its texts: missing, or values of their own?",
            proposed="value" if is_value else "missing",
            unasked="value",
            examples=tuple(lettered),
        )

    def _text(self, missing: np.ndarray) -> pa.Array:
        self.distinct = self.column.count_texts(missing)
        if not missing.any():
            return self.column.all
        blank = pa.array(self.column.spread_flags(missing))
        return pc.if_else(blank, pa.scalar(None, pa.string()), self.column.all)

    def _settle(self, kind: Kind, value: str) -> None:
        self.settled.append((f"{kind.code}:{self.name}", value))

    def _note(self, what: str) -> None:
        self.notes.append(changed(f"{self.name}: {what}."))

    def _doubt(self, kind: Any, text: str, **known: Any) -> None:
        self.doubt = Doubt(kind=kind, column=self.name, text=text, **known)


def _first_match(texts: pa.Array, pattern: str) -> str:
    """Return the first text that matches a pattern, or an empty one."""
    return first_value(texts.filter(pc.match_substring_regex(texts, pattern)))[:40]
