"""Reading CSV files: the C-cases that end in a typed table or a named refusal."""

import gzip
import io
import zipfile

import numpy as np
import pandas as pd
import pytest

from core.design.data.columns import ColumnKind
from core.design.data.reading import checks as reading_checks
from core.design.data.reading.table import ReadingOptions, read_csv_table, read_table
from core.errors import BadInput

ROWS = "".join(f"{i},{i % 7}\n" for i in range(1, 61))


@pytest.fixture
def read(tmp_path):
    def _read(content, **options):
        path = tmp_path / "table.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_csv_table(path, "table.csv", **options)

    return _read


def refusal(read, content):
    with pytest.raises(BadInput) as caught:
        read(content)
    assert caught.value.remedy
    return caught.value.message


def kinds(reading):
    return {column.name: column.kind for column in reading.columns}


def values(reading):
    return {name: read_as.value for name, read_as in reading.options.items() if name != "missing"}


def has_note(reading, *parts):
    return any(all(part in note for part in parts) for note in reading.notes)


def test_a_plain_table_reads_without_notes(read):
    reading = read("a,b\n" + ROWS)
    assert reading.frame.shape == (60, 2)
    assert reading.notes == ()
    assert values(reading) == {"delimiter": ",", "encoding": "utf-8", "header_row": "1", "decimal": "."}
    assert len(reading.source_sha256) == 64


def test_c01_empty_file(read):
    assert "empty (0 bytes)" in refusal(read, "")


@pytest.mark.parametrize("content", ["\n\n\n", "\r\n  \r\n", "\ufeff\n"])
def test_c02_only_blank_lines(read, content):
    assert "only blank lines" in refusal(read, content)


def test_c03_header_only(read):
    assert "header with 3 columns but no rows" in refusal(read, "a,b,c\n")


def test_c04_one_row_is_refused_and_few_are_noted(read):
    assert "1 row; at least 50" in refusal(read, "a,b\n1,2\n")
    assert has_note(read("a,b\n1,2\n3,4\n"), "2 rows; at least 50 rows are needed to train")


def test_c05_nul_inside_cells(read):
    reading = read("a,b\n1\0,2\n3,4\0\n" + ROWS)
    assert has_note(reading, "2 NUL bytes removed, first at line 2")
    assert reading.frame["a"].iloc[0] == 1


def test_c06_nul_in_header(read):
    assert "header column 2 contains a NUL byte" in refusal(read, "a,b\0\n1,2\n3,4\n")


def test_c07_byte_order_mark(read):
    reading = read(b"\xef\xbb\xbfa,b\n1,2\n3,4\n")
    assert list(reading.frame) == ["a", "b"]
    assert has_note(reading, "byte-order mark")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_c08_utf16(read, encoding):
    reading = read("näme,b\nx,2\ny,4\n".encode(encoding))
    assert list(reading.frame) == ["näme", "b"]
    assert has_note(reading, "Read as UTF-16")


def test_c09_latin1(read):
    reading = read("city,b\nKöln,2\nParis,4\n".encode("latin-1"))
    assert reading.frame["city"].tolist() == ["Köln", "Paris"]
    assert has_note(reading, "Not UTF-8", "line 2")


def test_c10_encoding_changes(read):
    content = "city\nKöln\n".encode() + b"x\n" * 3 + "Bär\n".encode("latin-1")
    reading = read(content)
    assert "encoding changes at line 6" in reading.questions[0].text
    assert reading.frame["city"].tolist() == ["Köln", "x", "x", "x", "Bär"]


def test_c11_lone_surrogates(read):
    assert "invalid text at line 2" in refusal(read, b"a,b\n\xed\xa0\x80,1\n2,3\n")


def _zip_bytes():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("x.csv", "a,b\n1,2\n")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        pytest.param(gzip.compress(b"a,b\n1,2\n"), "this is gzip", id="c12"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"x" * 50, "a PNG image", id="c13"),
        pytest.param(_zip_bytes(), "a ZIP or Excel file", id="c14"),
        pytest.param(b"  <!DOCTYPE html><html><body>login</body>", "a web page", id="c15"),
        pytest.param(b"PAR1" + b"\0" * 20, "a Parquet file", id="parquet"),
        pytest.param(b'[{"a": 1}]', "JSON", id="json"),
    ],
)
def test_other_formats_named_csv(read, content, what):
    assert what in refusal(read, content)


