"""Reading through one door: the content tells the format, and every format leads to the same table."""

import gzip

import pandas as pd
import pyarrow as pa
import pytest

from core.design.data.reading import gzipped
from core.design.data.reading import workbook as workbook_parts
from core.design.data.reading.notes import kind_of
from tests.unit.design.data.reading.tables import FRAME, csv_bytes, json_lines, parquet, refusal, workbook


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


def test_an_option_that_a_format_does_not_have_is_refused(read):
    assert "Parquet has no delimiter to choose" in refusal(read, parquet(), delimiter=";")
    assert "JSON Lines has no header row" in refusal(read, json_lines(), header_row=2)
    assert "a workbook has no encoding" in refusal(read, workbook(), encoding="utf-8")


def test_the_limits_are_those_of_the_fault_model():
    assert workbook_parts.MAX_EXPANDED_BYTES == 200 * 2**20
    assert gzipped.MAX_FILE_BYTES == 500 * 2**20


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        ("\ufeffa,a\n1,=x\n2,y\n", {"changed"}),
        ("Report\n\na,b,c\n" + "1,2,x\n" * 60, {"set_aside"}),
        (parquet({"a": ["1", "2"], "b": [[1], [2]], "c": pa.nulls(2)}), {"changed", "noticed"}),
        (workbook(["a", "b"], [1, "#N/A"], [2, "=A1"], [3, 4]), {"changed"}),
        ("a,b\n" + "x,1\n" * 60 + "x\n", {"changed"}),
    ],
)
def test_notes_know_their_kind(read, content, kinds):
    notes = read(content, accept=True).notes
    assert {kind_of(note) for note in notes if "at least 50 rows" not in note} == kinds
