"""Files below the workspace: names from people never become paths, arrays come back as they were."""

from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from core.errors import Missing
from storage.files import LocalFileStore

CONTENT = b"a,b\n1,2\n"


@pytest.mark.parametrize("name", ["table.csv", "../../escaped.csv", "/etc/table", "a\x00b"])
def test_an_upload_is_kept_under_its_content_not_its_name(tmp_path: Path, name: str) -> None:
    kept = LocalFileStore(tmp_path / "home").keep_upload(name, CONTENT)
    assert kept == tmp_path / "home" / "uploads" / f"{sha256(CONTENT).hexdigest()}.csv"
    assert kept.read_bytes() == CONTENT
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [kept]


def test_arrays_come_back_and_missing_ones_are_named(tmp_path: Path) -> None:
    files = LocalFileStore(tmp_path)
    files.put_array("study", "3", rows=np.arange(3), scores=np.array([0.5, np.nan]))
    found = files.get_array("study", "3")
    assert set(found) == {"rows", "scores"}
    np.testing.assert_array_equal(found["scores"], [0.5, np.nan])
    with pytest.raises(Missing, match="study 4"):
        files.get_array("study", "4")
