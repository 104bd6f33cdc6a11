"""What every dataset store must do."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from core.errors import Missing, Tampered
from storage import datasets
from storage.datasets import ParquetDatasetStore

TABLE = pd.DataFrame(
    {
        "text": ["a", None, "ü"],
        "number": [1.5, None, 3.0],
        "whole": [1, 2, 2**53 + 1],
        "day": pd.to_datetime(["2024-01-01 00:00", None, "2024-02-29 13:00"]),
        "flag": [True, False, True],
    }
)


def test_a_table_comes_back_as_it_was(tmp_path: Path) -> None:
    store = ParquetDatasetStore(tmp_path)
    pd.testing.assert_frame_equal(store.get(store.put(TABLE)), TABLE.astype({"text": "str"}))


def test_equal_tables_share_a_fingerprint(tmp_path: Path) -> None:
    store = ParquetDatasetStore(tmp_path)
    assert store.put(TABLE) == store.put(TABLE.copy())
    assert store.put(TABLE) != store.put(TABLE.assign(whole=0))
    assert len(list(tmp_path.iterdir())) == 2


def test_a_table_in_arrow_is_the_same_table(tmp_path: Path) -> None:
    store = ParquetDatasetStore(tmp_path)
    frame = TABLE.assign(maybe=pd.array([True, None, False], dtype="boolean"), nothing=float("nan"))
    types = {"text": pa.string(), "day": pa.timestamp("us")}
    half = pa.table({name: pa.array(frame[name], type=types.get(name), from_pandas=True) for name in frame})
    whole = pa.concat_tables([half.slice(0, 1), half.slice(1)])
    assert store.put(whole) == store.put(frame)
    pd.testing.assert_frame_equal(store.get(store.put(whole)), frame.astype({"text": "str"}))


def test_a_changed_byte_is_refused(tmp_path: Path) -> None:
    store = ParquetDatasetStore(tmp_path)
    path = store.path(store.put(TABLE))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(Tampered):
        ParquetDatasetStore(tmp_path).get(path.stem)
    with pytest.raises(Tampered):
        ParquetDatasetStore(tmp_path).checked_path(path.stem)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="abc"):
        ParquetDatasetStore(tmp_path).get("abc")
    with pytest.raises(Missing, match="abc"):
        ParquetDatasetStore(tmp_path).checked_path("abc")


def test_a_table_of_many_parts_comes_back_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets, "PART_BYTES", 2**12)
    monkeypatch.setattr(datasets, "SYNCED_BYTES", 2**14)
    monkeypatch.setattr(datasets, "MOST_WAITING", 2)
    table = pd.DataFrame({name: np.random.default_rng(0).random(100_000) for name in "abc"})
    store = ParquetDatasetStore(tmp_path)
    pd.testing.assert_frame_equal(store.get(store.put(table)), table)


def test_a_disk_that_fails_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(datasets, "SYNCED_BYTES", 2**14)
    monkeypatch.setattr(datasets.os, "fsync", full)
    table = pd.DataFrame({name: np.random.default_rng(0).random(300_000) for name in "abc"})
    with pytest.raises(OSError, match="No space left"):
        ParquetDatasetStore(tmp_path).put(table)
    assert list(tmp_path.iterdir()) == []
