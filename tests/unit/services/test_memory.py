"""A job may take a share of what the machine or its container has, whichever is less."""

from pathlib import Path

import psutil
import pytest

from core.services import memory


def test_the_limit_of_a_container_counts_where_it_is_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "CGROUP_LIMITS", (tmp_path / "memory.max", tmp_path / "absent"))
    (tmp_path / "memory.max").write_text("1000000\n")
    assert memory.allowed_bytes() == 750_000


def test_without_a_limit_the_machine_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "CGROUP_LIMITS", (tmp_path / "memory.max",))
    (tmp_path / "memory.max").write_text("max\n")
    assert memory.allowed_bytes() == int(0.75 * psutil.virtual_memory().total)


def test_an_upload_may_always_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "allowed_bytes", lambda: memory.BASE_BYTES)
    assert memory.largest_file_bytes() == memory.MAX_FILE_BYTES