def test_c16_rows_longer_than_header_are_never_shifted(read):
    message = refusal(read, "a,b\n1,2,3\n4,5,6\n")
    assert "line 2 has 3 fields, the header 2" in message


def test_c17_one_long_row(read):
    rows = "".join(f"{i},{i}\n" for i in range(898)) + "1,2,3\n" + "4,5\n"
    reading = read("a,b\n" + rows)
    assert reading.questions[0].text == "Line 900 has more fields than the header: stop, or set it aside?"
    assert reading.questions[0].examples == ("line 900: 1,2,3",)
    assert reading.frame["b"].tolist() == [*range(898), 5]
    assert has_note(reading, "1 row was longer than the header and set aside: line 900.")
    stop = ReadingOptions(answers=(("long_rows", "stop"),))
    with pytest.raises(BadInput, match="line 900 has 3 fields, the header 2; 1 row has too many"):
        read("a,b\n" + rows, options=stop)


def test_c17_line_is_right_after_a_quoted_line_break(read):
    assert "line 4 has 3 fields" in refusal(read, 'a,b\n"x\ny",2\n1,2,3\n4,5\n')


def test_c18_short_rows_are_filled(read):
    reading = read("a,b,c\n1,x,3\n4\n5,y\n" + "6,z,7\n" * 50)
    assert has_note(reading, "2 rows were shorter", "line 3")
    assert reading.frame["c"].isna().sum() == 2
    assert reading.frame["a"].tolist()[:3] == [1, 4, 5]


def test_c19_unclosed_quote(read):
    assert "quote opened at line 2 never closes" in refusal(read, 'a,b\n"1,2\n3,4\n')
    assert "quote opened at line 4 never closes" in refusal(read, 'a,b\n"1\n2",2\n3,"4\n5,6\n')


def test_quote_inside_a_field_is_text(read):
    reading = read('size,b\n5",1\nx,2\n6,3\n')
    assert reading.frame["size"].iloc[0] == '5"'


def test_c20_semicolon_and_decimal_comma(read):
    reading = read("a;b;c\n" + "1,5;x;2\n2,25;y;3\n" * 30)
    assert values(reading) == {"delimiter": ";", "encoding": "utf-8", "header_row": "1", "decimal": ","}
    assert reading.frame["a"].tolist()[:2] == [1.5, 2.25]
    assert has_note(reading, "semicolons")
    assert has_note(reading, "decimal comma")


def test_c20_thousands_beside_decimal_commas_are_not_guessed(read):
    reading = read("a;b\n" + "1,5;1.234\n2,5;2.500\n" * 30)
    assert kinds(reading)["b"] is ColumnKind.CATEGORY
    assert has_note(reading, "b:", "thousands")


@pytest.mark.parametrize("delimiter", ["\t", "|", ";"])
def test_other_delimiters(read, delimiter):
    reading = read(f"a,b\n{ROWS}".replace(",", delimiter))
    assert reading.options["delimiter"].value == delimiter
    assert reading.frame.shape == (60, 2)


def test_c21_carriage_returns_only(read):
    assert read("a,b\r1,2\r3,4\r").frame["b"].tolist() == [2, 4]


def test_c22_duplicate_headers(read):
    reading = read("a,a,a,a_2\n1,2,3,4\n5,6,7,8\n")
    assert list(reading.frame) == ["a", "a_3", "a_4", "a_2"]
    assert read("a,a,a\n1,2,3\n5,6,7\n").frame.columns.tolist() == ["a", "a_2", "a_3"]
    assert has_note(reading, "Column 2", "a_3")


def test_c23_empty_headers(read):
    reading = read("a,,column_2\n1,2,3\n4,5,6\n")
    assert list(reading.frame) == ["a", "column_2_2", "column_2"]
    assert read("a,b, \n1,2,3\n4,5,6\n").frame.columns.tolist() == ["a", "b", "column_3"]
    assert has_note(reading, "Column 2 had no name")


def test_c24_headers_that_differ_in_case(read):
    assert has_note(read("Age,age \n1,2\n3,4\n"), "look alike", "'Age'")


def test_c25_unicode_twins(read):
    reading = read("caf\u00e9,cafe\u0301\n1,2\n3,4\n")
    assert reading.frame.shape == (2, 2)
    assert has_note(reading, "look alike", "e\\u0301")


def test_c26_invisible_characters_in_a_header(read):
    assert has_note(read("a\u202eb,c\n1,2\n3,4\n"), "invisible", "\\u202e")


