"""What is seen from the bytes of a whole file or column is what looking at each text would say."""

import csv
import io
import math
import re

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.design.data.reading import byte_scans, csv_file
from core.design.data.reading.column_notes import NUMBER, NUMBER_STARTS
from core.design.data.reading.column_texts import ColumnTexts, flags
from core.design.data.reading.distinct import count_distinct
from core.design.data.reading.plain_numbers import plain_numbers
from core.design.data.reading.text_bytes import has_byte, has_plain_ends

CONTENT = st.text('a"",\n\r', max_size=40).map(str.encode)
TEXTS = st.lists(st.text(" +-.,0159eé", max_size=6), min_size=1, max_size=9)
NUMBERS = st.lists(
    st.one_of(st.none(), st.sampled_from([0.0, -0.0, math.nan, math.inf, 1.5]), st.floats(-3, 3)), max_size=12
)


@settings(max_examples=200, deadline=None)
@given(content=CONTENT)
def test_quotes_are_found_and_counted_as_a_pattern_would(content):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(byte_scans, "PIECE_BYTES", 3)
        patch.setattr(byte_scans, "SPAN_BYTES", 7)
        pattern = rb'"(?<=[^,\r\n]")[^",\r\n]'
        assert byte_scans.has_quote_within_text(content, ",") == bool(re.search(pattern, content))
        assert byte_scans.count_byte(content, b'"') == content.count(b'"')
        assert byte_scans.count_line_breaks(content) == len(re.findall(rb"\r\n|\r|\n", content))


@settings(max_examples=100, deadline=None)
@given(
    rows=st.lists(st.lists(st.text('ab,"\n', max_size=12), min_size=2, max_size=2), min_size=1, max_size=20),
    block_bytes=st.integers(16, 64),
    end=st.sampled_from(["\n", "\r\n"]),
)
@example(rows=[["", ""], ["", ""], ["\na", ""]], block_bytes=16, end="\n")
@example(rows=[["", ""], ["", ""], ["", "\n,"]], block_bytes=16, end="\n")
def test_a_break_within_quotes_never_ends_a_row(rows, block_bytes, end):
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator=end).writerows(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_file, "BLOCK_BYTES", block_bytes)
        table = csv_file._parse_texts(written.getvalue().encode(), ",", 2)
    assert table is not None
    assert [list(row.values()) for row in table.to_pylist()] == rows


@settings(max_examples=200, deadline=None)
@given(texts=TEXTS, decimal=st.sampled_from([".", ","]))
def test_a_column_of_plain_numbers_is_one_where_each_text_is(texts, decimal):
    pattern = rf"(-?(0|[1-9]\d{{0,14}})([{decimal}]\d+)?)?"
    numbers = plain_numbers(pa.array(texts), decimal)
    is_plain = any(texts) and all(re.fullmatch(pattern, text, re.ASCII) for text in texts)
    assert (numbers is not None) == is_plain
    if numbers is not None:
        assert numbers.to_pylist() == [float(text.replace(",", ".")) if text else None for text in texts]
        assert numbers.type == (pa.int64() if all(texts) and decimal not in "".join(texts) else pa.float64())


@pytest.mark.parametrize("text", ["9" * 15, "9" * 16, "-" + "9" * 16, "9" * 19, "9" * 20])
def test_whole_numbers_above_15_digits_are_not_plain(text):
    assert (plain_numbers(pa.array([text, "1"]), ".") is not None) == (len(text) == 15)


@settings(max_examples=100, deadline=None)
@given(texts=TEXTS, skipped=st.integers(0, 2))
def test_texts_that_match_are_those_that_match_a_text_at_a_time(texts, skipped):
    column = ColumnTexts("x", pa.array(["", "", *texts]).slice(2 - skipped), None)
    expected = flags(pc.fill_null(pc.match_substring_regex(column.rest, NUMBER), False))
    assert column.matching(NUMBER, NUMBER_STARTS).tolist() == expected.tolist()


@settings(max_examples=100, deadline=None)
@given(texts=TEXTS, skipped=st.integers(0, 2))
def test_signs_are_looked_for_in_the_texts_of_a_slice_alone(texts, skipped):
    sliced = pa.array(["-é", "-é", *texts]).slice(skipped)
    joined = "".join(sliced.to_pylist())
    assert has_byte(sliced, b"-") == ("-" in joined)
    assert has_byte(sliced, b"e", is_special=True) == ("e" in joined or "é" in joined)


@settings(max_examples=200, deadline=None)
@given(numbers=NUMBERS)
def test_distinct_numbers_are_counted_once(numbers):
    present = {"nan" if math.isnan(number) else number + 0.0 for number in numbers if number is not None}
    assert count_distinct(pa.array(numbers, type=pa.float64())) == len(present)


@settings(max_examples=100, deadline=None)
@given(values=st.lists(st.one_of(st.none(), st.text("ab", max_size=2)), max_size=12))
def test_distinct_texts_are_counted_across_chunks(values):
    chunks = pa.chunked_array([values[:5], values[5:]], type=pa.string())
    assert count_distinct(chunks) == len({value for value in values if value is not None})


@pytest.mark.parametrize(
    ("values", "distinct"),
    [
        (pa.array([3, 3, None, 1]), 2),
        (pa.array([1, 1, 5, None], type=pa.timestamp("us")), 2),
        (pa.array([True, None, True]), 1),
        (pa.nulls(3, pa.float64()), 0),
    ],
)
def test_values_of_every_kind_are_counted(values, distinct):
    assert count_distinct(values) == distinct


@settings(max_examples=300, deadline=None)
@given(
    texts=st.lists(st.text(" \t\x1c\u00a0\u3000aé~", max_size=4), min_size=1, max_size=9),
    skipped=st.integers(0, 2),
)
@example(texts=["a", "", "~!"], skipped=0)
def test_texts_with_plain_ends_are_those_that_trimming_leaves(texts, skipped):
    sliced = pa.array([" x", "", *texts]).slice(skipped)
    is_visible = [
        not text or ("!" <= text[0] <= "~" and "!" <= text[-1] <= "~") for text in sliced.to_pylist()
    ]
    assert has_plain_ends(sliced) == all(is_visible)
    assert not all(is_visible) or pc.utf8_trim_whitespace(sliced).equals(sliced)


@settings(max_examples=100, deadline=None)
@given(
    texts=st.lists(st.sampled_from(["NA", " NA ", "N/A", "?", "", "abc", "é", "longer"]), min_size=1),
    skipped=st.integers(0, 2),
)
def test_marks_are_found_whatever_the_length_of_the_others(texts, skipped):
    column = ColumnTexts("x", pa.array(["?", "longer", *texts]).slice(skipped), None, ("é",))
    raw = column.raw.to_pylist()
    assert column.is_mark.tolist() == [text.strip() in ("NA", "N/A", "?") for text in raw]
    assert column.is_chosen.tolist() == [text.strip() == "é" for text in raw]
