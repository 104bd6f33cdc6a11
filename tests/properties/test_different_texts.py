"""Texts are said to differ only where every two of them do."""

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.design.data.reading import different_texts, distinct
from core.design.data.reading.different_texts import LONGEST_BYTES, surely_all_differ
from core.design.data.reading.distinct import count_distinct

TEXTS = st.lists(st.text("ab\0é", max_size=20), max_size=12)


@settings(max_examples=300, deadline=None)
@given(texts=TEXTS, skipped=st.integers(0, 2))
@example(texts=["", "\0", "\0\0", "a", "a\0"], skipped=0)
@example(texts=["abcdefgh", "abcdefg", "abcdefghi", "abcdefgh\0"], skipped=1)
@example(texts=["x", "a long one in another piece", "x"], skipped=0)
def test_all_differ_where_python_says_so(texts, skipped):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(different_texts, "PIECE_ROWS", 2)
        sliced = pa.array(["", "b", *texts], pa.string()).slice(skipped)
        assert surely_all_differ(sliced) == (len(set(sliced.to_pylist())) == len(sliced))


def test_long_texts_are_not_told():
    assert surely_all_differ(pa.array(["a" * LONGEST_BYTES, "b"]))
    assert not surely_all_differ(pa.array(["a" * (LONGEST_BYTES + 1), "b"]))


@settings(max_examples=100, deadline=None)
@given(texts=st.lists(st.none() | st.text("ab", max_size=3), max_size=12))
@example(texts=["a", "b", "aa", "bb", "a"])
@example(texts=["a", "b", None, "aa", "bb"])
def test_texts_that_differ_at_first_are_counted_to_the_last(texts):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(distinct, "SAMPLE_ROWS", 2)
        chunks = pa.chunked_array([texts[:3], texts[3:]], type=pa.string())
        assert count_distinct(chunks) == len({text for text in texts if text is not None})
