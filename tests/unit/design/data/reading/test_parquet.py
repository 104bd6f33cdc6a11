"""Parquet: damaged, nested and oversized files, and stored types."""

import datetime
import pickle

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.design.data.columns import ColumnKind
from core.design.data.reading import parquet as reading_parquet
from core.design.data.reading.options import options_for_batch
from core.design.data.reading.table import read_table
from core.errors import BadInput
from tests.unit.design.data.reading.tables import FRAME, has_note, parquet, refusal


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


def test_c27_many_columns_are_asked_about(read):
    content = parquet({f"c{i}": [i, i + 1] for i in range(2_100)})
    reading = read(content)
    assert [question.code for question in reading.questions] == ["too_many_columns"]
    assert list(reading.frame) == [f"c{i}" for i in range(2_000)]
    assert "2,100 columns" in refusal(read, content, answers=(("too_many_columns", "stop"),))


def test_c27_fields_that_make_many_columns_are_asked_about_too(read):
    content = parquet({"a": [1, 2], "at": [{f"f{i}": i for i in range(2_100)}] * 2})
    reading = read(content, accept=True)
    assert [one.question.code for one in reading.answered] == ["nested", "too_many_columns"]
    assert reading.frame.shape == (2, 2_000)


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


def test_parquet_texts_are_read_with_the_chosen_dates_and_decimal_mark(read):
    content = parquet({"day": ["01/02/2024", "03/04/2024"], "price": ["1.234,5", "2,5"], "n": [1, 2]})
    reading = read(content, dates="month_first", decimal=",")
    assert reading.frame["day"].dt.month.tolist() == [1, 3]
    assert {option: reading.options[option].is_chosen for option in ("dates", "decimal")} == {
        "dates": True,
        "decimal": True,
    }
    assert [question.code for question in reading.questions] == ["units:price"]
    assert reading.frame["price"].tolist() == [1234.5, 2.5]
    text = read(content, dates="text").frame["day"].tolist()
    assert text == ["01/02/2024", "03/04/2024"]


def test_new_rows_in_parquet_follow_the_dates_and_the_decimal_mark_of_a_csv(read):
    days = "".join(f"0{1 + i % 9}/02/2024;{i},5\n" for i in range(60))
    data = read("day;price\n" + days, dates="day_first", accept=True)
    options = options_for_batch(data.options, data.answered)
    new = parquet({"day": ["03/02/2024"], "price": ["7,25"]})
    frame = read(new, known=data.columns, answers=options.answers).frame
    assert (frame["day"].dt.day.tolist(), frame["price"].tolist()) == ([3], [7.25])


def test_the_row_number_of_pandas_is_left_out(read):
    content = parquet(pa.Table.from_pandas(FRAME.sample(frac=1, random_state=0)))
    reading = read(content)
    assert list(reading.frame) == list(FRAME)
    assert has_note(reading, "row number of a pandas table")


def test_parquet_binary_and_durations_are_named(read):
    assert "column b is of a type" in refusal(read, parquet({"b": pa.array([1, 2], pa.duration("s"))}))
