"""The name at this computer is remembered, and stays out of what is taken away."""

from pathlib import Path

import pytest

from core.bootstrap import open_workspace
from core.services.person import FILE, remember_name, remembered_name


def test_a_name_is_remembered_by_the_next_opening_of_the_workspace(tmp_path: Path) -> None:
    assert remembered_name(open_workspace(tmp_path)) == ""
    remember_name(open_workspace(tmp_path), "Ada Žižka")
    remember_name(open_workspace(tmp_path), "Ruth")
    assert remembered_name(open_workspace(tmp_path)) == "Ruth"
    assert [path.name for path in tmp_path.glob("*person*")] == [FILE]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"name": 3}', "\udcff"])
def test_a_file_that_holds_no_name_counts_as_none(tmp_path: Path, content: str) -> None:
    workspace = open_workspace(tmp_path)
    (tmp_path / FILE).write_bytes(content.encode(errors="surrogateescape"))
    assert remembered_name(workspace) == ""
