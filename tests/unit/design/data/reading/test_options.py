"""Reading with options: what a person chose wins, what was inferred says why."""

import pytest

from core.design.data.columns import ColumnKind
from core.design.data.reading.header_row import count_title_rows
from core.design.data.reading.options import options_for_batch
from core.design.data.reading.table import ReadingOptions, read_csv_table
from core.errors import BadInput

ROWS = "".join(f"{i},{i % 7}\n" for i in range(1, 61))


@pytest.fixture
def read(tmp_path):
    def _read(content, known=(), **options):
        path = tmp_path / "table.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_csv_table(path, "table.csv", ReadingOptions(**options), known)

    return _read


def refusal(read, content, **options):
    with pytest.raises(BadInput) as caught:
        read(content, **options)
    assert caught.value.remedy
    return caught.value.message


def has_note(reading, *parts):
    return any(all(part in note for part in parts) for note in reading.notes)


def test_what_is_inferred_comes_with_its_evidence(read):
    options = read("a;b\n" + "1,5;x\n2,5;y\n" * 30).options
    assert set(options) == {"delimiter", "encoding", "header_row", "decimal", "missing"}
    assert options["delimiter"].evidence == "100% of the first 50 rows have 2 fields, as the header"
    assert options["decimal"].evidence == "a holds only numbers, some with a decimal comma"
    assert options["encoding"].evidence == "every byte is valid UTF-8"
    assert options["header_row"].evidence == "the first line that is not blank"
    assert not any(read_as.is_chosen for read_as in options.values())


def test_a_chosen_delimiter_wins(read):
    reading = read("a;b,c\n1;2,3\n4;5,6\n", delimiter=",")
    assert list(reading.frame) == ["a;b", "c"]
    assert reading.options["delimiter"].is_chosen


def test_a_delimiter_that_is_not_inferred_can_be_chosen(read):
    assert read("a:b\n1:2\n3:4\n", delimiter=":").frame["b"].tolist() == [2, 4]


def test_c09_a_chosen_encoding_wins(read):
    content = "name,b\nПётр,1\nИван,2\n".encode("cp1251")
    assert read(content, encoding="cp1251").frame["name"].tolist() == ["Пётр", "Иван"]
    assert "the text at line 2 is not utf-8" in refusal(read, content, encoding="utf-8")


def test_c07_a_chosen_encoding_still_loses_the_byte_order_mark(read):
    assert list(read(b"\xef\xbb\xbfa,b\n1,2\n3,4\n", encoding="utf-8").frame) == ["a", "b"]


def test_c10_a_chosen_encoding_settles_a_change_of_encoding(read):
    content = "a,b\né,1\n".encode() + "ü,2\n".encode("latin-1")
    reading = read(content, encoding="latin-1")
    assert not reading.questions
    assert reading.frame["a"].tolist()[1] == "ü"


def test_c20_a_chosen_decimal_mark_wins(read):
    content = 'a,b\n"1,5",x\n"2,5",y\n'
    assert read(content).frame["a"].tolist() == ["1,5", "2,5"]
    assert read(content, decimal=",").frame["a"].tolist() == [1.5, 2.5]
    assert read("a;b\n1,5;x\n2,5;y\n", decimal=".").frame["a"].tolist() == ["1,5", "2,5"]


def test_c48_title_rows_are_left_out_with_a_note(read):
    reading = read("Sales report 2024\n\nregion;units;price\n" + "north;3;1,5\nsouth;4;2,5\n" * 30)
    assert list(reading.frame) == ["region", "units", "price"]
    assert len(reading.frame) == 60
    assert has_note(reading, "Line 3 names the columns", "'Sales report 2024'")
    assert reading.options["header_row"].value == "3"
    assert not reading.options["header_row"].is_chosen


def test_c48_padded_title_rows_are_left_out_too(read):
    reading = read("Report,,\n,,\nregion,units,price\n" + "north,3,x\nsouth,4,y\n" * 30)
    assert list(reading.frame) == ["region", "units", "price"]
    assert reading.options["header_row"].value == "3"


def test_c48_lines_are_still_named_as_in_the_file(read):
    reading = read("Report\n\na,b\n" + ROWS + "4e492493924924,1\n")
    assert has_note(reading, "too large to store", "line 64")


@pytest.mark.parametrize(
    "content",
    [
        "a,,c\n1,2,3\n4,5,6\n",
        "a,b\n" + ROWS,
        "name;note\nsmith, john;x\nmiller, anna;y\n",
        "a,b,c\n1,x,3\n4\n5,y\n",
        "2019,2020\n1,2\n3,4\n",
    ],
)
def test_c23_a_plain_header_is_never_taken_for_a_title(read, content):
    assert read(content).options["header_row"].value == "1"


