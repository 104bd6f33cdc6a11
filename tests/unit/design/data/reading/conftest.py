"""Reading of bytes, whatever their format."""

import pytest

from core.design.data.reading.table import ReadingOptions, read_table


@pytest.fixture
def read(tmp_path):
    def _read(content, name="table.csv", known=(), **options):
        path = tmp_path / "opaque"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_table(path, name, ReadingOptions(**options), known)

    return _read
