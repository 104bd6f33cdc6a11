"""Polluted tables of every day: nothing in them is changed or lost without a note or a question."""

import json
import re
from pathlib import Path

import pytest

from core.design.data.reading.table import ReadingOptions, read_table
from core.errors import BadInput
from tests.faults.cases import Accepted, Asked, Refused
from tests.faults.polluted_dates import DATES
from tests.faults.polluted_files import LEFT_ALONE, QUESTIONED, TURNED_AWAY
from tests.faults.polluted_formats import FORMATS
from tests.faults.polluted_numbers import NUMBERS
from tests.faults.polluted_texts import TEXTS
from tests.faults.test_bad_input import assert_documented, assert_values, folder, named, run, written

__all__ = ["folder", "run"]
FAMILIES = [*NUMBERS, *DATES, *TEXTS, *FORMATS]


def of_kind(kind: type) -> list:
    return [case for case in FAMILIES if isinstance(case, kind)]


@named([*LEFT_ALONE, *of_kind(Accepted)])
def test_read_as_written_and_told(case: Accepted, folder: Path, run) -> None:
    path = written(folder, case)
    reading = read_table(path, case.file_name)
    assert not reading.questions
    assert any(case.words in note for note in reading.notes) or not case.words
    assert_values(reading.frame, case.values)
    code, out, _ = run("ingest", re.sub(r"\W", " ", case.title).strip(), path, "--json")
    assert (code, json.loads(out)["notes"]) == (0, list(reading.notes))


@named([*QUESTIONED, *of_kind(Asked)])
def test_asked(case: Asked, folder: Path, run) -> None:
    path = written(folder, case)
    reading = read_table(path, case.file_name)
    question = {question.code: question for question in reading.questions}[case.code]
    assert case.words in question.text
    assert_documented(reading.questions)
    assert_values(reading.frame, case.values)
    for answer, values in case.answers.items():
        options = ReadingOptions(answers=((case.code, answer),), accept=True)
        assert_values(read_table(path, case.file_name, options).frame, values)
    if case.stopped:
        with pytest.raises(BadInput, match=case.stopped):
            read_table(path, case.file_name, ReadingOptions(answers=((case.code, "stop"),), accept=True))
    code, out, _ = run("ingest", case.id, path, "--json")
    assert (code, case.code in {asked["code"] for asked in json.loads(out)["questions"]}) == (4, True)
    assert run("ingest", case.id, path, "--accept", "--json")[0] == 0


@named([*TURNED_AWAY, *of_kind(Refused)])
def test_refused(case: Refused, folder: Path, run) -> None:
    path = written(folder, case)
    with pytest.raises(BadInput) as caught:
        read_table(path, case.file_name, ReadingOptions(accept=True))
    assert caught.value.message.startswith(f"{case.file_name}: ")
    assert case.words in caught.value.message
    code, out, err = run("ingest", case.id, path, "--accept")
    assert (code, out, len(err.splitlines())) == (2, "", 1)


def test_an_odd_text_among_the_usual_placeholders_of_a_column_stays_in_new_rows(tmp_path: Path) -> None:
    from core.design.data.reading.options import options_for_batch

    path = tmp_path / "table.csv"
    path.write_text("v,n\n" + "-,1\n2,1\n3,1\n" * 20)
    data = read_table(path, "data", ReadingOptions(accept=True))
    path.write_text("v,n\n-,1\n2,1\n")
    options = options_for_batch(data.options, data.answered)
    assert read_table(path, "new", options, data.columns).frame["v"].isna().tolist() == [True, False]
    path.write_text("v,n\nbroken,1\n-,1\n2,1\n")
    assert read_table(path, "new", options, data.columns).frame["v"].tolist()[0] == "broken"
