"""CSV and JSON Lines in gzip."""

import gzip
import struct

import pytest

from core.design.data.reading import gzipped
from tests.unit.design.data.reading.tables import csv_bytes, has_note, refusal


def test_c12_gzip_is_unpacked_and_told(read):
    assert has_note(read(gzip.compress(csv_bytes())), "Unpacked from gzip")


@pytest.mark.parametrize("cut", [4, 15, 60])
def test_c12_damaged_gzip_is_refused(read, cut):
    assert "the gzip file is damaged" in refusal(read, gzip.compress(csv_bytes())[:-cut])


def test_c30_a_gzip_bomb_is_refused_while_unpacking_whatever_it_declares(read, monkeypatch):
    monkeypatch.setattr(gzipped, "MAX_FILE_BYTES", 3 * 2**20)
    content = gzip.compress(b"0" * 2**23)[:-4] + struct.pack("<I", 10)
    assert "unpacks to more than 3 MB" in refusal(read, content)


def test_gzip_of_something_else_is_named(read):
    assert "a PNG image" in refusal(read, gzip.compress(b"\x89PNG\r\n\x1a\n"))
    assert "empty" in refusal(read, gzip.compress(b""))
