"""Workbooks: sheets, titles and merged cells, formulas, and what is never opened."""

import datetime
import io
import zipfile

import pandas as pd
import pytest

from core.design.data.reading.questions import Unanswered
from tests.unit.design.data.reading.tables import FRAME, SHEET, has_note, member, refusal, repacked, workbook


def test_c45_a_workbook_bomb_is_seen_in_the_directory(read, monkeypatch):
    bomb = repacked(workbook(), **{"xl/media/image1.bin": b"\0" * (201 * 2**20)})
    assert len(bomb) < 2**20
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_, **__: pytest.fail("it was expanded"))
    assert "expands to 201 MB; the limit is 200 MB" in refusal(read, bomb)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_c46_xml_entities_are_refused(read, encoding):
    content = workbook()
    declared = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    hostile = f'<?xml version="1.0" encoding="{encoding}"?><!-- {"x" * 70_000} -->{declared}<worksheet/>'
    assert "defines XML entities" in refusal(read, repacked(content, **{SHEET: hostile.encode(encoding)}))


def test_c47_formulas_are_read_as_their_saved_values(read):
    content = workbook(["a", "b"], [1, 2], [3, 4])
    sheet = member(content, SHEET).replace(
        '<c r="B3" t="n"><v>4</v></c>', '<c r="B3"><f>A3+1</f><v>9</v></c>'
    )
    assert "A3+1" in sheet
    reading = read(repacked(content, **{SHEET: sheet}))
    assert reading.frame["b"].tolist() == [2, 9]
    assert reading.notes == ("2 rows; at least 50 rows are needed to train.",)


def test_c47_formulas_without_a_saved_value_are_told(read):
    reading = read(workbook(["a", "b"], [1, "=A2*2"], [3, "=A3*2"]))
    assert has_note(reading, "2 formulas have no saved value, first at B2")
    assert reading.frame["b"].isna().all()


def test_c47_macros_and_links_are_never_opened(read):
    extra = {
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0",
        "xl/externalLinks/externalLink1.xml": "<externalLink/>",
    }
    reading = read(repacked(workbook(), **extra))
    assert has_note(reading, "macros; they were not opened")
    assert has_note(reading, "Links to other workbooks were not followed")
    pd.testing.assert_frame_equal(reading.frame, FRAME)


def test_c48_title_rows_and_merged_cells(read):
    rows = [["Sales report"], [], ["region", "units", "price"], *[["north", 3, 1.5], ["south", 4, 2.5]] * 30]
    reading = read(workbook(*rows, change=lambda book: book.active.merge_cells("A1:C1")))
    assert list(reading.frame) == ["region", "units", "price"]
    assert len(reading.frame) == 60
    assert has_note(reading, "Row 3 names the columns", "Sales report")
    assert has_note(reading, "cells are merged")


def test_c48_the_header_row_can_be_chosen(read):
    content = workbook(["made", "by", "Ann"], ["a", "b", "c"], [1, 2, 3], [4, 5, 6])
    assert read(content, header_row=2).frame["c"].tolist() == [3, 6]
    assert list(read(content, header_row=0).frame) == ["column_1", "column_2", "column_3"]
    assert "only blank rows" in refusal(read, content, header_row=9)
    gap = workbook(["a", "b"], [], [1, 2], [3, 4])
    assert "row 2 is blank" in refusal(read, gap, header_row=2)


def three_sheets(book):
    book.create_sheet("Costs").append(["c", "d"])
    for row in ([7, 8], [9, 10]):
        book["Costs"].append(row)
    book.create_sheet("Secret", 0).sheet_state = "hidden"
    book.active = 1


def test_c49_the_first_visible_sheet_is_read_and_the_others_named(read):
    reading = read(workbook(change=three_sheets))
    pd.testing.assert_frame_equal(reading.frame, FRAME)
    assert has_note(reading, "Read the sheet Sales", "Secret (hidden), Costs")
    assert reading.options["sheet"].value == "Sales"


def test_c49_a_sheet_can_be_chosen(read):
    content = workbook(change=three_sheets)
    reading = read(content, sheet="Costs")
    assert reading.frame["d"].tolist() == [8, 10]
    assert reading.options["sheet"].is_chosen
    assert "there is no sheet Nowhere" in refusal(read, content, sheet="Nowhere")
    assert "only blank rows" in refusal(read, content, sheet="Secret")


def codes(reading):
    return [question.code for question in reading.questions]


def test_c49_several_sheets_with_values_are_asked_about(read):
    content = workbook(change=three_sheets)
    (question,) = read(content).questions
    assert (question.code, question.proposed) == ("sheet", "Sales")
    assert [choice.title for choice in question.choices] == ["Sales", "Costs"]
    assert "Costs: c | d / 7 | 8 / 9 | 10" in question.examples
    reading = read(content, answers=(("sheet", "Costs"),))
    assert reading.frame["d"].tolist() == [8, 10]
    assert reading.options["sheet"].is_chosen
    assert has_note(reading, "Read the sheet Costs", "Secret (hidden), Sales")