def test_c27_many_columns(read):
    content = ",".join(f"c{i}" for i in range(10_000)) + ("\n" + ",".join("1" * 10_000)) * 2 + "\n"
    reading = read(content)
    assert [question.code for question in reading.questions] == ["too_many_columns"]
    assert reading.frame.shape == (2, 2_000)


def test_c28_a_long_line(read, monkeypatch):
    monkeypatch.setattr(reading_checks, "MAX_LINE_BYTES", 3 * 2**20)
    content = b"a,b\n" + b"x" * (4 * 2**20) + b",1\n"
    assert "line 2 exceeds 3 MB" in refusal(read, content)


def test_c28_a_long_line_is_found_wherever_it_stands(tmp_path, monkeypatch):
    monkeypatch.setattr(reading_checks, "MAX_LINE_BYTES", 1_000)
    monkeypatch.setattr(reading_checks, "CHUNK_BYTES", 500)
    path = tmp_path / "table.csv"
    for line in (2, 300, 599):
        rows = [f"{i},{'x' * (i % 400)}" for i in range(600)]
        path.write_text("\n".join(["a,b", *rows]))
        assert len(read_table(path, "table.csv").frame) == 600
        rows[line - 2] = f"{line},{'x' * 1_000}"
        path.write_text("\n".join(["a,b", *rows]))
        with pytest.raises(BadInput, match=f"line {line} exceeds"):
            read_table(path, "table.csv")


def test_c29_a_huge_cell(read):
    assert "column b has a cell of 5.0 MB" in refusal(read, "a,b\n1," + "x" * (5 * 2**20) + "\n2,y\n")


def test_c30_a_huge_file_is_refused_unread(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(2 * 2**30)
    with pytest.raises(BadInput, match=r"2\.0 GB; the limit is 500 MB"):
        read_csv_table(path, "huge.csv")


def test_c31_a_number_too_large(read):
    reading = read("a,b\n4e492493924924,1\n2,3\n")
    assert np.isnan(reading.frame["a"].iloc[0])
    assert has_note(reading, "1 value is too large to store, first at line 2")


@pytest.mark.parametrize("digits", ["1" * 31, "9007199254740993"])
def test_c32_c33_long_integers_stay_exact_text(read, digits):
    reading = read(f"id,b\n{digits},1\n2,3\n")
    assert reading.frame["id"].tolist() == [digits, "2"]
    assert has_note(reading, "id:", "15 digits")


def test_c34_leading_zero_codes_stay_text(read):
    reading = read("plz,b\n01067,0\n80331,0.5\n")
    assert reading.frame["plz"].tolist() == ["01067", "80331"]
    assert reading.frame["b"].tolist() == [0, 0.5]
    assert has_note(reading, "plz:", "start with 0")


def test_c35_na_is_a_value_in_text_and_missing_in_numbers(read):
    reading = read("country,n\n" + "NA,1\nDE,NA\nNone,?\n" * 14)
    assert reading.frame["country"].value_counts()["NA"] == 14
    assert reading.frame["country"].notna().all()
    assert reading.frame["n"].isna().sum() == 28
    assert has_note(reading, "country: NA appears 14 times as text; kept as a value")
    assert has_note(reading, "n: NA appears 14 times; read as missing")


@pytest.mark.parametrize(
    "cell",
    [
        "=cmd|' /C calc'!A0",
        "@SUM(A1)",
        "<script>alert(1)</script>",
        "![x](http://127.0.0.1/x)",
        ":red[x]",
        "$x$",
    ],
)
def test_c36_to_c39_cells_stay_literal(read, cell):
    assert read(f'a,b\n"{cell}",1\nx,2\n').frame["a"].iloc[0] == cell


def test_c40_a_hostile_header_stays_literal(read):
    name = "'; DROP TABLE users; --"
    assert list(read(f'"{name}",b\n1,2\n3,4\n').frame) == [name, "b"]


def test_c41_the_name_is_only_a_label(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n3,4\n")
    assert len(read_csv_table(path, "../../etc/passwd").frame) == 2


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (["2024-01-31", "2024-02-01"], "2024-01-31"),
        (["2024-01-31 10:05", "2024-02-01T11:06:07"], "2024-01-31 10:05"),
        (["31/01/2024", "01/02/2024"], "2024-01-31"),
        (["01/31/2024", "02/01/2024"], "2024-01-31"),
        (["01.02.2024", "03.02.2024"], "2024-02-01"),
        (["13-2-2024 08:30", "1-2-2024 09:00"], "2024-02-13 08:30"),
        (["2024/1/31", "2024/2/1"], "2024-01-31"),
    ],
)
def test_c42_certain_dates(read, texts, first):
    reading = read("d,b\n" + "".join(f"{text},1\n" for text in texts))
    assert kinds(reading)["d"] is ColumnKind.DATE
    assert reading.frame["d"].iloc[0] == pd.Timestamp(first)


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (["31/01/2024", "01/31/2024"], "do not exist"),
        (["2024-02-31", "2024-02-01"], "do not exist"),
        (["2024-01-01T10:00:00+01:00", "2024-07-01T10:00:00"], "time zones"),
    ],
)
def test_c42_c43_uncertain_dates_stay_text(read, texts, why):
    reading = read("d,b\n" + "".join(f"{text},1\n" for text in texts))
    assert reading.frame["d"].tolist() == texts
    assert has_note(reading, "d:", why)


