"""Data: files of every format become datasets and batches, and can be read again differently."""

import io

import pandas as pd
import pytest

from core.bootstrap import open_workspace
from core.design.data.columns import Dataset
from core.design.data.reading.table import ReadingOptions
from core.errors import BadInput, Missing
from core.services import projects
from core.services.deployment.predict import read_batch
from core.services.design import data
from core.services.workspace import Workspace, load, need

PROJECT = "Sales"
CSV = b"code;price\n" + b"007;1,5\n008;-999\n" * 30


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    opened = open_workspace(tmp_path / "home")
    projects.create_project(opened, PROJECT)
    return opened


def newest(workspace: Workspace) -> Dataset:
    return load(need(workspace.history(PROJECT), "dataset"), Dataset)


def ingest(workspace: Workspace, content: bytes = CSV, **options) -> Dataset:
    data.ingest_stream(
        workspace,
        PROJECT,
        "../sales.csv",
        io.BytesIO(content),
        options=ReadingOptions(accept=True, **options),
    )
    return newest(workspace)


def test_a_dataset_knows_how_it_was_read(workspace):
    dataset = ingest(workspace)
    assert dataset.reading["delimiter"].value == ";"
    assert dataset.reading["decimal"].evidence == "price holds only numbers, some with a decimal comma"


def test_the_kept_file_has_an_opaque_name(workspace):
    dataset = ingest(workspace)
    path = data.kept_upload(workspace, dataset)
    assert path is not None
    assert path.name == f"{dataset.source_sha256}.csv"
    assert path.read_bytes() == CSV


def test_reading_again_makes_a_new_version_and_keeps_the_one_before(workspace):
    first = ingest(workspace)
    data.read_again(
        workspace, PROJECT, ReadingOptions(missing=("-999",), accept=True), author="Ada", expected_version=1
    )
    second = newest(workspace)
    history = workspace.history(PROJECT)
    assert [record.version for record in history.records if record.kind == "dataset"] == [1, 2]
    assert history.latest("dataset").author == "Ada"
    assert second.name == first.name == "../sales.csv"
    assert (first.columns[1].missing, second.columns[1].missing) == (0, 30)


def test_reading_again_never_overwrites_a_version_that_arrived_meanwhile(workspace):
    ingest(workspace)
    ingest(workspace)
    with pytest.raises(BadInput):
        data.read_again(workspace, PROJECT, ReadingOptions(accept=True), expected_version=1)
    assert workspace.history(PROJECT).latest("dataset").version == 2


def test_a_way_that_does_not_work_changes_nothing(workspace):
    ingest(workspace)
    with pytest.raises(BadInput):
        data.read_again(workspace, PROJECT, ReadingOptions(header_row=900, accept=True))
    assert workspace.history(PROJECT).latest("dataset").version == 1


def test_a_file_that_was_not_kept_is_named(workspace, tmp_path):
    path = tmp_path / "elsewhere.csv"
    path.write_bytes(b"code,price\n7,1\n8,2\n")
    data.ingest_file(workspace, PROJECT, path)
    with pytest.raises(Missing, match=r"elsewhere\.csv was not kept"):
        data.read_again(workspace, PROJECT, ReadingOptions())


@pytest.mark.parametrize("ending", ["parquet", "jsonl", "xlsx", "csv.gz"])
def test_batches_come_in_every_format_and_conform(workspace, tmp_path, ending):
    ingest(workspace, missing=("-999",))
    batch = pd.DataFrame({"code": ["007", "009"], "price": [-999.0, 2.5]})
    path = tmp_path / f"batch.{ending}"
    if ending == "parquet":
        batch.astype({"price": "int64"}).to_parquet(path)
    elif ending == "xlsx":
        batch.astype({"price": "int64"}).to_excel(path, index=False)
    elif ending == "jsonl":
        batch.astype({"price": "int64"}).to_json(path, orient="records", lines=True)
    else:
        batch.astype({"price": "int64"}).to_csv(path, index=False)
    found = read_batch(workspace, PROJECT, path, path.name)
    assert found["code"].tolist() == ["007", "009"]
    assert found["price"].isna().tolist() == [True, False]
    assert found["price"].dtype == "float64"


def test_dates_without_a_time_of_day_are_told_apart_from_moments():
    frame = pd.DataFrame(
        {
            "day": pd.to_datetime(["2024-01-31", None]),
            "moment": pd.to_datetime(["2024-01-31 00:00", "2024-01-31 08:30"]),
            "text": ["2024-01-31", "2024-02-01"],
        }
    )
    assert data.whole_days(frame) == ["day"]
