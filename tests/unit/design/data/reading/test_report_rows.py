"""Rows that a report adds between the data are asked about; values that are called so are not."""

import pytest

from core.design.data.reading.notes import kind_of

DAYS = [f"2024-01-{day:02d}" for day in range(1, 13)]


def blocks(header: str, line: str, ending: str, times: int = 4) -> str:
    """Return a table of blocks of twelve rows, a line of a report below each."""
    rows = "".join(line.format(day=day, i=i) + "\n" for i, day in enumerate(DAYS))
    return f"{header}\n" + f"{rows}{ending}\n" * times


ADDED = {
    "subtotals of groups": blocks("g,d,n", "a,x{i},{i}", "Subtotal A,,66"),
    "subtotals beside numbers only": blocks("g,n", "a{i},{i}", "Zwischensumme,66"),
    "subtotals below dates": blocks("d,g,n", "{day},a,{i}", "Sous-total,,66"),
    "a balance in the second column": blocks("d,g,n", "{day},a,{i}", ",Saldo,66"),
    "a balance with a colon": blocks("d,g,n", "{day},a,{i}", "Balance: ,,66"),
    "totals of a pivot table": blocks("g,d,n", "Nord,x{i},{i}", "Nord Total,,66"),
    "when it was made": blocks("g,d,n", "a,x{i},{i}", "Generated on 2024-05-05,,"),
    "pages": blocks("g,n", "a,{i}", "Page 2,"),
}
VALUES = {
    "products": blocks("p,shop,n", "Helmet,s{i},{i}", "Balance bike,s1,3\nTotal care,s2,4\nSubtotal,s3,5"),
    "a usual account type": blocks("kind,n", "Debit,{i}", "Saldo,3\nSaldo,4"),
    "account types with a gap": blocks("kind,d,n", "Debit,{day},{i}", "Saldo,2024-02-01,3", 30)
    + "Saldo,,3\n"
    + "Debit,2024-02-01,1\n" * 30,
    "a film without a year": blocks("film,year,actor,n", "Up{i},2009,x{i},{i}", "Total Recall,,Arnold,5", 1)
    + "Up,2009,x,1\n" * 40,
}


@pytest.mark.parametrize("text", ADDED.values(), ids=ADDED)
def test_rows_of_a_report_are_asked_about_together_and_set_aside(read, text: str) -> None:
    reading = read(text)
    (question,) = (question for question in reading.questions if question.code == "stray_rows")
    assert question.text.startswith("4 rows, first line 14, seem to be")
    assert reading.table.num_rows == 48
    (note,) = (note for note in reading.notes if "set aside as no data" in note)
    assert note.startswith("4 rows") and kind_of(note) == "set_aside"
    kept = read(text, answers=(("stray_rows", "keep"),))
    assert kept.table.num_rows == 52


@pytest.mark.parametrize("text", VALUES.values(), ids=VALUES)
def test_values_that_are_called_so_raise_no_question(read, text: str) -> None:
    assert [question.code for question in read(text).questions] == []


def test_a_page_above_a_repeated_header_is_set_aside_with_it(read) -> None:
    half = "".join(f"a,{i}\n" for i in range(20))
    reading = read(f"g,n\n{half}Page 2,\ng,n\n{half}".encode())
    assert reading.questions[0].examples == ("line 22: Page 2", "line 23: g | n")
    assert reading.frame["n"].tolist() == [*range(20)] * 2


def test_the_three_headers_of_survey_tools_are_told_apart_from_answers(read) -> None:
    third = ",".join(f'"{{""ImportId"":""{name}""}}"' for name in "abc")
    rows = "".join(f"{day},{i},x{i}\n" for i, day in enumerate(DAYS))
    reading = read(f"Q1,Q2,Q3\nStart Date,Your age,Your name\n{third}\n{rows}".encode())
    assert [question.code for question in reading.questions] == ["stray_rows"]
    assert reading.questions[0].text.startswith("2 rows, first line 2,")
    assert reading.frame["Q2"].tolist() == [*range(12)]


def test_every_note_of_an_untidy_file_says_its_kind(read) -> None:
    rows = "".join(f"x\0{i};{i},5\n" for i in range(60))
    notes = read(f"a;b\n{rows};\nTotal;9,5\n").notes
    assert {note.split(" ")[0]: kind_of(note) for note in notes} == {
        "60": "changed",
        "Columns": "noticed",
        "1": "set_aside",
        "Numbers": "changed",
    }