def test_c49_a_hidden_sheet_with_values_is_offered_as_hidden(read):
    def hide(book):
        three_sheets(book)
        book["Costs"].sheet_state = "hidden"

    (question,) = read(workbook(change=hide)).questions
    assert [choice.title for choice in question.choices] == ["Sales", "Costs (hidden)"]


def test_c49_blank_sheets_beside_one_table_are_no_question(read):
    assert not read(workbook(change=lambda book: book.create_sheet("Sheet2"))).questions


def test_c48_the_row_below_titles_is_asked_about(read):
    rows = [["Sales report"], [], ["region", "units", "price"], *[["north", 3, 1.5], ["south", 4, 2.5]] * 30]
    content = workbook(*rows)
    (question,) = read(content).questions
    assert (question.code, question.proposed) == ("header_row", "3")
    assert [choice.value for choice in question.choices] == ["1", "3", "4", "0"]
    assert list(read(content, answers=(("header_row", "4"),)).frame) == ["north", "3", "1.5"]
    numbered = read(content, answers=(("header_row", "0"),)).frame
    assert list(numbered) == ["column_1", "column_2", "column_3"]
    assert len(numbered) == 62
    assert not read(content, header_row=3).questions


def test_c48_merged_cells_in_the_header_are_asked_about(read):
    rows = [["sales", "", "costs", ""], ["a", "b", "c", "d"], *[[1, 2, 3, 4]] * 60]

    def merge(book):
        book.active.merge_cells("A1:B1")
        book.active.merge_cells("C1:D1")

    assert "header_row" in codes(read(workbook(*rows, change=merge)))
    below = read(workbook(["a", "b"], [1, 2], [3, 4], change=lambda book: book.active.merge_cells("A3:B3")))
    assert codes(below) == []


def test_c50_an_encrypted_workbook(read):
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert "password protected" in refusal(read, compound + "EncryptedPackage".encode("utf-16-le"))
    assert "an old Excel" in refusal(read, compound)


def test_c14_a_zip_that_is_no_workbook(read):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.csv", "a,b\n1,2\n")
    assert "a ZIP file, not a workbook" in refusal(read, file.getvalue())
    assert "OpenDocument" in refusal(read, repacked(file.getvalue(), **{"content.xml": "<a/>"}))
    assert "damaged" in refusal(read, workbook()[:-100])
    assert "an empty ZIP" in refusal(read, b"PK\x05\x06" + b"\0" * 18)


def test_damaged_sheets_are_refused(read):
    content = workbook()
    sheet = member(content, SHEET)
    for broken in (sheet[: len(sheet) // 2], sheet.replace("<v>", "<w>"), ""):
        assert "damaged" in refusal(read, repacked(content, **{SHEET: broken}))


def test_a_row_far_below_does_not_hang(read):
    sheet = member(workbook(["a", "b"], [1, 2]), SHEET).replace('<row r="2"', '<row r="2000000000"')
    assert "more than 1,048,576 rows" in refusal(
        read, repacked(workbook(["a", "b"], [1, 2]), **{SHEET: sheet})
    )


def test_errors_in_cells_are_missing_and_told(read):
    reading = read(workbook(["a", "b"], [1, "#DIV/0!"], [3, 4]))
    assert reading.frame["b"].isna().tolist() == [True, False]
    assert has_note(reading, "1 cell holds the error #DIV/0!")


def test_c34_texts_and_numbers_of_cells_follow_the_rules_of_a_csv(read):
    rows = [
        ["code", "price", "day", "at"],
        *[["007", 1.25, datetime.date(2024, 1, 31), datetime.datetime(2024, 1, 31, 8)]] * 3,
    ]
    reading = read(workbook(*rows), decimal=",")
    assert reading.frame["code"].tolist() == ["007"] * 3
    assert reading.frame["price"].tolist() == [1.25] * 3
    assert str(reading.frame["at"].iloc[0]) == "2024-01-31 08:00:00"


def test_blank_rows_and_nameless_blank_columns_of_a_sheet_are_left_out(read):
    reading = read(
        workbook([], [None, "a", None, "b"], [], [None, 1, None, 2], [None, 4e200 * 1e100, None, 3])
    )
    assert list(reading.frame) == ["a", "b"]
    assert len(reading.frame) == 2
    assert reading.options["header_row"].value == "2"


def test_the_fullest_visible_sheet_is_proposed(read):
    def add_a_note_in_front(book):
        book.create_sheet("Read me", 0).append(["Made by Finance"])

    reading = read(workbook(change=add_a_note_in_front))
    assert [(q.code, q.proposed) for q in reading.questions] == [("sheet", "Sales")]
    assert len(reading.frame) > 1


def test_a_sheet_that_cannot_be_read_is_asked_about_and_not_refused(read):
    def add_wide_notes(book):
        notes = book.create_sheet("Notes", 0)
        notes.append(["a", "b", "c"])
        for _ in range(2):
            book["Sales"].delete_rows(2, 1000)
        book["Sales"].append([1, 2])

    with pytest.raises(Unanswered) as asked:
        read(workbook(change=add_wide_notes))
    assert [question.code for question in asked.value.questions] == ["sheet"]
