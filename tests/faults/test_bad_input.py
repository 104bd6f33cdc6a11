"""The list of bad files: each is refused, asked about, or read with a note; none is read wrongly in silence.

Every case goes through `read_table` and through the command `ingest`; cases about a target go through
`autopilot`.
"""

import json
from pathlib import Path

import pandas as pd
import pytest

from core.__main__ import main
from core.design.data.reading.questions import Question
from core.design.data.reading.table import Reading, ReadingOptions, read_table
from core.errors import BadInput
from core.services import memory
from tests.faults.bad_files import ACCEPTED, ASKED, REFUSED, TARGETS
from tests.faults.cases import Accepted, Asked, Refused, Target

CASES = [*REFUSED, *ACCEPTED, *ASKED, *TARGETS]
LITERAL_CODES = {"encoding", "encoding_change", "sheet", "header_row", "delimiter"}
DOCUMENT = (Path(__file__).parents[2] / "docs" / "reading.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bad_files")


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(memory, "allowed_bytes", lambda: 2**30)

    def _run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([*map(str, arguments), "--home", str(folder / "home")])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return _run


def named(cases):
    return pytest.mark.parametrize("case", cases, ids=[f"{case.id} {case.title}" for case in cases])


def written(folder: Path, case: Refused | Accepted | Asked | Target) -> Path:
    path = folder / case.file_name
    case.write(path)
    return path


def assert_values(frame: pd.DataFrame, values: dict[str, list]) -> None:
    for column, expected in values.items():
        found = frame[column].tolist()[: len(expected)]
        assert [None if pd.isna(value) else value for value in found] == expected


@named(REFUSED)
def test_refused(case: Refused, folder: Path, run) -> None:
    path = written(folder, case)
    with pytest.raises(BadInput) as caught:
        read_table(path, case.file_name, ReadingOptions(accept=True))
    assert caught.value.message.startswith(f"{case.file_name}: ")
    assert case.words in caught.value.message
    assert caught.value.remedy
    code, out, err = run("ingest", case.id, path, "--accept", "--json")
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert case.words in err
    assert run("status", case.id)[0] == 2


@named(ACCEPTED)
def test_accepted_with_a_note_and_unchanged_values(case: Accepted, folder: Path, run) -> None:
    path = written(folder, case)
    reading = read_table(path, case.file_name)
    assert not reading.questions
    assert any(case.words in note for note in reading.notes) or not case.words
    assert_values(reading.frame, case.values)
    code, out, _ = run("ingest", case.id, path, "--json")
    answer = json.loads(out)
    assert (code, answer["questions"]) == (0, [])
    assert (answer["rows"], answer["columns"]) == reading.frame.shape
    assert answer["notes"] == list(reading.notes)


def assert_documented(questions: tuple[Question, ...]) -> None:
    """Check that every question and its choices stand in docs/reading.md."""
    for question in questions:
        code = question.code.partition(":")[0]
        (line,) = [line for line in DOCUMENT.splitlines() if line.startswith(f"| `{code}`")]
        for choice in question.choices:
            assert f"`{choice.value}`" in line or code in LITERAL_CODES


def read_with(path: Path, case: Asked, **answers: str) -> Reading:
    given = tuple(answers.items())
    return read_table(path, case.file_name, ReadingOptions(answers=given, accept=True))


@named(ASKED)
def test_asked_before_it_is_read(case: Asked, folder: Path, run) -> None:
    path = written(folder, case)
    reading = read_table(path, case.file_name)
    questions = {question.code: question for question in reading.questions}
    question = questions[case.code]
    assert case.words in question.text
    assert question.proposed in [choice.value for choice in question.choices]
    assert_values(reading.frame, case.values)
    assert_documented(reading.questions)
    for answer, values in case.answers.items():
        assert_values(read_with(path, case, **{case.code: answer}).frame, values)
    code, out, _ = run("ingest", case.id, path, "--json")
    assert code == 4
    assert {asked["code"] for asked in json.loads(out)["questions"]} == set(questions)
    assert run("status", case.id)[0] == 2
    code, out, _ = run("ingest", case.id, path, "--accept", "--json")
    assert (code, json.loads(out)["questions"]) == (0, [])
    assert case.code in [item["code"] for item in json.loads(out)["answered"]]


@named([case for case in ASKED if case.can_stop])
def test_an_answer_to_stop_refuses_and_names_the_place(case: Asked, folder: Path) -> None:
    path = written(folder, case)
    with pytest.raises(BadInput) as caught:
        read_with(path, case, **{case.code: "stop"})
    assert caught.value.message.startswith(f"{case.file_name}: ")
    assert case.stopped in caught.value.message


@named(TARGETS)
def test_targets(case: Target, folder: Path, run) -> None:
    path = written(folder, case)
    code, out, err = run("autopilot", path, "--target", "y", "--project", case.id, "--json")
    if case.code:
        (question,) = json.loads(out)["questions"]
        assert (code, question["code"]) == (4, case.code)
        assert case.words in question["text"]
    else:
        assert (code, out) == (2, "")
        assert case.words in err
    assert run("status", case.id)[0] == 2


def test_the_list_is_complete() -> None:
    assert {case.id[:3] for case in CASES} == {f"C{number:02}" for number in range(1, 62)}