def test_c43_one_zone_is_taken_off_and_told(read):
    reading = read("d,b\n2024-01-01T10:00:00Z,1\n2024-01-01T11:00:00Z,2\n")
    assert reading.frame["d"].iloc[0] == pd.Timestamp("2024-01-01 10:00")
    assert has_note(reading, "UTC")


@pytest.mark.parametrize("texts", [["1,234", "5,678"], ["12 kg", "7 g"], ["1.234 kg", "5.678 kg"]])
def test_c44_units_and_thousands_that_are_not_certain_stay_text(read, texts):
    reading = read("m,b\n" + "".join(f'"{text}",1\n' for text in texts))
    assert reading.frame["m"].tolist() == texts
    assert has_note(reading, "m:", "units or thousands")


def test_c56_an_empty_column(read):
    reading = read("a,x\n1,\n2, \n")
    assert kinds(reading)["x"] is ColumnKind.EMPTY
    assert has_note(reading, "Column x is empty")


def test_blank_cells_do_not_make_a_number_text(read):
    reading = read("total,b\n" + "1.5,1\n" * 60 + " ,2\n" * 11)
    assert kinds(reading)["total"] is ColumnKind.NUMBER
    assert has_note(reading, "total: 11 blank cells read as missing")


def test_one_odd_value_among_numbers_is_named(read):
    reading = read("a,b\n" + "1,2\n" * 60 + "oops,2\n")
    assert has_note(reading, "1 of 61 values are not numbers", "'oops' at line 62")


def test_types_of_columns(read):
    reading = read("i,f,t,s,n\n" + "1,1.0,True,T,1\n-2,2.5,false,F,\n" * 30)
    assert [str(dtype) for dtype in reading.frame.dtypes] == ["int64", "float64", "bool", "str", "float64"]
    assert kinds(reading)["t"] is ColumnKind.BOOLEAN
    assert kinds(reading)["s"] is ColumnKind.CATEGORY


def test_letters_that_tempt_type_inference_stay_text(read):
    letters = ["T", "F", "N", "A", "NA", "Y", "I"]
    reading = read("lettr,x.box\n" + "".join(f"{letter},1\n" for letter in letters))
    assert reading.frame["lettr"].tolist() == letters
    assert list(reading.frame) == ["lettr", "x.box"]


def test_truth_values_with_missing_ones(read):
    values = read("t,b\ntrue,1\n,2\nFALSE,3\n").frame["t"]
    assert str(values.dtype) == "boolean"
    assert values.isna().tolist() == [False, True, False]


def test_many_different_texts_are_text_and_repeated_ones_categories(read):
    reading = read("a,b\n" + "".join(f"word{i},w{i % 60}\n" for i in range(2_000)))
    assert kinds(reading) == {"a": ColumnKind.TEXT, "b": ColumnKind.CATEGORY}


def test_known_columns_keep_their_kinds_in_a_new_file(read):
    known = read("code,n,d,t\n" + "a,1,2024-01-01,true\n1.0,2,2024-01-02,false\n" * 30).columns
    batch = read("code,n,d,t\n1.0,NA,,\n", known=known)
    assert batch.frame["code"].tolist() == ["1.0"]
    assert [c.kind for c in known] == ["category", "number", "date", "boolean"]
    assert [str(t) for t in batch.frame.dtypes] == ["str", "float64", "datetime64[us]", "boolean"]
