"""The report of taking a table in: every note is in it once, by what it is about."""

import pytest
from pydantic import ValidationError

from core.design.data.columns import Column, ColumnKind, Dataset
from core.design.data.intake_report import WHOLE, intake_report
from core.design.data.origin import Origin
from core.design.data.reading.notes import changed, kind_of, noticed, set_aside
from core.design.data.reading.questions import Answered, Choice, Question

NOTES = (
    "Columns are separated by semicolons.",
    "price: 1 value is infinite, first at row 2; read as missing.",
    "price 2: codes start with 0 (for example 007); kept as text.",
    "3 rows were set aside: lines 5, 7 and 9.",
    "Column blank is empty.",
)
CHOICES = (Choice(value="a", title="First"), Choice(value="b", title="Second"))


def dataset(**changes: object) -> Dataset:
    names = ("price", "price 2", "blank")
    columns = tuple(Column(name=name, kind=ColumnKind.NUMBER, missing=0, distinct=2) for name in names)
    fields = {
        "name": "x",
        "fingerprint": "f",
        "rows": 9,
        "columns": columns,
        "source": "x",
        "source_sha256": "s",
    }
    return Dataset(**{**fields, "notes": NOTES, **changes})


def test_notes_are_grouped_by_their_kind_and_not_by_their_words() -> None:
    words = "The column 'left out' was read as it is kept as text."
    for make, group in ((set_aside, "set_aside"), (changed, "changed"), (noticed, "noticed")):
        report = intake_report(dataset(notes=(make(words),)))
        assert [finding.text for finding in getattr(report, group)] == [words]
        assert len(report.set_aside) + len(report.changed) + len(report.noticed) == 1


def test_a_record_keeps_the_kind_of_its_notes() -> None:
    before = dataset(notes=(set_aside("Row 3."), changed("Row 4."), "Row 5."))
    after = Dataset.model_validate_json(before.model_dump_json())
    assert after.notes == ("Row 3.", "Row 4.", "Row 5.")
    assert [kind_of(note) for note in after.notes] == ["set_aside", "changed", ""]
    assert Dataset.model_validate(before.model_dump(mode="json")) == before


@pytest.mark.parametrize("note", [3, {"text": "x"}, {"text": "x", "kind": "other"}])
def test_what_is_no_note_is_refused(note: object) -> None:
    with pytest.raises(ValidationError):
        dataset(notes=(note,))


def test_notes_recorded_before_kinds_were_kept_are_grouped_by_their_words_and_where() -> None:
    report = intake_report(dataset())
    assert [finding.text for finding in report.set_aside] == [NOTES[3]]
    assert [(finding.column, finding.text) for finding in report.changed] == [
        ("price", "1 value is infinite, first at row 2; read as missing."),
        ("price 2", "Codes start with 0 (for example 007); kept as text."),
    ]
    assert [finding.column for finding in report.noticed] == [WHOLE, "blank"]


def test_answers_are_told_in_the_words_of_the_choice() -> None:
    question = Question(code="q", text="Which?", choices=CHOICES, proposed="a")
    report = intake_report(dataset(answered=(Answered(question=question, value="b"),)))
    assert report.asked == (("Which?", "Second"),)


def test_the_source_is_told_without_a_password() -> None:
    origin = Origin(kind="database", url="postgresql://ada@db/shop", query="SELECT 1")
    assert intake_report(dataset(origin=origin)).source == "a query of postgresql://ada@db/shop"
    assert Origin(kind="file", path="/data/x.csv").in_words() == "a file on this computer: /data/x.csv"
