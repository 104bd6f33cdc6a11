"""Names of columns: what is asked about a header, and which names come out of it."""

import unicodedata

import pytest

from core.design.data.reading.column_names import column_names
from core.design.data.reading.questions import Asking
from core.errors import BadInput


def read(header: list[str], **answers: str) -> tuple[list[str], Asking]:
    asking = Asking(answers)
    names, _ = column_names(header, "t.csv", asking)
    return names, asking


def test_a_plain_header_raises_no_question() -> None:
    names, asking = read([" a", "b ", "A1"])
    assert (names, asking.open) == (["a", "b", "A1"], [])


def test_c22_repeated_names_are_asked_about() -> None:
    names, asking = read(["a", "b", "a", "a"])
    (question,) = asking.open
    assert question.code == "duplicate_names"
    assert question.text == "3 columns are named a. Rename them a, a_2, a_3?"
    assert question.examples == ("a: columns 1, 3, 4",)
    assert names == ["a", "b", "a_2", "a_3"]


def test_c24_names_equal_after_trimming_are_repeated_names() -> None:
    names, asking = read(["a", " a "])
    assert [question.code for question in asking.open] == ["duplicate_names"]
    assert names == ["a", "a_2"]


def test_c23_missing_names_are_proposed() -> None:
    names, asking = read(["", "b", " "])
    (question,) = asking.open
    assert question.code == "empty_names"
    assert question.text == "2 columns have no name in the header. Use column_1, column_3?"
    assert names == ["column_1", "b", "column_3"]


def test_c24_names_that_differ_in_case_are_asked_about() -> None:
    names, asking = read(["Amount", "amount"])
    assert [question.code for question in asking.open] == ["similar_names"]
    assert names == ["Amount", "amount"]


@pytest.mark.parametrize("twin", [unicodedata.normalize("NFD", "café"), "ca\u200bfé"])
def test_c25_names_that_look_alike_are_asked_about(twin: str) -> None:
    names, asking = read(["café", twin])
    (question,) = asking.open
    assert question.code == "lookalike_names"
    assert question.text.isascii()
    assert names == ["café", twin]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (["a", "a"], "duplicate_names"),
        (["a", ""], "empty_names"),
        (["a", "A"], "similar_names"),
        (["a", "a\u200b"], "lookalike_names"),
    ],
)
def test_stop_refuses_and_says_which_columns(header: list[str], code: str) -> None:
    with pytest.raises(BadInput, match=r"^t.csv: .*a"):
        read(header, **{code: "stop"})


def test_c26_what_cannot_be_seen_is_written_out() -> None:
    asking = Asking()
    names, notes = column_names(["a\u202eb", "a\u202eb"], "t.csv", asking)
    told = " ".join([*notes, asking.open[0].text, *asking.open[0].examples])
    assert "\\u202e" in told
    assert "\u202e" not in told
    assert names == ["a\u202eb", "a\u202eb_2"]


def test_many_repeated_names_make_one_short_question() -> None:
    _, asking = read([f"c{i % 100}" for i in range(1_000)])
    (question,) = asking.open
    assert question.text.startswith("10 columns are named c0 (and 99 more names are repeated)")
    assert len(question.examples) == 12
