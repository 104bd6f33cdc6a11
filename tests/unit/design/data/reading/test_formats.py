"""Reading gzip, Parquet, JSON Lines and Excel through one door; the content tells the format."""

import datetime
import gzip
import io
import json
import pickle
import struct
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.design.data.columns import ColumnKind
from core.design.data.reading import gzipped
from core.design.data.reading import parquet as reading_parquet
from core.design.data.reading import workbook as workbook_parts
from core.design.data.reading.questions import Unanswered
from core.design.data.reading.table import ReadingOptions, read_table
from core.errors import BadInput

FRAME = pd.DataFrame(
    {
        "units": [1, 2, 3] * 20,
        "price": [1.5, np.nan, 2.25] * 20,
        "region": ["north", "south", "east"] * 20,
        "paid": [True, False, True] * 20,
        "day": pd.to_datetime(["2024-01-31", "2024-02-29", "2024-12-01"] * 20).astype("datetime64[us]"),
    }
)


@pytest.fixture
def read(tmp_path):
    def _read(content, name="table.csv", known=(), **options):
        path = tmp_path / "opaque"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_table(path, name, ReadingOptions(**options), known)

    return _read


def refusal(read, content, **options):
    with pytest.raises(BadInput) as caught:
        read(content, **options)
    assert caught.value.remedy
    assert caught.value.message.startswith("table.csv: ")
    return caught.value.message


def has_note(reading, *parts):
    return any(all(part in note for part in parts) for note in reading.notes)


def csv_bytes(frame=FRAME):
    return frame.to_csv(index=False).encode()


def json_lines(frame=FRAME):
    return frame.to_json(orient="records", lines=True, date_format="iso").encode()


def parquet(table=None, **options):
    file = io.BytesIO()
    table = pa.Table.from_pandas(FRAME) if table is None else table
    pq.write_table(table if isinstance(table, pa.Table) else pa.table(table), file, **options)
    return file.getvalue()


