"""Columns that are converted whole read as the rules read each text, and as Python does."""

import datetime

import pandas as pd
import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.design.data.reading.column_texts import ColumnTexts
from core.design.data.reading.conform import describe_columns, describe_table
from core.design.data.reading.distinct import count_distinct
from core.design.data.reading.inference import Context, Rules, as_series, infer
from core.design.data.reading.plain_values import plain_values

CONTEXT = Context(".", lambda row: f"row {row + 1}")
WHOLE = st.integers(-(10**16), 10**16).map(str)
NUMBER = st.floats(allow_nan=False, allow_infinity=False).map(repr)
SHORT = st.decimals(-(10**6), 10**6, places=3).map(str)
MOMENT = st.datetimes(datetime.datetime(999, 1, 1), datetime.datetime(3001, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0).isoformat(sep=" ")
)
NUMBER_LIKE = (" ", "+1", "007", "-0", "-0.0", ".5", "5.", "1e5", "0x1F", "1_000", " 1", "inf", "١", "1.5\n")
OTHER = ("NA", "?", "nan", "x", "true")
DATE_LIKE = [
    "2024-02-30 10:00:00",
    "2024-01-31",
    "2024-01-31T24:00:00",
    "2024-01-31T10:00:00Z",
    "2024-01-31T10:00+02",
]
ODD = st.sampled_from(["", "1,5", *NUMBER_LIKE, *DATE_LIKE, *OTHER])
KINDS = (WHOLE, NUMBER, SHORT, MOMENT)
COLUMN = st.one_of(
    *(st.lists(kind | st.just(""), min_size=1, max_size=12) for kind in KINDS),
    *(st.lists(kind | ODD, min_size=1, max_size=12) for kind in KINDS),
)


def by_rules(texts):
    return Rules(ColumnTexts("x", pa.array(texts), None), CONTEXT, None).apply(keep_text=False)


def obvious(text):
    """Return what a plain text says, the slow way."""
    if text == "":
        return None
    if "-" in text[1:] and ":" in text:
        return datetime.datetime.fromisoformat(text)
    return float(text) if "." in text else int(text)


@settings(max_examples=200, deadline=None)
@given(texts=COLUMN)
@example(texts=["-0.0", "1.5"])
@example(texts=["123456789012345", "1234567890123456"])
def test_a_column_converted_whole_is_what_the_rules_and_python_say(texts):
    plain = plain_values(pa.array(texts), ".")
    if plain is None:
        return
    assert plain.equals(by_rules(texts).values)
    assert plain.to_pylist() == [obvious(text) for text in texts]


@settings(max_examples=50, deadline=None)
@given(numbers=st.lists(st.decimals(-(10**9), 10**9, places=2).map(str), min_size=1, max_size=9))
def test_a_decimal_comma_reads_as_a_point(numbers):
    commas = plain_values(pa.array([number.replace(".", ",") for number in numbers]), ",")
    points = plain_values(pa.array(numbers), ".")
    assert (commas is None) == (points is None)
    assert commas is None or commas.equals(points)


@settings(max_examples=80, deadline=None)
@given(
    texts=COLUMN,
    words=st.lists(st.sampled_from(["a", "b", "NA", "", " ", "None", "007", "12 kg"]), min_size=1),
)
def test_distinct_texts_and_all_texts_read_the_same(texts, words):
    for cells in (texts, words):
        whole = ColumnTexts("x", pa.array(cells), None)
        whole.raw, whole._codes = whole.all, None
        coded = ColumnTexts("x", pa.array(cells), None)
        encoded = coded.all.dictionary_encode()
        coded.raw, coded._codes = encoded.dictionary, encoded.indices
        first, second = (Rules(c, CONTEXT, None).apply(keep_text=False) for c in (whole, coded))
        assert first == second or (first.values.equals(second.values) and first.notes == second.notes)


@settings(max_examples=80, deadline=None)
@given(texts=COLUMN)
def test_a_column_is_described_in_arrow_as_in_pandas(texts):
    values = by_rules(texts).values
    table = pa.table({"x": values})
    assert describe_table(table) == describe_columns(pd.DataFrame({"x": as_series(values)}))


def test_plain_columns_are_converted_whole():
    assert plain_values(pa.array(["1", "", "2.5"]), ".").to_pylist() == [1.0, None, 2.5]
    assert plain_values(pa.array(["1", "2"]), ".").to_pylist() == [1, 2]
    assert plain_values(pa.array(["2024-01-31 10:00:00"]), ".").type == pa.timestamp("us")


@settings(max_examples=200, deadline=None)
@given(
    texts=st.one_of(COLUMN, st.lists(st.sampled_from(["NA", " a", "a", "", "0", "-0", "true"]), min_size=1))
)
def test_what_the_different_texts_tell_is_the_number_of_different_values(texts):
    found = infer(ColumnTexts("x", pa.array(texts * 3), None), CONTEXT)
    assert found.distinct in (None, count_distinct(found.values))
    if not pa.types.is_boolean(found.values.type) and found.values.null_count < len(found.values):
        assert found.distinct is not None
