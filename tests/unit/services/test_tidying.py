"""Tidying: one of each repeated row, one spelling of each value, with everything that held kept."""

import io

import pandas as pd
import pytest

from benchmarks.leakage_tables import customers
from core.bootstrap import open_workspace
from core.design.data.columns import Dataset
from core.errors import BadInput, TrefoilError
from core.services import projects
from core.services.design import data, tidying
from core.services.workspace import Workspace, load, need

PROJECT = "Churn"


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    opened = open_workspace(tmp_path / "home")
    projects.create_project(opened, PROJECT)
    return opened


def take(workspace: Workspace, frame: pd.DataFrame) -> Dataset:
    data.ingest_stream(workspace, PROJECT, "c.csv", io.BytesIO(frame.to_csv(index=False).encode()))
    data.propose_and_save_roles(workspace, PROJECT, "target")
    return newest(workspace)


def newest(workspace: Workspace) -> Dataset:
    return load(need(workspace.history(PROJECT), "dataset"), Dataset)


def table(rows: int = 60) -> pd.DataFrame:
    import numpy as np

    return customers(np.random.default_rng(0), rows)


def test_one_of_each_repeated_row_is_kept_and_the_roles_too(workspace):
    frame = table()
    take(workspace, pd.concat([frame, frame.head(3)], ignore_index=True))
    record = tidying.keep_one_of_each(workspace, PROJECT, author="Ada", expected_version=1)
    assert (record.version, record.author) == (2, "Ada")
    assert newest(workspace).rows == 60
    assert newest(workspace).notes[-1] == "Removed: 3 rows equal to an earlier one in every column."
    assert not workspace.history(PROJECT).is_stale("roles")
    with pytest.raises(BadInput, match="No row repeats"):
        tidying.keep_one_of_each(workspace, PROJECT)


def test_rows_that_differ_in_their_name_alone_are_one_case_when_asked(workspace):
    frame = pd.concat([table(), table().head(1)], ignore_index=True)
    take(workspace, frame.assign(code=[f"k{row}" for row in range(61)]))
    with pytest.raises(BadInput, match="No row repeats"):
        tidying.keep_one_of_each(workspace, PROJECT)
    tidying.keep_one_of_each(workspace, PROJECT, despite_names=True)
    assert newest(workspace).rows == 60
    assert (
        newest(workspace)
        .notes[-1]
        .endswith("1 row equal to an earlier one in every column but those that name it.")
    )


def test_spellings_are_merged_into_the_most_frequent(workspace):
    frame = table().assign(city=["Bern"] * 40 + ["bern"] * 5 + ["Thun"] * 15)
    before = take(workspace, frame)
    tidying.merge_spellings(workspace, PROJECT, "city", author="Ada")
    stored = workspace.datasets.get(newest(workspace).fingerprint)
    assert stored["city"].value_counts().to_dict() == {"Bern": 45, "Thun": 15}
    assert {c.name: c.distinct for c in newest(workspace).columns}["city"] == 2
    assert (
        newest(workspace).notes[-1] == "city: 5 rows read as the most frequent spelling (Bern: also “bern”)."
    )
    assert stored.drop(columns="city").equals(workspace.datasets.get(before.fingerprint).drop(columns="city"))
    with pytest.raises(BadInput, match="No value of city"):
        tidying.merge_spellings(workspace, PROJECT, "city")


def test_a_version_that_arrived_meanwhile_is_not_overwritten(workspace):
    frame = table()
    take(workspace, pd.concat([frame, frame.head(3)], ignore_index=True))
    with pytest.raises(TrefoilError):
        tidying.keep_one_of_each(workspace, PROJECT, expected_version=0)
    assert newest(workspace).rows == 63
