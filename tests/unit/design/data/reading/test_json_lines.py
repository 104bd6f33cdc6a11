"""JSON Lines: objects of plain values, one a line."""

import json

import pytest

from tests.unit.design.data.reading.tables import has_note, refusal


def test_json_keys_may_differ_between_lines(read):
    reading = read('{"a": 1}\n\n{"b": "x", "a": null}\n{"a": 3, "b": "y"}\n')
    assert list(reading.frame) == ["a", "b"]
    assert reading.frame["a"].isna().tolist() == [False, True, False]
    assert reading.frame["b"].isna().tolist() == [True, False, False]


def test_c32_c33_json_numbers_keep_all_their_digits(read):
    reading = read('{"id": 12345678901234567890}\n{"id": 12345678901234567891}\n')
    assert reading.frame["id"].tolist() == ["12345678901234567890", "12345678901234567891"]


def test_c31_json_places_are_lines_of_the_file(read):
    assert has_note(read('{"a": 1}\n\n{"a": 4e492493924924}\n'), "too large to store", "line 3")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"a": 1}\n{"a": \n', "line 2 is not one complete JSON object"),
        ('{\n"a": 1}\n', "line 1 is not one complete JSON object"),
        ('{"a": 1}\n[1]\n', "line 2 is not a JSON object"),
        ('{"a": 1}\n{"a": [1, 2]}\n', "column a holds a list at line 2"),
        ('{"a": {"b": 1}}\n', "column a holds an object at line 1"),
        ('{"a": 1}\n{"a": 1, "a": 2}\n', "line 2 has the key a twice"),
        ('[{"a": 1}]', "JSON array, not JSON Lines"),
        ('{"a": 1}\n' + '{"a": ' + "[" * 100_000 + "\n", "line 2 is not one complete JSON object"),
        ("{}\n{}\n", "no object has a key"),
        ('{"a": 1}\n', "1 row"),
        ('{"a": "x"}\n{"a": "\\ud800"}\n', "invalid text at line 2"),
    ],
)
def test_json_that_is_no_table_is_refused(read, content, words):
    assert words in refusal(read, content)


def test_c27_many_json_keys_over_all_lines_are_asked_about(read):
    lines = [json.dumps({f"k{i}": i for i in range(start, start + 1_500)}) for start in (0, 0, 1_500)]
    content = "\n".join(lines)
    reading = read(content)
    assert [question.code for question in reading.questions] == ["too_many_columns"]
    assert "3,000 columns; the limit is 2,000" in reading.questions[0].text
    assert reading.frame.shape == (3, 2_000)
    assert reading.frame["k1999"].tolist()[2] == 1_999
    assert "limit is 2,000" in refusal(read, content, answers=(("too_many_columns", "stop"),))


def test_c27_far_too_many_json_keys_are_refused(read):
    assert "20,001 columns" in refusal(read, json.dumps({f"k{i}": i for i in range(20_001)}))