def workbook(*rows, change=lambda book: None):
    book = openpyxl.Workbook()
    book.active.title = "Sales"
    for row in rows or [
        list(FRAME),
        *[[None if v != v else v for v in row] for row in FRAME.values.tolist()],
    ]:
        book.active.append(list(row))
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(content, **changes):
    """Return a ZIP with members replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, text in changes.items():
            new.writestr(name, text)
    return file.getvalue()


def member(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "write",
    [
        csv_bytes,
        json_lines,
        parquet,
        workbook,
        lambda: gzip.compress(csv_bytes()),
        lambda: gzip.compress(json_lines()),
    ],
    ids=["csv", "json lines", "parquet", "excel", "gzip csv", "gzip json lines"],
)
def test_every_format_reads_to_the_same_table_whatever_it_is_called(read, write):
    reading = read(write(), name="table.xlsx")
    pd.testing.assert_frame_equal(reading.frame, FRAME)
    assert len(reading.source_sha256) == 64


@pytest.mark.parametrize(
    "write",
    [csv_bytes, json_lines, parquet, workbook, lambda frame: gzip.compress(csv_bytes(frame))],
    ids=["csv", "json lines", "parquet", "excel", "gzip csv"],
)
def test_a_batch_of_one_row_conforms_in_every_format(read, write):
    known = read(csv_bytes(FRAME.assign(region=["1", "2", "x"] * 20))).columns
    one = FRAME.head(1).assign(region="1")
    content = workbook(list(one), one.values.tolist()[0]) if write is workbook else None
    if write is parquet:
        content = parquet(pa.Table.from_pandas(one))
    batch = read(content or write(one), known=known).frame
    assert batch["region"].tolist() == ["1"]
    assert batch["day"].dtype.kind == "M"


# --- gzip


def test_c12_gzip_is_unpacked_and_told(read):
    assert has_note(read(gzip.compress(csv_bytes())), "Unpacked from gzip")


@pytest.mark.parametrize("cut", [4, 15, 60])
def test_c12_damaged_gzip_is_refused(read, cut):
    assert "the gzip file is damaged" in refusal(read, gzip.compress(csv_bytes())[:-cut])


def test_c30_a_gzip_bomb_is_refused_while_unpacking_whatever_it_declares(read, monkeypatch):
    monkeypatch.setattr(gzipped, "MAX_FILE_BYTES", 3 * 2**20)
    content = gzip.compress(b"0" * 2**23)[:-4] + struct.pack("<I", 10)
    assert "unpacks to more than 3 MB" in refusal(read, content)


def test_gzip_of_something_else_is_named(read):
    assert "a PNG image" in refusal(read, gzip.compress(b"\x89PNG\r\n\x1a\n"))
    assert "empty" in refusal(read, gzip.compress(b""))


# --- JSON Lines


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


def test_c27_many_json_keys(read):
    assert "limit is 2,000" in refusal(read, json.dumps({f"k{i}": i for i in range(2_100)}))


# --- Parquet


def test_c51_truncated_parquet(read):
    content = parquet()
    for size in (4, 20, len(content) // 2, len(content) - 1):
        assert "damaged" in refusal(read, content[:size])


def test_c52_a_name_that_differs_from_the_one_that_pandas_stored_is_told(tmp_path):
    path = tmp_path / "table.parquet"
    table = pa.Table.from_pandas(pd.DataFrame({"id": range(60), "b": range(60)}))
    renamed = table.rename_columns(["ie", "b"]).replace_schema_metadata(table.schema.metadata)
    pq.write_table(renamed, path)
    assert "other names than when pandas wrote them: ie." in read_table(path, "t").notes[0]


def test_c52_bit_flips_in_checked_parquet_never_change_a_value(read):
    content = parquet(write_page_checksum=True)
    rng = np.random.default_rng(0)
    refused = 0
    for position in rng.integers(4, len(content), 120):
        flipped = bytearray(content)
        flipped[position] ^= 1 << int(rng.integers(8))
        try:
            reading = read(bytes(flipped))
        except BadInput:
            refused += 1
        else:
            assert list(reading.frame) != list(FRAME) or reading.frame.equals(FRAME)
    assert refused > 30


NESTED = {
    "a": [1, 2],
    "at": [{"city": "Graz", "geo": {"lat": 47.0}}, {"city": None, "geo": {"lat": 48.5}}],
    "tags": [["x", "ü"], None],
}


def test_c53_nested_columns_are_flattened_as_proposed(read):
    reading = read(parquet(NESTED))
    assert [question.code for question in reading.questions] == ["nested"]
    assert "2 columns hold several values" in reading.questions[0].text
    assert reading.frame["at.city"].to_list()[0] == "Graz"
    assert reading.frame["at.geo.lat"].to_list() == [47.0, 48.5]
    assert reading.frame["tags"].to_list()[0] == '["x", "ü"]'
    assert reading.frame["tags"].isna().to_list() == [False, True]
    assert "Nested columns were flattened into at.city, at.geo.lat." in reading.notes


def test_c53_nested_columns_are_left_out_when_asked(read):
    reading = read(parquet(NESTED), answers=(("nested", "drop"),))
    assert list(reading.frame) == ["a"]
    assert not reading.questions
    assert "at was nested; it was left out." in reading.notes


def test_c53_a_file_of_nested_columns_only_cannot_leave_them_all_out(read):
    content = parquet({"tags": [[1], [2, 3]]})
    assert "every column is nested" in refusal(read, content, answers=(("nested", "drop"),))


def test_c53_fields_of_one_name_are_told_apart(read):
    content = parquet({"at.city": ["Linz", "Wien"], "at": [{"city": "Graz"}, {"city": "Bern"}]})
    reading = read(content)
    assert {question.code for question in reading.questions} == {"nested", "duplicate_names"}


def test_c54_too_many_declared_rows_are_refused_before_reading(read, monkeypatch):
    monkeypatch.setattr(reading_parquet, "MAX_ROWS", 50)
    monkeypatch.setattr(pq.ParquetFile, "read", lambda *_, **__: pytest.fail("it was read"))
    assert "60 rows of 5 columns; the limit is 50 rows" in refusal(read, parquet())


def test_c54_texts_that_expand_are_refused(read, monkeypatch):
    monkeypatch.setattr(reading_parquet, "MAX_EXPANDED_BYTES", 50_000)
    assert "column a expands to" in refusal(read, parquet({"a": ["x" * 1_000] * 100}))


def test_c55_a_pickle_is_never_opened(read):
    assert "pickle, which is never opened" in refusal(read, pickle.dumps({"a": [1, 2]}))


def test_parquet_types_become_those_of_a_reading(read):
    columns = {
        "small": pa.array([1, None, 3], pa.int8()),
        "id": pa.array([2**60, 2**60 + 1, 2**60 + 2], pa.uint64()),
        "odd": pa.array([1.0, float("inf"), 2.0]),
        "money": pa.array([1, 2, 3], pa.decimal128(10, 2)),
        "at": pa.array([0, 1, 2], pa.timestamp("ns", "Europe/Berlin")),
        "date": pa.array([datetime.date(2024, 1, 31)] * 3),
        "clock": pa.array([datetime.time(8)] * 3),
        "kind": pa.array(["a", None, "b"]).dictionary_encode(),
        "code": pa.array(["007", "008", " "], pa.large_string()),
        "none": pa.nulls(3),
        "yes": pa.array([True, None, False]),
    }
    reading = read(parquet(columns))
    frame = reading.frame
    assert frame["small"].dtype == "float64"
    assert frame["id"].tolist() == [str(2**60 + i) for i in range(3)]
    assert frame["odd"].isna().tolist() == [False, True, False]
    assert frame["money"].tolist() == [1.0, 2.0, 3.0]
    assert str(frame["at"].dtype) == str(frame["date"].dtype) == "datetime64[us]"
    assert frame["clock"].tolist()[0].startswith("08:00")
    assert frame["kind"].tolist()[::2] == ["a", "b"]
    assert frame["code"].isna().tolist() == [False, False, True]
    assert frame["yes"].dtype == "boolean"
    assert reading.columns[9].kind is ColumnKind.EMPTY
    for words in (
        "odd: 1 value is infinite, first at row 2",
        "at: times are UTC",
        "not exact",
        "Column none is empty",
    ):
        assert has_note(reading, words)


def test_parquet_texts_follow_the_rules_of_a_csv(read):
    reading = read(parquet({"n": ["1", "NA", "3"], "t": ["DE", "NA", "FR"]}))
    assert reading.frame["n"].isna().tolist() == [False, True, False]
    assert reading.frame["t"].tolist() == ["DE", "NA", "FR"]
    assert has_note(reading, "n: stored as text, read as numbers")
    assert read(parquet({"n": ["1", "2"]}), as_text=("n",)).frame["n"].tolist() == ["1", "2"]


def test_parquet_numbers_honour_chosen_marks(read):
    reading = read(parquet({"n": [1, -999, 3], "t": ["x", "none", "y"]}), missing=("-999", "none"))
    assert reading.frame["n"].isna().tolist() == reading.frame["t"].isna().tolist() == [False, True, False]


def test_the_row_number_of_pandas_is_left_out(read):
    content = parquet(pa.Table.from_pandas(FRAME.sample(frac=1, random_state=0)))
    reading = read(content)
    assert list(reading.frame) == list(FRAME)
    assert has_note(reading, "row number of a pandas table")


def test_parquet_binary_and_durations_are_named(read):
    assert "column b is of a type" in refusal(read, parquet({"b": pa.array([1, 2], pa.duration("s"))}))


def test_an_option_that_a_format_does_not_have_is_refused(read):
    assert "Parquet has no delimiter to choose" in refusal(read, parquet(), delimiter=";")
    assert "JSON Lines has no header row" in refusal(read, json_lines(), header_row=2)
    assert "a workbook has no encoding" in refusal(read, workbook(), encoding="utf-8")


# --- Excel


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


def test_the_limits_are_those_of_the_fault_model():
    assert workbook_parts.MAX_EXPANDED_BYTES == 200 * 2**20
    assert gzipped.MAX_FILE_BYTES == 500 * 2**20


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