def test_c16_rows_below_a_short_header_are_never_taken_for_a_header(read):
    assert "line 2 has 2 fields, the header 1" in refusal(read, "a\n1,2\n3,4\n")
    assert "line 2 has 2 fields, the header 1" in refusal(read, "comment\nhello, world\nfoo, bar\n")


def test_a_chosen_header_row_wins(read):
    content = "made,by,Ann\na,b,c\n1,2,3\n4,5,6\n"
    assert list(read(content).frame) == ["made", "by", "Ann"]
    reading = read(content, header_row=2)
    assert reading.frame["c"].tolist() == [3, 6]
    assert reading.options["header_row"].is_chosen


def test_without_a_header_row_columns_are_numbered(read):
    reading = read("1,x\n2,y\n4e492493924924,z\n", header_row=0)
    assert reading.frame["column_2"].tolist() == ["x", "y", "z"]
    assert has_note(reading, "too large to store", "line 3")


@pytest.mark.parametrize(("row", "words"), [(9, "there is no line 9"), (2, "line 2 is blank")])
def test_a_header_row_that_is_not_there_is_refused(read, row, words):
    assert words in refusal(read, "a,b\n\n1,2\n3,4\n", header_row=row)


def test_c35_chosen_marks_are_missing_in_every_column_and_replace_the_usual_ones(read):
    content = "a,b\n1,none\n-999,NA\n3,x\n"
    reading = read(content, missing=("-999", "none"))
    assert reading.frame["a"].isna().tolist() == [False, True, False]
    assert reading.frame["b"].tolist()[1:] == ["NA", "x"]
    assert reading.frame["b"].isna().tolist() == [True, False, False]
    assert has_note(reading, "a: -999 appears once; read as missing")
    assert reading.options["missing"].values == ("-999", "none")
    assert options_for_batch(reading.options) == ReadingOptions(missing=("-999", "none"))
    assert options_for_batch(read(content, accept=True).options) == ReadingOptions(
        answers=(("missing_marks:b", "missing"),)
    )


def test_c35_no_mark_at_all_can_be_chosen(read):
    reading = read("a,b\n1,x\nNA,y\n3,z\n", missing=())
    assert reading.frame["a"].tolist() == ["1", "NA", "3"]


def test_c34_a_column_is_kept_as_text_when_chosen(read):
    reading = read("code,b\n1,2\n2,3\n", as_text=("code",))
    assert reading.frame["code"].tolist() == ["1", "2"]
    assert reading.columns[0].kind is ColumnKind.CATEGORY
    assert "there is no column zip" in refusal(read, "code,b\n1,2\n2,3\n", as_text=("zip",))


@pytest.mark.parametrize(
    "options",
    [
        {"delimiter": ""},
        {"delimiter": ";;"},
        {"delimiter": '"'},
        {"delimiter": "é"},
        {"decimal": "'"},
        {"header_row": -1},
        {"encoding": "klingon"},
        {"encoding": "hex"},
        {"delimiter": ".", "decimal": "."},
    ],
)
def test_options_that_are_not_possible_are_refused(options):
    with pytest.raises(BadInput) as caught:
        ReadingOptions(**options)
    assert caught.value.remedy


def test_an_option_that_a_csv_does_not_have_is_refused(read):
    assert "a CSV has no sheet to choose" in refusal(read, "a,b\n1,2\n3,4\n", sheet="Data")


def test_title_rows_need_a_table_below_them():
    assert count_title_rows([]) == 0
    assert count_title_rows([["Title", "", ""]]) == 0
    assert count_title_rows([["Title", "", ""], ["a", "b", "c"], ["x", "y", "z"]]) == 1
    assert count_title_rows([["Title", "", ""], ["a", "a", "c"], ["1", "2", "3"]]) == 0


TITLED = "Sales report\n\nregion,units,price\n" + "north,3,1.5\nsouth,4,2.5\n" * 30


def test_c48_the_line_below_titles_is_proposed_and_others_can_be_chosen(read):
    (question,) = read(TITLED).questions
    assert (question.code, question.proposed) == ("header_row", "3")
    assert [choice.value for choice in question.choices] == ["1", "3", "4", "0"]
    assert question.examples[:2] == ("line 1: Sales report", "line 3: region | units | price")
    reading = read(TITLED, answers=(("header_row", "4"),))
    assert list(reading.frame) == ["north", "3", "1.5"]
    assert reading.options["header_row"].is_chosen


def test_c48_no_line_needs_to_name_the_columns(read):
    content = "Report,,\nname,kind,size\n" + "1,x,3\n2,y,4\n" * 5
    reading = read(content, answers=(("header_row", "0"),))
    assert list(reading.frame) == ["column_1", "column_2", "column_3"]
    assert len(reading.frame) == 12


def test_c48_a_chosen_header_row_is_not_asked_for(read):
    assert not read(TITLED, header_row=3).questions
